"""The latency figures of the design, from what a client saw and what is known of the recording. Pure.

What never came counts as infinite and stays in the percentiles, so that losing work cannot improve a figure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from tyyni import wire
from tyyni.coach.hypothesis import spoken_form
from tyyni.units import CallMs, WallNs
from tyyni_bench.observed import CallLog, ms_between
from tyyni_bench.segments import Segment
from tyyni_bench.sidecar import SaidWords, SpokenCue

NEVER_MS = math.inf

FINAL_REACHES_MS = 300
"""A final counts for a segment when it reaches to within 300 ms of its end: where soft speech ends, the service
and whoever labelled the recording may differ by a syllable."""
WORD_APART_MS = 1_000
"""A recognised word is the spoken one when it lies within a second of it."""


class Percentiles(msgspec.Struct, frozen=True):
    """A figure in milliseconds; nearest-rank percentiles (no value is made up between two measured ones)."""

    n: int
    p50: float | None
    p95: float | None
    p99: float | None
    max: float | None
    never: int
    """How many of ``n`` never came; where they reach into a percentile, that is infinite, written null."""

    @classmethod
    def of(cls, values_ms: Sequence[float]) -> Percentiles:
        """Return the percentiles of values; an infinite value is one that never came.

        >>> Percentiles.of([1.0, 2.0, math.inf]).p50
        2.0
        >>> Percentiles.of([1.0, 2.0, math.inf]).p95 is None
        True
        """
        ordered = sorted(values_ms)
        never = sum(math.isinf(value) for value in ordered)
        p50, p95, p99, top = (_rank(ordered, share) for share in (0.50, 0.95, 0.99, 1.0))
        return cls(len(ordered), p50, p95, p99, top, never)


def _rank(ordered: Sequence[float], share: float) -> float | None:
    if not ordered:
        return None
    value = ordered[max(math.ceil(share * len(ordered)), 1) - 1]
    return round(value, 1) if math.isfinite(value) else None


def readings_ms(log: CallLog) -> list[float]:
    """Return frame to reading: from sending the frame that completed it to the reading at the client."""
    sent = [(log.all_sent_ns(CallMs(voice.heard_ms)), came_ns) for voice, came_ns in log.of_kind(wire.Voice)]
    return [ms_between(sent_ns, came_ns) for sent_ns, came_ns in sent if sent_ns is not None]


def finals_ms(log: CallLog, speech: Sequence[Segment]) -> list[float]:
    """Return speech end to final for each segment: until the final that reaches its end is at the client."""
    finals = [(text, came_ns) for text, came_ns in log.of_kind(wire.TranscriptText) if text.final]
    delays = []
    for segment in speech:
        sent_ns = log.sent_ns(segment.party, segment.end_ms)
        if sent_ns is not None:  # else the play was cut before
            came = [came_ns for text, came_ns in finals if _reaches_end(text, segment)]
            delays.append(_delay_ms(sent_ns, came))
    return delays


def _reaches_end(text: wire.TranscriptText, segment: Segment) -> bool:
    middle_ms = (segment.start_ms + segment.end_ms) // 2
    reach_ms = max(middle_ms, segment.end_ms - FINAL_REACHES_MS)
    return text.party is segment.party and text.start_ms < segment.end_ms and text.end_ms >= reach_ms


def partials_ms(log: CallLog, words: Sequence[SaidWords]) -> list[float]:
    """Return partial delay: from a word's last sample to the first text that holds it.

    Words that no text ever holds were not recognised and are left out: the word error rate counts them.
    """
    texts = list(log.of_kind(wire.TranscriptText))
    delays = []
    for word in words:
        sent_ns = log.sent_ns(word.party, CallMs(word.end_ms))
        came = [came_ns for text, came_ns in texts if text.party is word.party and _holds(text, word)]
        if sent_ns is not None and came:
            delays.append(ms_between(sent_ns, min(came)))
    return delays


def _holds(text: wire.TranscriptText, word: SaidWords) -> bool:
    form = spoken_form(word.text)
    return any(
        spoken_form(heard.text) == form and abs(heard.end_ms - word.end_ms) < WORD_APART_MS
        for heard in text.words
    )


def prompts_ms(log: CallLog, cues: Sequence[SpokenCue]) -> list[float]:
    """Return cue to prompt for each cue: until the first prompt that names its row or rule is at the client."""
    prompts = list(log.of_kind(wire.PromptShown))
    delays = []
    for cue in cues:
        sent_ns = log.sent_ns(cue.party, CallMs(cue.end_ms))
        if sent_ns is not None:
            came = [
                came_ns
                for prompt, came_ns in prompts
                if came_ns >= sent_ns and cue.answered_by & {prompt.rule, *prompt.sources}
            ]
            delays.append(_delay_ms(sent_ns, came))
    return delays


def lags_ms(log: CallLog) -> list[float]:
    """Return every lag that the service told while text was to come."""
    return [float(lag.lag_ms) for lag, _ in log.of_kind(wire.Lag)]


def _delay_ms(sent_ns: WallNs, came_ns: Sequence[WallNs]) -> float:
    return ms_between(sent_ns, min(came_ns)) if came_ns else NEVER_MS
