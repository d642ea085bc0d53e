"""What the agent's screen knows of a call: the newest of everything the service, the line and the devices said."""

from __future__ import annotations

from collections import deque

from tyyni import wire
from tyyni.units import Party, samples_to_ms
from tyyni_client.capture import CaptureNews
from tyyni_client.link import Arrival, CallListener, Link, LinkState, Sent

MOST_TEXTS = 12
"""Of finished utterances: more than a terminal shows below prompt and heat."""


class CallState(CallListener):
    """The call as it stands; ``duration_ms`` is a recording's length."""

    def __init__(self, duration_ms: int | None = None) -> None:
        self.duration_ms = duration_ms
        self.position_ms = 0
        self.link = LinkState.CONNECTING
        self.prompt: wire.PromptShown | None = None
        self.last_prompt: wire.PromptShown | None = None
        """Stays when the prompt goes, so that it can still be rated."""
        self.language: str | None = None
        self.heat: wire.Heat | None = None
        self.lag: wire.Lag | None = None
        self.finals: deque[wire.TranscriptText] = deque(maxlen=MOST_TEXTS)
        self.growing: dict[Party, wire.TranscriptText] = {}
        self.notices: dict[tuple[str, Party | None], wire.Notice] = {}
        self.devices: dict[Party, CaptureNews] = {}
        self.error: wire.ErrorMessage | None = None
        self.steps: list[wire.ChecklistStep] = []
        self.done: set[str] = set()
        self.muted = wire.Muted(rules=[], all=False)
        self.help: wire.Help | None = None
        self.whispers: list[wire.Whisper] = []
        self.break_offer: wire.BreakOffer | None = None
        self.rated: int | None = None
        """The prompt that the agent has rated."""

    def on_link(self, link: Link) -> None:
        """Take the connection's state."""
        self.link = link.state

    def on_sent(self, sent: Sent) -> None:
        """Take how far the call has come."""
        self.position_ms = max(self.position_ms, samples_to_ms(sent.end_sample))

    def on_capture(self, news: CaptureNews) -> None:
        """Take what a party's device did last."""
        self.devices[news.party] = news

    def on_message(self, arrival: Arrival) -> None:
        """Take what the service said."""
        match arrival.message:
            case wire.PromptShown() as prompt:
                self.prompt = self.last_prompt = prompt
            case wire.PromptCleared(id=cleared) if self.prompt and self.prompt.id == cleared:
                self.prompt = None
            case wire.Heat() as heat:
                self.heat = heat
            case wire.SpokenLanguage(language=language):
                self.language = language
            case wire.Lag() as lag:
                self.lag = lag
            case wire.TranscriptText() as text:
                self._take_text(text)
            case wire.Notice() as notice:
                self.notices.pop((notice.code, notice.party), None)
                if notice.active:
                    self.notices[notice.code, notice.party] = notice
            case wire.ErrorMessage() as error:
                self.error = error
            case other:
                self._take_company(other)

    def close_whisper(self) -> None:
        """Take the oldest whisper off the screen."""
        del self.whispers[:1]

    def _take_company(self, message: wire.AgentMessage) -> None:
        """Take what is about the agent: the steps, what is muted, who helps."""
        match message:
            case wire.Checklist(steps=steps):
                self.steps = steps
            case wire.StepDone(step=step):
                self.done.add(step)
            case wire.Muted() as muted:
                self.muted = muted
            case wire.Help() as help_:
                self.help = help_
            case wire.Whisper() as whisper if whisper.id not in {known.id for known in self.whispers}:
                self.whispers.append(whisper)
            case wire.BreakOffer() as offer:
                self.break_offer = offer

    def _take_text(self, text: wire.TranscriptText) -> None:
        """Take a text: one told again after a break is the same one, one that ends without words is taken back."""
        self.growing.pop(text.party, None)
        if not text.final:
            self.growing[text.party] = text
            return
        key = text.party, text.utterance
        others = [known for known in self.finals if (known.party, known.utterance) != key]
        self.finals = deque([*others, text] if text.stable else others, maxlen=MOST_TEXTS)
