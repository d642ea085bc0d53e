"""The words of the latency report: what a figure means, how a time is written, what the verdict is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from tyyni_bench.capacity import CUE_TO_PROMPT_MS
from tyyni_bench.figures import Percentiles
from tyyni_bench.latency_results import FIGURES, Capacity, LatencyResults, LatencyRun
from tyyni_bench.markup import NEVER

NOTHING = "–"
"""Written where there is no value at all."""


class Meaning(NamedTuple):
    """What a figure measures, as the design defines it."""

    begins: str
    ends: str
    why: str
    """What it says about the product."""


MEANINGS = {
    "frame_to_reading_ms": Meaning(
        "the frame that completes a reading of the voice has arrived",
        "the reading is at the client",
        "How fast tone and tempo follow the voice; this path never waits for text.",
    ),
    "speech_end_to_final_ms": Meaning(
        "the last sample of a stretch of speech has arrived",
        "its final text is at the client; a final that never comes counts as infinite",
        "How long after somebody stops speaking the text is final, the wait for a pause included.",
    ),
    "partial_delay_ms": Meaning(
        "the last sample of a word has arrived",
        "the first text that holds the word is at the client",
        "How far the text on the screen runs behind the voice while somebody speaks.",
    ),
    "cue_to_prompt_ms": Meaning(
        "the last sample of a spoken cue has arrived",
        "a prompt that answers it is at the agent's client; a cue that nothing answers is counted apart, as never",
        "What the agent feels: from the caller's words to the advice.",
    ),
    "onset_to_heat_ms": Meaning(
        "the first sample of speech labelled hot has arrived",
        "the heat at the supervisor's client is over the threshold",
        "How long an angry caller is angry before a supervisor can see it.",
    ),
    "lag_ms": Meaning(
        "the newest sample whose text is final had arrived",
        "the moment the lag was told",
        "How far behind the service is; it may go up and down, but must not grow.",
    ),
}
"""By the keys of `FIGURES`."""

CLOCKS = {
    "algorithmic": "audio that must pass before an answer is possible at all; the same on every machine",
    "compute": "work of the processors",
    "live": "as it was in this run, waiting for other calls' work included",
}
"""The three clocks that are kept apart, with what each one counts."""


def in_ms(value: float | None, n: int = 1) -> str:
    """Return a figure of ``n`` values for a column in ms; None is infinite.

    >>> in_ms(4.25), in_ms(1240.4), in_ms(None), in_ms(None, n=0)
    ('4.2', '1,240', 'never', '–')
    """
    if not n:
        return NOTHING
    if value is None:
        return NEVER
    return f"{value:.1f}" if abs(value) < 9.95 else f"{value:,.0f}"


def duration(value_ms: float | None, n: int = 1) -> str:
    """Return a figure with its unit, as one says it; None is infinite.

    >>> duration(4.25), duration(640.0), duration(1240.0), duration(61_000.0), duration(None)
    ('4.2 ms', '640 ms', '1.24 s', '61 s', 'never')
    """
    if not n or value_ms is None:
        return in_ms(value_ms, n)
    if abs(value_ms) < 999.5:
        return f"{in_ms(value_ms)} ms"
    seconds = value_ms / 1000
    return f"{seconds:.2f} s" if abs(seconds) < 9.995 else f"{seconds:,.0f} s"


def share(value: float | None) -> str:
    """Return a share 0..1 in percent; None: not measurable.

    >>> share(0.054), share(None)
    ('5.4 %', '–')
    """
    return NOTHING if value is None else f"{100 * value:.1f} %"


def calls_of(calls: int) -> str:
    """Return a number of calls in words.

    >>> calls_of(1), calls_of(4)
    ('1 call', '4 calls')
    """
    return f"{calls} call" if calls == 1 else f"{calls} calls"


def run_names(runs: Sequence[LatencyRun]) -> list[str]:
    """Return a name for each run; the same number of calls played again is numbered."""
    names = []
    seen: Counter[int] = Counter()
    for run in runs:
        seen[run.calls] += 1
        again = f", run {seen[run.calls]}" if seen[run.calls] > 1 else ""
        names.append(calls_of(run.calls) + again)
    return names


def told_modes(run: LatencyRun) -> str:
    """Return when the service put less into words than all, in words."""
    changes = [f"{change.mode.replace('_', ' ')} from {change.at_s:.0f} s" for change in run.mode_changes]
    return ", ".join(changes) or "normal throughout"


def told(name: str, figure: Percentiles) -> str:
    """Return a run's figure as a sentence."""
    if not figure.n:
        return f"{name}: no values."
    never = f"; {figure.never:,} of {figure.n:,} never came" if figure.never else ""
    return f"{name}: p50 {duration(figure.p50)}, p95 {duration(figure.p95)}{never}."


def headline(results: LatencyResults) -> str:
    """Return the verdict in one sentence."""
    runs = results.runs
    if not runs:
        return "Nothing was measured."
    if results.capacity is not None:
        return _capacity(results.capacity)
    failed = [run.calls for run in runs if run.overloaded]
    whole = [run.calls for run in runs if not run.partial]
    held = [calls for calls in whole if calls < min(failed, default=calls + 1)]
    if not held:
        return f"Overloaded at {calls_of(min(failed))}." if failed else "Stopped before any run was whole."
    kept_up = f"Keeps up with {calls_of(max(held))} at once"
    return (
        f"{kept_up}, overloaded at {min(failed)}."
        if failed
        else f"{kept_up}, the most that was tried to the end."
    )


def _capacity(capacity: Capacity) -> str:
    if not capacity.calls:
        return "Not even one call holds."
    no_more = ", and no more" if capacity.failed else ""
    return f"Holds {calls_of(capacity.calls)} at once{no_more}."


def explanations(results: LatencyResults) -> list[str]:
    """Return what stands behind the headline, a sentence each."""
    runs = results.runs
    if not runs:
        return []
    lines = []
    if results.capacity is None:
        lines.append("The largest number of calls that holds was not searched (--find-capacity does).")
    else:
        lines.append(
            f"To hold means: cue to prompt p95 at most {duration(CUE_TO_PROMPT_MS)}, no growth of the lag and "
            "no final dropped."
        )
        failed = sorted(results.capacity.failed.items())
        lines += [sentence(f"{calls_of(calls)} did not hold: {why}") for calls, why in failed]
    overloaded = [(name, run) for name, run in zip(run_names(runs), runs, strict=True) if run.overloaded]
    told_already = " ".join(lines)
    lines += [
        sentence(f"{name}: overloaded, {run.overloaded_because}")
        for name, run in overloaded
        if run.overloaded_because not in told_already
    ]
    if not overloaded:
        lines.append("No run was overloaded: the lag did not grow.")
    return lines


def sentence(text: str) -> str:
    """Return words with a full stop, unless they end in one."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def left_out(runs: Sequence[LatencyRun]) -> list[str]:
    """Return the figures that runs could not give, with the reason; a reason that all runs share once."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for name, run in zip(run_names(runs), runs, strict=True):
        for key, why in run.left_out.items():
            reasons.setdefault((key, why), []).append(name)
    lines = []
    for (key, why), names in reasons.items():
        where = "" if len(names) == len(runs) else f" at {' and '.join(names)}"
        lines.append(sentence(f"{FIGURES.get(key, key)} is left out{where}: {why}"))
    return lines
