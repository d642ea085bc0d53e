"""How well heat tells hot from calm: ranks, recalls, times and intervals. Pure.

Labels are of acted clips: ``anger`` is hot; ``neutral`` and ``calm`` are calm. High arousal is anger, fear, joy and
surprise, low is neutral, calm, sadness and boredom (the quadrants of Russell 1980, Journal of Personality and Social
Psychology 39); disgust is neither.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from tyyni.coach.heat import BAND_FROM, HeatWeights
from tyyni.coach.voice import VoiceReading

HOT = frozenset({"anger", "angry"})
CALM = frozenset({"neutral", "calm"})
HIGH = HOT | {"fear", "fearful", "joy", "happy", "happiness", "surprise", "surprised"}
LOW = CALM | {"sadness", "sad", "boredom", "bored"}
Z_95 = 1.959964
"""Of the normal distribution, two-sided 95 %."""
HOT_FROM = BAND_FROM["hot"]
RAISED_FROM = HeatWeights().voice_from_arousal
"""The one threshold of the tone, for all languages and speakers: from here on a voice adds heat."""
BINS = 5
HIGH_VOICE_HZ = 157.0
"""Halfway, in semitones, between what men and women speak at: 119 and 207 Hz (Traunmüller & Eriksson 1995)."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One clip: its arousal at the end (0..1), or the highest heat that it reached (0..100)."""

    speaker: str
    gender: str
    emotion: str
    level: float


class WorstSpeaker(msgspec.Struct, frozen=True):
    """Whom the figures are worst for."""

    speaker: str
    auc_10s: float
    n: int
    """Hot and calm clips."""


class ClipFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One set or language; None: a class has no clip. ``first``: no baseline; ``10s``: after own calm speech."""

    threshold: float
    """At which both UARs and the shares are taken."""
    clips: int
    speakers: int
    first_auc: float | None
    """Anger against neutral and calm."""
    first_uar: float | None
    """Mean of both recalls at the threshold."""
    first_arousal_auc: float | None
    clips_10s: int
    speakers_10s: int
    auc_10s: float | None
    uar_10s: float | None
    arousal_auc_10s: float | None
    worst_speaker: WorstSpeaker | None
    over_share_by_emotion: dict[str, float]
    """Of each emotion's clips, after own calm speech: how many reach the threshold."""
    calm_over_share_by_gender: dict[str, float]
    """Of neutral and calm clips, after own calm speech: how many reach the threshold."""


class Windows(msgspec.Struct, frozen=True):
    """Readings of 2 s of neutral and calm speech, after own calm speech."""

    n: int
    over_share: float
    """How many of them are over the threshold of the tone."""


def windows_by(readings: Sequence[tuple[str, VoiceReading]]) -> dict[str, Windows]:
    """Return the readings of each group that are over the threshold; confidence under 1 is left out."""
    whole = [(group, reading) for group, reading in readings if reading.confidence >= 1.0]
    return {
        name: Windows(len(found), sum(one.arousal >= RAISED_FROM for one in found) / len(found))
        for name in sorted({group for group, _ in whole})
        if (found := [reading for group, reading in whole if group == name])
    }


class Bin(msgspec.Struct, frozen=True):
    """Clips of like arousal."""

    n: int
    arousal: float
    """Their mean."""
    high_share: float
    """How many of them are labelled as of high arousal."""


class Calibration(msgspec.Struct, frozen=True):
    """Whether an arousal of 0.7 is right seven times of ten."""

    bins: list[Bin]
    """Five of like width, from 0 to 1; empty ones left out."""
    error: float
    """The expected calibration error: the mean distance of both, weighted by n (Naeini, Cooper, Hauskrecht 2015)."""


def calibration(clips: Sequence[Scored]) -> Calibration | None:
    """Return how well arousal of 0..1 tells how likely high arousal is; None without such a clip.

    >>> clips = [Scored("a", "f", "anger", 0.9), Scored("a", "f", "joy", 0.9), Scored("a", "f", "neutral", 0.1)]
    >>> calibration(clips).bins
    [Bin(n=1, arousal=0.1, high_share=0.0), Bin(n=2, arousal=0.9, high_share=1.0)]
    """
    groups: dict[int, list[Scored]] = {}
    for clip in clips:
        if clip.emotion in HIGH | LOW:
            groups.setdefault(min(int(clip.level * BINS), BINS - 1), []).append(clip)
    bins = [
        Bin(
            len(group),
            sum(clip.level for clip in group) / len(group),
            sum(clip.emotion in HIGH for clip in group) / len(group),
        )
        for _, group in sorted(groups.items())
    ]
    if not bins:
        return None
    off = sum(one.n * abs(one.arousal - one.high_share) for one in bins)
    return Calibration(bins, off / sum(one.n for one in bins))


def figures_of(first: Sequence[Scored], after_10s: Sequence[Scored], threshold: float) -> ClipFigures:
    """Return the figures of clips that were scored without and with a baseline."""
    return ClipFigures(
        threshold=threshold,
        clips=len(first),
        speakers=len({clip.speaker for clip in first}),
        first_auc=_auc_of(first, HOT, CALM),
        first_uar=uar(first, threshold),
        first_arousal_auc=_auc_of(first, HIGH, LOW),
        clips_10s=len(after_10s),
        speakers_10s=len({clip.speaker for clip in after_10s}),
        auc_10s=_auc_of(after_10s, HOT, CALM),
        uar_10s=uar(after_10s, threshold),
        arousal_auc_10s=_auc_of(after_10s, HIGH, LOW),
        worst_speaker=_worst(after_10s),
        over_share_by_emotion={
            emotion: over_share([clip for clip in after_10s if clip.emotion == emotion], threshold)
            for emotion in sorted({clip.emotion for clip in after_10s})
        },
        calm_over_share_by_gender={
            gender: over_share(
                [clip for clip in after_10s if clip.gender == gender and clip.emotion in CALM], threshold
            )
            for gender in sorted({clip.gender for clip in after_10s if clip.emotion in CALM})
        },
    )


def auc(high: Sequence[float], low: Sequence[float]) -> float | None:
    """Return the probability that one of ``high`` is above one of ``low``, ties at half (Mann and Whitney 1947).

    >>> auc([2.0, 3.0], [1.0, 2.0])
    0.875
    """
    if not high or not low:
        return None
    above, below = np.array(high)[:, None], np.array(low)[None, :]
    return float((above > below).mean() + 0.5 * (above == below).mean())


def _auc_of(clips: Sequence[Scored], high: frozenset[str], low: frozenset[str]) -> float | None:
    return auc(
        [clip.level for clip in clips if clip.emotion in high],
        [clip.level for clip in clips if clip.emotion in low],
    )


def uar(clips: Sequence[Scored], threshold: float) -> float | None:
    """Return the unweighted average recall of hot and calm clips at one threshold."""
    hot = [clip for clip in clips if clip.emotion in HOT]
    calm = [clip for clip in clips if clip.emotion in CALM]
    return (over_share(hot, threshold) + 1.0 - over_share(calm, threshold)) / 2 if hot and calm else None


def over_share(clips: Sequence[Scored], threshold: float) -> float:
    """Return which share of at least one clip reaches the threshold."""
    return sum(clip.level >= threshold for clip in clips) / len(clips)


def _worst(clips: Sequence[Scored]) -> WorstSpeaker | None:
    found = []
    for speaker in sorted({clip.speaker for clip in clips}):
        judged = [clip for clip in clips if clip.speaker == speaker and clip.emotion in HOT | CALM]
        if (value := _auc_of(judged, HOT, CALM)) is not None:
            found.append(WorstSpeaker(speaker, value, len(judged)))
    return min(found, key=lambda one: one.auc_10s, default=None)


def wilson(hits: int, n: int) -> tuple[float, float] | None:
    """Return the 95 % interval of a share (Wilson 1927, JASA 22); None of none.

    >>> tuple(round(bound, 3) for bound in wilson(0, 100))
    (0.0, 0.037)
    """
    if not n:
        return None
    share = hits / n
    middle = (share + Z_95**2 / (2 * n)) / (1 + Z_95**2 / n)
    half = Z_95 / (1 + Z_95**2 / n) * math.sqrt(share * (1 - share) / n + Z_95**2 / (4 * n**2))
    return max(middle - half, 0.0), min(middle + half, 1.0)
