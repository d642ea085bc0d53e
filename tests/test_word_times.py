"""Where words are spoken, as a file beside a manifest tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tyyni.errors import TyyniError
from tyyni_bench.word_times import SpokenWord, read_word_times, words_beside, write_word_times

WORDS = (SpokenWord("Hei", 30, 272), SpokenWord("mä", 472, 600))
HEADER = "path\tstart_ms\tend_ms\tword\n"


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.tsv"
    write_word_times(manifest, [("a.flac", WORDS), ("b.flac", ()), ("c/d.flac", WORDS[:1])])
    assert read_word_times(manifest) == {"a.flac": WORDS, "c/d.flac": WORDS[:1]}


def test_two_manifests_of_one_folder_do_not_share_words(tmp_path: Path) -> None:
    write_word_times(tmp_path / "a.tsv", [("a.flac", WORDS)])
    assert read_word_times(tmp_path / "manifest.tsv") == {}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "line 1: expected the header path, start_ms, end_ms, word"),
        ("path\tword\n", "line 1: expected the header"),
        (f"{HEADER}a.flac\t1\t2\n", "line 2: expected path"),
        (f"{HEADER}a.flac\t1\t2\thei\na.flac\t1.5\t2\thei\n", "line 3: expected path"),
        (f"{HEADER}a.flac\t300\t200\thei\n", "line 2: the word ends at 200 ms, before"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_line(tmp_path: Path, text: str, why: str) -> None:
    manifest = tmp_path / "manifest.tsv"
    words_beside(manifest).write_text(text, encoding="utf-8")
    with pytest.raises(TyyniError, match="words_invalid") as caught:
        read_word_times(manifest)
    assert why in caught.value.message


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    words_beside(tmp_path / "manifest.tsv").write_bytes(b"path\xff")
    with pytest.raises(TyyniError, match="not UTF-8"):
        read_word_times(tmp_path / "manifest.tsv")
