"""A call as parts of a picture for a terminal: each says in words and shapes what it also says in colour."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from tyyni import wire
from tyyni_client.call_state import CallState
from tyyni_client.capture import DeviceChange
from tyyni_client.lines import LINK_TEXTS, capture_words
from tyyni_client.link import LinkState
from tyyni_client.texts import Texts, clock

BAND_STYLES: dict[wire.Band, str] = {
    "calm": "green",
    "warm": "yellow",
    "hot": "dark_orange",
    "boiling": "red",
}
BAND_MARKS: dict[wire.Band, str] = {"calm": "○", "warm": "◆", "hot": "▲", "boiling": "✹"}
"""Told apart without colour, by the shapes that the web pages use."""
LEVEL_STYLES = {"info": "dim", "warning": "yellow", "alarm": "bold red"}
BAR_CELLS = 30
"""With its words it fits half of a terminal of 120 cells, and any of 80."""
NO_TEXT = "degraded_voice_only"
"""While this notice holds no text is to come, so none is late."""
RECORDED = "audio_kept"
"""This notice is no trouble, but nobody may overlook it."""
MOST_REASONS = 3


class Picture:
    """Draws a call's state in one language."""

    def __init__(self, texts: Texts, state: CallState) -> None:
        self._texts = texts
        self._state = state

    def whole(self) -> RenderableType:
        """Return everything, one below the other."""
        return Group(
            self.status(), self.prompt(), self.company(), self.heat(), self.transcript(), self.troubles()
        )

    def status(self) -> Text:
        """Return one line: the connection, the time, the language, the delay of the text."""
        texts, state = self._texts, self._state
        parts = [texts.say(LINK_TEXTS[state.link]), clock(state.position_ms)]
        if state.duration_ms is not None:
            parts[1] += f" / {clock(state.duration_ms)}"
        if state.language:
            parts.append(texts.spoken_language(state.language))
        if state.lag:
            if (NO_TEXT, None) not in state.notices:
                parts.append(texts.say("lag.text", time=texts.seconds(state.lag.lag_ms)))
            if state.lag.dropped_finals:
                parts.append(texts.say("lag.lost", count=state.lag.dropped_finals))
        lost = state.link is LinkState.RECONNECTING
        return Text(" · ".join(parts), style="bold red" if lost else "dim")

    def prompt(self) -> Panel:
        """Return the prompt, or that there is none."""
        texts, prompt = self._texts, self._state.prompt
        title = texts.say("prompt.title")
        if prompt is None:
            all_muted = self._state.muted.all
            return Panel(
                Text(texts.say("prompt.all_muted" if all_muted else "prompt.none"), style="dim"), title=title
            )
        lines = [Text(prompt.text[texts.language], style="bold"), Text(prompt.why[texts.language])]
        if prompt.quote:
            lines.append(Text(f"{texts.say('prompt.heard')} “{prompt.quote}”", style="italic"))
        style = "bold red" if prompt.urgency == "high" else "bold cyan"
        about = texts.say(f"prompt.about_{prompt.about}")
        return Panel(Group(*lines), title=title, subtitle=about, border_style=style)

    def company(self) -> Group:
        """Return what comes from people: whispers, help, what is muted or rated, and a break to take."""
        texts, state = self._texts, self._state
        parts: list[RenderableType] = [
            Panel(Text(whisper.text, style="bold"), title=texts.say("whisper.from"), border_style="blue")
            for whisper in state.whispers
        ]
        if state.break_offer:
            words = f"{texts.say('break.why')} {texts.say('break.only_you')}"
            title = texts.say("break.title", count=state.break_offer.minutes)
            parts.append(Panel(Text(words), title=title, border_style="green"))
        if state.help and state.help.state != "none":
            parts.append(Text(texts.say(f"help.{state.help.state}"), style="bold blue"))
        if state.muted.rules:
            parts.append(Text(texts.say("mute.rules", count=len(state.muted.rules)), style="dim"))
        if state.last_prompt and state.rated == state.last_prompt.id:
            parts.append(Text(texts.say("headset.rated"), style="dim"))
        return Group(*parts)

    def heat(self) -> Group:
        """Return the heat as a bar, a shape, a word and a figure, with its strongest reasons."""
        texts, heat = self._texts, self._state.heat
        if heat is None:
            return Group(Text(texts.say("heat.none"), style="dim"))
        filled = round(heat.level / 100 * BAR_CELLS)
        words = f"{BAND_MARKS[heat.band]} {texts.say(f'band.{heat.band}')} {heat.level:.0f}"
        line = Text(f"{texts.say('heat.title')} ").append(
            f"{'█' * filled}{'░' * (BAR_CELLS - filled)} {words}", style=BAND_STYLES[heat.band]
        )
        line.append(f" {texts.say(f'trend.{heat.trend}')}", style="dim")
        strongest = sorted(heat.reasons, key=lambda reason: -abs(reason.points))[:MOST_REASONS]
        return Group(line, *(Text(f"  {texts.reason(reason)}") for reason in strongest))

    def checklist(self) -> Group:
        """Return the steps, ticked or not."""
        texts, state = self._texts, self._state
        if not state.steps:
            return Group()
        steps = Table.grid(padding=(0, 1, 0, 0))
        for step in state.steps:
            said = step.step in state.done
            mark, style = ("✓", "green") if said else ("○", "")
            steps.add_row(Text(mark, style=style), Text(step.name[texts.language], style=style))
        return Group(Text(texts.say("steps.title"), style="bold"), steps)

    def transcript(self) -> Group:
        """Return the last words of both parties; what may still change is dim and ends in an ellipsis."""
        lines = [self._text_line(text, "", "") for text in self._state.finals]
        growing = [self._text_line(text, "dim italic", " …") for text in self._state.growing.values()]
        return Group(*lines, *growing)

    def troubles(self) -> Group:
        """Return what there is to know and what is wrong: notices, devices, errors."""
        texts, state = self._texts, self._state
        lines = []
        for notice in state.notices.values():
            party = f"{texts.say(f'party.{notice.party}')}: " if notice.party else ""
            words = f"{party}{texts.say_code('notice', notice.code)}"
            if notice.code == RECORDED:
                lines.append(Text(f"● {words}", style="bold"))
            else:
                lines.append(Text(f"! {words}", style=LEVEL_STYLES[notice.level]))
        for news in state.devices.values():
            if news.change is not DeviceChange.HEARD:
                lines.append(Text(f"! {capture_words(texts, news)}", style="yellow"))
        if state.error:
            told = texts.say("page.error", message=state.error.message, code=state.error.code)
            lines.append(Text(f"! {told}", style="bold red"))
        return Group(*lines)

    def _text_line(self, text: wire.TranscriptText, style: str, end: str) -> Text:
        said = " ".join(part for part in (text.stable, text.tentative) if part)
        party = self._texts.say(f"party.{text.party}")
        return Text(f"{clock(text.start_ms)} {party}: {said}{end}", style=style)
