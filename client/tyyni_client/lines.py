"""A call on a terminal, one line for each thing that matters: prompts, bands of heat, final text, breaks."""

from __future__ import annotations

from collections.abc import Callable

from tyyni import wire
from tyyni_client.capture import CaptureNews
from tyyni_client.connection import Arrival, CallListener, Link


class Lines(CallListener):
    """Prints a call as it goes; ``say`` takes one line."""

    def __init__(self, say: Callable[[str], None], language: wire.ScreenLanguage, label: str = "") -> None:
        self._say = say
        self._language = language
        self._label = f"{label}: " if label else ""
        self._band: str | None = None

    def on_message(self, arrival: Arrival) -> None:
        """Print what the service said, if it matters."""
        if line := self._line(arrival.message):
            self._say(f"{self._label}{line}")

    def on_link(self, link: Link) -> None:
        """Print that the connection changed."""
        self._say(f"{self._label}connection: {link.state}")

    def on_capture(self, news: CaptureNews) -> None:
        """Print what a sound device did."""
        missed = f", {news.missed_ms} ms are silence" if news.missed_ms else ""
        self._say(f"{self._label}{news.party}: {news.change}{missed}")

    def _line(self, message: wire.AgentMessage) -> str | None:
        if isinstance(message, wire.PromptShown):
            quote = f' ("{message.quote}")' if message.quote else ""
            text, why = message.text[self._language], message.why[self._language]
            return f"{_clock(message.heard_ms)} PROMPT {text} - {why}{quote}"
        if isinstance(message, wire.Heat):
            if message.band == self._band:
                return None
            self._band = message.band
            reasons = ", ".join(f"{reason.kind} {reason.points:.0f}" for reason in message.reasons)
            return f"{_clock(message.heard_ms)} HEAT {message.level:.0f} {message.band} ({reasons})"
        if isinstance(message, wire.TranscriptText) and message.final and message.stable:
            return f"{_clock(message.start_ms)} {message.party}: {message.stable}"
        if isinstance(message, wire.Notice):
            return f"{_clock(message.heard_ms)} {message.level.upper()} {message.code}"
        if isinstance(message, wire.ErrorMessage):
            return f"ERROR {message.message} [{message.code}]"
        return None


def _clock(at_ms: int) -> str:
    """Return audio time as minutes and seconds.

    >>> _clock(83_000)
    '1:23'
    """
    return f"{at_ms // 60_000}:{at_ms // 1000 % 60:02d}"
