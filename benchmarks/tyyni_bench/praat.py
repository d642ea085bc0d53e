"""F0 by Praat, where somebody has installed it: what pitch is judged by, on recordings as they are.

praat-parselmouth is under the GPL: Tyyni neither contains nor requires it, and only a benchmark ever imports it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from tyyni.audio import Pcm16, to_float
from tyyni.units import SAMPLE_RATE_HZ
from tyyni_models.pitch import HIGHEST_HZ, LOWEST_HZ

Reference = Callable[[Pcm16, NDArray[np.float64]], NDArray[np.float64]]
"""F0 in Hz of int16 samples (16 kHz, shape (n,)) at moments in s (shape (m,)); NaN where unvoiced, shape (m,)."""
STEP_S = 0.004
"""A quarter of our own hop: the nearest of Praat's frames is then at most 2 ms away."""
SHORTEST_SAMPLES = 1_600
"""100 ms: Praat wants three periods of the lowest F0, 46 ms, and a frame around them."""
MODULE = "parselmouth"
MISSING = (
    "Praat is not installed, and its licence, the GPL, is why Tyyni does not bring it: for this figure alone, "
    "`pip install praat-parselmouth`"
)


def praat_if_installed() -> Reference | None:
    """Return Praat's pitch tracker; None when praat-parselmouth is not installed."""
    return praat_f0_hz if find_spec(MODULE) is not None else None


def praat_f0_hz(samples: Pcm16, at_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what Praat's autocorrelation method finds (Boersma 1993), within the limits of our own tracker.

    Everything but the step and the limits is as Praat has it.
    """
    if len(samples) < SHORTEST_SAMPLES:
        return np.full(len(at_s), np.nan)
    sound = import_module(MODULE).Sound(to_float(samples).astype(np.float64), SAMPLE_RATE_HZ)
    pitch = sound.to_pitch_ac(time_step=STEP_S, pitch_floor=LOWEST_HZ, pitch_ceiling=HIGHEST_HZ)
    times_s = np.asarray(pitch.xs(), dtype=np.float64)
    f0_hz = np.asarray(pitch.selected_array["frequency"], dtype=np.float64)
    nearest = np.clip(np.rint((at_s - times_s[0]) / STEP_S), 0, len(times_s) - 1).astype(int)
    seen = (np.abs(times_s[nearest] - at_s) <= STEP_S) & (f0_hz[nearest] > 0.0)
    return np.where(seen, f0_hz[nearest], np.nan)
