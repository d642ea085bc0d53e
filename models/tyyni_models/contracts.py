"""The contracts between the coaching and what it listens with, so that every model can be replaced.

Arrays are mono, 16 kHz. Times are milliseconds from the start of the samples given.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray


class VoiceActivity(Protocol):
    """Speech or not, frame by frame; one instance per party, since it adapts to the line."""

    def is_speech(self, frame: NDArray[np.int16]) -> bool:
        """Return whether a 20 ms frame, int16 of shape (320,), sounds like speech."""
        ...


@dataclass(frozen=True, slots=True)
class PitchTrack:
    """F0 over time; all arrays have shape (n_frames,)."""

    f0_hz: NDArray[np.float64]
    """NaN where the frame is unvoiced."""
    confidence: NDArray[np.float64]
    """0..1."""
    hop_ms: float


class PitchTracker(Protocol):
    """Finds F0 and decides on voicing."""

    def track(self, samples: NDArray[np.float32]) -> PitchTrack:
        """Return the F0 of float32 samples in -1..1, shape (n_samples,)."""
        ...


@dataclass(frozen=True, slots=True)
class ToneReading:
    """What a tone model makes of one stretch of a caller's voice."""

    arousal: float
    """0..1; arousal, not anger: joy and fear raise it too."""
    confidence: float
    """0..1: how much of what the model wants to know was measurable."""
    contributions: Mapping[str, float]
    """By how much each cue moved the score, largest first; they sum to the score before squashing."""


class ToneModel(Protocol):
    """Turns voice cues into arousal; small, readable, with a model card."""

    def read(self, cues: Mapping[str, float | None]) -> ToneReading:
        """Return the reading for cues in standard deviations from the baseline; None: unmeasured."""
        ...


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word; ``probability`` 0..1."""

    text: str
    start_ms: int
    end_ms: int
    probability: float

    def moved(self, by_ms: int) -> Word:
        """Return the word on a clock that began ``by_ms`` earlier."""
        return replace(self, start_ms=self.start_ms + by_ms, end_ms=self.end_ms + by_ms)


@dataclass(frozen=True, slots=True)
class TranscriptionRequest:
    """One stretch of one party's speech to put into words."""

    samples: NDArray[np.int16]
    language: str
    final: bool
    """Partial results may be rougher; finals get a second, wider try when the first looks wrong."""
    stable: tuple[Word, ...] = ()
    """Words of these samples that will not change, from their beginning on: they come back as they are, and only
    what follows has to be read. Of the last few the reading may differ."""


@dataclass(frozen=True, slots=True)
class Transcription:
    """What was understood."""

    words: tuple[Word, ...]
    suppressed: Literal["no_speech", "phantom", "repetition", "low_probability"] | None = None
    """Why text was withheld; None when it was not."""
    attempts: int = 1
    """How many times the decoder ran."""


class Transcriber(Protocol):
    """Speech to text; called from worker threads, one call at a time per worker."""

    def transcribe(self, request: TranscriptionRequest) -> Transcription:
        """Return the words in the samples; no words for silence and noise."""
        ...

    def transcribe_together(self, requests: Sequence[TranscriptionRequest]) -> list[Transcription]:
        """Return the words of each request; it may cost less than to read one after the other."""
        ...


class OneByOne(ABC):
    """Base of a `Transcriber` that gains nothing from reading several requests together."""

    @abstractmethod
    def transcribe(self, request: TranscriptionRequest) -> Transcription:
        """Return the words in the samples."""

    def transcribe_together(self, requests: Sequence[TranscriptionRequest]) -> list[Transcription]:
        """Return the words of each request, one after the other."""
        return [self.transcribe(request) for request in requests]


@dataclass(frozen=True, slots=True)
class LanguageRequest:
    """Speech to tell the language by."""

    samples: NDArray[np.int16]
    """The newest utterance."""
    before: NDArray[np.int16]
    """What else was said in the same language, by whomever; may be empty."""
    languages: tuple[str, ...]
    """Those it may be."""


@dataclass(frozen=True, slots=True)
class LanguageReading:
    """How likely each of the languages is."""

    probabilities: Mapping[str, float]
    """They sum to 1. Empty: nobody speaks in the newest utterance."""
    speech_ms: int
    """How much of all that was heard is certain to be speech."""


class LanguageReader(Protocol):
    """Tells languages apart; called from worker threads, one call at a time per worker."""

    def read_language(self, request: LanguageRequest) -> LanguageReading:
        """Return how likely each of the languages is, by all of the speech in the request."""
        ...


class SpeechModel(Transcriber, LanguageReader, Protocol):
    """What a service listens to words with."""
