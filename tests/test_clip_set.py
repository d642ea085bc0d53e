"""What all made sets share: clips are written, the manifest comes last, a limit spreads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni_bench.clip_set import MANIFEST, spread, write_set
from tyyni_bench.manifest import Clip, read_manifest, read_samples
from tyyni_bench.word_times import SpokenWord

SAMPLES = (np.arange(800) % 97 * 100).astype(np.int16)


def test_a_set_is_read_as_it_was_made(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "set"
    words = (SpokenWord("hei", 0, 40),)
    clips = [
        Clip(folder / "a" / "1.flac", "fi", "made", text="Hei!", made_of="synthetic", words=words),
        Clip(folder / "b" / "1.flac", "pl", "made", emotion="noise"),
    ]
    assert write_set(folder, [(clip, SAMPLES) for clip in clips], 2) == clips
    assert read_manifest(folder / MANIFEST) == clips
    assert np.array_equal(read_samples(clips[0].path), SAMPLES)


def test_a_set_that_is_not_finished_has_no_manifest(tmp_path: Path) -> None:
    def broken() -> Iterator[tuple[Clip, Pcm16]]:
        yield Clip(tmp_path / "1.flac", "fi"), SAMPLES
        raise TyyniError("synthesis_failed", "it cannot be said")

    with pytest.raises(TyyniError, match="synthesis_failed"):
        write_set(tmp_path, broken(), 2)
    assert not (tmp_path / MANIFEST).exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "set"
    with pytest.raises(TyyniError, match="folder_unwritable") as caught:
        write_set(folder, [(Clip(folder / "1.flac", "fi"), SAMPLES)], 1)
    assert str(folder) in caught.value.message


@given(st.integers(0, 60), st.integers(1, 70))
def test_a_limit_keeps_that_many_in_order_and_from_all_over(total: int, limit: int) -> None:
    kept = spread(range(total), limit)
    assert len(kept) == min(total, limit)
    assert kept == sorted(set(kept))
    gaps = np.diff([-1, *kept])
    assert not kept or gaps.max() - gaps.min() <= 1
    assert spread(range(total), None) == list(range(total))
