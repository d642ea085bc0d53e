"""A call on a terminal, one line for each thing that matters: prompts, bands of heat, final text, breaks."""

from __future__ import annotations

from collections.abc import Callable

from tyyni import wire
from tyyni.units import SAMPLE_RATE_HZ
from tyyni_client.link import Arrival, CallListener, Link, LinkState


class Lines(CallListener):
    """Prints a call as it goes; ``say`` takes one line."""

    def __init__(self, say: Callable[[str], None], language: wire.ScreenLanguage, label: str = "") -> None:
        self._say = say
        self._language = language
        self._label = f"{label}: " if label else ""
        self._band: str | None = None
        self._state = LinkState.CONNECTING
        self._told_lost_samples = 0

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
            lost_s = (link.lost_samples - self._told_lost_samples) / SAMPLE_RATE_HZ
            cost = f", {lost_s:.1f} s of sound lost"
            self._told_lost_samples = link.lost_samples
        self._say(f"{self._label}connection: {link.state}{cost}")

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
