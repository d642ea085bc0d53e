"""Calls composed of labelled clips of one speaker each, in memory, the same from the same clips.

They have what single clips lack: time to settle, an onset, a calming. The pauses are digital silence and the clips are
acted sentences, so they show when heat comes and goes, not how well it would do on real calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tyyni.audio import Pcm16
from tyyni.units import SAMPLE_RATE_HZ
from tyyni_bench.heat_figures import CALM, HOT
from tyyni_bench.manifest import Clip
from tyyni_bench.sidecar import Stretch

SEED = 20_251_125
CALM_CALLS = 100
"""At least so many, spread over the speakers."""
CALM_S, BEFORE_S, HOT_S, AFTER_S = 60.0, 25.0, 20.0, 25.0
PAUSE_S = (0.4, 0.9)
GAINS_DB = (-18.0, 0.0)
"""Line levels differ from call to call; never louder, so that nothing clips."""
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
    for number, (speaker, found) in enumerate(calm.items()):
        chance = np.random.default_rng([SEED, number])
        for which in range(-(-CALM_CALLS // len(calm))):
            yield _composed(f"{speaker} calm {which}", [(found, CALM_S, False)], read, chance)
        angry = hot.get(speaker, [])
        if len(angry) >= LEAST_CLIPS:
            parts = [(found, BEFORE_S, False), (angry, HOT_S, True), (found, AFTER_S, False)]
            yield _composed(f"{speaker} rises", parts, read, chance)
            yield _composed(f"{speaker} hot from the start", parts[1:], read, chance)


def _composed(
    name: str,
    parts: Sequence[tuple[Sequence[Clip], float, bool]],
    read: Callable[[Clip], Pcm16],
    chance: np.random.Generator,
) -> HeatCall:
    """Return a call of parts: from which clips, for how many seconds, and whether the caller is hot."""
    gain = 10.0 ** (chance.uniform(*GAINS_DB) / 20.0)
    sound: list[Pcm16] = []
    hot, speech = [], []
    at = 0
    for clips, seconds, is_hot in parts:
        begun, until = at, at + round(seconds * SAMPLE_RATE_HZ)
        order: list[int] = []
        while at < until:
            order = order or list(chance.permutation(len(clips)))
            piece = (read(clips[order.pop()]) * gain).astype(np.int16)
            pause = np.zeros(round(chance.uniform(*PAUSE_S) * SAMPLE_RATE_HZ), dtype=np.int16)
            speech.append(_stretch(at, at + len(piece)))
            sound += [piece, pause]
            at += len(piece) + len(pause)
        if is_hot:
            hot.append(_stretch(begun, at))
    return HeatCall(name, "composed", np.concatenate(sound), None, tuple(hot), tuple(speech))


def _stretch(first_sample: int, end_sample: int) -> Stretch:
    per_ms = SAMPLE_RATE_HZ // 1000
    return Stretch(first_sample // per_ms, end_sample // per_ms)
