"""What a supervisor's client sees of the heat."""

from __future__ import annotations

import pytest
from live_service import KEYS, LiveService, calling, silence, speech_like

from tyyni import wire
from tyyni.errors import TyyniError
from tyyni.units import Party, WallNs
from tyyni_bench.floor_log import FloorLog, watched_floor
from tyyni_models.scripted import ScriptedTranscriber


async def test_the_heat_of_each_call_is_kept_by_its_id() -> None:
    with LiveService(ScriptedTranscriber(["hello"])) as service:
        async with (
            watched_floor(service.ws + "/ws/floor", KEYS.supervisor) as log,
            calling(service) as (call, welcome),
        ):
            await call.play({Party.CALLER: speech_like(1), Party.AGENT: silence(1)})
            await call.hang_up()
    assert log.heats(welcome.call_id)[0].level == 0.0
    assert log.heats("another") == []


async def test_a_key_that_does_not_open_the_floor_is_refused() -> None:
    with (
        LiveService(ScriptedTranscriber(["hello"])) as service,
        pytest.raises(TyyniError, match="access_refused"),
    ):
        async with watched_floor(service.ws + "/ws/floor", KEYS.agent):
            raise AssertionError("it must not open")


def test_what_the_floor_says_is_wrong_is_raised() -> None:
    with pytest.raises(TyyniError, match="too_slow"):
        FloorLog().take(wire.ErrorMessage(code="too_slow", message="you are", fatal=True), WallNs(0))
