"""Where each word of a clip is spoken: ``NAME.words.tsv`` beside the manifest ``NAME.tsv``, where that is known.

Tab-separated, one header line, one word a line, in the order of speaking: ``path`` (as the manifest writes it),
``start_ms`` and ``end_ms`` from the start of the clip, ``word`` without the punctuation around it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tyyni.errors import TyyniError

SUFFIX = ".words.tsv"
COLUMNS = ("path", "start_ms", "end_ms", "word")


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One word without punctuation; times in ms from the start of the samples."""

    text: str
    start_ms: int
    end_ms: int


def read_word_times(manifest: Path) -> Mapping[str, tuple[SpokenWord, ...]]:
    """Return the words of each path that the file beside a manifest names; nothing when there is none.

    Raises:
        TyyniError: ``words_invalid``, with the line and what was expected.
    """
    beside = words_beside(manifest)
    if not beside.is_file():
        return {}
    found: dict[str, list[SpokenWord]] = {}
    try:
        with beside.open(encoding="utf-8", newline="") as lines:
            rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            if tuple(next(rows, ())) != COLUMNS:
                raise _invalid(beside, 1, f"expected the header {', '.join(COLUMNS)}")
            for number, row in enumerate(rows, start=2):
                path, word = _word(beside, number, row)
                found.setdefault(path, []).append(word)
    except UnicodeDecodeError as error:
        raise TyyniError("words_invalid", f"{beside}: not UTF-8 text ({error})") from error
    return {path: tuple(words) for path, words in found.items()}


def _word(beside: Path, number: int, row: Sequence[str]) -> tuple[str, SpokenWord]:
    if len(row) != len(COLUMNS) or not (row[1].isdecimal() and row[2].isdecimal()):
        raise _invalid(beside, number, f"expected {', '.join(COLUMNS)}, the times whole milliseconds")
    path, start_ms, end_ms, text = row[0], int(row[1]), int(row[2]), row[3]
    if end_ms < start_ms:
        raise _invalid(beside, number, f"the word ends at {end_ms} ms, before it starts at {start_ms} ms")
    return path, SpokenWord(text, start_ms, end_ms)


def _invalid(beside: Path, number: int, why: str) -> TyyniError:
    return TyyniError("words_invalid", f"{beside}, line {number}: {why}")


def words_beside(manifest: Path) -> Path:
    """Return where the words of a manifest's clips stand.

    >>> words_beside(Path("clips/manifest.tsv")).name
    'manifest.words.tsv'
    """
    return manifest.with_suffix(SUFFIX)


def write_word_times(manifest: Path, words: Iterable[tuple[str, Sequence[SpokenWord]]]) -> None:
    """Write the words of each path, as the manifest names it, beside the manifest."""
    rows = [
        f"{path}\t{word.start_ms}\t{word.end_ms}\t{word.text}\n" for path, spoken in words for word in spoken
    ]
    words_beside(manifest).write_text("\t".join(COLUMNS) + "\n" + "".join(rows), encoding="utf-8")
