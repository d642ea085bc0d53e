"""One stretch of speech through Whisper: a window as long as the audio needs, greedy, bounded.

Whisper was trained on windows of 30 s. CTranslate2's encoder accepts fewer mel frames, so a short utterance need
not pay for 30 s, but then three things matter (our measurements, base model, int8, recorded clips of 1-10 s):

- Timestamp tokens stay on. Without them the decoder does not know where the audio ends and says the sentence
  again: in 19 of 40 English clips, with them in 1.
- The window is filled up with what silence looks like, not with zeros, which look like sound: the word error rate
  of 40 Polish clips falls from 0.49 to 0.35, and the last repetition is gone.
- The window is at least 8 s: none of 180 clips repeats itself then, at 6 s 4 do, at 4 s 19.

Word error rate beside stock faster-whisper (greedy, 30 s): 630 Polish clips 0.362 and 0.374, 117 English prompts 0.052
and 0.049, 460 synthetic Finnish sentences 0.482 and 0.735 (it loops in two); at 0.26, 0.28 and 0.28 of its processor
time, with word times, which stock's run did not give, a tenth of ours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from ctranslate2 import StorageView
from ctranslate2.models import WhisperGenerationResult
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from tyyni_models.contracts import Word
from tyyni_models.language import language_probabilities

SAMPLE_RATE_HZ = 16_000
MEL_FRAMES_PER_S = 100
WIDEST_FRAMES = 3_000
"""Whisper's own window: 30 s of 10 ms mel frames."""
MS_PER_STEP = 20
"""The encoder halves the mel frames: timestamps and alignments count in steps of 20 ms."""
MEL_RANGE = 2.0
MEL_FLOOR = -1.5
"""Whisper's mel values reach from their maximum down to 2 less, never under -1.5 (8 decades and 1e-10, scaled by
(x + 4) / 4: Whisper's `log_mel_spectrogram`): digital silence has the lowest."""
ALIGNMENT_MEDIAN_STEPS = 7
"""Whisper's own smoothing of the alignment (`find_alignment`)."""
POSITIONS = 448
"""So many tokens the decoder knows places for, of prompt and text together."""


@dataclass(frozen=True, slots=True)
class DecodingBounds:
    """How far one decode may go."""

    floor_frames: int = 800
    margin_frames: int = 100
    """The window: the audio and 1 s, at least 8 s."""
    tokens_per_s: float = 12.0
    tokens_at_least: int = 6
    """More is a runaway: the fastest of 120 recorded clips had 7.4 tokens a second (Polish)."""
    stamps_every_s: float = 2.0
    """Room for timestamp tokens, two for each phrase of at least 2 s."""

    def tokens(self, seconds: float) -> int:
        """Return how many text tokens so much speech may have."""
        return max(self.tokens_at_least, int(self.tokens_per_s * seconds))

    def stamps(self, seconds: float) -> int:
        """Return how many timestamp tokens so much speech may have."""
        return 2 * math.ceil(seconds / self.stamps_every_s) + 2


@dataclass(frozen=True, slots=True)
class Heard:
    """A stretch of up to 30 s of speech to decode: float32 samples in -1..1, 16 kHz, shape (n,)."""

    samples: NDArray[np.float32]
    language: str
    wide: bool = False
    """With twice the window: more room, at more cost."""
    hotwords: str = ""
    """Words that may come, such as names of products: the decoder takes them for the text before this one."""

    @property
    def seconds(self) -> float:
        """Length of the audio."""
        return len(self.samples) / SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class Decoded:
    """What one decode gave. ``tokens``: text tokens only."""

    text: str
    tokens: tuple[int, ...]
    mean_log_probability: float
    no_speech_probability: float
    over_budget: bool
    unread_from_ms: int | None
    """From where the model wants to go on in a window of its own; None: it has read to the end."""
    encoded: StorageView
    mel_frames: int


class WhisperDecoder:
    """A loaded model and its two operations: decode, and align words to times.

    Args:
        model_dir: folder with config.json, model.bin, tokenizer.json and vocabulary, all verified before.
        threads: threads of one decode; ``workers``: decodes at once.
    """

    def __init__(
        self, model_dir: Path, *, threads: int, workers: int, device: str = "auto", compute_type: str = "auto"
    ) -> None:
        # The spectrogram is one small matrix product: a second thread of NumPy's gains nothing there, and goes on
        # spinning while the encoder works. Our measurement, 2 processors: 177 ms of processor time against 96.
        threadpool_limits(limits=1, user_api="blas")
        whisper = WhisperModel(
            str(model_dir),
            device=device,
            # int8 on the CPU: the fastest type there; float16 on a GPU (CTranslate2's own advice).
            compute_type=compute_type_for(device) if compute_type == "auto" else compute_type,
            cpu_threads=threads,
            num_workers=workers,
            local_files_only=True,
        )
        self._model = whisper.model
        self._features = whisper.feature_extractor
        self._hf_tokenizer = whisper.hf_tokenizer
        self._tokenizer = cache(self._make_tokenizer)

    def decode(self, heard: Sequence[Heard], bounds: DecodingBounds) -> list[Decoded]:
        """Return the text of each stretch of speech, all of them in one batch of one window's width.

        Each is encoded alone, since a batch of encodings costs as much as its parts; their tokens are found together.
        Our measurement, one thread of a server: 25 tokens cost 223 ms alone, 250 ms for two, 336 ms for four.
        All have the same hotwords: the decoder wants prompts of one length. What it gives holds no prompt, and the
        probability of no speech is still that of the start token.
        """
        mels = [self._features(one.samples, padding=0) for one in heard]
        width = max(
            window_frames(mel.shape[1], bounds, one.wide) for mel, one in zip(mels, heard, strict=True)
        )
        encoded = [self._encode(mel, width) for mel in mels]
        tokenizers = [self._tokenizer(one.language) for one in heard]
        prompts = [_prompt(tokenizer, one.hotwords) for tokenizer, one in zip(tokenizers, heard, strict=True)]
        budgets = [bounds.tokens(one.seconds) for one in heard]
        stamps = max(bounds.stamps(one.seconds) for one in heard)
        results = self._model.generate(
            _batch(encoded),
            prompts,
            beam_size=1,
            max_length=_max_length(len(prompts[0]), len(tokenizers[0].sot_sequence) + max(budgets) + stamps),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=_not_speech(tokenizers[0]),
        )
        return [
            _decoded(one, result, tokenizer, bounds, (view, mel.shape[1]))
            for one, result, tokenizer, view, mel in zip(
                heard, results, tokenizers, encoded, mels, strict=True
            )
        ]

    def align(self, decoded: Decoded, language: str) -> tuple[Word, ...]:
        """Return the words with times in ms from the start of the decoded samples."""
        if not decoded.tokens:
            return ()
        tokenizer = self._tokenizer(language)
        alignment = self._model.align(
            decoded.encoded,
            tokenizer.sot_sequence,
            [list(decoded.tokens)],
            decoded.mel_frames,
            median_filter_width=ALIGNMENT_MEDIAN_STEPS,
        )[0]
        texts, groups = tokenizer.split_to_word_tokens([*decoded.tokens, tokenizer.eot])
        steps = np.array(alignment.alignments)
        first_of_token = np.diff(steps[:, 0], prepend=-1).astype(bool)
        starts_ms = steps[first_of_token, 1] * MS_PER_STEP
        bounds = np.cumsum([0, *(len(group) for group in groups)])
        probabilities = alignment.text_token_probs
        words: list[Word] = []
        for text, begin, end in zip(texts[:-1], bounds[:-2], bounds[1:-1], strict=True):
            probability = float(np.mean(probabilities[begin:end]))
            word = Word(text.strip(), int(starts_ms[begin]), int(starts_ms[end]), probability)
            if words and word.text and not text[0].isspace() and not text[0].isalnum():
                words[-1] = _joined(words[-1], word)
            elif word.text:
                words.append(word)
        return tuple(words)

    def languages(
        self, samples: NDArray[np.float32], languages: Sequence[str], bounds: DecodingBounds
    ) -> dict[str, float]:
        """Return how likely up to 30 s of float32 samples in -1..1 are in each of the languages, in sum 1."""
        mel = self._features(samples, padding=0)
        encoded = self._encode(mel, window_frames(mel.shape[1], bounds, wide=False))
        return language_probabilities(self._model, encoded, languages)

    def _encode(self, mel: NDArray[np.float32], width: int) -> StorageView:
        return self._model.encode(StorageView.from_array(_window(mel, width)))

    def _make_tokenizer(self, language: str) -> Tokenizer:
        return Tokenizer(
            self._hf_tokenizer, self._model.is_multilingual, task="transcribe", language=language
        )


def window_frames(mel_frames: int, bounds: DecodingBounds, wide: bool) -> int:
    """Return how many mel frames of 10 ms the window of so much audio has."""
    width = max(bounds.floor_frames, mel_frames + bounds.margin_frames) * (2 if wide else 1)
    return min(width + width % 2, WIDEST_FRAMES)  # the encoder halves it


def _window(mel: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """Return a batch of one window, float32 of shape (1, n_mels, width), filled up with silence."""
    frames = mel.shape[1]
    silence = max(float(mel.max()) - MEL_RANGE, MEL_FLOOR)
    window = np.full((1, mel.shape[0], width), silence, dtype=np.float32)
    window[0, :, : min(frames, width)] = mel[:, :width]
    return window


def _prompt(tokenizer: Tokenizer, hotwords: str) -> list[int]:
    """Return what the decoder begins with; hotwords are what was said before, as in faster-whisper."""
    before = [tokenizer.sot_prev, *tokenizer.encode(f" {hotwords}")] if hotwords else []
    return [*before, *tokenizer.sot_sequence]


def _max_length(prompt: int, text: int) -> int:
    """Return what CTranslate2 is to be told so that a text has its room after a prompt of so many tokens.

    It gives a text half of the maximum, as Whisper does, which keeps the other half for a prompt; and never more
    than what the prompt, its last token aside, leaves of the maximum.

    >>> _max_length(3, 40), _max_length(103, 40), _max_length(203, 390)
    (80, 142, 492)
    """
    text = min(text, POSITIONS - (prompt - 1))
    return max(2 * text, prompt - 1 + text)


def _batch(encoded: Sequence[StorageView]) -> StorageView:
    if len(encoded) == 1:
        return encoded[0]
    return StorageView.from_array(np.concatenate([np.array(view) for view in encoded]))


def _decoded(
    heard: Heard,
    result: WhisperGenerationResult,
    tokenizer: Tokenizer,
    bounds: DecodingBounds,
    encoding: tuple[StorageView, int],
) -> Decoded:
    said = _within_audio(result.sequences_ids[0], tokenizer.timestamp_begin, heard.seconds, bounds)
    tokens = tuple(token for token in said if token < tokenizer.eot)
    encoded, mel_frames = encoding
    return Decoded(
        text=tokenizer.decode(list(tokens)).strip(),
        tokens=tokens,
        mean_log_probability=result.scores[0],
        no_speech_probability=result.no_speech_prob,
        over_budget=len(tokens) >= bounds.tokens(heard.seconds),
        unread_from_ms=_unread_from_ms(said, tokenizer.timestamp_begin),
        encoded=encoded,
        mel_frames=min(mel_frames, WIDEST_FRAMES),
    )


def _within_audio(said: list[int], timestamp_begin: int, seconds: float, bounds: DecodingBounds) -> list[int]:
    """Return what was said without phrases that the audio has no room for.

    In a short window the decoder, having read to the end, now and then says the whole text again as one more
    phrase, which begins where the audio ends. What begins there can be a last short word, but not a sentence.

    >>> said = [50364, 7, 8, 50414, 50414, *[9] * 20]  # two words from 0 to 1 s, then twenty from 1 s
    >>> _within_audio(said, 50364, 1.2, DecodingBounds())
    [50364, 7, 8, 50414]
    >>> _within_audio(said, 50364, 3.0, DecodingBounds()) == said
    True
    """
    begin, words = 0, 0
    for at, token in enumerate(said):
        if token >= timestamp_begin:
            begin, words = at, 0
            continue
        words += 1
        room_s = seconds - (max(said[begin] - timestamp_begin, 0) * MS_PER_STEP / 1000)
        most = max(bounds.tokens_per_s * room_s, bounds.tokens_at_least if room_s > 0 else 0)
        if begin and words > most:  # a first phrase that is too long is a runaway: over the whole budget
            return said[:begin]
    return said


def _unread_from_ms(said: list[int], timestamp_begin: int) -> int | None:
    """Return where a text breaks off: two timestamps at its end begin a phrase that was not read.

    >>> _unread_from_ms([50364, 7, 8, 50400, 50400], 50364)
    720
    >>> _unread_from_ms([50364, 7, 8, 50400], 50364) is None
    True
    """
    stamps = [token >= timestamp_begin for token in said[-2:]]
    return (said[-1] - timestamp_begin) * MS_PER_STEP if stamps == [True, True] else None


def _joined(word: Word, rest: Word) -> Word:
    """Return a word with what belongs to it: a mark ("late" "."), or a mark and more ("28" ".8").

    >>> _joined(Word("28", 0, 100, 0.9), Word(".8", 100, 300, 0.5))
    Word(text='28.8', start_ms=0, end_ms=300, probability=0.5)
    >>> _joined(Word("late", 0, 100, 0.9), Word(".", 100, 300, 0.5))
    Word(text='late.', start_ms=0, end_ms=100, probability=0.9)
    """
    if not any(char.isalnum() for char in rest.text):
        return replace(word, text=word.text + rest.text)
    probability = min(word.probability, rest.probability)
    return Word(word.text + rest.text, word.start_ms, rest.end_ms, probability)


def on_gpu(device: str) -> bool:
    """Return whether a device of the settings, "auto" too, is a GPU here."""
    return device == "cuda" or (device == "auto" and ctranslate2.get_cuda_device_count() > 0)


def compute_type_for(device: str) -> str:
    """Return what the compute type "auto" means on a device."""
    return "float16" if on_gpu(device) else "int8"


def _not_speech(tokenizer: Any) -> list[int]:
    """Return the tokens that are not speech: annotations, music signs and Whisper's own marks."""
    marks = (
        tokenizer.transcribe,
        tokenizer.translate,
        tokenizer.sot,
        tokenizer.sot_prev,
        tokenizer.sot_lm,
        tokenizer.no_speech,
    )
    return sorted({*tokenizer.non_speech_tokens, *marks})
