"""Free sets of recorded speech as their makers lay them out, as clips of a manifest. Nothing is fetched or copied.

Licences and links are in the README. What each maker's folder holds, as read here:

- Common Voice: a folder per language with ``test.tsv`` (a header; ``path``, ``sentence``, ``client_id``, ``gender``)
  and ``clips/*.mp3``.
- FLEURS: a folder per language with ``test.tsv`` (no header; columns 2, 3 and 7: file name, text as written, gender)
  and ``audio/test/*.wav``, or ``test/*.wav`` where the archive was unpacked beside the list.
- LibriSpeech: ``test-clean/SPEAKER/CHAPTER/``, with ``*.trans.txt`` (a file's stem, a space, its text) and ``*.flac``.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from io import StringIO
from pathlib import Path

from tyyni.errors import TyyniError
from tyyni_bench.manifest import Clip

GENDERS = {"m": "m", "f": "f"}
"""By the first letter of what the makers write: male, male_masculine, FEMALE; anything else is not known."""
SPEAKER_LETTERS = 12
"""Of Common Voice's 128: enough to tell its speakers apart."""
FLEURS_FILE, FLEURS_TEXT, FLEURS_GENDER, FLEURS_COLUMNS = 1, 2, 6, 7


class Layout(StrEnum):
    """Whose way of laying out a set."""

    COMMON_VOICE = "common-voice"
    FLEURS = "fleurs"
    LIBRISPEECH = "librispeech"


DEFAULT_SPLITS = {
    Layout.COMMON_VOICE: "test",
    Layout.FLEURS: "test",
    Layout.LIBRISPEECH: "test-clean",
}


def clips_of(source: Path, layout: Layout, language: str, split: str | None) -> list[Clip]:
    """Return the clips of one split of a set; None: the one that its makers test on.

    Raises:
        TyyniError: ``source_missing``: a list, a folder or a clip is not there; ``source_invalid``: a list does not
            hold what its makers say.
    """
    split = split or DEFAULT_SPLITS[layout]
    clips = list(_READERS[layout](source, language, split))
    if not clips:
        raise TyyniError("source_invalid", f"{source}: the split {split} of a {layout} set lists no clip")
    missing = [clip.path for clip in clips if not clip.path.is_file()]
    if missing:
        raise TyyniError(
            "source_missing",
            f"{source}: {len(missing)} of {len(clips)} clips that its list names are not there, such as {missing[0]}",
        )
    return clips


def _common_voice(source: Path, language: str, split: str) -> Iterator[Clip]:
    listed = _needed(source / f"{split}.tsv", Layout.COMMON_VOICE)
    for number, row in _rows_by_name(listed, ("path", "sentence")):
        if not row["path"]:
            raise _invalid(listed, number, "it names no clip")
        speaker = (row.get("client_id") or "")[:SPEAKER_LETTERS]
        yield Clip(
            path=source / "clips" / row["path"],
            language=language,
            set=Layout.COMMON_VOICE.value,
            speaker=f"cv_{speaker}" if speaker else "",
            gender=_gender(row.get("gender") or ""),
            text=row["sentence"],
            split=split,
        )


def _rows_by_name(listed: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    rows = _rows(listed)
    _, header = next(rows, (1, []))
    if lacking := [name for name in needed if name not in header]:
        raise _invalid(listed, 1, f"its header lacks {', '.join(lacking)}")
    for number, row in rows:
        if len(row) != len(header):
            raise _invalid(listed, number, f"expected {len(header)} fields, found {len(row)}")
        yield number, dict(zip(header, row, strict=True))


def _fleurs(source: Path, language: str, split: str) -> Iterator[Clip]:
    listed = _needed(source / f"{split}.tsv", Layout.FLEURS)
    folders = (source / "audio" / split, source / split)
    folder = next((one for one in folders if one.is_dir()), folders[0])
    for number, row in _rows(listed):
        if len(row) < FLEURS_COLUMNS:
            raise _invalid(listed, number, f"expected {FLEURS_COLUMNS} fields, found {len(row)}")
        yield Clip(
            path=folder / row[FLEURS_FILE],
            language=language,
            set=Layout.FLEURS.value,
            gender=_gender(row[FLEURS_GENDER]),
            text=row[FLEURS_TEXT],
            split=split,
        )


def _librispeech(source: Path, language: str, split: str) -> Iterator[Clip]:
    folder = _needed(source / split, Layout.LIBRISPEECH)
    for listed in sorted(folder.glob("*/*/*.trans.txt")):
        for number, line in enumerate(_text(listed).splitlines(), start=1):
            stem, _, text = line.partition(" ")
            if not text:
                raise _invalid(listed, number, "expected a file's stem, a space, and its text")
            yield Clip(
                path=listed.parent / f"{stem}.flac",
                language=language,
                set=Layout.LIBRISPEECH.value,
                speaker=f"ls_{listed.parent.parent.name}",
                text=text,
                split=split,
            )


_READERS: dict[Layout, Callable[[Path, str, str], Iterator[Clip]]] = {
    Layout.COMMON_VOICE: _common_voice,
    Layout.FLEURS: _fleurs,
    Layout.LIBRISPEECH: _librispeech,
}


def _rows(listed: Path) -> Iterator[tuple[int, list[str]]]:
    rows = csv.reader(StringIO(_text(listed), newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    return ((number, row) for number, row in enumerate(rows, start=1) if row)


def _text(listed: Path) -> str:
    try:
        return listed.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TyyniError("source_invalid", f"{listed}: not UTF-8 text ({error})") from error


def _gender(written: str) -> str:
    return GENDERS.get(written[:1].casefold(), "")


def _needed(place: Path, layout: Layout) -> Path:
    if not place.exists():
        raise TyyniError(
            "source_missing",
            f"{place} is not there: expected it of a {layout} set; choose the folder that holds it, or --split",
        )
    return place


def _invalid(listed: Path, number: int, why: str) -> TyyniError:
    return TyyniError("source_invalid", f"{listed}, line {number}: {why}")
