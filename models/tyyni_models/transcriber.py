"""Speech to text by faster-whisper's model, with the checks that keep noise and repetition out of it."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Literal

import numpy as np
from faster_whisper.vad import get_vad_model
from numpy.typing import NDArray

from tyyni_models.contracts import Transcription, TranscriptionRequest, Word
from tyyni_models.decoding import MEL_FRAMES_PER_S, SAMPLE_RATE_HZ, Decoded, DecodingBounds, WhisperDecoder
from tyyni_models.errors import ModelError

Suppressed = Literal["no_speech", "phantom", "repetition", "low_probability"]

SILERO_WINDOW_SAMPLES = 512
"""Silero VAD judges windows of 32 ms at 16 kHz."""


@dataclass(frozen=True, slots=True)
class TextChecks:
    """When text is not believed."""

    speech_probability: float = 0.5
    speech_windows: int = 3
    """Silero must hear speech in at least 3 windows (about 100 ms): a short "no" lasts twice that."""
    compression_ratio: float = 2.4
    mean_log_probability: float = -1.0
    no_speech_probability: float = 0.6
    """These three are Whisper's own (Radford et al. 2022, section 4.5)."""
    repeated_4grams: int = 3
    """The same four words three times over is a loop; nobody says that on purpose."""
    longest_piece_s: float = 28.0
    """Longer audio is cut at the quietest place of its last seconds, so that it fits Whisper's 30 s."""
    cut_search_s: float = 4.0


class WhisperTranscriber:
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
        self._decoder = WhisperDecoder(
            model_dir, threads=threads, workers=workers, device=device, compute_type=compute_type
        )
        self._phantoms = load_phantoms()
        self._bounds = DecodingBounds()
        self._checks = TextChecks()

    def warm_up(self) -> None:
        """Run one decode, so that the first utterance of the first call does not pay for lazy set-up."""
        noise = np.random.default_rng(0).normal(0, 0.05, SAMPLE_RATE_HZ).astype(np.float32)
        self._speech_windows(noise)
        self._decoder.align(self._decoder.decode(noise, "en", self._bounds, wide=False), "en")

    def transcribe(self, request: TranscriptionRequest) -> Transcription:
        """Return the words of the request's samples; withheld text is named in ``suppressed``."""
        audio = request.samples.astype(np.float32) / np.float32(32768.0)
        if self._speech_windows(audio) < self._checks.speech_windows:
            return Transcription((), "no_speech", attempts=0)
        words: list[Word] = []
        suppressed: Suppressed | None = None
        attempts = 0
        for first, piece in self._pieces(audio):
            decoded, doubt, tries = self._decode(piece, request)
            attempts += tries
            if doubt is not None:
                suppressed = doubt
                continue
            offset_ms = first * 1000 // SAMPLE_RATE_HZ
            words += [
                replace(word, start_ms=word.start_ms + offset_ms, end_ms=word.end_ms + offset_ms)
                for word in self._decoder.align(decoded, request.language)
            ]
        return Transcription(tuple(words), suppressed, attempts)

    def _decode(
        self, piece: NDArray[np.float32], request: TranscriptionRequest
    ) -> tuple[Decoded, Suppressed | None, int]:
        """Decode once; a final that looks wrong gets a second, wider try."""
        decoded = self._decoder.decode(piece, request.language, self._bounds, wide=False)
        doubt = self._doubt(decoded, request.language)
        if doubt is None or doubt == "phantom" or not request.final:
            return decoded, doubt, 1
        wider = self._decoder.decode(piece, request.language, self._bounds, wide=True)
        return wider, self._doubt(wider, request.language), 2

    def _doubt(self, decoded: Decoded, language: str) -> Suppressed | None:
        """Return why a text is not to be believed; None when it is."""
        checks = self._checks
        if spoken_letters(decoded.text) in self._phantoms.get(language, frozenset()):
            return "phantom"
        unlikely = decoded.mean_log_probability < checks.mean_log_probability
        if unlikely and decoded.no_speech_probability > checks.no_speech_probability:
            return "no_speech"
        repeats = has_loop(decoded.text, checks.repeated_4grams)
        if repeats or decoded.hit_budget or decoded.compression_ratio > checks.compression_ratio:
            return "repetition"
        return "low_probability" if unlikely else None

    def _speech_windows(self, audio: NDArray[np.float32]) -> int:
        """Return in how many 32 ms windows Silero VAD hears speech: a second opinion, at 1 % of a decode."""
        missing = -len(audio) % SILERO_WINDOW_SAMPLES
        probabilities = get_vad_model()(np.pad(audio, (0, missing)))
        return int((probabilities >= self._checks.speech_probability).sum())

    def _pieces(self, audio: NDArray[np.float32]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Yield (first sample, samples) that each fit the model's window; together they are the whole."""
        longest = int(self._checks.longest_piece_s * SAMPLE_RATE_HZ)
        search = int(self._checks.cut_search_s * SAMPLE_RATE_HZ)
        hop = SAMPLE_RATE_HZ // MEL_FRAMES_PER_S * 2
        first = 0
        while len(audio) - first > longest:
            tail = audio[first + longest - search : first + longest]
            energies = (tail[: len(tail) // hop * hop].reshape(-1, hop) ** 2).sum(axis=1)
            cut = first + longest - search + int(np.argmin(energies)) * hop
            yield first, audio[first:cut]
            first = cut
        yield first, audio[first:]


def load_phantoms() -> dict[str, frozenset[str]]:
    """Return, per language, the texts that Whisper makes of noise, as `spoken_letters` spells them."""
    data = tomllib.loads(resources.files("tyyni_models").joinpath("phantoms.toml").read_text("utf-8"))
    return {
        language: frozenset(spoken_letters(text) for texts in origins.values() for text in texts)
        for language, origins in data.items()
    }


def spoken_letters(text: str) -> str:
    """Return a text without case, marks and spaces.

    >>> spoken_letters("Thanks for watching!")
    'thanksforwatching'
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def has_loop(text: str, times: int) -> bool:
    """Return whether some four words in a row stand ``times`` times or more in the text.

    >>> has_loop("no no no no no no", 3)
    True
    >>> has_loop("one two three four five", 3)
    False
    """
    words = text.casefold().split()
    grams = Counter(zip(words, words[1:], words[2:], words[3:], strict=False))
    return bool(grams) and max(grams.values()) >= times
