"""Calls composed of labelled clips of one speaker each, in memory, the same from the same clips.

They have what single clips lack: time to settle, an onset, a calming. The pauses are digital silence and the clips are
acted sentences, so they show when heat comes and goes, not how well it would do on real calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from tyyni.audio import Pcm16
from tyyni.units import SAMPLE_RATE_HZ, samples_to_ms
from tyyni_bench.clip_speech import spoken_part
from tyyni_bench.heat_figures import CALM, HOT
from tyyni_bench.manifest import Clip
from tyyni_bench.sidecar import Stretch

SEED = 20_251_125
CALM_CALLS = 100
"""At least so many, spread over the speakers."""
CALM_S, BEFORE_S, HOT_S, AFTER_S = 60.0, 25.0, 20.0, 25.0
PAUSE_S = (0.4, 0.9)
PEAKS_DBFS = (-20.0, -3.0)
"""Line levels differ from call to call: where the loudest clip of a call peaks."""
LEAST_CLIPS = 3
"""Of fewer, a call would only repeat itself."""


@dataclass(frozen=True, slots=True)
class HeatCall:
    """A call of which is known where its caller is hot."""

    name: str
    kind: str
    """recorded or composed."""
    caller: Pcm16
    agent: Pcm16 | None
    hot: tuple[Stretch, ...]
    speech: tuple[Stretch, ...]
    """Where the caller speaks."""


def composed_calls(clips: Sequence[Clip], read: Callable[[Clip], Pcm16]) -> Iterator[HeatCall]:
    """Yield calm, rising and hot-from-the-start calls of every speaker who has the clips for them.

    Args:
        clips: labelled, and those of sets without any emotion label, which count as calm (prompts).
        read: brings a clip's sound.
    """
    labelled = {clip.set for clip in clips if clip.emotion}
    calm: dict[str, list[Clip]] = {}
    hot: dict[str, list[Clip]] = {}
    for clip in clips:
        if clip.emotion in CALM or clip.set not in labelled:
            calm.setdefault(clip.speaker, []).append(clip)
        elif clip.emotion in HOT:
            hot.setdefault(clip.speaker, []).append(clip)
    calm = {speaker: found for speaker, found in calm.items() if len(found) >= LEAST_CLIPS}
    for speaker, found in calm.items():
        for which in range(-(-CALM_CALLS // len(calm))):
            yield _composed(f"{speaker} calm {which}", [(found, CALM_S, False)], read)
        angry = hot.get(speaker, [])
        if len(angry) >= LEAST_CLIPS:
            parts = [(found, BEFORE_S, False), (angry, HOT_S, True), (found, AFTER_S, False)]
            yield _composed(f"{speaker} rises", parts, read)
            yield _composed(f"{speaker} hot from the start", parts[1:], read)


def _composed(
    name: str,
    parts: Sequence[tuple[Sequence[Clip], float, bool]],
    read: Callable[[Clip], Pcm16],
) -> HeatCall:
    """Return a call of parts: from which clips, for how many seconds, and whether the caller is hot."""
    chance = np.random.default_rng([SEED, crc32(name.encode())])  # one call does not depend on the others
    sound: list[Pcm16] = []
    hot, speech = [], []
    at = 0
    for clips, seconds, is_hot in parts:
        begun, until = at, at + round(seconds * SAMPLE_RATE_HZ)
        order: list[int] = []
        while at < until:
            order = order or list(chance.permutation(len(clips)))
            piece = spoken_part(read(clips[order.pop()]))
            pause = np.zeros(round(chance.uniform(*PAUSE_S) * SAMPLE_RATE_HZ), dtype=np.int16)
            speech.append(_stretch(at, at + len(piece)))
            sound += [piece, pause]
            at += len(piece) + len(pause)
        if is_hot:
            hot.append(_stretch(begun, at))
    caller = _at_level(np.concatenate(sound), chance.uniform(*PEAKS_DBFS))
    return HeatCall(name, "composed", caller, None, tuple(hot), tuple(speech))


def _at_level(samples: Pcm16, peak_dbfs: float) -> Pcm16:
    peak = max(int(np.abs(samples.astype(np.int32)).max()), 1)
    louder: Pcm16 = np.rint(samples * (32_767 / peak * 10.0 ** (peak_dbfs / 20.0))).astype(np.int16)
    return louder


def _stretch(first_sample: int, end_sample: int) -> Stretch:
    return Stretch(samples_to_ms(first_sample), samples_to_ms(end_sample))
