"""faster-whisper as it comes, greedy: what our own reading of speech is held against."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel

from tyyni.audio import Pcm16
from tyyni_bench.transcribing import Reading


class StockWhisper:
    """A loaded `faster_whisper.WhisperModel` that is asked with its own defaults, but for greedy decoding.

    Greedy: ``beam_size=1, best_of=1, temperature=0``. Everything else is as faster-whisper has it: windows of 30 s,
    timestamps, no voice activity detection, its own thresholds; a clip over 30 s is conditioned on what came before.

    Args:
        model_dir: folder of a verified model.
        threads: threads of one decode.
        workers: decodes at once.
        device: "cpu", "cuda" or "auto".
        compute_type: CTranslate2's name of a number type.
    """

    def __init__(
        self, model_dir: Path, *, threads: int, workers: int, device: str, compute_type: str
    ) -> None:
        self._model = WhisperModel(
            str(model_dir),
            device=device,
            compute_type=compute_type,
            cpu_threads=threads,
            num_workers=workers,
            local_files_only=True,
        )

    def read(self, samples: Pcm16, language: str) -> Reading:
        """Return the text of mono samples at 16 kHz, shape (n,)."""
        sound = samples.astype(np.float32) / np.float32(32768.0)
        segments, _ = self._model.transcribe(
            sound, language=language, beam_size=1, best_of=1, temperature=0.0
        )
        return Reading(" ".join(segment.text.strip() for segment in segments))  # only this loop decodes
