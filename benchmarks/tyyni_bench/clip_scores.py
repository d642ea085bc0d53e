"""Labelled clips scored by the tone and the heat they reach: without a baseline, and after own calm speech."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from tyyni.audio import Pcm16
from tyyni_bench.clip_speech import speech_s
from tyyni_bench.heat_figures import (
    CALM,
    HIGH,
    HIGH_VOICE_HZ,
    HOT_FROM,
    LOW,
    RAISED_FROM,
    Calibration,
    ClipFigures,
    Scored,
    Windows,
    calibration,
    figures_of,
    windows_by,
)
from tyyni_bench.manifest import Clip, by_speaker
from tyyni_bench.voice_heat import Score, VoiceHeat

LEAST_BASELINE_S, MOST_BASELINE_S = 4.0, 10.0
"""How much of a speaker's own calm speech is heard first."""

Read = Callable[[Clip], Pcm16]


@dataclass(frozen=True, slots=True)
class ClipScores:
    """What one clip was heard as; None: it was part of the baseline, or its speaker has none."""

    clip: Clip
    first: Score
    after_10s: Score | None


class SetFigures(msgspec.Struct, frozen=True):
    """One set or language."""

    tone: ClipFigures
    """By the arousal of the voice at the end of the clip."""
    heat: ClipFigures
    """By the highest heat that the voice brought."""
    calibration: Calibration | None
    """Of the tone, after own calm speech."""
    calm_windows_by_gender: dict[str, Windows]
    calm_windows_by_pitch: dict[str, Windows]
    """high and low: the speaker's own calm voice is above or below `HIGH_VOICE_HZ`."""


def judged_clips(clips: Sequence[Clip]) -> list[Clip]:
    """Return the clips whose emotion is one that can be judged."""
    return [clip for clip in clips if clip.emotion in HIGH | LOW]


def score_clips(clips: Sequence[Clip], read: Read, ear: VoiceHeat) -> Iterator[ClipScores]:
    """Yield the scores of clips, speaker by speaker."""
    for own in by_speaker(clips).values():
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


def figures_by(scores: Sequence[ClipScores], key: Callable[[Clip], str]) -> dict[str, SetFigures]:
    """Return the figures of each group of clips, such as of each set."""
    groups: dict[str, list[ClipScores]] = {}
    for one in scores:
        groups.setdefault(key(one.clip), []).append(one)
    return {name: _figures(group) for name, group in groups.items()}


def _figures(group: Sequence[ClipScores]) -> SetFigures:
    known = [(one.clip, one.after_10s) for one in group if one.after_10s is not None]
    calm = [(clip, score) for clip, score in known if clip.emotion in CALM]
    voices = {
        speaker: _voice([score for clip, score in calm if clip.speaker == speaker])
        for speaker in {clip.speaker for clip, _ in calm}
    }

    def figures(level: Callable[[Score], float], threshold: float) -> ClipFigures:
        return figures_of(
            [_scored(one.clip, level(one.first)) for one in group],
            [_scored(clip, level(score)) for clip, score in known],
            threshold,
        )

    def windows(of: Callable[[Clip], str]) -> dict[str, Windows]:
        return windows_by([(of(clip), reading) for clip, score in calm for reading in score.readings])

    return SetFigures(
        tone=figures(lambda score: score.arousal, RAISED_FROM),
        heat=figures(lambda score: score.heat, HOT_FROM),
        calibration=calibration([_scored(clip, score.arousal) for clip, score in known]),
        calm_windows_by_gender=windows(lambda clip: clip.gender),
        calm_windows_by_pitch=windows(lambda clip: voices[clip.speaker]),
    )


def _voice(calm: Sequence[Score]) -> str:
    """Return what kind of voice a speaker has in calm speech."""
    pitches_hz = [one.pitch_hz for score in calm for one in score.readings if one.pitch_hz is not None]
    if not pitches_hz:
        return "unknown"
    return "high" if statistics.median(pitches_hz) >= HIGH_VOICE_HZ else "low"


def _scored(clip: Clip, level: float) -> Scored:
    return Scored(clip.speaker, clip.gender, clip.emotion, level)
