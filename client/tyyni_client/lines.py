"""A call on a terminal, one line for each thing that matters: prompts, bands of heat, final text, breaks."""

from __future__ import annotations

from collections.abc import Callable

from tyyni import wire
from tyyni.units import SAMPLE_RATE_HZ, Party
from tyyni_client.capture import CaptureNews
from tyyni_client.link import Arrival, CallListener, Link, LinkState
from tyyni_client.texts import Texts, clock

LINK_TEXTS = {
    LinkState.CONNECTING: "connection.connecting",
    LinkState.LIVE: "connection.open",
    LinkState.RECONNECTING: "connection.lost",
    LinkState.ENDED: "call.ended",
}


def capture_words(texts: Texts, news: CaptureNews) -> str:
    """Return what a party's device did, in words."""
    what = texts.say(f"device.{news.change}", time=texts.seconds(news.missed_ms), ppm=f"{news.drift_ppm:+d}")
    return f"{texts.say(f'party.{news.party}')}: {what}"


class Lines(CallListener):
    """Prints a call as it goes; ``say`` takes one line."""

    def __init__(self, say: Callable[[str], None], language: wire.ScreenLanguage, label: str = "") -> None:
        self._say = say
        self._texts = Texts(language)
        self._label = f"{label}: " if label else ""
        self._band: str | None = None
        self._state = LinkState.CONNECTING
        self._told_lost_samples = 0
        self._told: set[tuple[Party, int]] = set()

    def on_message(self, arrival: Arrival) -> None:
        """Print what the service said, if it matters."""
        if line := self._line(arrival.message):
            self._say(f"{self._label}{line}")

    def on_link(self, link: Link) -> None:
        """Print that the connection changed, and what a break has cost once it is over."""
        if link.state is self._state:
            return
        self._state = link.state
        cost = ""
        if link.state is not LinkState.RECONNECTING and link.lost_samples > self._told_lost_samples:
            lost_ms = (link.lost_samples - self._told_lost_samples) * 1000 // SAMPLE_RATE_HZ
            cost = " (" + self._texts.say("connection.cost", time=self._texts.seconds(lost_ms)) + ")"
            self._told_lost_samples = link.lost_samples
        self._say(f"{self._label}{self._texts.say(LINK_TEXTS[link.state])}{cost}")

    def on_capture(self, news: CaptureNews) -> None:
        """Print what a party's device did."""
        self._say(f"{self._label}{capture_words(self._texts, news)}")

    def _is_new(self, text: wire.TranscriptText) -> bool:
        """Say whether a text has not been printed: after a break all are told again."""
        key = text.party, text.utterance
        new = key not in self._told
        self._told.add(key)
        return new

    def _line(self, message: wire.AgentMessage) -> str | None:
        texts = self._texts
        match message:
            case wire.PromptShown():
                quote = f" (“{message.quote}”)" if message.quote else ""
                text, why = message.text[texts.language], message.why[texts.language]
                return f"{clock(message.heard_ms)} {texts.say('prompt.title').upper()}: {text} - {why}{quote}"
            case wire.Heat() if message.band != self._band:
                self._band = message.band
                reasons = "; ".join(map(texts.reason, message.reasons))
                heat = f"{texts.say('heat.title')}: {message.level:.0f} {texts.say(f'band.{message.band}')}"
                return f"{clock(message.heard_ms)} {heat}" + (f" ({reasons})" if reasons else "")
            case wire.SpokenLanguage():
                return f"{clock(message.heard_ms)} {texts.spoken_language(message.language)}"
            case wire.TranscriptText(final=True) if message.stable and self._is_new(message):
                return f"{clock(message.start_ms)} {texts.say(f'party.{message.party}')}: {message.stable}"
            case wire.Notice(active=True):
                party = f"{texts.say(f'party.{message.party}')}: " if message.party else ""
                return f"{clock(message.heard_ms)} ! {party}{texts.say_code('notice', message.code)}"
            case wire.Whisper():
                return f"{clock(message.heard_ms)} {texts.say('whisper.from')}: {message.text}"
            case wire.Help(state="asked" | "taken"):
                return f"{clock(message.heard_ms)} {texts.say(f'help.{message.state}')}"
            case wire.BreakOffer():
                offer = texts.say("break.title", count=message.minutes)
                return f"{offer}. {texts.say('break.why')} {texts.say('break.only_you')}"
            case wire.ErrorMessage():
                return texts.say("page.error", message=message.message, code=message.code)
        return None
