"""A list of recorded clips with what is known of each: tab-separated, one header line, one clip a line.

Columns: ``path`` (relative to the list, or absolute), ``set``, ``language``, ``speaker``, ``emotion``, ``text``,
``split``; ``gender`` and ``made_of`` where they are known. Others are ignored. Only ``path`` and ``language`` must be
there. Where each word is spoken, ``NAME.words.tsv`` beside the list may say (`tyyni_bench.word_times`).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni.units import SAMPLE_RATE_HZ
from tyyni_bench.word_times import SpokenWord, read_word_times, words_beside, write_word_times

COLUMNS = ("path", "set", "language", "speaker", "gender", "emotion", "text", "split", "made_of")
MUST = ("path", "language")


@dataclass(frozen=True, slots=True)
class Clip:
    """One clip; what is not known is an empty text."""

    path: Path
    language: str
    set: str = ""
    speaker: str = ""
    gender: str = ""
    emotion: str = ""
    text: str = ""
    split: str = ""
    made_of: str = ""
    """What the sound is when it is no recording of people, such as "synthetic voices"."""
    words: tuple[SpokenWord, ...] = ()
    """Where each word is spoken; empty when nobody knows."""


def by_speaker(clips: Sequence[Clip]) -> dict[tuple[str, str], list[Clip]]:
    """Return the clips of each speaker, by set and speaker, in their order."""
    found: dict[tuple[str, str], list[Clip]] = {}
    for clip in clips:
        found.setdefault((clip.set, clip.speaker), []).append(clip)
    return found


def read_manifest(manifest: Path) -> list[Clip]:
    """Return the clips that a manifest lists, in its order.

    Raises:
        TyyniError: ``manifest_missing``, or ``manifest_invalid`` or ``words_invalid`` with the line and what was
            expected.
    """
    if not manifest.is_file():
        raise TyyniError(
            "manifest_missing", f"{manifest} is not there: expected a tab-separated list of clips"
        )
    words = read_word_times(manifest)
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            columns = reader.fieldnames or ()
            if missing := [name for name in MUST if name not in columns]:
                raise _invalid(
                    manifest, 1, f"its header lacks {', '.join(missing)}; found {', '.join(columns)}"
                )
            clips = [_clip(manifest, number, row, words) for number, row in enumerate(reader, start=2)]
    except UnicodeDecodeError as error:
        raise TyyniError("manifest_invalid", f"{manifest}: not UTF-8 text ({error})") from error
    if not clips:
        raise _invalid(manifest, 2, "it lists no clip")
    return clips


def _clip(
    manifest: Path,
    number: int,
    row: dict[str | None, str | None],
    words: Mapping[str, tuple[SpokenWord, ...]],
) -> Clip:
    if None in row or None in row.values():
        raise _invalid(manifest, number, "it has more or fewer fields than the header")
    known = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if empty := [name for name in MUST if not known[name]]:
        raise _invalid(manifest, number, f"{' and '.join(empty)} must not be empty")
    listed = known.pop("path")
    path = manifest.parent / listed
    if not path.is_file():
        raise _invalid(manifest, number, f"{path} is not there")
    return Clip(path=path, words=words.get(listed, ()), **known)


def _invalid(manifest: Path, number: int, why: str) -> TyyniError:
    return TyyniError("manifest_invalid", f"{manifest}, line {number}: {why}")


def write_manifest(manifest: Path, clips: Sequence[Clip]) -> None:
    """Write a manifest, and beside it where each word is spoken when any clip tells; older ones are replaced.

    Clips below the manifest's folder are named relative to it, so that the folder can be moved; others by their
    whole path.
    """
    listed = [(_listed(manifest, clip), clip) for clip in clips]
    rows = [(path, *(_field(clip, name) for name in COLUMNS[1:])) for path, clip in listed]
    text = "".join("\t".join(row) + "\n" for row in (COLUMNS, *rows))
    manifest.write_text(text, encoding="utf-8")
    words_beside(manifest).unlink(missing_ok=True)
    if any(clip.words for clip in clips):
        write_word_times(manifest, ((path, clip.words) for path, clip in listed))


def _listed(manifest: Path, clip: Clip) -> str:
    path, folder = clip.path.resolve(), manifest.parent.resolve()
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


def _field(clip: Clip, name: str) -> str:
    """Return a field without tabs and line ends, which would part it."""
    return " ".join(str(getattr(clip, name)).split())


def read_samples(clip: Path) -> Pcm16:
    """Return a clip's sound as the service would hear it: mono (mixed down), 16 kHz, int16, shape (n,).

    Raises:
        TyyniError: ``recording_unreadable``.
    """
    try:
        sound, rate_hz = soundfile.read(clip, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise TyyniError("recording_unreadable", f"{clip}: cannot be read as sound: {error}") from error
    mono = soxr.resample(sound.mean(axis=1), rate_hz, SAMPLE_RATE_HZ)
    samples: Pcm16 = np.clip(np.rint(mono * 32768.0), -32768, 32767).astype(np.int16)
    return samples
