"""When less is put into words because the machine is behind, and when more again: the rule of the mode.

All calls share the decoders, so they share the mode. One step at a time: down when what the mode still promises
comes late, up when there is room for more, or, after longer, to try. Pure: every method is told the time.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from tyyni.coach.events import TranscriptWanted
from tyyni.serve.modes import MODES, Degraded, Mode, takes
from tyyni.units import Party, WallNs

NS_PER_MS = 1_000_000


@dataclass(frozen=True, slots=True)
class DegradeThresholds:
    """When a mode is entered and left. Waits are from asked to begun: how long a decode then takes is no load.

    Our choices; "measured" are the runs of 1 to 8 demo calls in benchmarks/results/2026-11-25, 2 cores.
    """

    window_ms: int = 15_000
    """What is judged by: two or three turns of a lively talk, less when the mode is newer."""
    lost_share: float = 0.85
    lost_least: int = 8
    """Partials lost to load, of at least so many: then text grows every three seconds, which is no preview. Measured:
    0 with 1 call, 0.11 with 2, 0.62 with 4 (where previews still came early enough to be of use), 0.93 with 8."""
    late_share: float = 0.5
    late_least: int = 2
    """Finals that waited too long: one is a moment, half of them is a state."""
    finals_only_wait_ms: int = 750
    """Half of a final's deadline: the decode needs the other half. Measured means: 35 with 1 call, 330 with 4."""
    caller_only_wait_ms: int = 3_000
    """Twice a final's deadline. The caller goes first, so that this is mostly the agent's text, and of use a while
    longer than the caller's: it only says which steps were done."""
    voice_only_wait_ms: int = 5_000
    """The caller's words come when the talk is at its next turn: a prompt about them would mislead."""
    settle_ms: int = 5_000
    """No second step down sooner: the first must have had time to help."""
    hold_ms: int = 10_000
    """So long there must have been room without a break before a step up."""
    trial_factor: int = 6
    """So many times the hold with nothing late, and a step up is tried though room is not foreseen: the foresight
    may be wrong, above all in `voice_only`, where no decode tells how long decodes take now."""
    relapse_ms: int = 120_000
    most_doublings: int = 2
    """A step up that does not last this long doubles the hold of the next, so that an overload that stays costs a
    try every four minutes, not every one."""
    room_share: float = 0.8
    """Of the decoders' time, that a richer mode may need: at 0.8 the mean wait is two decodes (M/D/1), beyond it soon
    grows."""
    previews_worth_share: float = 0.2
    """Of partials that must fit into that room: somewhat over the 0.15 with which they would be given up again."""
    ahead_ms: int = 2_000
    """A call whose sound runs ahead of true speed by more (a replay) fills the decoders whatever there is: it says
    nothing of the load. The same as `tyyni.serve.call_socket.CallLimits.ahead_ms`."""


THRESHOLDS = DegradeThresholds()

COST_MEMORY = 8
"""Decodes of a kind whose mean is taken for the cost of the next (exponential): a few seconds' worth."""


class Work(Protocol):
    """What this needs of `tyyni.serve.schedule.Job`."""

    @property
    def call_id(self) -> str: ...
    @property
    def wanted(self) -> TranscriptWanted: ...
    @property
    def asked_ns(self) -> WallNs: ...


class Degrading:
    """The mode of a pool of ``workers`` decoders; it is told of all work, and `look` changes the mode."""

    def __init__(self, workers: int, thresholds: DegradeThresholds | None = None) -> None:
        self._workers = workers
        self._thresholds = thresholds or THRESHOLDS
        self._place = 0
        self._changed_ns = WallNs(0)
        self._rose = False
        """Whether the last change was a step up."""
        self._relapses = 0
        self._calm_since_ns: WallNs | None = None
        self._room_since_ns: WallNs | None = None
        self._joined_ns: dict[str, WallNs] = {}
        """When each live call began."""
        self._cost_ns = {True: 0.0, False: 0.0}
        """Of a decode; by whether it is a final. 0: none was done yet."""
        self._running: set[int] = set()
        """Work that has a decoder, by its identity."""
        self._accrued_ns = WallNs(0)
        """Up to when the decoders' time is in ``_busy_ns``."""
        # Everything below is of the present mode and within the window; first of each pair, when it was.
        self._previews_lost: deque[tuple[WallNs, bool]] = deque()
        self._waits_ms: deque[tuple[WallNs, float]] = deque()
        self._busy_ns: deque[tuple[WallNs, int]] = deque()
        self._refused: deque[tuple[WallNs, tuple[Party, bool]]] = deque()

    @property
    def mode(self) -> Mode:
        """The present mode."""
        return MODES[self._place]

    # --- what happens to work -------------------------------------------------------------------------------

    def join(self, call_id: str, now_ns: WallNs) -> None:
        """A call begins."""
        self._joined_ns[call_id] = now_ns

    def keeps(self, wanted: TranscriptWanted) -> bool:
        """Return whether the present mode puts this into words."""
        return takes(self.mode, wanted.party, final=wanted.final)

    def ask(self, call_id: str, wanted: TranscriptWanted, now_ns: WallNs) -> Degraded | None:
        """Take note of wanted work; return the mode when that refuses it."""
        mode = self.mode
        if mode == "normal" or self.keeps(wanted):
            return None
        if self._is_live(call_id, wanted, now_ns):
            self._refused.append((now_ns, (wanted.party, wanted.final)))
        return mode

    def begin(self, work: Work, now_ns: WallNs) -> None:
        """Take note that work has got a decoder."""
        self._accrue(now_ns)
        if self._is_live(work.call_id, work.wanted, work.asked_ns):
            self._running.add(id(work))
        if work.wanted.final and self._counts(work):
            self._waits_ms.append((now_ns, (now_ns - work.asked_ns) / NS_PER_MS))

    def end(self, work: Work, took_ns: int, now_ns: WallNs) -> None:
        """Take note that work is done and for how long it had a decoder: its share, when it shared one."""
        self._accrue(now_ns)
        self._running.discard(id(work))
        final = work.wanted.final
        cost_ns = self._cost_ns[final]
        self._cost_ns[final] = cost_ns + (took_ns - cost_ns) / COST_MEMORY if cost_ns else float(took_ns)
        if not final and self._counts(work):
            self._previews_lost.append((now_ns, False))

    def lose(self, work: Work, now_ns: WallNs) -> None:
        """Take note that load has pushed work out."""
        if not self._counts(work):
            return
        if work.wanted.final:
            self._waits_ms.append((now_ns, math.inf))
        else:
            self._previews_lost.append((now_ns, True))

    def leave(self, call_id: str) -> None:
        """A call is over; when it was the last, the next overload has nothing to do with this one."""
        self._joined_ns.pop(call_id, None)
        if not self._joined_ns:
            self._relapses = 0

    # --- the rule -------------------------------------------------------------------------------------------

    def look(self, waiting: Iterable[Work], now_ns: WallNs) -> bool:
        """Change the mode by one step when the rule says so; return whether it did. Called once a second.

        Args:
            waiting: all work that waits for a decoder.
            now_ns: the time.
        """
        self._accrue(now_ns)
        since_ns = now_ns - self._thresholds.window_ms * NS_PER_MS
        for seen in (self._previews_lost, self._waits_ms, self._busy_ns, self._refused):
            while seen and seen[0][0] < since_ns:
                seen.popleft()
        proven = _lasted(self._changed_ns, self._thresholds.relapse_ms, now_ns)
        if self._rose and proven:
            self._relapses = 0
        ages_ms = [
            (now_ns - work.asked_ns) / NS_PER_MS
            for work in waiting
            if work.wanted.final and self._counts(work)
        ]
        if self._must_fall(ages_ms, now_ns):
            relapse = self._rose and not proven
            self._relapses = min(self._relapses + relapse, self._thresholds.most_doublings)
            self._change(+1, now_ns)
            return True
        if self._may_rise(ages_ms, now_ns):
            self._change(-1, now_ns)
            return True
        return False

    def _change(self, step: int, now_ns: WallNs) -> None:
        self._place += step
        self._changed_ns = now_ns
        self._rose = step < 0
        self._calm_since_ns = self._room_since_ns = None
        for seen in (self._previews_lost, self._waits_ms, self._busy_ns, self._refused):
            seen.clear()

    def _must_fall(self, ages_ms: list[float], now_ns: WallNs) -> bool:
        limits = self._thresholds
        if not _lasted(self._changed_ns, limits.settle_ms, now_ns):
            return False
        match self.mode:
            case "normal":
                lost = sum(lost for _, lost in self._previews_lost)
                of = len(self._previews_lost)
                previews_go = of >= limits.lost_least and lost >= limits.lost_share * of
                return previews_go or self._late(limits.finals_only_wait_ms, ages_ms)
            case "finals_only":
                return self._late(limits.caller_only_wait_ms, ages_ms)
            case "caller_only":
                return self._late(limits.voice_only_wait_ms, ages_ms)
            case "voice_only":
                return False

    def _may_rise(self, ages_ms: list[float], now_ns: WallNs) -> bool:
        if self.mode == "normal":
            return False
        calm = not self._late(self._thresholds.finals_only_wait_ms, ages_ms)
        room = calm and self._has_room(now_ns)
        self._calm_since_ns = _since(self._calm_since_ns, calm, now_ns)
        self._room_since_ns = _since(self._room_since_ns, room, now_ns)
        hold_ms = self._thresholds.hold_ms * 2**self._relapses
        return _lasted(self._room_since_ns, hold_ms, now_ns) or _lasted(
            self._calm_since_ns, hold_ms * self._thresholds.trial_factor, now_ns
        )

    def _late(self, most_ms: int, ages_ms: list[float]) -> bool:
        """Return whether finals wait longer than ``most_ms`` as a rule: those that were begun, and those that wait."""
        waits_ms = [wait_ms for _, wait_ms in self._waits_ms] + [age for age in ages_ms if age > most_ms]
        late = sum(wait_ms > most_ms for wait_ms in waits_ms)
        return late >= max(self._thresholds.late_least, self._thresholds.late_share * len(waits_ms))

    def _has_room(self, now_ns: WallNs) -> bool:
        """Foresee whether the next richer mode would fit, from what is done now and what was refused."""
        richer = MODES[self._place - 1]
        span_ns = min(now_ns - self._changed_ns, self._thresholds.window_ms * NS_PER_MS)
        capacity_ns = max(span_ns, 1) * self._workers
        more = [final for _, (party, final) in self._refused if takes(richer, party, final=final)]
        worth = self._thresholds.previews_worth_share if richer == "normal" else 1.0
        busy_ns = sum(busy_ns for _, busy_ns in self._busy_ns)
        added_ns = sum(self._cost_ns[final] or self._cost_ns[not final] for final in more)
        return busy_ns + worth * added_ns <= self._thresholds.room_share * capacity_ns

    def _accrue(self, now_ns: WallNs) -> None:
        """Take note of what the decoders have worked since the last time; one that is stuck is busy too."""
        at_work = min(len(self._running), self._workers)
        if at_work:
            self._busy_ns.append((now_ns, (now_ns - self._accrued_ns) * at_work))
        self._accrued_ns = now_ns

    def _counts(self, work: Work) -> bool:
        """Return whether work tells something of the present mode: asked for in it, by a call at true speed."""
        return work.asked_ns >= self._changed_ns and self._is_live(work.call_id, work.wanted, work.asked_ns)

    def _is_live(self, call_id: str, wanted: TranscriptWanted, asked_ns: WallNs) -> bool:
        joined_ns = self._joined_ns.get(call_id)
        if joined_ns is None:
            return True
        return wanted.heard_ms - (asked_ns - joined_ns) / NS_PER_MS <= self._thresholds.ahead_ms


def _since(since_ns: WallNs | None, holds: bool, now_ns: WallNs) -> WallNs | None:
    """Return since when something holds, told whether it does now."""
    if not holds:
        return None
    return now_ns if since_ns is None else since_ns


def _lasted(since_ns: WallNs | None, least_ms: int, now_ns: WallNs) -> bool:
    return since_ns is not None and now_ns - since_ns >= least_ms * NS_PER_MS
