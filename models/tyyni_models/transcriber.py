"""Speech to text by faster-whisper's model, with the checks that keep noise and repetition out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from faster_whisper.vad import get_vad_model
from numpy.typing import NDArray

from tyyni_models.contracts import (
    LanguageReading,
    LanguageRequest,
    Transcription,
    TranscriptionRequest,
    Word,
)
from tyyni_models.decoding import SAMPLE_RATE_HZ, Decoded, DecodingBounds, WhisperDecoder
from tyyni_models.errors import ModelError
from tyyni_models.text_checks import Suppressed, TextChecks

SAMPLES_PER_MS = SAMPLE_RATE_HZ // 1000


@dataclass(frozen=True, slots=True)
class SpeechCheck:
    """The second opinion on speech, by Silero VAD, before a decode is paid for (it costs 1 % of one)."""

    window_samples: int = 512
    """Silero judges windows of 32 ms at 16 kHz."""
    windows: int = 3
    """So many windows must be speech, about 100 ms: a short "no" lasts twice that."""
    certain: float = 0.5
    """Silero's own limit. It misses shouting: 9 of 144 strongly spoken clips, most of them of one woman."""
    maybe: float = 0.1
    """So what reaches only this is decoded too, but its text must then be certain. Of hum, tones, ringing,
    clicks, pink noise and white noise below -45 dBFS hardly anything reaches it; loud white noise does, and
    costs a decode that is not believed (our measurements)."""

    @property
    def least_samples(self) -> int:
        """Shorter audio cannot hold speech."""
        return self.windows * self.window_samples


@dataclass(frozen=True, slots=True)
class Cutting:
    """How audio longer than Whisper's window is cut."""

    longest_s: float = 28.0
    """Leaves room for the margin in 30 s."""
    search_s: float = 4.0
    """The cut is at the quietest 20 ms of the last 4 s: long enough to hold a gap between two words."""
    gap_samples: int = SAMPLE_RATE_HZ // 50
    least_step_ms: int = 1_000
    """A model that wants to go on in a new window must have read this much, or it would never arrive."""


class Decoder(Protocol):
    """What turns up to 30 s of speech into text, and a text into timed words."""

    def decode(
        self, samples: NDArray[np.float32], language: str, bounds: DecodingBounds, *, wide: bool
    ) -> Decoded:
        """Return the text of float32 samples in -1..1; ``wide``: with more room, at more cost."""
        ...

    def align(self, decoded: Decoded, language: str) -> tuple[Word, ...]:
        """Return the words with times in ms from the start of the decoded samples."""
        ...

    def languages(
        self, samples: NDArray[np.float32], languages: Sequence[str], bounds: DecodingBounds
    ) -> dict[str, float]:
        """Return how likely up to 30 s of speech are in each of the languages, in sum 1."""
        ...


class CheckedTranscriber:
    """`Transcriber` around a decoder: no decode without speech, no text that is not believed.

    Each text is decoded greedily and never conditioned on an earlier one, so an error cannot spread.

    Args:
        decoder: what makes text of speech.
        speech_probabilities: gives, for float32 samples in -1..1, the probability of speech, 0..1, in each
            window of `SpeechCheck.window_samples`.
    """

    def __init__(
        self,
        decoder: Decoder,
        speech_probabilities: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    ) -> None:
        self._decoder = decoder
        self._speech_probabilities = speech_probabilities
        self._bounds = DecodingBounds()
        self._checks = TextChecks()
        self._speech = SpeechCheck()
        self._cutting = Cutting()

    def warm_up(self) -> None:
        """Run one decode, so that the first utterance of the first call does not pay for lazy set-up."""
        noise = np.random.default_rng(0).normal(0, 0.05, SAMPLE_RATE_HZ).astype(np.float32)
        self._speech_probabilities(noise)
        self._decoder.align(self._decoder.decode(noise, "en", self._bounds, wide=False), "en")

    def transcribe(self, request: TranscriptionRequest) -> Transcription:
        """Return the words of the request's samples; withheld text is named in ``suppressed``."""
        audio = request.samples.astype(np.float32) / np.float32(32768.0)
        words: list[Word] = []
        suppressed: Suppressed | None = None
        attempts = start = 0
        while len(audio) - start >= self._speech.least_samples:
            piece = audio[start : start + piece_samples(audio[start:], self._cutting)]
            speech = self._speech_in(piece)
            if speech is None:
                start += len(piece)
                continue
            decoded, doubt, tries = self._decode(piece, request, speech)
            attempts += tries
            suppressed = doubt or suppressed
            if doubt is None:
                words += self._words(decoded, request.language, start // SAMPLES_PER_MS)
            start += self._read_samples(decoded, piece)
        return Transcription(tuple(words), suppressed if attempts else "no_speech", attempts)

    def read_language(self, request: LanguageRequest) -> LanguageReading:
        """Return how likely each of the languages is; of more than fills the window the newest counts."""
        newest, before = (
            samples.astype(np.float32) / np.float32(32768.0) for samples in (request.samples, request.before)
        )
        if len(newest) < self._speech.least_samples or self._speech_in(newest) is None:
            return LanguageReading({}, 0)
        heard = np.concatenate([before, newest])[-int(self._cutting.longest_s * SAMPLE_RATE_HZ) :]
        windows = int((self._speech_probabilities(heard) >= self._speech.certain).sum())
        speech_ms = windows * self._speech.window_samples // SAMPLES_PER_MS
        return LanguageReading(self._decoder.languages(heard, request.languages, self._bounds), speech_ms)

    def _speech_in(self, piece: NDArray[np.float32]) -> Literal["certain", "maybe"] | None:
        probabilities = self._speech_probabilities(piece)
        if (probabilities >= self._speech.certain).sum() >= self._speech.windows:
            return "certain"
        return "maybe" if (probabilities >= self._speech.maybe).sum() >= self._speech.windows else None

    def _read_samples(self, decoded: Decoded, piece: NDArray[np.float32]) -> int:
        """Return how much of a piece was read: all of it, or up to where the model wants to go on."""
        if decoded.unread_from_ms is None or decoded.unread_from_ms < self._cutting.least_step_ms:
            return len(piece)
        return min(decoded.unread_from_ms * SAMPLES_PER_MS, len(piece))

    def _words(self, decoded: Decoded, language: str, start_ms: int) -> list[Word]:
        return [
            replace(word, start_ms=word.start_ms + start_ms, end_ms=word.end_ms + start_ms)
            for word in self._decoder.align(decoded, language)
        ]

    def _decode(
        self, piece: NDArray[np.float32], request: TranscriptionRequest, speech: Literal["certain", "maybe"]
    ) -> tuple[Decoded, Suppressed | None, int]:
        """Return text, why it is not believed, and tries: a final that repeats itself gets a wider one."""
        decoded = self._decoder.decode(piece, request.language, self._bounds, wide=False)
        doubt = self._doubt(decoded, request.language, speech)
        if doubt != "repetition" or not request.final:
            return decoded, doubt, 1
        wider = self._decoder.decode(piece, request.language, self._bounds, wide=True)
        return wider, self._doubt(wider, request.language, speech), 2

    def _doubt(
        self, decoded: Decoded, language: str, speech: Literal["certain", "maybe"]
    ) -> Suppressed | None:
        probabilities = (decoded.mean_log_probability, decoded.no_speech_probability)
        if speech == "maybe" and not self._checks.certain(*probabilities):
            return "no_speech"
        return self._checks.doubt(decoded.text, language, *probabilities) or (
            "repetition" if decoded.over_budget else None
        )


class WhisperTranscriber(CheckedTranscriber):
    """A loaded speech model as a `Transcriber`; safe to call from ``workers`` threads at once.

    Args:
        model_dir: folder of a model that `verified_model_dir` has checked.
        threads: threads of one decode.
        workers: decodes at once.
        device: "cpu", "cuda" or "auto".
        compute_type: CTranslate2's name of a number type, or "auto".

    Raises:
        ModelError: ``model_missing``: tokenizer.json is not there (faster-whisper would go to the network).
    """

    def __init__(
        self,
        model_dir: Path,
        *,
        threads: int,
        workers: int = 1,
        device: str = "auto",
        compute_type: str = "auto",
    ) -> None:
        if not (model_dir / "tokenizer.json").is_file():
            raise ModelError("model_missing", f"{model_dir} holds no tokenizer.json: fetch the model again")
        decoder = WhisperDecoder(
            model_dir, threads=threads, workers=workers, device=device, compute_type=compute_type
        )
        super().__init__(decoder, silero_probabilities)


def silero_probabilities(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return Silero VAD's probability of speech, 0..1, for every 32 ms of float32 samples in -1..1."""
    missing = -len(samples) % SpeechCheck().window_samples
    probabilities: NDArray[np.float32] = get_vad_model()(np.pad(samples, (0, missing))).ravel()
    return probabilities


def piece_samples(audio: NDArray[np.float32], cutting: Cutting) -> int:
    """Return how many samples to read at once: all, or up to the quietest place before the window is full."""
    longest = int(cutting.longest_s * SAMPLE_RATE_HZ)
    if len(audio) <= longest:
        return len(audio)
    begin = longest - int(cutting.search_s * SAMPLE_RATE_HZ)
    energies = (audio[begin:longest].reshape(-1, cutting.gap_samples) ** 2).sum(axis=1)
    return begin + int(np.argmin(energies)) * cutting.gap_samples + cutting.gap_samples // 2
