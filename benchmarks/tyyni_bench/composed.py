"""Calls composed of labelled clips, in memory, the same from the same clips.

They have what single clips lack: time to settle, an onset, a calming. The pauses are digital silence and the clips are
acted sentences, so they show when heat comes and goes, not how well it would do on real calls. Which calls are composed
is in `tyyni_bench.call_recipes`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from tyyni.audio import Pcm16, to_float, to_pcm16
from tyyni.units import SAMPLE_RATE_HZ, samples_to_ms
from tyyni_bench.clip_speech import spoken_part
from tyyni_bench.manifest import Clip
from tyyni_bench.sidecar import Stretch
from tyyni_bench.telephone import band_limited

SEED = 20_251_125
PAUSE_S = (0.4, 0.9)
PEAKS_DBFS = (-20.0, -3.0)
"""Line levels differ from call to call: where the loudest clip of a call peaks."""

Read = Callable[[Clip], Pcm16]


@dataclass(frozen=True, slots=True)
class Part:
    """Clips that follow each other in chance order, again and again, for at least so many seconds."""

    clips: Sequence[Clip]
    seconds: float
    hot: bool = False
    watched: bool = True
    """Whether it is looked at by `tyyni_bench.kind_figures`."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a call is made of."""

    name: str
    kind: str
    """What its figures are told under, such as calm or turns to joy."""
    parts: Sequence[Part]
    timed: bool = False
    """Whether it is one of those that tell how soon it is hot, and cool again (`tyyni_bench.heat_calls`)."""
    noise_snr_db: float | None = None
    """Power of the speech over that of white noise in the telephone band, pauses included; None: no noise."""
    agent: Sequence[Clip] = ()
    """What the agent says all the time, over the caller."""


@dataclass(frozen=True, slots=True)
class HeatCall:
    """A call of which is known where its caller is hot."""

    name: str
    kind: str
    """recorded, or the kind of its recipe."""
    caller: Pcm16
    agent: Pcm16 | None
    hot: tuple[Stretch, ...]
    speech: tuple[Stretch, ...]
    """Where the caller speaks."""
    watched: Stretch | None = None
    """Where `tyyni_bench.kind_figures` looks; None: nowhere."""
    timed: bool = True
    """As in `Recipe`."""


def compose(recipe: Recipe, read: Read) -> HeatCall:
    """Return the call of a recipe; ``read`` brings a clip's sound."""
    chance = np.random.default_rng([SEED, crc32(recipe.name.encode())])  # calls do not depend on each other
    sound: list[Pcm16] = []
    speech: list[Stretch] = []
    hot, watched = [], []
    at = 0
    for part in recipe.parts:
        begun = at
        for piece, pause in _said(part, read, chance):
            speech.append(_stretch(at, at + len(piece)))
            sound += [piece, pause]
            at += len(piece) + len(pause)
        if part.hot:
            hot.append(_stretch(begun, at))
        if part.watched:
            watched.append(_stretch(begun, at))
    caller = _at_level(np.concatenate(sound), chance.uniform(*PEAKS_DBFS))
    agent = None
    if recipe.agent:
        said = _said(Part(recipe.agent, samples_to_ms(at) / 1000), read, chance)
        whole = np.concatenate([sample for both in said for sample in both])[:at]
        agent = _at_level(whole, chance.uniform(*PEAKS_DBFS))
    if recipe.noise_snr_db is not None:
        caller = _with_noise(caller, speech, recipe.noise_snr_db, chance)
    over = Stretch(watched[0].start_ms, watched[-1].end_ms) if watched else None
    return HeatCall(recipe.name, recipe.kind, caller, agent, tuple(hot), tuple(speech), over, recipe.timed)


def _said(part: Part, read: Read, chance: np.random.Generator) -> list[tuple[Pcm16, Pcm16]]:
    """Return each clip's speech and the silence after it."""
    left = round(part.seconds * SAMPLE_RATE_HZ)
    order: list[int] = []
    said: list[tuple[Pcm16, Pcm16]] = []
    while left > 0:
        order = order or list(chance.permutation(len(part.clips)))
        piece = spoken_part(read(part.clips[order.pop()]))
        pause = np.zeros(round(chance.uniform(*PAUSE_S) * SAMPLE_RATE_HZ), dtype=np.int16)
        said.append((piece, pause))
        left -= len(piece) + len(pause)
    return said


def _with_noise(
    samples: Pcm16, speech: Sequence[Stretch], snr_db: float, chance: np.random.Generator
) -> Pcm16:
    """Return speech over white noise in the telephone band."""
    heard = to_float(samples)
    seconds = sum(one.end_ms - one.start_ms for one in speech) / 1000
    speech_power = float((heard**2).sum()) / (seconds * SAMPLE_RATE_HZ)  # the pauses are digital silence
    noise = band_limited(chance.normal(0.0, 1.0, len(heard)).astype(np.float32))
    power = speech_power / 10.0 ** (snr_db / 10.0)
    return to_pcm16(heard + noise * np.float32(np.sqrt(power / np.mean(noise**2))))


def _at_level(samples: Pcm16, peak_dbfs: float) -> Pcm16:
    peak = max(int(np.abs(samples.astype(np.int32)).max()), 1)
    louder: Pcm16 = np.rint(samples * (32_767 / peak * 10.0 ** (peak_dbfs / 20.0))).astype(np.int16)
    return louder


def _stretch(first_sample: int, end_sample: int) -> Stretch:
    return Stretch(samples_to_ms(first_sample), samples_to_ms(end_sample))
