"""The main job, whole: a recorded call at true speed through the real service turns hot on both real pages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import chromium
import needs
import pytest
import web_build
from live_service import KEYS, LiveService
from playwright.sync_api import Page, expect

import tyyni_client
from tyyni.playbooks.loader import load_playbook
from tyyni.serve.ears import load_ears
from tyyni.serve.settings import load_settings
from tyyni_client.connection import Arrival, CallConnection, CallListener, CallPlan
from tyyni_client.recording import open_recording
from tyyni_client.replay import play
from tyyni_models.scripted import ScriptedTranscriber

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]

HOT_CALL = Path(tyyni_client.__file__).parent / "demo_calls" / "en-wrong-order.flac"
PATIENCE_MS = 120_000
"""More than the call lasts; what is waited for comes on its way."""


class Unheard(CallListener):
    """The caller's end of the line: nobody reads what the service says there."""

    def on_message(self, arrival: Arrival) -> None:
        pass


@pytest.fixture(scope="module")
def service() -> Iterator[LiveService]:
    model_dir = needs.model("base")
    settings = load_settings(data_dir=Path("unused"))
    web_build.build_pages()
    with LiveService(
        ScriptedTranscriber([]), load=lambda: load_ears(settings, model_dir, load_playbook())
    ) as running:
        yield running


async def play_call(url: str) -> None:
    recording = open_recording(HOT_CALL)
    plan = CallPlan(recording.parties, "en", voice_analysis=True, label="Desk 12")
    async with CallConnection(url, plan, Unheard(), token=KEYS.agent) as connection:
        await play(recording, connection)


def watch(agent: Page, floor: Page) -> None:
    """See the call begin calm, turn hot, and bring text and a prompt."""
    in_time = PATIENCE_MS
    expect(agent.locator('.heat[data-band="calm"]')).to_be_visible(timeout=in_time)
    expect(floor.locator(".tile h2")).to_have_text("Desk 12")
    expect(agent.locator(".line.caller").first).to_be_visible(timeout=in_time)
    expect(agent.locator(".heat-card.band-hot, .heat-card.band-boiling")).to_be_visible(timeout=in_time)
    expect(floor.locator(".tile.band-hot, .tile.band-boiling")).to_be_visible(timeout=in_time)
    expect(agent.locator(".heat-card .reasons li").first).to_be_visible()
    expect(agent.locator(".prompt .do").or_(agent.locator(".prompt .previous"))).to_be_visible(
        timeout=in_time
    )


def test_a_replayed_call_turns_hot_on_both_pages(service: LiveService) -> None:
    complaints: list[str] = []
    with chromium.running() as browser, ThreadPoolExecutor(1) as line:
        agent, floor = browser.new_page(locale="en"), browser.new_page(locale="en")
        for page in (agent, floor):
            page.on("console", lambda message: complaints.append(message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
        agent.goto(f"{service.url}/agent?token={KEYS.agent}")
        floor.goto(f"{service.url}/floor?token={KEYS.supervisor}")
        expect(agent).to_have_url(f"{service.url}/agent")
        expect(floor.locator(".empty")).to_be_visible()
        call = line.submit(asyncio.run, play_call(f"{service.ws}/ws/call"))
        watch(agent, floor)
        call.result()
        expect(agent.locator(".agent .status")).to_contain_text("Call ended")
        expect(floor.locator(".empty")).to_be_visible()
    assert not complaints
