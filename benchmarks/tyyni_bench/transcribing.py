"""Recorded clips through one or two systems, in turns: what each heard, and what that cost.

With two systems every clip goes through both before the next one comes, and they take turns in going first: what
else the machine does, and how warm its caches are, then weighs on both alike.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni.serve.ears import transcriber_of
from tyyni.serve.settings import ServeSettings
from tyyni.units import SAMPLE_RATE_HZ
from tyyni_bench.manifest import Clip, read_samples
from tyyni_bench.word_times import SpokenWord
from tyyni_models.contracts import Transcriber, TranscriptionRequest
from tyyni_models.errors import ModelError
from tyyni_models.store import verified_model_dir
from tyyni_models.transcriber import WhisperTranscriber


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, and why text was withheld (None: it was not)."""

    text: str
    suppressed: str | None = None
    words: tuple[SpokenWord, ...] | None = None
    """The text's words with their times; None: the system tells no times."""


class System(Protocol):
    """What puts a clip into words."""

    def read(self, samples: Pcm16, language: str) -> Reading:
        """Return the text of mono samples at 16 kHz, shape (n,)."""
        ...


def load_transcriber(
    settings: ServeSettings, hotwords: Mapping[str, str] | None = None
) -> tuple[Path, WhisperTranscriber]:
    """Return the folder of the service's speech model, and the model loaded as the settings say.

    Args:
        settings: the service's.
        hotwords: what the model is told to expect, by language; None: nothing.

    Raises:
        TyyniError: the model is not there, or cannot be used.
    """
    try:
        folder = verified_model_dir(settings.model)
        return folder, transcriber_of(settings, folder, hotwords)
    except ModelError as error:
        raise TyyniError(error.code, error.message) from error


class OurSystem:
    """The service's transcriber, asked as for an utterance that has ended."""

    def __init__(self, transcriber: Transcriber) -> None:
        self._transcriber = transcriber

    def read(self, samples: Pcm16, language: str) -> Reading:
        """Return the text of mono samples at 16 kHz, shape (n,)."""
        heard = self._transcriber.transcribe(TranscriptionRequest(samples, language, final=True))
        words = tuple(SpokenWord(word.text, word.start_ms, word.end_ms) for word in heard.words)
        return Reading(" ".join(word.text for word in words), heard.suppressed, words)


@dataclass(frozen=True, slots=True)
class Heard:
    """One system's reading of one clip, with its cost."""

    reading: Reading
    wall_s: float
    cpu_s: float
    """Of this whole process: all threads, in user and system mode."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one clip; ``heard`` in the order of the systems."""

    clip: Clip
    audio_s: float
    heard: tuple[Heard, ...]


def in_turns(clips: Sequence[Clip], systems: Sequence[System]) -> Iterator[Outcome]:
    """Yield each clip's outcome; before the first, every system reads the first clip once, uncounted.

    Raises:
        TyyniError: ``recording_unreadable``.
    """
    for system in systems if clips else ():
        system.read(read_samples(clips[0].path), clips[0].language)
    for number, clip in enumerate(clips):
        samples = read_samples(clip.path)
        order = list(enumerate(systems))
        if number % 2:
            order.reverse()
        heard = {place: _timed(system, samples, clip.language) for place, system in order}
        yield Outcome(clip, len(samples) / SAMPLE_RATE_HZ, tuple(heard[place] for place in sorted(heard)))


def _timed(system: System, samples: Pcm16, language: str) -> Heard:
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    reading = system.read(samples, language)
    return Heard(reading, time.perf_counter() - wall_s, time.process_time() - cpu_s)
