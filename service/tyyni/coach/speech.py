"""The caller's speech as one timeline: audio in, F0 and spectra of the last seconds of speech out.

Silence is left out, but for 100 ms after each stretch, so that words on both sides of a pause do not run into
each other. Every frame is analysed once, in batches, with the context the pitch tracker needs, so that the
result does not depend on where the batches end. The newest 100 ms wait for their context.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tyyni.audio import Pcm16, to_float
from tyyni.coach.cues import (
    N_BINS,
    SPECTRUM_HOP_SAMPLES,
    SPECTRUM_SAMPLES,
    Flags,
    power_spectra,
    rms_dbfs,
    semitones,
)
from tyyni.units import FRAME_SAMPLES, SAMPLES_PER_MS
from tyyni_models.contracts import PitchTracker

PAUSE_KEPT_FRAMES = 5
"""100 ms of silence after speech are kept."""
F0_HOP_SAMPLES = 256
F0_HOP_MS = F0_HOP_SAMPLES / SAMPLES_PER_MS
"""16 ms, SwiftF0's hop."""
F0_BEFORE_HOPS = 6
F0_AHEAD_HOPS = 6
"""SwiftF0 looks 11 hops back and 10 ahead, hardly at the outermost: with 6 and 6, 0.05 % of the voicing
decisions and 0.03 % of the values (by over 3 %) differ from the whole recording's, and a batch of 0.5 s costs
1.38 times its length instead of 1.67 (our measurement on telephone speech)."""
HORIZON_FRAMES = 100
"""2 s of speech are kept: the longest stretch that is read."""
CUT_SAMPLES = 1280
"""80 ms: old sound is cut by multiples of all hops (256, 160, 320 samples), so that the grids stay true."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The last seconds of speech; the spectra and their flags share a 10 ms grid."""

    f0_st: NDArray[np.float64]
    """Semitones over 100 Hz every 16 ms; NaN where unvoiced or not speech."""
    power: NDArray[np.float32]
    """Power spectra, shape (n, N_BINS)."""
    voiced: Flags
    """Which spectra are of voiced speech, shape (n,)."""
    loudness_dbfs: float


class SpeechTrack:
    """Collects one caller's speech; analyses what is new when a stretch is asked for."""

    def __init__(self, pitch: PitchTracker) -> None:
        self._pitch = pitch
        self._pause_frames = PAUSE_KEPT_FRAMES
        self._pending: list[Pcm16] = []
        # All four begin at the same sample.
        self._audio = np.zeros(0, dtype=np.float32)
        self._speech: list[bool] = []
        self._f0_st = np.zeros(0)
        self._power = np.zeros((0, N_BINS), dtype=np.float32)

    def hear_speech(self, samples: Pcm16) -> None:
        """Take a 20 ms frame of speech, int16 of shape (320,)."""
        self._pause_frames = 0
        self._keep(samples, speech=True)

    def hear_pause(self, samples: Pcm16) -> None:
        """Take a 20 ms frame that is not speech; only the first of a pause are kept."""
        if self._pause_frames < PAUSE_KEPT_FRAMES:
            self._pause_frames += 1
            self._keep(samples, speech=False)

    def analyse(self) -> None:
        """Find F0 and spectra of what is new; forget what lies over 2 s of speech back.

        Raises:
            ValueError: the pitch tracker's hop is not 16 ms.
        """
        self._audio = np.concatenate([self._audio, to_float(np.concatenate(self._pending))])
        self._pending = []
        settled_hops = len(self._audio) // F0_HOP_SAMPLES - F0_AHEAD_HOPS
        self._track_f0(settled_hops)
        power_from = len(self._power) * SPECTRUM_HOP_SAMPLES
        fresh = power_spectra(self._audio[power_from : settled_hops * F0_HOP_SAMPLES])
        self._power = np.concatenate([self._power, fresh])
        self._forget()

    def last(self, speech_frames: int) -> Stretch:
        """Return the last ``speech_frames`` frames (20 ms each) of speech as analysed, or all there are."""
        speech = np.array(self._speech)
        first = _first_frame(self._speech, speech_frames)
        heard = self._audio[first * FRAME_SAMPLES :].reshape(-1, FRAME_SAMPLES)[speech[first:]]

        f0_from = -(-first * FRAME_SAMPLES // F0_HOP_SAMPLES)
        f0_at_frames = np.arange(len(self._f0_st)) * F0_HOP_SAMPLES // FRAME_SAMPLES
        f0_st = np.where(speech[f0_at_frames], self._f0_st, np.nan)

        centres = np.arange(len(self._power)) * SPECTRUM_HOP_SAMPLES + SPECTRUM_SAMPLES // 2
        nearest_f0 = (centres + F0_HOP_SAMPLES // 2) // F0_HOP_SAMPLES
        voiced = np.isfinite(self._f0_st)[nearest_f0] & speech[centres // FRAME_SAMPLES]
        power_from = int(np.searchsorted(centres, first * FRAME_SAMPLES))
        return Stretch(f0_st[f0_from:], self._power[power_from:], voiced[power_from:], rms_dbfs(heard))

    def _keep(self, samples: Pcm16, *, speech: bool) -> None:
        self._pending.append(samples)
        self._speech.append(speech)

    def _track_f0(self, settled_hops: int) -> None:
        done_hops = len(self._f0_st)
        left_hops = max(done_hops - F0_BEFORE_HOPS, 0)
        track = self._pitch.track(self._audio[left_hops * F0_HOP_SAMPLES :])
        if track.hop_ms != F0_HOP_MS:
            raise ValueError(f"the pitch tracker must hop {F0_HOP_MS} ms, not {track.hop_ms}")
        fresh = track.f0_hz[done_hops - left_hops : settled_hops - left_hops]
        self._f0_st = np.concatenate([self._f0_st, semitones(fresh)])

    def _forget(self) -> None:
        cut = _first_frame(self._speech, HORIZON_FRAMES) * FRAME_SAMPLES // CUT_SAMPLES * CUT_SAMPLES
        self._audio = self._audio[cut:]
        self._speech = self._speech[cut // FRAME_SAMPLES :]
        self._f0_st = self._f0_st[cut // F0_HOP_SAMPLES :]
        self._power = self._power[cut // SPECTRUM_HOP_SAMPLES :]


def _first_frame(speech: list[bool], speech_frames: int) -> int:
    """Return where the last ``speech_frames`` frames of speech begin; 0 when there are fewer.

    >>> _first_frame([True, True, False, True, False], 2)
    1
    """
    at = np.flatnonzero(speech)
    return int(at[-speech_frames]) if len(at) > speech_frames else 0
