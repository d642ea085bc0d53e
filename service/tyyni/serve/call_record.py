"""What a supervisor who opens a call late is shown of it: bounded, in memory only, gone with the call."""

from __future__ import annotations

from collections import OrderedDict, deque

from tyyni import wire
from tyyni.serve.audience import CallPart
from tyyni.serve.board import TEXTS_KEPT, WHISPERS_KEPT

HEAT_POINTS = 600
"""As many as a wide screen has room for."""

PROMPTS_KEPT = 100
"""A call has 40 and the urgent ones."""


class HeatLine:
    """The heat of a call in at most `HEAT_POINTS` points; of those close together the hottest stays."""

    def __init__(self) -> None:
        self._points: list[wire.HeatPoint] = []
        self._last: wire.HeatPoint | None = None
        self._step_ms = 500

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

    def _put(self, point: wire.HeatPoint) -> None:
        """Add a point; of each step of time the hottest stays."""
        if not self._points or point.heard_ms // self._step_ms != self._points[-1].heard_ms // self._step_ms:
            self._points.append(point)
        elif point.level >= self._points[-1].level:
            self._points[-1] = point


class CallRecord:
    """Takes every part of a call; `message` gives what is kept of them."""

    def __init__(self) -> None:
        self._heat = HeatLine()
        self._prompts: deque[wire.FloorPrompt] = deque(maxlen=PROMPTS_KEPT)
        self._texts: OrderedDict[int, wire.FloorText] = OrderedDict()
        self._whispers: deque[wire.FloorWhisper] = deque(maxlen=WHISPERS_KEPT)

    def put(self, part: CallPart) -> None:
        """Take a part of the call."""
        match part:
            case wire.HeatPoint():
                self._heat.add(part)
            case wire.FloorPrompt():
                self._prompts.append(part)
            case wire.FloorWhisper():
                self._whispers.append(part)
            case wire.FloorText():
                self._texts[part.utterance] = part
                if len(self._texts) > TEXTS_KEPT:
                    self._texts.popitem(last=False)

    def message(self, call_id: str) -> wire.WatchedCall:
        """Return what somebody who opens the call now is shown."""
        return wire.WatchedCall(
            call_id=call_id,
            heat=self._heat.points(),
            prompts=list(self._prompts),
            texts=sorted(
                (text for text in self._texts.values() if text.text), key=lambda text: text.start_ms
            ),
            whispers=list(self._whispers),
        )


def news(call_id: str, part: CallPart) -> wire.Message | None:
    """Return what those who have the call open are told of a new part; None: `floor_call` tells it (heat)."""
    match part:
        case wire.FloorText():
            return wire.WatchedText(call_id=call_id, text=part)
        case wire.FloorPrompt():
            return wire.WatchedPrompt(call_id=call_id, prompt=part)
        case wire.FloorWhisper():
            return wire.WatchedWhisper(call_id=call_id, whisper=part)
        case wire.HeatPoint():
            return None
