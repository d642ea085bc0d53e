"""The picture of the headset's terminal shows what the call's client was told."""

from __future__ import annotations

import html

from page_samples import HEAT, PROMPT

from tyyni.units import Party, WallNs
from tyyni_bench.observed import CallLog
from tyyni_bench.terminal_picture import terminal_svg
from tyyni_client.link import Arrival, Sent


async def test_it_shows_the_prompt_the_heat_and_how_far_the_call_is() -> None:
    log = CallLog()
    for message in (HEAT, PROMPT):
        log.on_message(Arrival(message, WallNs(0)))
    log.on_sent(Sent(Party.CALLER, 0, 61 * 16_000, WallNs(0)))
    drawn = html.unescape(await terminal_svg(log, 90_000, "fi")).replace("\u00a0", " ")
    assert PROMPT.text["fi"] in drawn
    assert "1:01 / 1:30" in drawn
    assert "64" in drawn
