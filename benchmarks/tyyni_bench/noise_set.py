"""`tyyni bench make-set noises`: over half an hour in which nobody speaks, so that every word heard is made up.

Each kind of noise comes at four levels, in three languages. A language's clips are its own, from other chance: so every
language is asked about every kind and level, and no second of sound counts twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.random import Generator

from tyyni.audio import Pcm16, to_pcm16
from tyyni.units import SAMPLE_RATE_HZ
from tyyni_bench import hold_music, line_tones, noise_sounds
from tyyni_bench.clip_set import spread
from tyyni_bench.line_tones import TONES
from tyyni_bench.manifest import Clip
from tyyni_bench.noise_sounds import Sound
from tyyni_bench.synthesis import at_level
from tyyni_bench.telephone import as_by_telephone

SEED = 20_251_125
SET = "noise"
PHONE_SET = "noise-phone"
MADE_OF = "synthetic sounds, nobody speaks"
LANGUAGES = ("fi", "pl", "en")
LEVELS_DBFS = (-60, -45, -30, -15)
"""From a quiet line to one that is too loud; RMS, pauses left out."""
SECONDS = (5.0, 30.0)
"""The service hands over 15 s at most, faster-whisper reads 30 s at once; short clips are commoner (uniform in log)."""

KINDS: dict[str, Callable[[int, Generator], Sound]] = {
    "silence": noise_sounds.silence,
    "white": noise_sounds.white,
    "pink": noise_sounds.pink,
    "brown": noise_sounds.brown,
    "hiss": noise_sounds.hiss,
    "hum": noise_sounds.hum,
    "line": noise_sounds.line,
    "breathing": noise_sounds.breathing,
    "clicks": noise_sounds.clicks,
    "crackle": noise_sounds.crackle,
    "typing": noise_sounds.typing,
    **{kind: partial(line_tones.tone, kind) for kind in TONES},
    "keys": line_tones.keys,
    **{f"music-{style}": made for style, made in hold_music.STYLES.items()},
}
"""Name of a kind: what makes it."""


@dataclass(frozen=True, slots=True)
class NoiseClip:
    """One clip to make; ``level_dbfs`` None: silence has no level."""

    kind: str
    language: str
    level_dbfs: int | None

    @property
    def name(self) -> str:
        """Its file's name, without the ending.

        >>> NoiseClip("hum", "fi", -30).name
        'hum-30dbfs'
        """
        return self.kind if self.level_dbfs is None else f"{self.kind}{self.level_dbfs}dbfs"


def noise_plan(limit: int | None) -> list[NoiseClip]:
    """Return every kind at every level in every language, or at most ``limit`` of these from all over the list."""
    plan = [
        NoiseClip(kind, language, level)
        for language in LANGUAGES
        for kind in KINDS
        for level in ((None,) if kind == "silence" else LEVELS_DBFS)
    ]
    return spread(plan, limit)


def noise_clips(
    folder: Path, plan: Sequence[NoiseClip], seed: int, phone: bool
) -> Iterator[tuple[Clip, Pcm16]]:
    """Yield each clip and its sound (int16, 16 kHz, shape (n,)); the same seed gives the same sound.

    Args:
        folder: where the clips will lie.
        plan: what to make, of `noise_plan`.
        seed: another one gives other clips of the same kinds.
        phone: pass the sound through a telephone line, 300-3400 Hz, 8 kHz, µ-law.
    """
    for one in plan:
        samples = noise_samples(one, seed)
        clip = Clip(
            path=folder / one.language / f"{one.name}.flac",
            language=one.language,
            set=PHONE_SET if phone else SET,
            emotion="noise",
            made_of=MADE_OF,
        )
        yield clip, as_by_telephone(samples) if phone else samples


def noise_samples(one: NoiseClip, seed: int) -> Pcm16:
    """Return a clip's sound, int16, 16 kHz, shape (n,), 5-30 s; each clip has chance of its own."""
    chance = np.random.default_rng([seed, crc32(f"{one.language}/{one.name}".encode())])
    length = round(np.exp(chance.uniform(*np.log(SECONDS))) * SAMPLE_RATE_HZ)
    sound = KINDS[one.kind](length, chance).astype(np.float32)
    return to_pcm16(sound if one.level_dbfs is None else at_level(sound, one.level_dbfs))
