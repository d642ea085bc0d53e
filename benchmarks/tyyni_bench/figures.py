"""The latency figures of the design, from what a client saw and what is known of the recording. Pure.

What never came counts as infinite and stays in the percentiles, so that losing work cannot improve a figure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from tyyni import wire
from tyyni.coach.heat import BAND_FROM
from tyyni.coach.hypothesis import spoken_form
from tyyni.units import FRAME_MS, CallMs, Party, WallNs
from tyyni_bench.floor_log import FloorHeat
from tyyni_bench.observed import CallLog, ms_between
from tyyni_bench.segments import Segment
from tyyni_bench.sidecar import SaidWords, SpokenCue, Stretch
from tyyni_bench.word_errors import ErrorCounts, count_errors, summed

NEVER_MS = math.inf

FINAL_REACHES_MS = 300
"""A final counts for a segment when it reaches to within 300 ms of its end: where soft speech ends, the service
and whoever labelled the recording may differ by a syllable."""
WORD_APART_MS = 1_000
"""A recognised word is the spoken one when it lies within a second of it."""
EARLY_PROMPT_MS = 1_500
"""A prompt that comes this long before a cue's last word answers it too, after 0 ms: its first words were enough.
The longest cue phrases of the playbook take about as long to say."""


class Percentiles(msgspec.Struct, frozen=True):
    """A figure in milliseconds; nearest-rank percentiles (no value is made up between two measured ones)."""

    n: int
    p50: float | None
    p95: float | None
    p99: float | None
    max: float | None
    never: int
    """How many of ``n`` never came. Where they reach into a percentile, that is infinite, written null; only
    cues that no prompt answers are counted apart, since rules may rightly hold a prompt back."""

    @classmethod
    def of(cls, values_ms: Sequence[float]) -> Percentiles:
        """Return the percentiles of values; an infinite value is one that never came.

        >>> Percentiles.of([1.0, 2.0, math.inf]).p50
        2.0
        >>> Percentiles.of([1.0, 2.0, math.inf]).p95 is None
        True
        """
        never = sum(math.isinf(value) for value in values_ms)
        p50, p95, p99, top = (nearest_rank(values_ms, share, 1) for share in (0.50, 0.95, 0.99, 1.0))
        return cls(len(values_ms), p50, p95, p99, top, never)

    @classmethod
    def of_those_that_came(cls, values_ms: Sequence[float]) -> Percentiles:
        """Return the percentiles of the finite values; ``n`` counts all.

        >>> Percentiles.of_those_that_came([1.0, math.inf]).p95
        1.0
        """
        came = cls.of([value for value in values_ms if math.isfinite(value)])
        return msgspec.structs.replace(came, n=len(values_ms), never=len(values_ms) - came.n)


def nearest_rank(values: Sequence[float], share: float, digits: int) -> float | None:
    """Return a percentile that is one of the values; None of none, and where infinite ones (never) reach into it.

    >>> nearest_rank([1.0, math.inf, 2.0], 0.5, 1), nearest_rank([1.0, math.inf], 0.9, 1) is None
    (2.0, True)
    """
    if not values:
        return None
    value = sorted(values)[max(math.ceil(share * len(values)), 1) - 1]
    return round(value, digits) if math.isfinite(value) else None


def readings_ms(log: CallLog) -> list[float]:
    """Return frame to reading: from sending the frame that completed it to the reading at the client."""
    sent = [(log.all_sent_ns(CallMs(voice.heard_ms)), came_ns) for voice, came_ns in log.of_kind(wire.Voice)]
    return [ms_between(sent_ns, came_ns) for sent_ns, came_ns in sent if sent_ns is not None]


def finals_ms(log: CallLog, speech: Sequence[Segment]) -> list[float]:
    """Return speech end to final for each segment: until the final that reaches its end is at the client."""
    return [delay_ms for _, delay_ms in finals_over_time(log, speech)]


def finals_over_time(log: CallLog, speech: Sequence[Segment]) -> list[tuple[WallNs, float]]:
    """Return, for each segment, when its end was sent and its speech end to final in ms."""
    return [
        (sent_ns, NEVER_MS if final is None else ms_between(sent_ns, final[1]))
        for _, sent_ns, final in _finals(log, speech)
    ]


def endpoints_ms(log: CallLog, speech: Sequence[Segment]) -> list[float]:
    """Return the algorithmic part of it: the audio that was heard past each segment before its text was asked for."""
    return [
        float(final[0].heard_ms - segment.end_ms)
        for segment, _, final in _finals(log, speech)
        if final is not None
    ]


Final = tuple[wire.TranscriptText, WallNs]


def _finals(log: CallLog, speech: Sequence[Segment]) -> list[tuple[Segment, WallNs, Final | None]]:
    """Return each segment that was wholly sent, when its end was, and the first final that reaches its end."""
    finals = [(text, came_ns) for text, came_ns in log.of_kind(wire.TranscriptText) if text.final]
    found = []
    for segment in speech:
        sent_ns = log.sent_ns(segment.party, segment.end_ms)
        if sent_ns is not None:  # else the play was cut before
            came = [final for final in finals if _reaches_end(final[0], segment)]
            found.append((segment, sent_ns, min(came, key=lambda final: final[1], default=None)))
    return found


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
                max(ms_between(sent_ns, came_ns), 0.0)
                for prompt, came_ns in prompts
                if cue.answered_by & {prompt.rule, *prompt.sources}
                and ms_between(sent_ns, came_ns) >= -EARLY_PROMPT_MS
            ]
            delays.append(min(came, default=NEVER_MS))
    return delays


def onsets_ms(log: CallLog, heats: Sequence[FloorHeat], hot: Sequence[Stretch]) -> list[float]:
    """Return onset to heat for each stretch of hot speech that was wholly played.

    Until heat over the threshold is at the supervisor's client; 0 when it was over it already. Heat that comes
    only when the stretch has ended came too late and counts as never.
    """
    threshold = BAND_FROM["hot"]
    delays = []
    for stretch in hot:
        begun_ns = log.sent_ns(Party.CALLER, CallMs(stretch.start_ms))
        over_ns = log.sent_ns(Party.CALLER, CallMs(stretch.end_ms))
        if begun_ns is None or over_ns is None:
            continue
        before = [heat for heat in heats if heat.came_ns < begun_ns]
        if before and before[-1].level >= threshold:
            delays.append(0.0)
            continue
        within = [heat for heat in heats if begun_ns <= heat.came_ns <= over_ns and heat.level >= threshold]
        delays.append(ms_between(begun_ns, within[0].came_ns) if within else NEVER_MS)
    return delays


def lags_ms(log: CallLog) -> list[float]:
    """Return every lag that the service told while text was to come."""
    return [float(lag.lag_ms) for lag, _ in log.of_kind(wire.Lag)]


def final_errors(log: CallLog, words: Sequence[SaidWords], language: str) -> ErrorCounts:
    """Return the word errors of the final texts against what was said and sent, party by party."""
    finals = sorted(
        (text for text, _ in log.of_kind(wire.TranscriptText) if text.final), key=lambda text: text.start_ms
    )
    counts = []
    for party in log.parties:
        sent = [
            word.text
            for word in sorted(words, key=lambda word: word.start_ms)
            if word.party is party and log.sent_ns(party, CallMs(word.end_ms)) is not None
        ]
        heard = [text.stable for text in finals if text.party is party]
        counts.append(count_errors(" ".join(sent), " ".join(heard), language))
    return summed(counts)


def prompt_times_s(log: CallLog) -> dict[str, list[float]]:
    """Return at which second of the call each rule's prompts came."""
    times: dict[str, list[float]] = {}
    for prompt, _ in log.of_kind(wire.PromptShown):
        times.setdefault(prompt.rule, []).append(prompt.heard_ms / 1000)
    return times


def lost_frames(log: CallLog) -> int:
    """Return how many frames of 20 ms were sent and not heard to the end of the call."""
    ended_ms = [ended.heard_ms for ended, _ in log.of_kind(wire.Ended)]
    heard_ms = ended_ms[-1] if ended_ms else 0
    return sum(max(log.sent_ms(party) - heard_ms, 0) // FRAME_MS for party in log.parties)
