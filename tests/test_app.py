from __future__ import annotations

import signal
import threading

import numpy as np
import pytest
from coaching import ScriptedCoaching, Silent
from live_service import LiveService, calling, connected, get, hello

from tyyni import wire
from tyyni.serve.ears import Ears
from tyyni_models.errors import ModelError

EARS = Ears(Silent(), lambda settings: ScriptedCoaching(), frozenset({"en"}), frozenset({"en"}))
FRAME = np.zeros(320, dtype=np.int16)


async def test_until_everything_is_loaded_the_service_lives_but_says_it_is_not_ready() -> None:
    loaded = threading.Event()

    def load() -> Ears:
        loaded.wait(30)
        return EARS

    with LiveService(Silent(), load=load, wait=False) as service:
        assert (await get(service, "/livez")).status_code == 200
        answer = await get(service, "/readyz")
        assert (answer.status_code, answer.json()["state"]) == (503, "loading")
        async with connected(service) as call:
            await call.send(hello())
            assert await call.refusal() == ("not_ready", 1013)
        loaded.set()
        service.wait_until_loaded()
        assert (await get(service, "/readyz")).status_code == 200
        async with calling(service) as (call, _):
            assert isinstance((await call.hang_up())[-1], wire.Ended)


@pytest.mark.parametrize(
    "error", [ModelError("model_altered", "model.bin: sha256"), RuntimeError("no CUDA"), KeyError("a bug")]
)
def test_whatever_loading_fails_with_is_said_and_ends_the_server(error: Exception) -> None:
    def load() -> Ears:
        raise error

    with LiveService(Silent(), load=load) as service:
        assert service.service.readiness.state == "failed"
        assert str(error) in service.service.readiness.reason
        service.join()


async def test_a_bug_in_one_call_costs_no_other_call_anything() -> None:
    scripts = iter([[[ZeroDivisionError("bug")]], []])
    ears = Ears(Silent(), lambda s: ScriptedCoaching(next(scripts)), frozenset({"en"}), frozenset({"en"}))
    with LiveService(Silent(), load=lambda: ears) as service:
        async with calling(service) as (broken, _), calling(service) as (sound, _):
            await broken.play({p: FRAME for p in hello().parties})
            assert await broken.refusal() == ("internal_error", 1011)
            await sound.play({p: FRAME for p in hello().parties})
            assert isinstance((await sound.hang_up())[-1], wire.Ended)


async def test_lag_and_notices_are_looked_at_every_second() -> None:
    with LiveService(Silent(), load=lambda: EARS) as service:
        async with calling(service) as (call, _):
            first = hello().parties[0]
            await call.chunk(first, 320, FRAME)
            await call.chunk(first, 1_280, FRAME)
            grown = await call.expect(wire.Notice, lambda notice: (notice.value_ms or 0) > 20)
            assert (grown.code, grown.value_ms) == ("audio_gap_bridged", 60)


def test_a_service_that_is_stopped_while_it_loads_stops() -> None:
    loaded = threading.Event()

    def load() -> Ears:
        loaded.wait(30)
        return EARS

    with LiveService(Silent(), load=load, wait=False) as service:
        service.server.handle_exit(signal.SIGTERM, None)
        loaded.set()
        service.join()
        assert service.service.readiness.state == "draining"
