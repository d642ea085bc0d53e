"""What a supervisor who opens a call late is shown of it: bounded, in memory only, gone with the call."""

from __future__ import annotations

from collections import OrderedDict, deque

from tyyni import wire
from tyyni.serve.audience import CallPart
from tyyni.serve.board import TEXTS_KEPT, WHISPERS_KEPT
from tyyni.serve.heat_line import HeatLine

PROMPTS_KEPT = 100
"""A call has 40 and the urgent ones."""


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

    def latest_heat(self) -> list[wire.HeatPoint]:
        """Return the heat of the last minutes."""
        return self._heat.latest()

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
