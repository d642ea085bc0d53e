from __future__ import annotations

import signal
import socket

import pytest
from live_service import LiveService, calling, connected, get, hello, silence, speech_like

from tyyni import wire
from tyyni.errors import TyyniError
from tyyni.serve.server import base_url, bind
from tyyni.serve.settings import load_settings
from tyyni.units import Party
from tyyni_models.scripted import ScriptedTranscriber

BOTH = (Party.CALLER, Party.AGENT)


async def test_sigterm_turns_new_calls_away_and_waits_for_live_ones() -> None:
    with LiveService(ScriptedTranscriber(["hello"])) as service:
        async with calling(service) as (call, _):
            await call.play({Party.CALLER: speech_like(1), Party.AGENT: silence(1)})
            service.server.handle_exit(signal.SIGTERM, None)
            answer = await get(service, "/readyz")
            assert (answer.status_code, answer.json()["state"]) == (503, "draining")
            async with connected(service) as late:
                await late.send(hello())
                assert await late.refusal() == ("not_ready", 1013)
            await call.play({party: silence(1) for party in BOTH}, first_sample=16_000)
            said = await call.hang_up()
            assert call.websocket.close_code == 1000
        assert isinstance(said[-1], wire.Ended)
        assert [m.stable for m in said if isinstance(m, wire.TranscriptText) and m.final] == ["hello"]
        service.join()


async def test_when_the_drain_is_over_live_calls_are_worked_through_and_ended() -> None:
    with LiveService(ScriptedTranscriber(["hello"]), drain_s=0.0) as service:
        async with calling(service) as (call, _):
            await call.play({Party.CALLER: speech_like(1), Party.AGENT: silence(1)})
            await call.expect(wire.Conduct)
            service.server.handle_exit(signal.SIGTERM, None)
            said = await call.rest()
            assert call.websocket.close_code == 1000
        assert isinstance(said[-1], wire.Ended)
        service.join()


async def test_a_second_signal_stops_at_once() -> None:
    with LiveService(ScriptedTranscriber([])) as service:
        async with calling(service) as (call, _):
            service.server.handle_exit(signal.SIGINT, None)
            service.server.handle_exit(signal.SIGINT, None)
            await call.rest()
        service.join()


async def test_without_calls_a_signal_stops_the_server() -> None:
    with LiveService(ScriptedTranscriber([])) as service:
        service.server.handle_exit(signal.SIGTERM, None)
        service.join()


async def test_a_message_over_64_kib_is_closed_with_1009_and_the_call_can_resume() -> None:
    with LiveService(ScriptedTranscriber([])) as service:
        async with calling(service) as (call, welcome):
            await call.websocket.send(b"\0" * 70_000)
            await call.rest()
            assert call.websocket.close_code == 1009
        resume = wire.Resume(call_id=welcome.call_id, token=welcome.resume_token)
        async with calling(service, resume=resume) as (call, _):
            assert isinstance((await call.hang_up())[-1], wire.Ended)


def test_an_address_that_cannot_be_used_is_refused_by_name() -> None:
    with bind(load_settings(port=0)) as first:
        first.listen()
        port = first.getsockname()[1]
        with pytest.raises(TyyniError, match="address_unusable") as raised:
            bind(load_settings(port=port))
        assert str(port) in raised.value.message
    with pytest.raises(TyyniError, match="address_unusable"):
        bind(load_settings(host="no.such.host.invalid"))


class Bound(socket.socket):
    def __init__(self, address: tuple[object, ...]) -> None:
        super().__init__()
        self.address = address

    def getsockname(self) -> tuple[object, ...]:
        return self.address


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (("127.0.0.1", 8765), "http://127.0.0.1:8765"),
        (("0.0.0.0", 80), "http://127.0.0.1:80"),
        (("::", 80, 0, 0), "http://[::1]:80"),
    ],
)
def test_links_name_an_address_a_browser_can_open(address: tuple[object, ...], url: str) -> None:
    with Bound(address) as bound:
        assert base_url(bound) == url
