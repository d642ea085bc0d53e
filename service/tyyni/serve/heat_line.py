"""The heat of a call as a line for screens that join late: bounded, in memory only, gone with the call."""

from __future__ import annotations

from tyyni import wire

HEAT_POINTS = 600
"""As many as a wide screen has room for."""

LATEST_MS = 180_000
"""What the small lines of the pages show."""
LATEST_STEP_MS = 2_000
"""A point of it every two pixels; two hundred calls of them are half a megabyte for a floor that opens."""


class HeatLine:
    """The heat of a call in at most `HEAT_POINTS` points; of those close together the hottest stays."""

    def __init__(self, step_ms: int = 500) -> None:
        self._points: list[wire.HeatPoint] = []
        self._last: wire.HeatPoint | None = None
        self._step_ms = step_ms

    def add(self, point: wire.HeatPoint) -> None:
        """Take the next point; when there are too many, the line gets half as fine."""
        self._last = point
        self._put(point)
        while len(self._points) >= HEAT_POINTS:
            self._step_ms *= 2
            finer, self._points = self._points, []
            for one in finer:
                self._put(one)

    def points(self) -> list[wire.HeatPoint]:
        """Return the line, with where it stands now."""
        if self._last is None or self._last == self._points[-1]:
            return list(self._points)
        return [*self._points, self._last]

    def latest(self) -> list[wire.HeatPoint]:
        """Return the last `LATEST_MS`, no finer than a small line shows."""
        if self._last is None:
            return []
        line = HeatLine(LATEST_STEP_MS)
        for point in self._points:
            if point.heard_ms >= self._last.heard_ms - LATEST_MS:
                line.add(point)
        line.add(self._last)
        return line.points()

    def _put(self, point: wire.HeatPoint) -> None:
        """Add a point; of each step of time the hottest stays."""
        if not self._points or point.heard_ms // self._step_ms != self._points[-1].heard_ms // self._step_ms:
            self._points.append(point)
        elif point.level >= self._points[-1].level:
            self._points[-1] = point
