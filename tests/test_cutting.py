"""Where audio is cut, and how much of an utterance is read again."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from spoken_words import spoken

from tyyni_models.cutting import Cutting, Trimming, piece_samples, untouched

RATE_HZ = 16_000


@given(st.integers(0, 40), st.integers(0, 5))
def test_a_piece_fits_the_window_and_is_never_empty(tenths: int, seed: int) -> None:
    cutting = Cutting(longest_s=1.0, search_s=0.2)
    audio = np.random.default_rng(seed).normal(0, 0.1, tenths * 1600).astype(np.float32)
    samples = piece_samples(audio, cutting)
    assert samples == len(audio) if tenths <= 10 else 0.8 * RATE_HZ < samples <= RATE_HZ


def test_the_cut_is_in_the_gap_between_two_words() -> None:
    audio = np.ones(40 * RATE_HZ, dtype=np.float32)
    audio[10 * RATE_HZ : 10 * RATE_HZ + 1_600] = 0.0
    assert 10 * RATE_HZ <= piece_samples(audio, Cutting()) < 10 * RATE_HZ + 1_600


@given(st.integers(0, 12), st.integers(1, 6), st.integers(0, 4_000), st.integers(0, 400))
def test_what_is_kept_and_what_is_read_meet(words: int, overlap: int, overlap_ms: int, lead_ms: int) -> None:
    stable = spoken(*"abcdefghijkl"[:words])
    kept, from_ms = untouched(stable, Trimming(overlap, overlap_ms, lead_ms))
    assert stable[: len(kept)] == kept
    assert not kept or len(stable) - len(kept) >= overlap
    assert (from_ms == 0) if not kept else kept[-1].end_ms <= from_ms <= stable[len(kept)].start_ms
