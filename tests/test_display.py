"""What a call is shown by: lines for a pipe, the screen on a terminal."""

from __future__ import annotations

import asyncio
import io
import signal
import sys

import pytest
from textual.app import App

from tyyni import wire
from tyyni.units import Party, WallNs
from tyyni_client.capture import CaptureNews, DeviceChange
from tyyni_client.display import show_call
from tyyni_client.link import Arrival, Link, LinkState, Sent
from tyyni_client.screen import CallScreen

OFFER = Arrival(wire.BreakOffer(minutes=5), WallNs(0))


class Terminal(io.StringIO):
    """A standard output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def a_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Return what is the standard output from now on; the screen on it draws nothing, since there is none.

    Not a fixture: pytest sets its own standard output between a fixture and its test.
    """
    stdout = Terminal()
    monkeypatch.setattr(sys, "stdout", stdout)
    monkeypatch.setattr(sys, "stdin", Terminal())
    whole = App.run_async
    monkeypatch.setattr(App, "run_async", lambda self: whole(self, headless=True, size=(80, 24)))
    return stdout


@pytest.mark.parametrize("plain", [True, False])
async def test_a_pipe_gets_lines(plain: bool, capsys: pytest.CaptureFixture[str]) -> None:
    async with show_call("en", plain=plain) as shown:
        shown.speak_through(lambda doing: None)
        shown.on_link(Link(LinkState.LIVE))
        shown.on_capture(CaptureNews(Party.AGENT, DeviceChange.HEARD))
        shown.on_sent(Sent(Party.AGENT, 0, 320, WallNs(0)))
        shown.on_message(OFFER)
    assert capsys.readouterr().out.splitlines()[:2] == ["Connected", "You: sound arrives"]


async def test_the_screens_last_picture_stays_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch)
    async with show_call("en", plain=False, duration_ms=60_000) as shown:
        shown.on_sent(Sent(Party.AGENT, 0, 32_000, WallNs(0)))
        shown.on_message(OFFER)
    assert "0:02 / 1:00" in terminal.getvalue()
    assert "Take 5 minutes for yourself" in terminal.getvalue()


async def test_a_screen_that_is_closed_hangs_up(monkeypatch: pytest.MonkeyPatch) -> None:
    a_terminal(monkeypatch)
    hung_up = asyncio.Event()
    monkeypatch.setattr(signal, "raise_signal", lambda number: hung_up.set())
    screens: list[CallScreen] = []
    run = App.run_async

    async def remembered(self: CallScreen) -> None:
        screens.append(self)
        await run(self)

    monkeypatch.setattr(App, "run_async", remembered)
    async with show_call("fi", plain=False), asyncio.timeout(20):
        screens[0].exit()
        await hung_up.wait()
