"""One stretch of speech through Whisper: a window as long as the audio needs, greedy, bounded.

Whisper pads every input to 30 s. CTranslate2's encoder accepts fewer mel frames, so a short utterance need
not pay for 30 s; too tight a window makes the decoder repeat itself, hence the margin and the floor.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from numpy.typing import NDArray

from tyyni_models.contracts import Word

SAMPLE_RATE_HZ = 16_000
MEL_FRAMES_PER_S = 100
WIDEST_FRAMES = 3_000
"""Whisper's own window: 30 s of 10 ms mel frames."""

MS_PER_TOKEN_STEP = 20
"""The encoder halves the mel frames: alignment times count in steps of 20 ms."""


@dataclass(frozen=True, slots=True)
class DecodingBounds:
    """How far one decode may go."""

    floor_frames: int = 800
    margin_frames: int = 100
    """Window: the audio and 1 s, at least 8 s. Measured: WER 0.323 against 0.316 with 30 s, at a quarter of
    the time; the audio and 0.5 s without a floor: 0.666, by repetition (120 Polish clips, base)."""
    tokens_per_s: float = 12.0
    tokens_at_least: int = 12
    """Speech carries at most about 8 syllables, 12 tokens, a second; more is a runaway."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What one decode gave. ``tokens``: text tokens only."""

    text: str
    tokens: tuple[int, ...]
    mean_log_probability: float
    no_speech_probability: float
    hit_budget: bool
    encoded: ctranslate2.StorageView
    mel_frames: int

    @property
    def compression_ratio(self) -> float:
        """Length of the text by its length when compressed; repetition compresses (Radford et al. 2022)."""
        data = self.text.encode()
        return len(data) / len(zlib.compress(data)) if data else 0.0


class WhisperDecoder:
    """A loaded model and its two operations: decode, and align words to times.

    Args:
        model_dir: folder with config.json, model.bin, tokenizer.json and vocabulary, all verified before.
        threads: threads of one decode; ``workers``: decodes at once.
    """

    def __init__(
        self, model_dir: Path, *, threads: int, workers: int, device: str = "auto", compute_type: str = "auto"
    ) -> None:
        whisper = WhisperModel(
            str(model_dir),
            device=device,
            # int8 on the CPU: the fastest type there; float16 on a GPU (CTranslate2's own advice).
            compute_type=_compute_type(device) if compute_type == "auto" else compute_type,
            cpu_threads=threads,
            num_workers=workers,
            local_files_only=True,
        )
        self._model = whisper.model
        self._features = whisper.feature_extractor
        self._hf_tokenizer = whisper.hf_tokenizer
        self._tokenizer = cache(self._make_tokenizer)

    def decode(
        self, samples: NDArray[np.float32], language: str, bounds: DecodingBounds, *, wide: bool
    ) -> Decoded:
        """Return the text of up to 30 s of float32 samples in -1..1; ``wide`` takes Whisper's own window."""
        tokenizer = self._tokenizer(language)
        mel = self._features(samples, padding=0)
        frames = mel.shape[1]
        window = WIDEST_FRAMES if wide else max(bounds.floor_frames, frames + bounds.margin_frames)
        window = min(window + window % 2, WIDEST_FRAMES)
        padded = np.zeros((mel.shape[0], window), dtype=np.float32)
        padded[:, : min(frames, window)] = mel[:, :window]
        encoded = self._model.encode(ctranslate2.StorageView.from_array(padded[None]))
        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        budget = bounds.tokens_at_least + int(bounds.tokens_per_s * len(samples) / SAMPLE_RATE_HZ)
        result = self._model.generate(
            encoded,
            [prompt],
            beam_size=1,
            max_length=len(prompt) + budget,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=_suppressed(tokenizer),
        )[0]
        tokens = tuple(token for token in result.sequences_ids[0] if token < tokenizer.eot)
        return Decoded(
            text=tokenizer.decode(list(tokens)).strip(),
            tokens=tokens,
            mean_log_probability=result.scores[0],
            no_speech_probability=result.no_speech_prob,
            hit_budget=len(tokens) >= budget,
            encoded=encoded,
            mel_frames=min(frames, window),
        )

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
            median_filter_width=7,
        )[0]
        texts, groups = tokenizer.split_to_word_tokens([*decoded.tokens, tokenizer.eot])
        steps = np.array(alignment.alignments)
        first_of_token = np.diff(steps[:, 0], prepend=-1).astype(bool)
        starts_ms = steps[first_of_token, 1] * MS_PER_TOKEN_STEP
        bounds = np.cumsum([0, *(len(group) for group in groups)])
        probabilities = alignment.text_token_probs
        words: list[Word] = []
        for text, begin, end in zip(texts[:-1], bounds[:-2], bounds[1:-1], strict=True):
            if words and not any(char.isalnum() for char in text):
                words[-1] = replace(words[-1], text=words[-1].text + text.strip())
                continue  # a mark of its own is no word: it belongs to the one before
            probability = float(np.mean(probabilities[begin:end]))
            words.append(Word(text.strip(), int(starts_ms[begin]), int(starts_ms[end]), probability))
        return tuple(word for word in words if word.text)

    def _make_tokenizer(self, language: str) -> Tokenizer:
        return Tokenizer(
            self._hf_tokenizer, self._model.is_multilingual, task="transcribe", language=language
        )


def _compute_type(device: str) -> str:
    on_gpu = device == "cuda" or (device == "auto" and ctranslate2.get_cuda_device_count() > 0)
    return "float16" if on_gpu else "int8"


def _suppressed(tokenizer: Any) -> list[int]:
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
