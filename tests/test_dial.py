"""Connections that never come about: each says why, and what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from call_scene import BOTH, PLAN, Listening, Witness, failure
from live_service import KEYS, LiveService

from tyyni import wire
from tyyni_client.connection import CallConnection
from tyyni_client.link import CallPlan, LinkPolicy


@pytest.fixture(scope="module")
def service() -> Iterator[LiveService]:
    with LiveService(Listening()) as running:
        yield running


@pytest.mark.parametrize(
    ("path", "token", "code"),
    [
        ("/ws/call", "guessed", "access_refused"),
        ("/ws/call", None, "access_refused"),
        ("/ws/call", KEYS.supervisor, "access_refused"),
        ("/ws/floor", KEYS.agent, "access_refused"),
        ("/ws/agent", KEYS.agent, "url_invalid"),
        ("/ws/cal", KEYS.agent, "url_invalid"),
    ],
)
async def test_a_wrong_token_or_path_is_told(
    service: LiveService, path: str, token: str | None, code: str
) -> None:
    connection = CallConnection(service.ws + path, PLAN, Witness(), token=token)
    assert await failure(connection) == code


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:8765", "http://127.0.0.1:8765/ws/call", "ws://127.0.0.1:99999/ws/call", "ws://[::1", ""],
)
async def test_what_is_no_address_is_told(url: str) -> None:
    assert await failure(CallConnection(url, PLAN, Witness())) == "url_invalid"


async def test_a_refused_hello_is_told_with_the_services_code(service: LiveService) -> None:
    plan = CallPlan(BOTH, "xx", voice_analysis=True)
    connection = CallConnection(f"{service.ws}/ws/call", plan, Witness(), token=KEYS.agent)
    assert await failure(connection) == "language_unknown"


async def test_no_proxy_of_the_environment_is_asked(
    service: LiveService, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "socks_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    async with CallConnection(f"{service.ws}/ws/call", PLAN, Witness(), token=KEYS.agent) as connection:
        assert isinstance(await connection.hang_up(), wire.Ended)


@asynccontextmanager
async def a_server_that_says(first_answer: bytes | None) -> AsyncIterator[str]:
    """Run a server that answers with these bytes and then never again; None: it breaks off at once."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if first_answer is None:
            writer.transport.abort()
            return
        writer.write(first_answer)
        await reader.read()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        yield f"ws://{host}:{port}/ws/call"


@pytest.mark.parametrize(
    "first_answer", [None, b"", b"hello?\r\n\r\n", b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"]
)
async def test_what_is_not_a_tyyni_service_is_told(first_answer: bytes | None) -> None:
    async with a_server_that_says(first_answer) as url:
        connection = CallConnection(url, PLAN, Witness(), policy=LinkPolicy(open_s=0.2))
        assert await failure(connection) == "service_unreachable"


async def test_where_nothing_listens_is_told() -> None:
    async with a_server_that_says(b"") as url:
        pass
    assert await failure(CallConnection(url, PLAN, Witness())) == "service_unreachable"


async def test_who_stops_waiting_for_a_connection_leaves_nothing_running() -> None:
    async with a_server_that_says(b"") as url:
        connection = CallConnection(url, PLAN, Witness())
        entering = asyncio.create_task(connection.__aenter__())
        await asyncio.sleep(0)  # it has begun
        entering.cancel()
        with pytest.raises(asyncio.CancelledError):
            await entering
        assert connection.over
