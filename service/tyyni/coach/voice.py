"""Tone and tempo of the caller: pitch, loudness, tension, syllable rate, each against a baseline."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from tyyni.audio import CallerFrame
from tyyni.coach import cues
from tyyni.coach.baseline import Baseline
from tyyni.coach.speech import F0_HOP_MS, HORIZON_FRAMES, SpeechTrack, Stretch
from tyyni.units import CallMs
from tyyni_models.contracts import PitchTracker, ToneModel

WINDOW_FRAMES = HORIZON_FRAMES
"""Tone is decided on 2 s of speech: on 1 s anger is told from neutral clearly worse, AUC
.81/.98/.92 against .88/1.0/.96 in three corpora (our measurement)."""
FIRST_FRAMES = 50
"""The first reading comes after 1 s of speech, with half the confidence."""
HOP_FRAMES = 25
"""Then one every 0.5 s of speech."""
FRESH_START_FRAMES = 35
"""After 0.7 s of silence tone is read afresh: what was said before the pause would dilute it (AUC on nEMO,
after calm speech, .85 with and .88 without it; our measurement). Speech too short to be read is kept."""
TEMPO_READINGS = 9
"""The rate is the mean of the last nine readings, which reach 6 s of speech back: a stretch of 2 s holds nine
syllables or so, and one more or less would look like a noticeable change (of 5 % in Quené 2007, Journal of
Phonetics 35; of 10-15 % in his earlier experiments)."""


@dataclass(frozen=True, slots=True)
class VoiceReading:
    """How the caller sounded over the last stretch of speech (about 2 s); None means not measurable."""

    at_ms: CallMs
    pitch_hz: float | None
    """Median F0."""
    loudness_dbfs: float
    tension_db: float | None
    """Alpha ratio: energy in 1-3.4 kHz against 300 Hz-1 kHz in voiced speech, in dB, on any line; about -8
    in calm speech, higher with vocal effort."""
    syllables_per_s: float | None
    """Articulation rate, pauses left out, over the last 6 s of speech."""
    tempo_ratio: float | None
    """That rate against the caller's own calm one; 1.0 is unchanged, None until 4 s of it are known."""
    arousal: float
    """0..1; arousal, not anger: joy and fear raise it too."""
    confidence: float
    """0..1: the share of the tone model's cues that were measurable, halved while only 1 s was heard."""


class Voice:
    """Reads one caller's voice; pure and deterministic: the same frames give the same readings.

    Nothing is computed on silence: readings come on the clock of the caller's speech.
    """

    def __init__(self, pitch: PitchTracker, tone: ToneModel) -> None:
        self._tone = tone
        self._track = SpeechTrack(pitch)
        self._baseline = Baseline()
        self._rates: deque[float] = deque(maxlen=TEMPO_READINGS)
        self._fresh_frames = 0
        self._silent_frames = 0

    def hear(self, frame: CallerFrame, speaking: bool) -> VoiceReading | None:
        """Take the caller's next 20 ms; return a reading when half a second more of speech is complete.

        Args:
            frame: the frames in order, without gaps.
            speaking: whether the frame belongs to the caller's speech, short pauses included.
        """
        if not speaking:
            self._silent_frames += 1
            if self._silent_frames == FRESH_START_FRAMES and self._fresh_frames >= FIRST_FRAMES:
                self._fresh_frames = 0
            self._track.hear_pause(frame.samples)
            return None
        self._silent_frames = 0
        self._track.hear_speech(frame.samples)
        self._fresh_frames += 1
        if self._fresh_frames < FIRST_FRAMES or self._fresh_frames % HOP_FRAMES:
            return None
        self._track.analyse()
        return self._read(frame.frame.end_ms)

    def _steady_rate(self, newest: float | None) -> float | None:
        """Return the mean of the last readings' articulation rates."""
        if newest is not None:
            self._rates.append(newest)
        return sum(self._rates) / len(self._rates) if self._rates else None

    def _read(self, at_ms: CallMs) -> VoiceReading:
        fresh_frames = min(self._fresh_frames, WINDOW_FRAMES)
        completeness = fresh_frames / WINDOW_FRAMES
        stretch = self._track.last(fresh_frames)
        measured = measure(stretch)
        tone = self._tone.read(self._baseline.z_scores(measured, completeness))
        usual_rate = self._baseline.own_mean("articulation_rate_per_s")
        self._baseline.learn(measured, HOP_FRAMES / WINDOW_FRAMES, tone.arousal)
        rate = self._steady_rate(measured["articulation_rate_per_s"])
        pitch_st = measured["f0_median_st"]
        return VoiceReading(
            at_ms=at_ms,
            pitch_hz=None if pitch_st is None else cues.SEMITONES_RE_HZ * 2.0 ** (pitch_st / 12.0),
            loudness_dbfs=stretch.loudness_dbfs,
            tension_db=measured["alpha_ratio_db"],
            syllables_per_s=rate,
            tempo_ratio=rate / usual_rate if rate is not None and usual_rate else None,
            arousal=tone.arousal,
            confidence=tone.confidence * completeness,
        )


def measure(stretch: Stretch) -> dict[str, float | None]:
    """Return the tone cues of a stretch of speech, each in its unit; None where not measurable."""
    levels = cues.levels_db(stretch.power)
    loud = cues.loud_voiced(levels, stretch.voiced)
    spectra = stretch.power[loud]
    return {
        "f0_median_st": cues.f0_median_st(stretch.f0_st),
        "f0_slope_st_per_s": cues.f0_slope_st_per_s(stretch.f0_st, F0_HOP_MS),
        "alpha_ratio_db": cues.band_ratio_db(spectra, cues.HIGH_HZ, cues.LOW_HZ),
        "top_ratio_db": cues.band_ratio_db(spectra, cues.TOP_HZ, cues.BOTTOM_HZ),
        "level_range_db": cues.level_range_db(levels[stretch.voiced]),
        "articulation_rate_per_s": cues.articulation_rate_per_s(stretch.power, stretch.voiced),
    }
