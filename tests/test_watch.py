"""A service watched while calls are played into it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from live_service import LiveService

from tyyni_bench.demo import DEMO_CALLS
from tyyni_bench.playing import Played, open_known, play_call
from tyyni_bench.watch import watched
from tyyni_models.scripted import ScriptedTranscriber

CALL: Path = DEMO_CALLS / "en-wrong-order.flac"


async def test_the_floor_is_watched_when_there_is_a_key_for_it() -> None:
    play = Played(open_known(CALL), "Desk 1")
    with LiveService(ScriptedTranscriber(["hello"])) as service:
        async with watched(service.target) as watch:
            assert watch.heats(play) == [], "it has not begun"
            await play_call(play, service.ws + "/ws/call", service.target.agent_token, at_most_s=0.5)
            assert watch.heats(play)
        async with watched(replace(service.target, supervisor_token=None)) as blind:
            assert blind.floor is None
            assert blind.heats(play) == []
