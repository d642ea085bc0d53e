"""How right and how steady the reading of a voice is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from tyyni_bench.figures import nearest_rank

GROSS_RATIO = 0.20
"""F0 that is off by more is a gross error (gross pitch error of Chu & Alwan 2009, ICASSP: over 20 %, of the frames
that both sides call voiced)."""
FEWEST_CLIPS = 3
"""Of fewer a correlation says nothing."""


@dataclass(frozen=True, slots=True)
class PitchCounts:
    """Frames of 16 ms, our tracker beside the reference."""

    frames: int = 0
    both_voiced: int = 0
    gross: int = 0
    """Of ``both_voiced``."""
    agreed: int = 0
    """Both call it voiced, or neither does."""

    def __add__(self, other: PitchCounts) -> PitchCounts:
        return PitchCounts(
            self.frames + other.frames,
            self.both_voiced + other.both_voiced,
            self.gross + other.gross,
            self.agreed + other.agreed,
        )


class PitchFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Against the reference on the recording as it is."""

    frames: int
    both_voiced: int
    gross_error_share: float | None
    """Of the frames that both call voiced; None: there are none."""
    voicing_agreement_share: float | None


class RateFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Syllables a second: what the voice told at a clip's end, beside the text's over the clip's speech."""

    clips: int
    """With a text whose syllables are known, and a rate that the voice told."""
    pearson_r: float | None
    """None: under three clips, or they are all the same."""
    voice_per_s: float | None
    """Mean of what the voice told."""
    text_per_s: float | None
    """Mean of the texts' rates."""
    untold: int
    """Clips with such a text of which the voice told no rate: too short, as a rule."""


@dataclass(frozen=True, slots=True)
class Move:
    """One clip at another gain: how far its highest heat and arousal came out from where they were."""

    heat_points: float
    arousal: float
    clipped: bool
    """Its samples no longer fit 16 bits at this gain."""


class MoveFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Absolute moves; nearest-rank percentiles; None: no such clip."""

    moves: int
    heat_points_p95: float | None
    heat_points_max: float | None
    arousal_p95: float | None
    """0..1."""
    arousal_max: float | None


class GainFigures(msgspec.Struct, frozen=True):
    """What a line that is 12 dB softer or louder does."""

    unclipped: MoveFigures
    clipped: MoveFigures
    """A distorted voice is another one: counted apart."""


@dataclass(frozen=True, slots=True)
class ClipVoice:
    """What was found of one clip; None: not measured."""

    set: str
    pitch: PitchCounts | None
    text_per_s: float | None
    voice_per_s: float | None
    moves: tuple[Move, ...]


class VoiceFigures(msgspec.Struct, frozen=True):
    """One set, or all."""

    clips: int
    pitch: PitchFigures | None
    """None: there was no reference."""
    rate: RateFigures | None
    """None: no text whose syllables are known."""
    gain: GainFigures


def compare_pitch(ours_hz: NDArray[np.float64], reference_hz: NDArray[np.float64]) -> PitchCounts:
    """Return how two F0 tracks of the same moments compare; NaN is unvoiced, shape (n_frames,).

    >>> compare_pitch(np.array([100.0, 200.0, np.nan, 119.0]), np.array([100.0, 100.0, 100.0, 100.0]))
    PitchCounts(frames=4, both_voiced=3, gross=1, agreed=3)
    """
    voiced, reference_voiced = np.isfinite(ours_hz), np.isfinite(reference_hz)
    both = voiced & reference_voiced
    off = np.abs(ours_hz[both] / reference_hz[both] - 1.0)
    return PitchCounts(
        len(ours_hz), int(both.sum()), int((off > GROSS_RATIO).sum()), int((voiced == reference_voiced).sum())
    )


def pearson(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Return the correlation of pairs; None under three, or where one side never changes.

    >>> pearson([(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)])
    1.0
    >>> pearson([(1.0, 2.0), (2.0, 2.0), (3.0, 2.0)]) is None
    True
    """
    if len(pairs) < FEWEST_CLIPS:
        return None
    values = np.array(pairs)
    if (values.std(axis=0) == 0.0).any():
        return None
    return round(float(np.corrcoef(values.T)[0, 1]), 4)


def figures_of(clips: Sequence[ClipVoice]) -> VoiceFigures:
    """Return the figures of clips; at least one."""
    moves = [move for clip in clips for move in clip.moves]
    return VoiceFigures(
        clips=len(clips),
        pitch=_pitch([clip.pitch for clip in clips if clip.pitch is not None]),
        rate=_rate([clip for clip in clips if clip.text_per_s is not None]),
        gain=GainFigures(
            _moves([move for move in moves if not move.clipped]),
            _moves([move for move in moves if move.clipped]),
        ),
    )


def _pitch(counted: Sequence[PitchCounts]) -> PitchFigures | None:
    if not counted:
        return None
    total = sum(counted, PitchCounts())
    return PitchFigures(
        frames=total.frames,
        both_voiced=total.both_voiced,
        gross_error_share=total.gross / total.both_voiced if total.both_voiced else None,
        voicing_agreement_share=total.agreed / total.frames if total.frames else None,
    )


def _rate(clips: Sequence[ClipVoice]) -> RateFigures | None:
    if not clips:
        return None
    pairs = [
        (clip.voice_per_s, clip.text_per_s)
        for clip in clips
        if clip.voice_per_s is not None and clip.text_per_s is not None
    ]
    return RateFigures(
        clips=len(pairs),
        pearson_r=pearson(pairs),
        voice_per_s=_mean(voice for voice, _ in pairs),
        text_per_s=_mean(text for _, text in pairs),
        untold=len(clips) - len(pairs),
    )


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return round(sum(found) / len(found), 2) if found else None


def _moves(moves: Sequence[Move]) -> MoveFigures:
    heat, arousal = [move.heat_points for move in moves], [move.arousal for move in moves]
    return MoveFigures(
        moves=len(moves),
        heat_points_p95=nearest_rank(heat, 0.95, 2),
        heat_points_max=nearest_rank(heat, 1.0, 2),
        arousal_p95=nearest_rank(arousal, 0.95, 3),
        arousal_max=nearest_rank(arousal, 1.0, 3),
    )
