"""How far a sound device's clock drifts from the machine's: two devices are two clocks, and a call has two devices.

A quartz is some 50 ppm off, 0.2 s in an hour; a cheap USB headset more. Each party is kept on the one clock of
the machine, so both stay together. Pure: it is told the times.
"""

from __future__ import annotations

from collections import deque
from itertools import combinations

import numpy as np

WINDOW_S = 5.0
"""Of the blocks in so long a time the one with the least delay counts: a busy machine hands blocks over late, but
never early. Our choice."""
WINDOWS = 12
"""The slope is that of the last minute: 1 ms of jitter over it is 17 ppm."""
FIRST_WINDOWS = 3
"""A slope of fewer is mostly jitter. Our choice."""
ODD_PPM = 500.0
"""No working clock is so far off (USB audio allows 500 ppm in a device, most keep 50): what drifts more loses
sound, or has another rate than it says."""


class Drift:
    """Follows one device from when its stream began, or went on after a loss."""

    def __init__(self) -> None:
        self.ppm: float | None = None
        """How much the device's clock is slow (positive) or fast; None until three windows are known."""
        self._least: deque[tuple[float, float]] = deque(maxlen=WINDOWS)
        """Of each finished window: when, and the least delay of sound after the clock, in seconds."""
        self._window: tuple[float, float] | None = None
        self._window_end_s = 0.0
        self._begun_s: float | None = None
        self._reference_s: float | None = None
        self._line = (0.0, 0.0)

    def hear(self, captured_s: float, heard_s: float) -> None:
        """Take that until ``captured_s`` of the clock the device has given ``heard_s`` of sound in all."""
        if self._begun_s is None:
            self._begun_s = captured_s
        if self._window is None:
            self._window_end_s = captured_s + WINDOW_S
        late = (captured_s, captured_s - heard_s)
        if self._window is None or late[1] < self._window[1]:
            self._window = late
        if captured_s >= self._window_end_s:
            self._least.append(self._window)
            self._window = None
            self._fit()

    def due_s(self, at_s: float) -> float:
        """Return how much sound the device owes since the beginning (negative: has given too much) by ``at_s``."""
        if self._reference_s is None:
            return 0.0
        slope, start_s = self._line
        return slope * at_s + start_s - self._reference_s

    def _fit(self) -> None:
        """Lay a line through the windows that a few odd ones do not move (Theil-Sen: the median of all slopes)."""
        if len(self._least) < FIRST_WINDOWS:
            return
        slope = float(np.median([(y - x) / (t - s) for (s, x), (t, y) in combinations(self._least, 2)]))
        start_s = float(np.median([late_s - slope * at_s for at_s, late_s in self._least]))
        self._line = (slope, start_s)
        if self._reference_s is None and self._begun_s is not None:
            self._reference_s = slope * self._begun_s + start_s
        self.ppm = slope * 1e6
