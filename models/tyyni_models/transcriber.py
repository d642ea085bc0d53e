"""Speech to text by faster-whisper's model, with the checks that keep noise and repetition out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from tyyni_models.cutting import Cutting, Trimming, piece_samples, untouched
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


@dataclass(slots=True)
class _Reading:
    """A request while it is read."""

    request: TranscriptionRequest
    known: tuple[Word, ...]
    from_ms: int
    words: list[Word] = field(default_factory=list)
    suppressed: Suppressed | None = None
    attempts: int = 0

    def audio(self) -> NDArray[np.float32]:
        """Return what is to be read, float32 in -1..1."""
        return _as_float(self.request.samples[self.from_ms * SAMPLES_PER_MS :])

    def transcription(self) -> Transcription:
        """Return what was read, in order of time."""
        words = sorted(self.words, key=lambda word: word.start_ms)
        return Transcription(
            (*self.known, *words), self.suppressed if self.attempts else "no_speech", self.attempts
        )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a reading's audio, from ``start`` samples after its begin, in which somebody seems to speak."""

    reading: _Reading
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
        return self.transcribe_together([request])[0]

    def transcribe_together(self, requests: Sequence[TranscriptionRequest]) -> list[Transcription]:
        """Return the words of each request; their tokens are found together, at less cost than one by one."""
        readings = [_Reading(request, *untouched(request.stable, self._trimming)) for request in requests]
        waiting = [piece for reading in readings for piece in self._pieces(reading, reading.audio(), 0)]
        while waiting:
            unread: list[_Piece] = []
            for piece, (decoded, doubt) in zip(waiting, self._decode(waiting), strict=True):
                reading = piece.reading
                words = self._decoder.align(decoded, reading.request.language) if doubt is None else ()
                if not self._checks.has_place(words):
                    words, doubt = (), "no_speech"
                reading.suppressed = doubt or reading.suppressed
                start_ms = reading.from_ms + piece.start // SAMPLES_PER_MS
                reading.words += [word.moved(start_ms) for word in words]
                read = self._read_samples(decoded, piece.samples)
                unread += self._pieces(reading, piece.samples[read:], piece.start + read)
            waiting = unread
        return [reading.transcription() for reading in readings]

    def _pieces(self, reading: _Reading, audio: NDArray[np.float32], start: int) -> list[_Piece]:
        """Return the pieces of audio that may hold speech; ``start``: where it begins in the reading's."""
        pieces = []
        at = 0
        while len(audio) - at >= self._speech.least_samples:
            samples = audio[at : at + piece_samples(audio[at:], self._cutting)]
            speech = self._speech_in(samples)
            if speech is not None:
                pieces.append(_Piece(reading, samples, start + at, speech))
            at += len(samples)
        return pieces

    def read_language(self, request: LanguageRequest) -> LanguageReading:
        """Return how likely each of the languages is; of more than fills the window the newest counts."""
        newest, before = _as_float(request.samples), _as_float(request.before)
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

    def _decode(self, pieces: Sequence[_Piece]) -> list[tuple[Decoded, Suppressed | None]]:
        """Return texts and why each is not believed; a final that repeats itself gets a wider try, without hotwords."""
        heard = [self._heard(piece) for piece in pieces]
        results = []
        for piece, one, decoded in zip(pieces, heard, self._decode_alike(heard), strict=True):
            piece.reading.attempts += 1
            doubt = self._doubt(decoded, one.language, piece.speech)
            if doubt == "repetition" and piece.reading.request.final:
                piece.reading.attempts += 1
                (decoded,) = self._decoder.decode([replace(one, wide=True, hotwords="")], self._bounds)
                doubt = self._doubt(decoded, one.language, piece.speech)
            results.append((decoded, doubt))
        return results

    def _heard(self, piece: _Piece) -> Heard:
        """Return a piece to decode.

        Hotwords only where speech is certain: of what is not speech they make loops that cost four times the decode
        (our measurement, rings and hum).
        """
        language = piece.reading.request.language
        hotwords = self._hotwords.get(language, "") if piece.speech == "certain" else ""
        return Heard(piece.samples, language, hotwords=hotwords)

    def _decode_alike(self, heard: Sequence[Heard]) -> list[Decoded]:
        """Decode together what has the same hotwords: the prompts of one decode must be of one length."""
        decoded: dict[int, Decoded] = {}
        for hotwords in dict.fromkeys(one.hotwords for one in heard):
            places = [at for at, one in enumerate(heard) if one.hotwords == hotwords]
            decoded |= zip(
                places, self._decoder.decode([heard[at] for at in places], self._bounds), strict=True
            )
        return [decoded[at] for at in range(len(heard))]

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


def _as_float(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    return samples.astype(np.float32) / np.float32(32768.0)
