"""What a screen that joins a call late must be told: the state of the call in the messages that made it."""

from __future__ import annotations

from collections import OrderedDict, deque

from tyyni import wire
from tyyni.serve.heat_line import HeatLine
from tyyni.units import Party

TEXTS_KEPT = 200
"""About twenty minutes of lively talk, as much as the agent's page shows; memory only, gone with the call."""

WHISPERS_KEPT = 50
"""More than a supervisor writes in any call; memory is bounded, whoever writes."""

ONE_OF_A_KIND = (
    wire.Voice,
    wire.Conduct,
    wire.Lag,
    wire.SpokenLanguage,
    wire.Checklist,
    wire.Muted,
    wire.Help,
    wire.BreakOffer,
)
"""Of these only the newest holds."""


class Board:
    """Takes every message of a call; `messages` gives those that still hold."""

    def __init__(self) -> None:
        self._texts: OrderedDict[tuple[Party, int], wire.TranscriptText] = OrderedDict()
        self._notices: dict[tuple[str, Party | None], wire.Notice] = {}
        self._steps: dict[str, wire.StepDone] = {}
        self._newest: dict[type[wire.Message], wire.Message] = {}
        self._heat = HeatLine()
        self._prompt: wire.PromptShown | None = None
        self._prompt_ids: set[int] = set()
        self._whispers: deque[wire.Whisper] = deque(maxlen=WHISPERS_KEPT)

    def put(self, message: wire.Message) -> None:
        """Take a message of the call."""
        match message:
            case wire.TranscriptText():
                self._texts[message.party, message.utterance] = message
                if len(self._texts) > TEXTS_KEPT:
                    self._texts.popitem(last=False)
            case wire.Notice():
                self._notices.pop((message.code, message.party), None)
                if message.active:
                    self._notices[message.code, message.party] = message
            case wire.StepDone():
                self._steps[message.step] = message
            case wire.PromptShown() | wire.PromptCleared():
                self._put_prompt(message)
            case wire.Whisper():
                self._whispers.append(message)
            case wire.Heat():
                self._heat.add(wire.HeatPoint(heard_ms=message.heard_ms, level=message.level))
                self._newest[wire.Heat] = message
            case message if isinstance(message, ONE_OF_A_KIND):
                self._newest[type(message)] = message
            case _:
                pass  # after `ended` and `error` there is nothing to join; `welcome` says the voice analysis

    def _put_prompt(self, message: wire.PromptShown | wire.PromptCleared) -> None:
        if isinstance(message, wire.PromptShown):
            self._prompt = message
            self._prompt_ids.add(message.id)
        elif self._prompt is not None and self._prompt.id == message.id:
            self._prompt = None

    def forget_voice(self) -> None:
        """Voice analysis was switched off: a screen that joins later must not be told the last reading."""
        self._newest.pop(wire.Voice, None)

    def has_shown(self, prompt_id: int) -> bool:
        """Return whether a prompt has been on the agent's screen in this call."""
        return prompt_id in self._prompt_ids

    def messages(self) -> list[wire.Message]:
        """Return the messages that give a new screen the state of the call."""
        prompt = [self._prompt] if self._prompt is not None else []
        texts = sorted(self._texts.values(), key=lambda text: text.start_ms)
        line = [wire.HeatLine(points=points)] if (points := self._heat.latest()) else []
        now = [*line, *self._steps.values(), *self._newest.values(), *self._whispers]
        return [*self._notices.values(), *texts, *now, *prompt]
