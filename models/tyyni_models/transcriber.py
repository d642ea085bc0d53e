"""Speech to text by faster-whisper's model, with the checks that keep noise and repetition out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from tyyni_models.decoding import SAMPLE_RATE_HZ, Decoded, DecodingBounds, Heard, WhisperDecoder
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

    look_samples: int = 32 * 512
    """About a second at a time: speech is mostly certain in the first, and the rest need not be looked at."""

    @property
    def least_samples(self) -> int:
        """Shorter audio cannot hold speech."""
        return self.windows * self.window_samples


@dataclass(frozen=True, slots=True)
class Cutting:
    """How audio longer than Whisper's window is cut."""

    longest_s: float = 14.0
    """The encoder's cost grows faster than its window: 215 ms for 15 s, 886 ms for 30 s, and the tokens of two pieces
    are found together (our measurement, one thread)."""
    search_s: float = 6.0
    """The cut is at the quietest 20 ms of the last 6 s: long enough to hold a pause between two phrases."""
    gap_samples: int = SAMPLE_RATE_HZ // 50
    least_step_ms: int = 1_000
    """A model that wants to go on in a new window must have read this much, or it would never arrive."""


@dataclass(frozen=True, slots=True)
class Trimming:
    """How much of an utterance whose beginning has stable words is read again.

    What is stable will not change, so only what comes after it is worth a decode, and a decode costs by its tokens.
    Some stable words are read again, to find where the new ones begin.
    """

    overlap_words: int = 5
    overlap_ms: int = 2_500
    """At least so much of the stable speech, and so many words of it, is read again."""
    lead_ms: int = 100
    """Before the first word that is read again: word times are off by 30 ms, a tenth of them by 80 and more (our
    measurement, Finnish by two synthetic voices)."""


class Decoder(Protocol):
    """What turns up to 30 s of speech into text, and a text into timed words."""

    def decode(self, heard: Sequence[Heard], bounds: DecodingBounds) -> list[Decoded]:
        """Return the text of each stretch of speech."""
        ...

    def align(self, decoded: Decoded, language: str) -> tuple[Word, ...]:
        """Return the words with times in ms from the start of the decoded samples."""
        ...

    def languages(
        self, samples: NDArray[np.float32], languages: Sequence[str], bounds: DecodingBounds
    ) -> dict[str, float]:
        """Return how likely up to 30 s of speech are in each of the languages, in sum 1."""
        ...


Certainty = Literal["certain", "maybe"]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a request's audio, from ``start`` samples after its begin, in which somebody seems to speak."""

    samples: NDArray[np.float32]
    start: int
    speech: Certainty


class CheckedTranscriber:
    """`Transcriber` around a decoder: no decode without speech, no text that is not believed.

    Each text is decoded greedily and never conditioned on an earlier one, so an error cannot spread.

    Args:
        decoder: what makes text of speech.
        speech_probabilities: gives, for float32 samples in -1..1, the probability of speech, 0..1, in each
            window of `SpeechCheck.window_samples`.
        hotwords: for a language, words that the decoder is to expect (`tyyni_models.hotwords`); None: none.
    """

    def __init__(
        self,
        decoder: Decoder,
        speech_probabilities: Callable[[NDArray[np.float32]], NDArray[np.float32]],
        hotwords: Mapping[str, str] | None = None,
    ) -> None:
        self._decoder = decoder
        self._hotwords = hotwords or {}
        self._speech_probabilities = speech_probabilities
        self._bounds = DecodingBounds()
        self._checks = TextChecks()
        self._speech = SpeechCheck()
        self._cutting = Cutting()
        self._trimming = Trimming()

    def warm_up(self) -> None:
        """Run one decode, so that the first utterance of the first call does not pay for lazy set-up."""
        noise = np.random.default_rng(0).normal(0, 0.05, SAMPLE_RATE_HZ).astype(np.float32)
        self._speech_probabilities(noise)
        (decoded,) = self._decoder.decode([Heard(noise, "en")], self._bounds)
        self._decoder.align(decoded, "en")

    def transcribe(self, request: TranscriptionRequest) -> Transcription:
        """Return the words of the request's samples; withheld text is named in ``suppressed``."""
        known, from_ms = untouched(request.stable, self._trimming)
        samples = request.samples[from_ms * SAMPLES_PER_MS :]
        audio = samples.astype(np.float32) / np.float32(32768.0)
        waiting = self._with_speech(audio, 0)
        words: list[Word] = []
        suppressed: Suppressed | None = None
        attempts = 0
        while waiting:
            unread: list[_Piece] = []
            decoded, doubts, tries = self._decode(waiting, request)
            attempts += tries
            for piece, text, doubt in zip(waiting, decoded, doubts, strict=True):
                suppressed = doubt or suppressed
                if doubt is None:
                    words += self._words(text, request.language, from_ms + piece.start // SAMPLES_PER_MS)
                read = self._read_samples(text, piece.samples)
                unread += self._with_speech(piece.samples[read:], piece.start + read)
            waiting = unread
        words.sort(key=lambda word: word.start_ms)
        return Transcription((*known, *words), suppressed if attempts else "no_speech", attempts)

    def _with_speech(self, audio: NDArray[np.float32], start: int) -> list[_Piece]:
        """Return the pieces of audio that may hold speech; ``start``: where it begins in the request's."""
        pieces = []
        at = 0
        while len(audio) - at >= self._speech.least_samples:
            samples = audio[at : at + piece_samples(audio[at:], self._cutting)]
            speech = self._speech_in(samples)
            if speech is not None:
                pieces.append(_Piece(samples, start + at, speech))
            at += len(samples)
        return pieces

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

    def _speech_in(self, piece: NDArray[np.float32]) -> Certainty | None:
        """Return whether somebody speaks; the first second that is certain is enough."""
        certain = maybe = 0
        for at in range(0, len(piece), self._speech.look_samples):
            probabilities = self._speech_probabilities(piece[at : at + self._speech.look_samples])
            certain += int((probabilities >= self._speech.certain).sum())
            maybe += int((probabilities >= self._speech.maybe).sum())
            if certain >= self._speech.windows:
                return "certain"
        return "maybe" if maybe >= self._speech.windows else None

    def _read_samples(self, decoded: Decoded, piece: NDArray[np.float32]) -> int:
        """Return how much of a piece was read: all of it, or up to where the model wants to go on."""
        if decoded.unread_from_ms is None or decoded.unread_from_ms < self._cutting.least_step_ms:
            return len(piece)
        return min(decoded.unread_from_ms * SAMPLES_PER_MS, len(piece))

    def _words(self, decoded: Decoded, language: str, start_ms: int) -> list[Word]:
        return [word.moved(start_ms) for word in self._decoder.align(decoded, language)]

    def _decode(
        self, pieces: Sequence[_Piece], request: TranscriptionRequest
    ) -> tuple[list[Decoded], list[Suppressed | None], int]:
        """Return texts, why each is not believed, and tries.

        Hotwords only where speech is certain: of what is not speech they make loops that cost four times the decode
        (our measurement, rings and hum). For the same reason a final that repeats itself gets another try without.
        """
        certain = all(piece.speech == "certain" for piece in pieces)
        hotwords = self._hotwords.get(request.language, "") if certain else ""
        heard = [Heard(piece.samples, request.language, hotwords=hotwords) for piece in pieces]
        decoded = self._decoder.decode(heard, self._bounds)
        doubts = [
            self._doubt(text, request.language, piece.speech)
            for text, piece in zip(decoded, pieces, strict=True)
        ]
        tries = len(pieces)
        for at, doubt in enumerate(doubts):
            if doubt == "repetition" and request.final:
                again = replace(heard[at], wide=True, hotwords="")
                (decoded[at],) = self._decoder.decode([again], self._bounds)
                doubts[at] = self._doubt(decoded[at], request.language, pieces[at].speech)
                tries += 1
        return decoded, doubts, tries

    def _doubt(self, decoded: Decoded, language: str, speech: Certainty) -> Suppressed | None:
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
        hotwords: as for `CheckedTranscriber`.

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
        hotwords: Mapping[str, str] | None = None,
    ) -> None:
        if not (model_dir / "tokenizer.json").is_file():
            raise ModelError("model_missing", f"{model_dir} holds no tokenizer.json: fetch the model again")
        decoder = WhisperDecoder(
            model_dir, threads=threads, workers=workers, device=device, compute_type=compute_type
        )
        super().__init__(decoder, silero_probabilities, hotwords)


def silero_probabilities(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return Silero VAD's probability of speech, 0..1, for every 32 ms of float32 samples in -1..1."""
    missing = -len(samples) % SpeechCheck().window_samples
    probabilities: NDArray[np.float32] = get_vad_model()(np.pad(samples, (0, missing))).ravel()
    return probabilities


def untouched(stable: Sequence[Word], trimming: Trimming) -> tuple[tuple[Word, ...], int]:
    """Return the stable words that need not be read again, and from where in ms the audio is to be read.

    >>> words = [Word("one", 300, 600, 1.0), Word("two", 700, 1000, 1.0), Word("three", 1100, 1500, 1.0)]
    >>> untouched(words, Trimming())
    ((), 0)
    >>> untouched(words, Trimming(overlap_words=1, overlap_ms=500))
    ((Word(text='one', start_ms=300, end_ms=600, probability=1.0),), 600)
    """
    reread = 0
    for reread, word in enumerate(reversed(stable), start=1):
        if reread >= trimming.overlap_words and stable[-1].end_ms - word.start_ms >= trimming.overlap_ms:
            break
    kept = tuple(stable[: len(stable) - reread])
    if not kept:
        return (), 0
    first_ms = stable[len(kept)].start_ms
    return kept, max(first_ms - trimming.lead_ms, kept[-1].end_ms)


def piece_samples(audio: NDArray[np.float32], cutting: Cutting) -> int:
    """Return how many samples to read at once: all, or up to the quietest place before the window is full."""
    longest = int(cutting.longest_s * SAMPLE_RATE_HZ)
    if len(audio) <= longest:
        return len(audio)
    begin = longest - int(cutting.search_s * SAMPLE_RATE_HZ)
    energies = (audio[begin:longest].reshape(-1, cutting.gap_samples) ** 2).sum(axis=1)
    return begin + int(np.argmin(energies)) * cutting.gap_samples + cutting.gap_samples // 2
