"""`kill -9` of the service while people look at its pages: said loudly, nothing they typed is lost, nothing doubled."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import web_build
from live_service import KEYS, silence
from page_opening import OpenPage
from playwright.sync_api import Browser, Locator, Page, expect
from scripted_service import ScriptedService, sentence
from sqlalchemy import URL

from tyyni.history.database import history_url, upgrade
from tyyni.units import SAMPLE_RATE_HZ, Party
from tyyni_client.connection import CallConnection, CallListener, CallPlan, LinkPolicy

pytestmark = pytest.mark.browser

SUPERVISOR = KEYS.supervisor
LOUD = {"complaints_expected": True}
"""A browser complains of a service that is gone."""
CHUNK = SAMPLE_RATE_HZ // 10
FASTER = 3.0
"""Than true speed."""
PATIENT = LinkPolicy(give_up_s=40.0)
STARTS_WITHIN_MS = 30_000
"""A process, on a busy machine; a page knocks every ten seconds at last."""


class Line:
    """A caller on the line, in a thread: says a sentence when told to, and stays."""

    def __init__(self, call: CallConnection, loop: asyncio.AbstractEventLoop) -> None:
        self._call = call
        self._loop = loop

    def say(self, number: int) -> None:
        """Say a sentence, and then nothing for a while."""
        said = np.concatenate([silence(0.5), sentence(number, 1.5), silence(1.5)])
        asyncio.run_coroutine_threadsafe(self._play(said), self._loop).result()

    async def _play(self, samples: np.ndarray) -> None:
        for at in range(0, len(samples), CHUNK):
            self._call.hear(Party.CALLER, samples[at : at + CHUNK])
            await asyncio.sleep(CHUNK / SAMPLE_RATE_HZ / FASTER)


@contextmanager
def on_the_line(service: ScriptedService) -> Iterator[Line]:
    """A call while the context lasts; it is taken up again by itself when the service comes back."""
    lines: list[Line] = []
    begun, over = threading.Event(), threading.Event()

    async def call() -> None:
        url = service.url.replace("http", "ws") + "/ws/call"
        plan = CallPlan((Party.CALLER,), "en", True, label="Desk 7")
        async with CallConnection(url, plan, CallListener(), token=KEYS.agent, policy=PATIENT) as connection:
            lines.append(Line(connection, asyncio.get_running_loop()))
            begun.set()
            await asyncio.to_thread(over.wait)
            await connection.hang_up()

    with ThreadPoolExecutor(1) as beside:
        done = beside.submit(asyncio.run, call())
        assert begun.wait(10), done.exception()
        try:
            yield lines[0]
        finally:
            over.set()
        done.result()


@pytest.fixture
def database(tmp_path: Path) -> URL:
    url = history_url(None, tmp_path)
    with ThreadPoolExecutor(1) as beside:  # Playwright keeps a loop running in the tests' own thread
        beside.submit(asyncio.run, upgrade(url)).result()
    return url


def a_free_port() -> int:
    """Return the port of a service that is started twice: its cookies have the name of the port it is told."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def test_pages_tell_of_a_restart_and_lose_nothing_that_was_typed(
    browser: Browser, database: URL, tmp_path: Path
) -> None:
    web_build.build_pages()
    service = ScriptedService(database, tmp_path, a_free_port())
    opened = OpenPage(browser, service.url)
    try:
        with on_the_line(service) as line:
            line.say(1)
            agent, floor = (
                opened(f"/agent?token={KEYS.agent}", **LOUD),
                opened(f"/floor?token={SUPERVISOR}", **LOUD),
            )
            expect(agent.locator(".prompt .do")).to_have_text("Stay calm")
            floor.locator("[data-open]").click()
            panel = floor.get_by_role("dialog", name="Desk 7")
            for page in (agent, panel):
                expect(page.locator(".line .text")).to_have_text(["this is unacceptable"])
            box = panel.get_by_label("A message to the agent’s screen")
            box.fill("You may")
            call_id = panel.get_attribute("data-watched")
            review = opened(f"/review?token={SUPERVISOR}&call={call_id}", **LOUD)
            note = review.get_by_label("What happened?")
            note.fill("The parcel was late.")

            service.kill()
            for page in (agent, floor):
                expect(page.get_by_role("alert")).to_contain_text("Connection to the service is lost")
                expect(page.locator(".stale")).to_have_count(1)
            expect(agent.locator(".prompt .do")).to_have_text("Stay calm")
            expect(box).to_be_disabled()
            press(review, "Save")
            expect(
                review.get_by_role("status").filter(has_text="The service does not answer")
            ).to_be_visible()

            service = ScriptedService(database, tmp_path, service.port)
            for page in (agent, floor):
                expect(page.locator(".stale")).to_have_count(0, timeout=STARTS_WITHIN_MS)
            line.say(2)
            for page in (agent, panel):
                expect(page.locator(".line .text")).to_have_text(
                    ["this is unacceptable", re.compile("^sentence2")]
                )
            expect(panel.get_by_role("alert")).to_have_count(0)
            expect(box).to_have_value("You may")
            box.fill("You may waive it")
            press(panel, "Send")
            expect(agent.locator(".whisper .said")).to_have_text("You may waive it")
            expect(panel.locator(".whispers li")).to_have_count(1)
            expect(note).to_have_value("The parcel was late.")
            press(review, "Save")
            expect(review.locator(".note-form .chip.good")).to_contain_text("Saved")
    finally:
        opened.close()
        service.stop()


def press(within: Page | Locator, name: str) -> None:
    within.get_by_role("button", name=name).click()
