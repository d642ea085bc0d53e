"""What shows a call: a screen on a terminal, lines for a pipe or where they are asked for."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import rich
import typer

from tyyni import wire
from tyyni_client.call_state import CallState
from tyyni_client.capture import CaptureNews
from tyyni_client.lines import Lines
from tyyni_client.link import Arrival, CallListener, Link, Sent
from tyyni_client.picture import Picture
from tyyni_client.texts import Texts

Do = Callable[[wire.AgentDoing], None]


class Display(CallListener):
    """Passes everything on to what shows it."""

    def __init__(self, shown: CallState | Lines, connect: Callable[[Do], None]) -> None:
        self._shown = shown
        self._connect = connect

    def on_message(self, arrival: Arrival) -> None:
        """Show what the service said."""
        self._shown.on_message(arrival)

    def on_sent(self, sent: Sent) -> None:
        """Show how far the call has come."""
        self._shown.on_sent(sent)

    def on_link(self, link: Link) -> None:
        """Show the connection's state."""
        self._shown.on_link(link)

    def on_capture(self, news: CaptureNews) -> None:
        """Show what a party's device did."""
        self._shown.on_capture(news)

    def speak_through(self, do: Do) -> None:
        """From now on what the agent does at the screen goes to ``do``."""
        self._connect(do)


@asynccontextmanager
async def show_call(
    language: wire.ScreenLanguage, *, plain: bool, duration_ms: int | None = None
) -> AsyncIterator[Display]:
    """Show a call until the end of the block; its last picture stays on the terminal."""
    if plain or not (sys.stdin.isatty() and sys.stdout.isatty()):  # keys come from the one
        yield Display(Lines(typer.echo, language), lambda do: None)
        return
    from tyyni_client.screen import CallScreen  # half a second that a pipe need not wait for

    state = CallState(duration_ms)
    screen = CallScreen(language, state)

    def connect(do: Do) -> None:
        screen.do = do

    running = asyncio.create_task(screen.run_async())
    starting = asyncio.create_task(screen.ready.wait())
    await asyncio.wait({running, starting}, return_when=asyncio.FIRST_COMPLETED)
    starting.cancel()
    # Without a screen nobody would know that the call goes on.
    running.add_done_callback(_hang_up)
    try:
        yield Display(state, connect)
    finally:
        running.remove_done_callback(_hang_up)
        screen.exit()
        await running
        rich.print(Picture(Texts(language), state).whole())


def _hang_up(_: asyncio.Task[None]) -> None:
    signal.raise_signal(signal.SIGINT)
