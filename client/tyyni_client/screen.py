"""A call on a terminal as one picture that changes: the prompt, the heat with its reasons, the last words."""

from __future__ import annotations

from collections import deque
from types import TracebackType

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.text import Text

from tyyni import wire
from tyyni.units import Party, samples_to_ms
from tyyni_client.capture import CaptureNews, DeviceChange
from tyyni_client.connection import Arrival, CallListener, Link, LinkState, Sent
from tyyni_client.lines import LINK_TEXTS, capture_words
from tyyni_client.texts import Texts, clock

BAND_STYLES: dict[wire.Band, str] = {
    "calm": "green",
    "warm": "yellow",
    "hot": "dark_orange",
    "boiling": "red",
}
BAND_MARKS: dict[wire.Band, str] = {"calm": "●", "warm": "◆", "hot": "▲", "boiling": "✹"}
"""Told apart without colour, by the shapes that the web pages use."""
LEVEL_STYLES = {"info": "dim", "warning": "yellow", "alarm": "bold red"}
BAR_CELLS = 40
NO_TEXT = "degraded_voice_only"
"""While this notice holds no text is to come, so none is late."""
MOST_REASONS = 3
MOST_TEXTS = 6
"""Together with the prompt's panel and some notices this fits the 24 lines of a small terminal."""


class Screen(CallListener):
    """Shows a call while it is entered as a context manager; ``duration_ms`` is a recording's length."""

    def __init__(
        self, language: wire.ScreenLanguage, *, duration_ms: int | None = None, console: Console | None = None
    ) -> None:
        self._texts = Texts(language)
        self._duration_ms = duration_ms
        self._position_ms = 0
        self._link = LinkState.CONNECTING
        self._prompt: wire.PromptShown | None = None
        self._language: str | None = None
        self._heat: wire.Heat | None = None
        self._lag: wire.Lag | None = None
        self._finals: deque[wire.TranscriptText] = deque(maxlen=MOST_TEXTS)
        self._growing: dict[Party, wire.TranscriptText] = {}
        self._notices: dict[tuple[str, Party | None], wire.Notice] = {}
        self._devices: dict[Party, CaptureNews] = {}
        self._error: wire.ErrorMessage | None = None
        self._live = Live(console=console, get_renderable=self.picture, refresh_per_second=8)

    def __enter__(self) -> Screen:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def on_link(self, link: Link) -> None:
        """Show the connection's state."""
        self._link = link.state

    def on_sent(self, sent: Sent) -> None:
        """Show how far the call has come."""
        self._position_ms = max(self._position_ms, samples_to_ms(sent.end_sample))

    def on_capture(self, news: CaptureNews) -> None:
        """Show what a party's device did last."""
        self._devices[news.party] = news

    def on_message(self, arrival: Arrival) -> None:
        """Show what the service said."""
        match arrival.message:
            case wire.PromptShown() as prompt:
                self._prompt = prompt
            case wire.PromptCleared(id=cleared) if self._prompt and self._prompt.id == cleared:
                self._prompt = None
            case wire.Heat() as heat:
                self._heat = heat
            case wire.SpokenLanguage(language=language):
                self._language = language
            case wire.Lag() as lag:
                self._lag = lag
            case wire.TranscriptText() as text:
                self._take_text(text)
            case wire.Notice() as notice:
                # Put together anew, since the thread that draws may be going through the old one.
                kept = {
                    key: value for key, value in self._notices.items() if key != (notice.code, notice.party)
                }
                self._notices = kept | ({(notice.code, notice.party): notice} if notice.active else {})
            case wire.ErrorMessage() as error:
                self._error = error

    def _take_text(self, text: wire.TranscriptText) -> None:
        others = {party: growing for party, growing in self._growing.items() if party != text.party}
        self._growing = others if text.final else others | {text.party: text}
        if text.final and text.stable:
            self._finals.append(text)

    def picture(self) -> RenderableType:
        """Return everything as it is now."""
        return Group(
            self._status(), self._prompt_panel(), *self._heat_lines(), *self._text_lines(), *self._troubles()
        )

    def _status(self) -> Text:
        parts = [self._texts.say(LINK_TEXTS[self._link]), clock(self._position_ms)]
        if self._duration_ms is not None:
            parts[1] += f" / {clock(self._duration_ms)}"
        if self._language:
            parts.append(self._texts.spoken_language(self._language))
        if self._lag:
            if (NO_TEXT, None) not in self._notices:
                parts.append(self._texts.say("lag.text", time=self._texts.seconds(self._lag.lag_ms)))
            if self._lag.dropped_finals:
                parts.append(self._texts.say("lag.lost", count=self._lag.dropped_finals))
        return Text(" · ".join(parts), style="bold red" if self._link is LinkState.RECONNECTING else "dim")

    def _prompt_panel(self) -> Panel:
        texts, prompt = self._texts, self._prompt
        if prompt is None:
            return Panel(Text(texts.say("prompt.none"), style="dim"), title=texts.say("prompt.title"))
        lines = [Text(prompt.text[texts.language], style="bold"), Text(prompt.why[texts.language])]
        if prompt.quote:
            lines.append(Text(f"{texts.say('prompt.heard')} “{prompt.quote}”", style="italic"))
        style = "bold red" if prompt.urgency == "high" else "bold cyan"
        about = texts.say(f"prompt.about_{prompt.about}")
        return Panel(Group(*lines), title=texts.say("prompt.title"), subtitle=about, border_style=style)

    def _heat_lines(self) -> list[Text]:
        texts, heat = self._texts, self._heat
        if heat is None:
            return [Text(texts.say("heat.none"), style="dim")]
        filled = round(heat.level / 100 * BAR_CELLS)
        words = f"{BAND_MARKS[heat.band]} {texts.say(f'band.{heat.band}')} {heat.level:.0f}"
        line = Text(f"{texts.say('heat.title')} ").append(
            f"{'█' * filled}{'░' * (BAR_CELLS - filled)} {words}", style=BAND_STYLES[heat.band]
        )
        line.append(f" {texts.say(f'trend.{heat.trend}')}", style="dim")
        strongest = sorted(heat.reasons, key=lambda reason: -abs(reason.points))[:MOST_REASONS]
        return [line, *(Text(f"  {texts.reason(reason)}") for reason in strongest)]

    def _text_lines(self) -> list[Text]:
        lines = [self._text_line(text, "") for text in tuple(self._finals)]
        return lines + [self._text_line(text, "dim") for text in self._growing.values()]

    def _text_line(self, text: wire.TranscriptText, style: str) -> Text:
        said = " ".join(part for part in (text.stable, text.tentative) if part)
        party = self._texts.say(f"party.{text.party}")
        return Text(f"{clock(text.start_ms)} {party}: {said}", style=style, overflow="ellipsis", no_wrap=True)

    def _troubles(self) -> list[Text]:
        texts = self._texts
        lines = []
        for notice in self._notices.values():
            party = f"{texts.say(f'party.{notice.party}')}: " if notice.party else ""
            words = f"! {party}{texts.say_code('notice', notice.code)}"
            lines.append(Text(words, style=LEVEL_STYLES[notice.level]))
        for news in tuple(self._devices.values()):
            if news.change is not DeviceChange.HEARD:
                lines.append(Text(f"! {capture_words(texts, news)}", style="yellow"))
        if self._error:
            told = texts.say("page.error", message=self._error.message, code=self._error.code)
            lines.append(Text(f"! {told}", style="bold red"))
        return lines
