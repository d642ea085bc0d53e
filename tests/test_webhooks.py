"""Alerts to another system, sent to a real HTTP server on this machine."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from live_service import LiveService, calling
from msgspec.structs import replace
from test_floor import floor_call

from tyyni import wire
from tyyni.serve.metrics import Metrics
from tyyni.serve.webhooks import HOUR_S, WebhookPolicy, Webhooks
from tyyni_models.scripted import ScriptedTranscriber

TEXTS: wire.Texts = {"fi": "Uhkaus", "pl": "Groźba", "en": "Threat"}
CALM = replace(floor_call("c1"), agent="Anna", team="Parcels", label="7")
BOILING = replace(CALM, band="boiling", level=90.0)
ALERT = replace(CALM, alert=wire.FloorAlert(text=TEXTS, heard_ms=1))
HELP = replace(CALM, help=wire.FloorHelp(heard_ms=1, taken=False))


class Receiver:
    """What a real server was sent; it answers with each of ``answers`` in turn, then with 204."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.got = threading.Semaphore(0)
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                receiver.headers.append(dict(self.headers))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                self.end_headers()
                receiver.got.release()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    async def receive(self, count: int = 1) -> list[dict[str, Any]]:
        for _ in range(count):
            assert await asyncio.to_thread(self.got.acquire, timeout=10), "nothing came"
        return [json.loads(body) for body in self.bodies]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    serving = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    serving.join()


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class Desk:
    def __init__(self, url: str, **policy: Any) -> None:
        self.metrics = Metrics()
        self.clock = Clock()
        known = {"retry_after_s": (0.0, 0.0), "timeout_s": 5.0, **policy}
        self.hooks = Webhooks(WebhookPolicy(url, "https://t.example", **known), self.metrics, self.clock)

    def outcomes(self) -> dict[str, float]:
        (family,) = self.metrics.webhooks.collect()
        return {one.labels["outcome"]: one.value for one in family.samples if one.name.endswith("_total")}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.hooks.run())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def become(self, **outcomes: float) -> None:
        await self.hooks.settle()
        assert self.outcomes() == outcomes


async def test_each_kind_is_told_once_a_call_with_nothing_but_id_kind_band_and_link(
    receiver: Receiver,
) -> None:
    desk = Desk(receiver.url)
    async with desk.running():
        for before, now in (
            (None, CALM), (CALM, ALERT), (ALERT, ALERT), (CALM, HELP), (HELP, CALM), (CALM, HELP),
            (CALM, BOILING), (BOILING, CALM), (CALM, BOILING),
        ):  # fmt: skip
            desk.hooks.witness(before, now)
        told = await receiver.receive(3)
        await desk.become(sent=3)
    link = "https://t.example/floor#call=c1"
    assert told == [
        {"call_id": "c1", "kind": "alert", "band": "calm", "link": link},
        {"call_id": "c1", "kind": "help_asked", "band": "calm", "link": link},
        {"call_id": "c1", "kind": "boiling", "band": "boiling", "link": link},
    ]
    assert "X-Tyyni-Signature" not in receiver.headers[0]


async def test_a_call_is_forgotten_when_it_is_over(receiver: Receiver) -> None:
    desk = Desk(receiver.url)
    desk.hooks.witness(None, None)
    for _ in range(2):
        desk.hooks.witness(None, ALERT)
        desk.hooks.witness(ALERT, None)
    async with desk.running():
        assert len(await receiver.receive(2)) == 2


async def test_the_body_is_signed(receiver: Receiver) -> None:
    desk = Desk(receiver.url, secret="s3cret")
    async with desk.running():
        desk.hooks.witness(None, ALERT)
        await receiver.receive()
    expected = hmac.new(b"s3cret", receiver.bodies[0], hashlib.sha256).hexdigest()
    assert receiver.headers[0]["X-Tyyni-Signature"] == f"sha256={expected}"


async def test_what_fails_is_tried_again(receiver: Receiver) -> None:
    receiver.answers = [500, 429]
    desk = Desk(receiver.url)
    async with desk.running():
        desk.hooks.witness(None, ALERT)
        await desk.become(sent=1)
    assert len(receiver.bodies) == 3
    assert len(set(receiver.bodies)) == 1


@pytest.mark.parametrize(("answers", "attempts"), [([404], 1), ([302], 1), ([503, 503, 503], 3)])
async def test_what_cannot_be_sent_is_counted_and_the_next_goes_out(
    receiver: Receiver, answers: list[int], attempts: int
) -> None:
    receiver.answers = answers
    desk = Desk(receiver.url)
    async with desk.running():
        desk.hooks.witness(None, ALERT)
        desk.hooks.witness(None, BOILING)
        await desk.become(failed=1, sent=1)
    assert len(receiver.bodies) == attempts + 1


async def test_a_server_that_is_not_there_is_a_failure_and_its_address_is_not_logged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk = Desk("http://127.0.0.1:9/secret-path")
    async with desk.running():
        desk.hooks.witness(None, ALERT)
        await desk.become(failed=1)
    logged = capsys.readouterr().out
    assert "webhook_failed" in logged
    assert "secret-path" not in logged


def test_alerts_stay_rare_and_come_again_after_an_hour() -> None:
    desk = Desk("http://127.0.0.1:9/", per_hour=2)
    calls = [replace(ALERT, call_id=str(number)) for number in range(4)]
    for call in calls[:3]:
        desk.hooks.witness(None, call)
    assert desk.outcomes() == {"over_budget": 1}
    desk.clock.now_s = HOUR_S
    desk.hooks.witness(None, calls[3])
    assert desk.outcomes() == {"over_budget": 1}


async def test_the_queue_is_bounded_and_what_is_left_at_the_end_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk = Desk("http://127.0.0.1:9/", most_waiting=2)
    for number in range(3):
        desk.hooks.witness(None, replace(ALERT, call_id=str(number)))
    assert desk.outcomes() == {"queue_full": 1}
    task = asyncio.create_task(desk.hooks.run())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert "webhooks_unsent" in capsys.readouterr().out


async def test_a_running_service_tells_when_an_agent_asks_for_help(receiver: Receiver) -> None:
    settings = {"webhook_url": receiver.url, "webhook_secret": "x", "public_url": "https://t.example"}
    with LiveService(ScriptedTranscriber([]), **settings) as service:
        async with calling(service, agent="Anna") as (call, welcome):
            await call.send(wire.AskHelp(on=True))
            (told,) = await receiver.receive()
    link = f"https://t.example/floor#call={welcome.call_id}"
    assert told == {"call_id": welcome.call_id, "kind": "help_asked", "band": "calm", "link": link}
