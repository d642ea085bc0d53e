"""Labelled clips scored by the heat they reach: without a baseline, and after the same speaker's own calm speech."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tyyni.audio import Pcm16
from tyyni_bench.clip_speech import speech_s
from tyyni_bench.heat_figures import CALM, HIGH, LOW, HeatFigures, Scored, figures_of
from tyyni_bench.manifest import Clip
from tyyni_bench.voice_heat import VoiceHeat

LEAST_BASELINE_S, MOST_BASELINE_S = 4.0, 10.0
"""How much of a speaker's own calm speech is heard first."""

Read = Callable[[Clip], Pcm16]


@dataclass(frozen=True, slots=True)
class ClipScores:
    """One clip's heat; None: it was part of the baseline, or its speaker has none."""

    clip: Clip
    first: float
    after_10s: float | None


def judged_clips(clips: Sequence[Clip]) -> list[Clip]:
    """Return the clips whose emotion is one that can be judged."""
    return [clip for clip in clips if clip.emotion in HIGH | LOW]


def score_clips(clips: Sequence[Clip], read: Read, ear: VoiceHeat) -> Iterator[ClipScores]:
    """Yield the scores of clips, speaker by speaker."""
    for speaker in dict.fromkeys((clip.set, clip.speaker) for clip in clips):
        own = [clip for clip in clips if (clip.set, clip.speaker) == speaker]
        before = baseline_of(own, read)
        sounds = [read(clip) for clip in before]
        for clip in own:
            sound = read(clip)
            after = ear.score(sound, sounds) if before and clip not in before else None
            yield ClipScores(clip, ear.score(sound), after)


def baseline_of(own: Sequence[Clip], read: Read) -> list[Clip]:
    """Return a speaker's first calm clips with 4 to 10 s of speech together; none when there is less.

    Once there are 4 s, half of the speaker's calm clips are left to the test.
    """
    calm = [clip for clip in own if clip.emotion in CALM]
    chosen: list[Clip] = []
    so_far_s = 0.0
    for clip in calm:
        if so_far_s >= LEAST_BASELINE_S and len(chosen) >= len(calm) / 2:
            break
        length_s = speech_s(read(clip))
        if so_far_s + length_s <= MOST_BASELINE_S:
            chosen.append(clip)
            so_far_s += length_s
    return chosen if so_far_s >= LEAST_BASELINE_S else []


def figures_by(scores: Sequence[ClipScores], key: Callable[[Clip], str]) -> dict[str, HeatFigures]:
    """Return the figures of each group of clips, such as of each set."""
    groups: dict[str, list[ClipScores]] = {}
    for one in scores:
        groups.setdefault(key(one.clip), []).append(one)
    return {
        name: figures_of(
            [_scored(one.clip, one.first) for one in group],
            [_scored(one.clip, one.after_10s) for one in group if one.after_10s is not None],
        )
        for name, group in groups.items()
    }


def _scored(clip: Clip, level: float) -> Scored:
    return Scored(clip.speaker, clip.gender, clip.emotion, level)
