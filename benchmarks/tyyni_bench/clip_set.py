"""What every set that `tyyni bench make-set` makes shares: its clips are written, its manifest comes last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import soundfile
from rich.console import Console
from rich.progress import track

from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni.units import SAMPLE_RATE_HZ
from tyyni_bench.manifest import Clip, write_manifest

T = TypeVar("T")
MANIFEST = "manifest.tsv"
SYNTHETIC_VOICES = "synthetic voices, not people"
"""What clips are made of that a synthesiser speaks."""


def write_set(folder: Path, made: Iterable[tuple[Clip, Pcm16]], total: int | None) -> list[Clip]:
    """Write each clip's sound (int16, 16 kHz, shape (n,)) where its path says, then the folder's manifest.

    A bar on the terminal shows how many of ``total`` (None: nobody knows) are there.

    Raises:
        TyyniError: ``folder_unwritable``, and whatever making a clip raises.
    """
    clips: list[Clip] = []
    try:
        for clip, samples in track(made, "clips", total=total, console=Console(stderr=True)):
            clip.path.parent.mkdir(parents=True, exist_ok=True)
            soundfile.write(clip.path, samples, SAMPLE_RATE_HZ, subtype="PCM_16")
            clips.append(clip)
        write_manifest(folder / MANIFEST, clips)
    except (OSError, soundfile.LibsndfileError) as error:
        raise unwritable(folder, error) from error
    return clips


def unwritable(place: Path, error: Exception) -> TyyniError:
    """Return the error of a place where no set can be written."""
    return TyyniError("folder_unwritable", f"{place}: nothing can be written there: {error}")


def spread(things: Sequence[T], limit: int | None) -> list[T]:
    """Return at most ``limit`` of the things, spread evenly over them, in their order; None: all.

    >>> spread(range(10), 3)
    [3, 6, 9]
    """
    if limit is None or len(things) <= limit:
        return list(things)
    total = len(things)
    return [one for at, one in enumerate(things) if (at + 1) * limit // total > at * limit // total]


def evenly(clips: Sequence[Clip], limit: int | None) -> list[Clip]:
    """Return at most ``limit`` clips of each set, spread evenly over it, in their order."""
    places: dict[str, list[int]] = {}
    for place, clip in enumerate(clips):
        places.setdefault(clip.set, []).append(place)
    return [
        clips[place]
        for place in sorted(place for of_set in places.values() for place in spread(of_set, limit))
    ]
