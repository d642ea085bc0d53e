"""Heat 0..100 from tone, tempo, words and turn-taking, with its reasons in points.

Each signal holds points; time takes them away by half-lives; the level is their sum, kept within 0..100.
Nothing here knows a clock: every call gives the audio time it happens at.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from tyyni.coach.voice import VoiceReading
from tyyni.coach.words import Cue
from tyyni.units import CallMs
from tyyni.wire import Band

ReasonKind = Literal["raised_voice", "faster_speech", "words", "interrupts"]
ReasonUnit = Literal["arousal", "ratio", "times"]
Trend = Literal["rising", "steady", "falling"]


@dataclass(frozen=True, slots=True)
class HeatWeights:
    """How much each signal may add, and how fast it fades. Our choices; measured in the heat benchmark."""

    voice_points: float = 70.0
    """Tone alone can make a call hot (an angry caller need not say an angry word) but not boiling."""
    voice_from_arousal: float = 0.45
    voice_to_arousal: float = 0.85
    """Points rise linearly between these. At 0.5 the tone model is undecided; a little lower anger and calm are missed
    alike (UAR on nEMO .796 at 0.5, .819 at 0.45; our measurement)."""
    sustained_from_arousal: float = 0.3
    sustained_to_arousal: float = 0.5
    """The mean of the last 6 s of speech counts from lower on: a voice that stays there is no calm one. Of lower values
    the first call more calm minutes hot, of higher ones fewer angry callers (our measurement)."""
    sustained_least_arousal: float = 0.25
    """It does not count while the last 2 s sound calm, so that a caller who calms down is not held up to the past."""
    voice_attack_half_life_ms: int = 1_200
    voice_release_half_life_ms: int = 5_000
    """Fast up, slow down, both in time of the caller's speech (a reading every 500 ms of it)."""
    voice_idle_half_life_ms: int = 45_000
    """While the caller is silent the last impression fades slowly: listening does not mean calm."""
    tempo_points: float = 10.0
    tempo_from_ratio: float = 1.15
    tempo_to_ratio: float = 1.40
    """From the just-noticeable change of tempo on (10-15 %)."""
    words_points: float = 60.0
    words_half_life_ms: int = 40_000
    repeated_cue_ratio: float = 0.5
    """Each repetition of a cue is worth half the last: a complaint made twice is not twice the anger."""
    interrupts_points: float = 18.0
    interruption_points: float = 6.0
    interrupts_half_life_ms: int = 20_000


BAND_FROM: dict[Band, float] = {"calm": 0.0, "warm": 25.0, "hot": 50.0, "boiling": 80.0}
"""Level from which each band begins."""
HOT_BANDS: frozenset[Band] = frozenset(("hot", "boiling"))

BAND_HYSTERESIS = 5.0
"""A band is left only this far below its threshold, so that the word on the screen does not flicker."""

TREND_WINDOW_MS = 5_000
TREND_POINTS = 5.0
"""Rising or falling: a change of at least 5 points within 5 s."""

SMALLEST_REASON = 0.05
"""Points below this round to 0.0 on every screen and are left out."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One signal that pushed the heat; the points of all reasons sum to the level."""

    kind: ReasonKind
    points: float
    since_ms: CallMs
    value: float | None = None
    """The figure behind it, in ``unit``: arousal 0..1, ratio (1.0 is unchanged) or times."""
    unit: ReasonUnit | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Heat:
    """How hot the call is at ``at_ms``: ``level`` 0 calm .. 100 boiling."""

    at_ms: CallMs
    level: float
    band: Band
    trend: Trend
    reasons: tuple[Reason, ...]


class HeatMeter:
    """Follows the heat of one call."""

    def __init__(self, weights: HeatWeights | None = None) -> None:
        self._weights = weights or HeatWeights()
        self._now_ms = CallMs(0)
        self._voice: Reason | None = None
        self._tempo: Reason | None = None
        self._cues: dict[str, Reason] = {}
        self._cue_counts: dict[str, int] = {}
        self._interrupts: Reason | None = None
        self._gauge = HeatGauge()

    def resume(self, at_ms: CallMs, heat: Heat | None, caller_cues: Iterable[str]) -> None:
        """Go on with a call that is this hot at ``at_ms``, and in which the caller said these cues.

        Its points fade from now on as those they came from would have.
        """
        self._now_ms = at_ms
        self._cue_counts.update(Counter(caller_cues))
        if heat is None:
            return
        self._gauge.resume(heat)
        for at, reason in enumerate(heat.reasons):
            match reason.kind:
                case "raised_voice":
                    self._voice = reason
                case "faster_speech":
                    self._tempo = reason
                case "interrupts":
                    self._interrupts = reason
                case _:  # words
                    # Which cue gave them is not told; more points of the same cue stand beside these.
                    self._cues[f"resumed {at}"] = reason

    def hear_voice(self, reading: VoiceReading, speech_ms: int) -> None:
        """Take a reading of the caller's voice that ``speech_ms`` of new speech led to."""
        w = self._weights
        raised = _ramp(reading.arousal, w.voice_from_arousal, w.voice_to_arousal) * reading.confidence
        if reading.arousal >= w.sustained_least_arousal:
            stays = _ramp(reading.sustained_arousal, w.sustained_from_arousal, w.sustained_to_arousal)
            raised = max(raised, stays)
        voice = Reason("raised_voice", raised * w.voice_points, reading.at_ms, reading.arousal, "arousal")
        self._voice = self._approach(self._voice, voice, speech_ms)
        faster = _ramp(reading.tempo_ratio or 1.0, w.tempo_from_ratio, w.tempo_to_ratio)
        tempo = Reason("faster_speech", faster * w.tempo_points, reading.at_ms, reading.tempo_ratio, "ratio")
        self._tempo = self._approach(self._tempo, tempo, speech_ms)

    def hear_cue(self, cue: Cue) -> None:
        """Take a cue of the caller's words; its points count in full from now on."""
        count = self._cue_counts.get(cue.id, 0)
        self._cue_counts[cue.id] = count + 1
        points = cue.heat_points * self._weights.repeated_cue_ratio**count
        held = self._cues.get(cue.id)
        if held is not None:
            points += held.points
        since = held.since_ms if held is not None else cue.said_ms
        self._cues[cue.id] = Reason("words", points, since, quote=cue.quote)

    def hear_interruption(self, at_ms: CallMs, count: int) -> None:
        """Take an interruption by the caller; ``count`` is how many there were lately."""
        w = self._weights
        held = self._interrupts.points if self._interrupts else 0.0
        points = min(held + w.interruption_points, w.interrupts_points)
        since = self._interrupts.since_ms if self._interrupts else at_ms
        self._interrupts = Reason("interrupts", points, since, value=float(count), unit="times")

    def forget_voice(self) -> None:
        """Drop what the voice added: its analysis was switched off."""
        self._voice = None
        self._tempo = None

    def pass_time(self, at_ms: CallMs, *, caller_speaking: bool) -> None:
        """Let everything fade up to ``at_ms``; while the caller speaks, readings steer the voice's part."""
        elapsed_ms = at_ms - self._now_ms
        self._now_ms = at_ms
        w = self._weights
        words = _half(elapsed_ms, w.words_half_life_ms)
        self._cues = {
            id_: faded for id_, reason in self._cues.items() if (faded := _fade(reason, words)) is not None
        }
        self._interrupts = _fade(self._interrupts, _half(elapsed_ms, w.interrupts_half_life_ms))
        if not caller_speaking:
            idle = _half(elapsed_ms, w.voice_idle_half_life_ms)
            self._voice = _fade(self._voice, idle)
            self._tempo = _fade(self._tempo, idle)

    def read(self) -> Heat:
        """Return the heat now; the points of its reasons sum to its level."""
        reasons = self._reasons()
        total = sum(reason.points for reason in reasons)
        level = min(max(total, 0.0), 100.0)
        scale = level / total if total > 0 else 0.0
        scaled = tuple(replace(reason, points=reason.points * scale) for reason in reasons) if scale else ()
        return self._gauge.read(self._now_ms, level, scaled)

    def _reasons(self) -> list[Reason]:
        words = sum(reason.points for reason in self._cues.values())
        words_scale = min(1.0, self._weights.words_points / words) if words > 0 else 1.0
        cues = [replace(reason, points=reason.points * words_scale) for reason in self._cues.values()]
        others = [reason for reason in (self._voice, self._tempo, self._interrupts) if reason is not None]
        kept = [reason for reason in others + cues if abs(reason.points) >= SMALLEST_REASON]
        return sorted(kept, key=lambda reason: -reason.points)

    def _approach(self, held: Reason | None, target: Reason, speech_ms: int) -> Reason | None:
        """Return the reason on its way from ``held`` to ``target``, whose points it would reach in time."""
        before = held.points if held is not None else 0.0
        w = self._weights
        rising = target.points > before
        half_life_ms = w.voice_attack_half_life_ms if rising else w.voice_release_half_life_ms
        points = target.points + (before - target.points) * _half(speech_ms, half_life_ms)
        if points < SMALLEST_REASON:
            return None
        since = held.since_ms if held is not None else target.since_ms
        unit = target.unit if target.value is not None else None
        return replace(target, points=points, since_ms=since, unit=unit)


class HeatGauge:
    """Gives a level its band and its trend."""

    def __init__(self) -> None:
        self._band: Band = "calm"
        self._levels: deque[tuple[CallMs, float]] = deque()

    def resume(self, heat: Heat) -> None:
        """Go on from this level."""
        self._band = heat.band
        self._levels.append((heat.at_ms, heat.level))

    def read(self, at_ms: CallMs, level: float, reasons: tuple[Reason, ...] = ()) -> Heat:
        """Take the level (0..100) at ``at_ms``; return it with the band and the trend it gives."""
        self._band = _band(level, self._band)
        return Heat(at_ms, level, self._band, self._trend(at_ms, level), reasons)

    def _trend(self, at_ms: CallMs, level: float) -> Trend:
        self._levels.append((at_ms, level))
        while self._levels[0][0] < at_ms - TREND_WINDOW_MS:
            self._levels.popleft()
        change = level - self._levels[0][1]
        if change >= TREND_POINTS:
            return "rising"
        return "falling" if change <= -TREND_POINTS else "steady"


def _ramp(value: float, low: float, high: float) -> float:
    """Return 0 below ``low``, 1 above ``high``, linear between.

    >>> _ramp(0.75, 0.5, 1.0)
    0.5
    """
    return min(max((value - low) / (high - low), 0.0), 1.0)


def _half(elapsed_ms: int, half_life_ms: int) -> float:
    """Return what is left of 1.0 after ``elapsed_ms``.

    >>> _half(40_000, 40_000)
    0.5
    """
    return float(0.5 ** (elapsed_ms / half_life_ms))


def _fade(reason: Reason | None, by: float) -> Reason | None:
    if reason is None or abs(reason.points * by) < SMALLEST_REASON:
        return None
    return replace(reason, points=reason.points * by)


def _band(level: float, held: Band) -> Band:
    reached: Band = "calm"
    for band, from_level in BAND_FROM.items():
        keeps = BAND_FROM[held] >= from_level
        if level >= from_level - (BAND_HYSTERESIS if keeps else 0.0):
            reached = band
    return reached
