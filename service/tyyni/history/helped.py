"""What a prompt did: the heat before it and after it. Pure.

That the heat fell after a prompt does not prove that the prompt did it: callers calm down by themselves, too. Over many
calls it shows which prompts come when things get better.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from tyyni.history.records import CallSeen, KeptPrompt

BEFORE_MS = 10_000
AFTER_FROM_MS = 10_000
AFTER_TO_MS = 30_000
"""The issue asks for before and after. Ours: the level of the last 10 s, against that of the time in which an agent has
read the prompt and said something, and the caller has answered."""


class Helped(msgspec.Struct, frozen=True, kw_only=True):
    """A prompt, and the mean level (0..100) before and after it."""

    rule: str
    shown_ms: int
    before: float | None
    """None: nothing was heard before."""
    after: float | None
    """None: the call was over before 30 s had passed."""

    @property
    def change(self) -> float | None:
        """By how much the heat rose; negative: it fell."""
        return self.after - self.before if self.after is not None and self.before is not None else None


def mean_level(points: Sequence[tuple[int, float]], from_ms: int, to_ms: int) -> float:
    """Return the mean level over a time; each point's level holds until the next, before the first it is 0.

    Args:
        points: time in ms and level, in the order of time.
        from_ms: where the time begins.
        to_ms: where it ends, later than that.

    >>> mean_level([(0, 10.0), (5_000, 30.0)], 0, 10_000)
    20.0
    """
    ends = [*points, (max(to_ms, points[-1][0] if points else 0), 0.0)]
    held = sum(
        level * max(0, min(next_ms, to_ms) - max(at_ms, from_ms))
        for (at_ms, level), (next_ms, _) in pairwise(ends)
    )
    return held / (to_ms - from_ms)


def helped_in(seen: CallSeen, prompts: Sequence[KeptPrompt]) -> list[Helped]:
    """Return the heat before and after prompts of a call.

    Args:
        seen: the call.
        prompts: its prompts: ``seen.prompts`` for supervisors, those of `OwnPart` for its agent.
    """
    points = [(point.at_ms, point.level) for point in seen.heat]
    shown = [(prompt.rule, prompt.shown_ms) for prompt in prompts]
    return what_helped(points, shown, seen.call.heard_ms)


def what_helped(
    points: Sequence[tuple[int, float]], prompts: Sequence[tuple[str, int]], heard_ms: int
) -> list[Helped]:
    """Return the heat before and after each prompt.

    Args:
        points: of the heat line: time in ms and level, in the order of time.
        prompts: of each its rule and when it was shown, in ms.
        heard_ms: how long the call was.
    """
    told = []
    for rule, shown_ms in prompts:
        before_ms = max(0, shown_ms - BEFORE_MS)
        after_is_known = shown_ms + AFTER_TO_MS <= heard_ms
        after = (
            mean_level(points, shown_ms + AFTER_FROM_MS, shown_ms + AFTER_TO_MS) if after_is_known else None
        )
        before = mean_level(points, before_ms, shown_ms) if shown_ms > before_ms else None
        told.append(Helped(rule=rule, shown_ms=shown_ms, before=before, after=after))
    return told
