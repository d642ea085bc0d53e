"""A transcriber that says what it was told to, for deterministic tests and the bench's measure of itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from tyyni_models.contracts import (
    LanguageReading,
    LanguageRequest,
    OneByOne,
    Transcription,
    TranscriptionRequest,
    Word,
)

SAMPLES_PER_MS = 16


class ScriptedTranscriber(OneByOne):
    """`SpeechModel` that answers each request with the same words, spread over its audio, in one language."""

    def __init__(self, words: Sequence[str], *, delay_ms: float = 0.0, language: str = "en") -> None:
        self._words = tuple(words)
        self._language = language
        self._delay_s = delay_ms / 1000.0
        self._pause = threading.Event()

    def transcribe(self, request: TranscriptionRequest) -> Transcription:
        """Return the script's words after exactly the delay, measured from the call."""
        self._wait()
        length_ms = len(request.samples) // SAMPLES_PER_MS
        step_ms = length_ms // max(len(self._words), 1)
        return Transcription(
            tuple(Word(text, at * step_ms, (at + 1) * step_ms, 1.0) for at, text in enumerate(self._words))
        )

    def read_language(self, request: LanguageRequest) -> LanguageReading:
        """Return certainty of the script's language after the same delay; all of the samples are speech."""
        self._wait()
        certain = {language: float(language == self._language) for language in request.languages}
        return LanguageReading(certain, (len(request.before) + len(request.samples)) // SAMPLES_PER_MS)

    def _wait(self) -> None:
        until = time.monotonic() + self._delay_s
        while (left := until - time.monotonic()) > 0:
            self._pause.wait(left)
