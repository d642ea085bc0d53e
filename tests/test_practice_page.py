"""Practice in real Chromium, with real sound and the real service; only the words are scripted."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import web_build
from axe import assert_accessible
from live_service import KEYS, LiveService, silence, speech_like
from page_opening import OpenPage
from playwright.sync_api import Browser, Page, expect
from review_sample import People, a_call, prepared
from test_recordings import write

from tyyni import wire
from tyyni.history.recordings import Recordings
from tyyni.serve.agents import AGENTS_FILE, AgentBook
from tyyni.units import SAMPLE_RATE_HZ, Party
from tyyni_client.texts import Texts
from tyyni_models.scripted import ScriptedTranscriber

pytestmark = pytest.mark.browser

WAIT_MS = 20_000
"""For what comes at the speed of speech."""

AFTER_30_FRAMES = """bar => new Promise(done => {
  let left = 30;
  const next = () => (left-- ? requestAnimationFrame(next) : done(bar.value));
  next();
})"""
"""Where a progress bar stands half a second later."""

Look = Callable[..., Page]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice")
    caller = np.concatenate([speech_like(2), silence(1)])
    both = np.stack([caller, np.zeros_like(caller)], axis=1)
    soundfile.write(folder / "en-hot-call.flac", both, SAMPLE_RATE_HZ)
    (folder / "en-hot-call.json").write_text('{"language": "en"}', "utf-8")
    soundfile.write(folder / "mono.wav", caller, SAMPLE_RATE_HZ)
    return folder


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> People:
    """A history with calls of Aino's whose sound is kept."""
    people = prepared(tmp_path_factory.mktemp("history"), a_call("a"), a_call("b"))
    recordings = Recordings(people.folder)
    recordings.prepare()
    for call in ("a", "b"):
        write(recordings, call, {Party.CALLER: speech_like(1), Party.AGENT: speech_like(0.5, seed=2)})
        recordings.finish(call, "en")
    return people


@pytest.fixture(scope="module")
def service(folder: Path, people: People) -> Iterator[LiveService]:
    web_build.build_pages()
    transcriber = ScriptedTranscriber(["this", "is", "unacceptable"])
    given = {"practice_calls": folder, "max_calls": 1, "history": True, "data_dir": people.folder}
    with LiveService(transcriber, agents=AgentBook(people.folder / AGENTS_FILE), **given) as running:
        yield running


@pytest.fixture
def look(browser: Browser, service: LiveService) -> Iterator[Look]:
    """Return what opens the page as an agent; afterwards no page may have complained on its console."""
    opened = OpenPage(browser, service.url)

    def looking(key: str = KEYS.agent, query: str = "", **how: Any) -> Page:
        page = opened(f"/practice?token={key}&{query}", **how)
        expect(page.locator("main .card").first).to_be_visible()
        return page

    yield looking
    opened.close()
    assert not opened.complaints


@pytest.fixture
def all_gone(service: LiveService) -> Iterator[threading.Event]:
    """Set when a call has ended and no other is live."""
    calls, gone = service.service.calls, threading.Event()
    tell = lambda: gone.set() if len(calls) == 0 else gone.clear()  # noqa: E731
    calls.listen(tell)
    yield gone
    assert gone.wait(10), "the call outlived its test"
    calls.unlisten(tell)


def begin(page: Page) -> None:
    page.get_by_role("button", name="hot call").press("Enter")


def test_a_call_is_played_with_prompts_paused_and_looked_back_at(
    look: Look, all_gone: threading.Event
) -> None:
    page = look()
    begin(page)
    expect(page.locator(".state")).to_have_text("Playing", timeout=WAIT_MS)
    pause = page.get_by_role("button", name="Pause")
    expect(pause).to_be_focused()
    pause.press("Enter")
    expect(page.locator(".state")).to_have_text("Paused")
    paused_at = page.locator("progress").evaluate("bar => bar.value")
    assert page.locator("progress").evaluate(AFTER_30_FRAMES) == paused_at
    page.get_by_role("button", name="Go on").press("Enter")
    expect(page.locator(".prompt .do")).to_have_text("Stay calm", timeout=WAIT_MS)
    assert_accessible(page)
    # It ends by itself.
    expect(page.get_by_role("heading", name="What happened")).to_be_focused(timeout=WAIT_MS)
    expect(page.locator(".summary")).to_contain_text("1 prompt came")
    expect(page.locator(".said.caller")).to_contain_text("this is unacceptable")
    expect(page.locator(".prompted")).to_contain_text("Stay calm")
    expect(page.locator(".prompted time")).to_have_text(re.compile("^0:0[12]$"))
    expect(page.locator(".summary")).not_to_contain_text("Stopped at")
    assert_accessible(page)
    page.get_by_role("button", name="Choose another call").click()
    expect(page.get_by_role("button", name="hot call")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fi", "pl"])
def test_a_call_is_chosen_paused_stopped_early_and_left(
    look: Look, all_gone: threading.Event, language: wire.ScreenLanguage
) -> None:
    say = Texts(language).say
    page = look(KEYS.supervisor, language=language)
    state = page.get_by_role("status").and_(page.locator(".state"))
    page.get_by_role("button", name=say("practice.begin_named", name="hot call")).click()
    expect(state).to_have_text(say("practice.playing"), timeout=WAIT_MS)
    press(page, say("practice.pause"))
    expect(state).to_have_text(say("practice.paused"))
    press(page, say("practice.resume"))
    expect(state).to_have_text(say("practice.playing"))
    press(page, say("practice.stop"))
    stopped = re.compile(
        re.escape(say("practice.ended_early", at="AT", length="0:03")).replace("AT", "0:0[0-2]")
    )
    expect(page.locator(".summary")).to_contain_text(stopped, timeout=WAIT_MS)
    expect(page.get_by_role("heading", name=say("practice.debrief"))).to_be_focused()
    press(page, say("practice.choose_other"))
    expect(page.get_by_role("heading", name=say("practice.choose"))).to_be_visible()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_call_that_is_left_while_it_plays_ends(look: Look, all_gone: threading.Event) -> None:
    page = look(KEYS.supervisor)
    begin(page)
    expect(page.locator(".state")).to_have_text("Playing", timeout=WAIT_MS)
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Play it again").click(timeout=WAIT_MS)
    expect(page.locator(".state")).to_have_text("Playing", timeout=WAIT_MS)
    # Leaving ends it; the grace of a broken connection is 30 s.
    all_gone.clear()
    page.goto("about:blank")
    assert all_gone.wait(10)


def test_a_service_that_takes_no_more_calls_says_so(look: Look, all_gone: threading.Event) -> None:
    first, second = look(), look()
    begin(first)
    expect(first.locator(".state")).to_have_text("Playing", timeout=WAIT_MS)
    first.get_by_role("button", name="Pause").click()  # it must not be over too soon
    begin(second)
    expect(second.get_by_role("alert")).to_contain_text("too_many_calls", timeout=WAIT_MS)
    first.get_by_role("button", name="Stop").click()
    second.get_by_role("button", name="Choose another call").click()
    expect(second.get_by_role("button", name="hot call")).to_be_visible()


def test_a_call_whose_sound_is_kept_is_played_from_its_review(
    look: Look, people: People, all_gone: threading.Event
) -> None:
    page = look(people.aino, "call=a")
    expect(page.locator("[data-group=kept] li")).to_contain_text(["Aino, "])
    asked = page.locator("[data-group=asked]")
    expect(asked).to_contain_text("English · 0:01 · Desk 12 · claims")
    assert_accessible(page)
    asked.get_by_role("button", name="Start training: Aino").press("Enter")
    # It ends by itself.
    expect(page.get_by_role("heading", name="What happened")).to_be_focused(timeout=WAIT_MS)
    expect(page.locator(".summary")).not_to_contain_text("Stopped at")


def test_a_supervisor_who_plays_it_is_shown_nothing_of_the_agents_own(
    look: Look, all_gone: threading.Event
) -> None:
    page = look(KEYS.supervisor, "as=supervisor")
    page.locator("[data-group=kept]").get_by_role("button").first.click()
    expect(page.locator(".state")).to_have_text("Playing", timeout=WAIT_MS)
    expect(page.locator("main")).to_contain_text("Somebody else’s call")
    expect(page.locator(".steps, .conduct")).to_have_count(0)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", name="What happened")).to_be_focused(timeout=WAIT_MS)


@pytest.mark.parametrize(
    ("language", "begin_text", "how"),
    [
        ("en", "Start training", {"width": 1280, "forced_colors": True}),
        ("fi", "Aloita harjoitus", {"width": 320, "dark": True}),
        ("pl", "Rozpocznij ćwiczenie", {"width": 380}),
    ],
)
def test_everybody_can_choose(look: Look, language: str, begin_text: str, how: dict[str, Any]) -> None:
    page = look(language=language, **how)
    expect(page.locator(".recordings button")).to_have_text(begin_text)
    expect(page.locator("main")).to_contain_text("mono")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    assert_accessible(page)
