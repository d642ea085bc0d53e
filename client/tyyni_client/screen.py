"""The agent's screen in a terminal: one prompt, the heat, the checklist, the transcript, and a key for each doing."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from typing import ClassVar

from rich.console import RenderableType
from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from tyyni import wire
from tyyni_client.call_state import CallState
from tyyni_client.picture import Picture
from tyyni_client.texts import Texts

REDRAW_S = 0.25
"""Four pictures a second, some 10 kB: partial text comes no faster than every 0.3 s or so. Our choice."""
KEYS = (
    ("d", "dismiss", "prompt.dismiss"),
    ("m", "mute_rule", "prompt.mute_rule"),
    ("a", "mute_all", "mute.all"),
    ("s", "show_again", "mute.show_again"),
    ("u", "useful", "prompt.useful"),
    ("n", "not_useful", "prompt.not_useful"),
    ("h", "help", "help.ask"),
    ("c", "close_whisper", "page.close"),
    ("q,ctrl+c", "hang_up", "headset.hang_up"),
)
"""Key, action, text. The letters are the same in all languages, so that a hand learns them once."""


class CallScreen(App[None]):
    """Shows a call's state until it is told to exit; what the agent does goes to ``do``."""

    CSS = """
    #columns { height: 1fr; }
    #words { width: 2fr; }
    #steps { width: 1fr; padding-left: 2; }
    .narrow #steps { display: none; }
    Static { height: auto; }
    #status, #keys { dock: top; }
    #keys { dock: bottom; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, action, show=False, priority=True) for keys, action, _ in KEYS
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, language: wire.ScreenLanguage, state: CallState) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "narrow"), (80, "wide")]
        self.call = state
        self.do: Callable[[wire.AgentDoing], None] | None = None
        """None until the connection is there: then keys do nothing yet."""
        self.ready = asyncio.Event()
        """Set once it is on the terminal; before, it cannot be told to exit."""
        self._texts = Texts(language)
        self._picture = Picture(self._texts, state)
        names = ("status", "prompt", "company", "heat", "troubles", "transcript", "steps", "keys")
        self._parts = {name: Static(id=name) for name in names}
        self._words = VerticalScroll(self._parts["transcript"], id="words", can_focus=False)

    def compose(self) -> ComposeResult:
        """Return the parts, from the top."""
        for name in ("status", "prompt", "company", "heat", "troubles"):
            yield self._parts[name]
        yield Horizontal(self._words, self._parts["steps"], id="columns")
        yield self._parts["keys"]

    def on_ready(self) -> None:
        """Draw, and draw again."""
        self.ready.set()
        self.redraw()
        self.set_interval(REDRAW_S, self.redraw)

    def redraw(self) -> None:
        """Show the state as it is now."""
        picture = self._picture
        parts: dict[str, RenderableType] = {
            "status": picture.status(),
            "prompt": picture.prompt(),
            "company": picture.company(),
            "heat": picture.heat(),
            "troubles": picture.troubles(),
            "transcript": picture.transcript(),
            "steps": picture.checklist(),
            "keys": self._key_lines(),
        }
        for name, part in parts.items():
            self._parts[name].update(part)
        self._words.scroll_end(animate=False)

    def _key_lines(self) -> Text:
        """Return the keys with their words, never broken within one."""
        line, room = Text(), self.size.width
        for keys, _, text in KEYS:
            entry = Text(f" {keys.split(',')[0].upper()} ", style="reverse")
            entry.append(f" {self._texts.say(text)}  ", style="not reverse")
            if entry.cell_len > room:
                line.append("\n")
                room = self.size.width
            room -= entry.cell_len
            line.append(entry)
        return line

    def _tell(self, doing: wire.AgentDoing) -> None:
        if self.do is not None:
            self.do(doing)

    def action_dismiss(self) -> None:
        """Take the prompt away."""
        if self.call.prompt:
            self._tell(wire.Dismiss(prompt=self.call.prompt.id))

    def action_mute_rule(self) -> None:
        """Hear no more of this prompt's rule in this call."""
        if self.call.last_prompt:
            self._tell(wire.Mute(rule=self.call.last_prompt.rule, on=True))

    def action_mute_all(self) -> None:
        """See no prompt at all."""
        self._tell(wire.Mute(rule=None, on=True))

    def action_show_again(self) -> None:
        """Unmute everything."""
        if self.call.muted.all:
            self._tell(wire.Mute(rule=None, on=False))
        for muted in self.call.muted.rules:
            self._tell(wire.Mute(rule=muted.rule, on=False))

    def action_useful(self) -> None:
        """Rate the last prompt: it helped."""
        self._rate(True)

    def action_not_useful(self) -> None:
        """Rate the last prompt: it did not help."""
        self._rate(False)

    def _rate(self, useful: bool) -> None:
        if self.call.last_prompt:
            self._tell(wire.Rate(prompt=self.call.last_prompt.id, useful=useful))
            self.call.rated = self.call.last_prompt.id

    def action_help(self) -> None:
        """Ask for a supervisor, or take the request back."""
        asked = self.call.help is not None and self.call.help.state != "none"
        self._tell(wire.AskHelp(on=not asked))

    def action_close_whisper(self) -> None:
        """Take the oldest whisper off the screen."""
        self.call.close_whisper()

    def action_hang_up(self) -> None:
        """End the call, as Ctrl-C does without a screen."""
        signal.raise_signal(signal.SIGINT)
