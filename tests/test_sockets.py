from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from live_service import AGENT, SUPERVISOR, LiveService, calling, connected
from websockets.exceptions import InvalidStatus

from tyyni import wire
from tyyni.serve.access import Identity, Role
from tyyni.serve.metrics import Metrics
from tyyni.serve.sockets import send_all
from tyyni.serve.subscriber import Subscriber
from tyyni_models.scripted import ScriptedTranscriber


@pytest.fixture(scope="module")
def service() -> Iterator[LiveService]:
    with LiveService(ScriptedTranscriber([])) as running:
        yield running


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        ("/ws/call", {}, 401, "not_admitted"),
        ("/ws/call", {"Authorization": "Bearer nonsense"}, 401, "not_admitted"),
        ("/ws/call", SUPERVISOR, 403, "wrong_role"),
        ("/ws/agent", SUPERVISOR, 403, "wrong_role"),
        ("/ws/floor", AGENT, 403, "wrong_role"),
        ("/ws/floor", {**SUPERVISOR, "Origin": "http://evil.example"}, 403, "origin_refused"),
        ("/ws/call?token=" + "a" * 43, {}, 401, "not_admitted"),
    ],
)
async def test_who_may_not_come_in_is_told_before_the_websocket_opens(
    service: LiveService, path: str, headers: Mapping[str, str], status: int, code: str
) -> None:
    with pytest.raises(InvalidStatus) as raised:
        async with connected(service, path, headers):
            pass
    assert raised.value.response.status_code == status
    assert f'"{code}"'.encode() in (raised.value.response.body or b"")


async def test_a_browser_comes_in_with_its_cookie_and_its_own_origin(service: LiveService) -> None:
    access = service.service.access
    cookie = f"{access.cookie_name(Role.SUPERVISOR)}={access.cookie_value(Identity(Role.SUPERVISOR))}"
    async with connected(service, "/ws/floor", {"Cookie": cookie, "Origin": service.url}) as page:
        assert isinstance(await page.next(), wire.FloorCalls)


async def test_one_websocket_too_many_is_refused_and_a_place_becomes_free_again() -> None:
    with LiveService(ScriptedTranscriber([]), max_connections=1) as small:
        async with calling(small) as (call, _):
            async with connected(small, "/ws/agent") as page:
                assert await page.refusal() == ("too_many_connections", 1013)
            assert isinstance((await call.hang_up())[-1], wire.Ended)
        async with calling(small) as (call, _):
            assert isinstance((await call.hang_up())[-1], wire.Ended)


class ClosedByServer:
    """A websocket that uvicorn itself has closed, which it says with a RuntimeError."""

    async def send_text(self, text: str) -> None:
        raise RuntimeError("Unexpected ASGI message 'websocket.send', after sending 'websocket.close'.")


async def test_sending_on_a_connection_that_the_server_closed_is_no_failure() -> None:
    subscriber = Subscriber(Metrics())
    subscriber.put(wire.Ended(call_id="c", heard_ms=0))
    await send_all(ClosedByServer(), subscriber)  # type: ignore[arg-type]
