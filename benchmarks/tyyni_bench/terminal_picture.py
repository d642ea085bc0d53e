"""The headset's terminal as a picture: what the real screen shows of a call, drawn without a terminal."""

from __future__ import annotations

from tyyni import wire
from tyyni_bench.observed import CallLog
from tyyni_client.call_state import CallState
from tyyni_client.link import Link, LinkState
from tyyni_client.screen import CallScreen

SIZE = (110, 30)
"""Columns and rows: a terminal that fills a quarter of a usual screen."""


async def terminal_svg(log: CallLog, duration_ms: int, language: wire.ScreenLanguage) -> str:
    """Return the screen of a call as it stands in its client's log, as SVG.

    Args:
        log: of the call so far.
        duration_ms: of the recording that is played.
        language: of the screen.
    """
    state = CallState(duration_ms=duration_ms)
    state.on_link(Link(LinkState.LIVE))
    for arrival in log.arrivals:
        state.on_message(arrival)
    state.position_ms = max((log.sent_ms(party) for party in log.parties), default=0)
    screen = CallScreen(language, state)
    async with screen.run_test(size=SIZE) as pilot:
        screen.redraw()
        await pilot.pause()
        return screen.export_screenshot(title="tyyni-agent")
