"""Tone and tempo of the caller: pitch, loudness, tension, syllable rate, each against a baseline."""

from __future__ import annotations

from dataclasses import dataclass

from tyyni.units import CallMs


@dataclass(frozen=True, slots=True)
class VoiceReading:
    """How the caller sounded over the last stretch of speech (about 2 s); None means not measurable."""

    at_ms: CallMs
    pitch_hz: float | None
    loudness_dbfs: float
    tension_db: float | None
    """Alpha ratio: energy in 1-5 kHz (as far as the line carries) against 50 Hz-1 kHz, in dB."""
    syllables_per_s: float | None
    tempo_ratio: float | None
    """Syllable rate against the caller's own baseline; 1.0 is unchanged."""
    arousal: float
    """0..1."""
    confidence: float
    """0..1."""
