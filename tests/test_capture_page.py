"""A call started from the agent's page: real Chromium with fake devices, the real service, real sound."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import chromium
import needs
import numpy as np
import pytest
import web_build
from axe import assert_accessible
from capture_page import KEEP_WHAT_IS_SENT, Keeper, fake_sound, sent
from live_service import KEYS, LiveService, calling, silence, speech_like
from playwright.sync_api import Browser, Page, expect

import tyyni_client
from tyyni import wire
from tyyni.audio import Pcm16
from tyyni.playbooks.loader import load_playbook
from tyyni.serve.ears import load_ears
from tyyni.serve.settings import load_settings
from tyyni.units import FRAME_MS, SAMPLE_RATE_HZ, Party
from tyyni_client.recording import open_recording
from tyyni_client.texts import Texts
from tyyni_models.scripted import ScriptedTranscriber

pytestmark = pytest.mark.browser

DEMO_CALL = Path(tyyni_client.__file__).parent / "demo_calls" / "en-wrong-order.flac"
TAB_TONE_HZ = 440
TAB_PLAYS = f"""
  () => {{
    document.title = 'SOFTPHONE';
    const context = new AudioContext();
    const tone = new OscillatorNode(context, {{ frequency: {TAB_TONE_HZ} }});
    tone.connect(context.destination);
    tone.start();
  }}
"""
MICROPHONE_TONE_HZ = 1_000
A_MICROPHONE = f"""
  MediaDevices.prototype.getUserMedia = async () => {{
    const context = new AudioContext();
    const tone = new OscillatorNode(context, {{ frequency: {MICROPHONE_TONE_HZ} }});
    const quieter = new GainNode(context, {{ gain: 0.3 }});
    const microphone = context.createMediaStreamDestination();
    tone.connect(quieter).connect(microphone);
    tone.start();
    return microphone.stream;
  }};
"""
FLAGS = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
TAB_FLAGS = (
    "--auto-select-tab-capture-source-by-title=SOFTPHONE",
    "--autoplay-policy=no-user-gesture-required",
)
"""Without Chromium's fake devices: those would take the place of the tab's sound."""


@pytest.fixture(scope="module")
def speaking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose every microphone hears speech."""
    sound = np.concatenate([speech_like(2.0), (speech_like(1.0) // 1000).astype(np.int16)])
    with chromium.running(*FLAGS, *fake_sound(tmp_path_factory.mktemp("sound") / "s.wav", sound)) as browser:
        yield browser


@pytest.fixture(scope="module")
def keeper() -> Keeper:
    return Keeper(["this", "is", "unacceptable"])


@pytest.fixture(scope="module")
def service(keeper: Keeper) -> Iterator[LiveService]:
    web_build.build_pages()
    with LiveService(ScriptedTranscriber([]), load=keeper.load) as running:
        yield running


OpenPage = Callable[..., Page]


@contextmanager
def opened(browser: Browser, service: LiveService) -> Iterator[OpenPage]:
    """Open agents' pages; afterwards no page may have complained on its console."""
    contexts = []
    complaints: list[str] = []

    def open_page(
        *, language: str = "en", width: int = 1280, dark: bool = False, before: str = KEEP_WHAT_IS_SENT
    ) -> Page:
        context = browser.new_context(
            locale=language,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(before)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(f"{line.type} {line.text}"))
        page.goto(f"{service.url}/agent?token={KEYS.agent}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def open_page(speaking: Browser, service: LiveService, keeper: Keeper) -> Iterator[OpenPage]:
    keeper.frames.clear()
    with opened(speaking, service) as open_page:
        yield open_page


def set_up(page: Page, caller: str = "Fake Audio Input 1") -> None:
    """Open the form, and take the usual microphone and a second input."""
    page.locator(".capture-closed button").click()
    page.locator('[name="capture-source"]').nth(1).check()
    page.locator('[data-side="caller"] select').select_option(caller)
    expect(page.locator('[data-side="caller"] .hint')).to_be_visible()
    expect(page.locator('[data-side="agent"] .hint').first).to_be_visible()


def begin(page: Page, *, voice_analysis: bool = False) -> None:
    """Decide and start; the call is live afterwards."""
    page.locator('[name="capture-voice"]').nth(0 if voice_analysis else 1).check()
    page.locator(".capture-setup .primary").click()
    # A service that still loads its model lets the page wait.
    expect(page.locator(".capture.live")).to_be_visible(timeout=60_000)


def hang_up(page: Page) -> None:
    """End the call and wait until the service has ended it."""
    page.locator(".capture .hang-up").click()
    expect(page.locator(".capture.ended")).to_be_visible(timeout=20_000)


def wait_for_sound(page: Page, keeper: Keeper, seconds: float) -> None:
    """Wait until the service has heard this much more of both parties."""
    target = len(keeper.frames) + round(seconds * 2 * 50)
    for _ in range(300):
        if len(keeper.frames) >= target:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the service hears nothing")


def assert_heard_as_sent(page: Page, keeper: Keeper) -> None:
    """The service heard, sample by sample, what the page took from its inputs; both parties as long."""
    lengths = []
    for party in (Party.CALLER, Party.AGENT):
        said, _again = sent(page, party)
        np.testing.assert_array_equal(keeper.heard(party), said)
        lengths.append(len(said))
    assert lengths[0] == lengths[1] > SAMPLE_RATE_HZ


def test_the_page_brings_both_parties_and_shows_its_own_call(
    open_page: OpenPage, service: LiveService, keeper: Keeper
) -> None:
    page = open_page()
    set_up(page)
    for side in ("agent", "caller"):
        expect(page.locator(f'[data-side="{side}"] .hint.good')).to_be_visible()
    page.get_by_label("Language of the call").select_option("en")
    page.get_by_label("Name of the call").fill("Desk 7")
    begin(page)
    expect(page.locator(".line").first).to_be_visible(timeout=20_000)
    wait_for_sound(page, keeper, 1)
    with another_call(service):
        expect(page.locator(".picker option")).to_have_count(2)
        expect(page.locator(".picker option:checked")).to_have_text("Desk 7 · English")
        hang_up(page)
    assert_heard_as_sent(page, keeper)
    assert np.abs(keeper.heard(Party.AGENT)).max() > 1_000
    expect(page.locator(".capture-closed button")).to_be_focused()
    assert page.evaluate("tracks.every(track => track.readyState === 'ended')"), "the microphone is let go"


@contextmanager
def another_call(service: LiveService) -> Iterator[None]:
    """A newer call of somebody else, while the context lasts."""
    begun, over = threading.Event(), threading.Event()

    async def call() -> None:
        async with calling(service, label="Other") as (other, _welcome):
            begun.set()
            await asyncio.to_thread(over.wait)
            await other.hang_up()

    with ThreadPoolExecutor(1) as line:
        done = line.submit(asyncio.run, call())
        begun.wait(timeout=10)
        yield
        over.set()
        done.result()


def test_a_call_whose_connection_breaks_goes_on_without_loss_or_doubling(
    open_page: OpenPage, service: LiveService, keeper: Keeper
) -> None:
    page = open_page()
    set_up(page)
    begin(page)
    for _ in range(2):
        wait_for_sound(page, keeper, 0.5)
        with page.expect_websocket(lambda socket: socket.url.endswith("/ws/call")):
            drop_calls(service, keeper)
        expect(page.locator(".capture.live")).to_be_visible()
    wait_for_sound(page, keeper, 0.5)
    for mended in ("audio_gap_bridged", "audio_repeated", "sequence_out_of_order"):
        expect(page.locator(f'[data-name="{mended}"]')).to_have_count(0)
    hang_up(page)
    assert_heard_as_sent(page, keeper)


def drop_calls(service: LiveService, keeper: Keeper) -> None:
    """Close the connection of every call, as a service does that is told to restart (RFC 6455: 1012)."""
    assert keeper.loop is not None
    for line in service.service.calls._lines.values():
        assert line.connection is not None
        keeper.loop.call_soon_threadsafe(line.connection.finish, 1012)


@pytest.mark.parametrize("side", ["agent", "caller"])
def test_a_lost_input_is_an_alarm_within_two_seconds_and_can_be_taken_again(
    open_page: OpenPage, keeper: Keeper, side: str
) -> None:
    page = open_page()
    set_up(page)
    begin(page)
    wait_for_sound(page, keeper, 0.2)
    page.evaluate(f"tracks.filter(t => t.readyState === 'live').at({0 if side == 'agent' else -1}).stop()")
    alarm = page.locator(f'[data-alarm="{side}-lost"]')
    expect(alarm.get_by_role("alert")).to_be_visible(timeout=2_000)
    wait_for_sound(page, keeper, 0.2)  # the call goes on meanwhile
    alarm.get_by_role("button", name="Open it again").click()
    expect(alarm).to_have_count(0)
    wait_for_sound(page, keeper, 0.5)
    hang_up(page)
    assert_heard_as_sent(page, keeper)


def test_digital_silence_is_an_alarm_until_the_agent_knows(
    speaking: Browser, service: LiveService, tmp_path: Path
) -> None:
    flags = fake_sound(tmp_path / "silence.wav", silence(1.0))
    with (
        chromium.launched(speaking.browser_type, *FLAGS, *flags) as browser,
        opened(browser, service) as open_page,
    ):
        page = open_page()
        set_up(page)
        for side in ("agent", "caller"):
            expect(page.locator(f'[data-side="{side}"] .hint.fault')).to_be_visible()
        begin(page)
        alarms = page.locator(".capture .banner.alarm")
        expect(alarms).to_have_count(2)
        assert_accessible(page)
        page.locator('[data-alarm="agent-silent"]').get_by_role("button", name="I know").click()
        expect(page.locator('[data-name="muted-agent"]')).to_be_visible()
        expect(alarms).to_have_count(1)
        hang_up(page)


def test_the_sound_of_another_tab_is_the_callers_until_sharing_stops(
    speaking: Browser, service: LiveService, keeper: Keeper
) -> None:
    keeper.frames.clear()
    with (
        chromium.launched(speaking.browser_type, *TAB_FLAGS, audible=True) as browser,
        opened(browser, service) as open_page,
    ):
        page = open_page(before=KEEP_WHAT_IS_SENT + A_MICROPHONE)
        softphone = page.context.new_page()
        softphone.goto(f"{service.url}/livez")
        softphone.evaluate(TAB_PLAYS)
        page.bring_to_front()
        page.locator(".capture-closed button").click()
        page.get_by_role("button", name="Choose a tab").click()
        expect(page.locator('[data-side="caller"] .hint.good')).to_be_visible()
        begin(page)
        wait_for_sound(page, keeper, 1.5)
        for party, tone_hz in ((Party.CALLER, TAB_TONE_HZ), (Party.AGENT, MICROPHONE_TONE_HZ)):
            assert strongest_hz(keeper.heard(party)[-SAMPLE_RATE_HZ:]) == pytest.approx(tone_hz, abs=3)
        softphone.close()
        alarm = page.locator('[data-alarm="caller-lost"]')
        expect(alarm.get_by_role("button", name="Share it again")).to_be_visible()
        wait_for_sound(page, keeper, 0.2)
        hang_up(page)
        assert_heard_as_sent(page, keeper)


def strongest_hz(samples: Pcm16) -> float:
    """Return the frequency that a sound has most of."""
    return int(np.abs(np.fft.rfft(samples)).argmax()) * SAMPLE_RATE_HZ / len(samples)


def test_nothing_starts_without_a_decision_and_two_devices(open_page: OpenPage) -> None:
    page = open_page()
    set_up(page, caller="Fake Default Audio Input")
    start = page.get_by_role("button", name="Start the call")
    expect(page.locator("[data-todo]")).to_have_text(
        [
            "choose two different devices: one cannot be you and the caller",
            "decide whether the caller’s tone is analysed",
        ]
    )
    page.get_by_label("No, words only").check()
    expect(start).to_be_disabled()
    page.locator('[data-side="caller"] select').select_option("Fake Audio Input 2")
    expect(start).to_be_enabled()
    page.keyboard.press("Escape")
    expect(page.locator(".capture-closed button")).to_be_focused()


def test_tone_analysis_is_switched_during_the_call(open_page: OpenPage) -> None:
    page = open_page()
    set_up(page)
    begin(page, voice_analysis=True)
    switch = page.get_by_role("switch", name="Tone analysis")
    expect(switch).to_be_checked()
    expect(page.locator('.status [data-name="voice"]')).to_have_count(0)
    switch.press("Space")
    expect(switch).not_to_be_checked()
    expect(page.locator('.status [data-name="voice"]')).to_be_visible()
    hang_up(page)


def test_sound_that_stops_flowing_is_an_alarm_within_two_seconds(open_page: OpenPage, keeper: Keeper) -> None:
    page = open_page()
    set_up(page)
    begin(page)
    wait_for_sound(page, keeper, 0.2)
    page.evaluate("contexts[0].resume = async () => {}, contexts[0].suspend()")
    expect(page.locator('[data-alarm="stalled"]')).to_be_visible(timeout=2_000)
    page.evaluate("delete contexts[0].resume, contexts[0].resume()")
    expect(page.locator('[data-alarm="stalled"]')).to_have_count(0)
    wait_for_sound(page, keeper, 1.0)
    hang_up(page)
    assert_heard_as_sent(page, keeper)


def test_who_leaves_the_page_in_a_call_is_asked_first(open_page: OpenPage) -> None:
    page = open_page()
    set_up(page)
    begin(page)
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    hang_up(page)


def test_choices_are_remembered_but_not_the_decision(open_page: OpenPage) -> None:
    page = open_page()
    set_up(page, caller="Fake Audio Input 2")
    page.locator('[data-side="agent"] select').select_option("Fake Audio Input 1")
    page.get_by_label("Your name").fill("Aino")
    page.get_by_label("I use loudspeakers").check()
    begin(page)
    hang_up(page)
    page.reload()
    page.locator(".capture-closed button").click()
    expect(page.locator('[data-side="agent"] select')).to_have_value("Fake Audio Input 1")
    expect(page.locator('[data-side="caller"] select')).to_have_value("Fake Audio Input 2")
    expect(page.get_by_label("Your name")).to_have_value("Aino")
    expect(page.get_by_label("I use loudspeakers")).to_be_checked()
    expect(page.locator("[data-todo]")).to_have_text(["decide whether the caller’s tone is analysed"])


def test_a_page_that_may_not_capture_says_why(open_page: OpenPage) -> None:
    no_devices = "Object.defineProperty(Navigator.prototype, 'mediaDevices', { value: undefined });"
    page = open_page(before=no_devices)
    expect(page.locator(".capture-closed")).to_contain_text("https")
    expect(page.locator(".capture-closed button")).to_have_count(0)


def test_a_refused_microphone_says_where_to_allow_it(open_page: OpenPage) -> None:
    refusing = """
      MediaDevices.prototype.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); };
    """
    page = open_page(before=refusing)
    page.locator(".capture-closed button").click()
    expect(page.locator('[data-side="agent"]').get_by_role("alert")).to_contain_text("address bar")
    expect(page.locator('[data-todo="microphone"]')).to_be_visible()


@pytest.mark.parametrize(("language", "dark"), [("en", False), ("fi", True), ("pl", False)])
def test_a_call_is_begun_mended_and_ended_by_what_the_screen_says_in_a_narrow_window(
    open_page: OpenPage, language: wire.ScreenLanguage, dark: bool
) -> None:
    say = Texts(language).say
    page = open_page(language=language, width=320, dark=dark)
    press(page, say("capture.start"))
    page.get_by_label(say("capture.source_device")).check()
    page.get_by_label(say("capture.caller_device"), exact=True).select_option("Fake Audio Input 1")
    for side in ("agent", "caller"):
        meter = page.get_by_role("meter", name=say(f"capture.level_{side}"), exact=True)
        expect(meter).to_have_attribute("aria-valuetext", say("capture.level_speech"))
        expect(page.locator(f'[data-side="{side}"]').get_by_role("status")).to_contain_text(
            say("capture.heard")
        )
    page.get_by_label(say("capture.voice_no"), exact=True).check()
    assert_fits(page)
    press(page, say("capture.begin"))
    # A service that still loads its model lets the page wait.
    expect(page.locator('[data-name="capture"]')).to_contain_text(say("capture.stage_live"), timeout=60_000)
    assert_fits(page)
    page.evaluate("tracks.at(-1).stop()")
    lost = page.get_by_role("alert").filter(has_text=say("capture.alarm_caller_lost"))
    expect(lost).to_be_visible()
    assert_fits(page)
    press(page, say("capture.open_again"))
    expect(lost).to_have_count(0)
    press(page, say("capture.hang_up"))
    panel = page.get_by_role("region", name=say("capture.title"))
    expect(panel.get_by_role("status")).to_have_text(say("capture.stage_ended"), timeout=20_000)
    assert_fits(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def assert_fits(page: Page) -> None:
    """No violation that axe can find, and nothing to scroll to at the side."""
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.model
@pytest.mark.slow
def test_spoken_words_become_text_on_the_page(speaking: Browser, tmp_path: Path) -> None:
    model_dir = needs.model("base")
    settings = load_settings(data_dir=Path("unused"))
    flags = fake_sound(tmp_path / "words.wav", np.concatenate([what_the_demo_begins_with(), silence(3.0)]))
    with (
        LiveService(
            ScriptedTranscriber([]), load=lambda: load_ears(settings, model_dir, load_playbook())
        ) as service,
        chromium.launched(speaking.browser_type, *FLAGS, *flags) as browser,
        opened(browser, service) as open_page,
    ):
        page = open_page()
        set_up(page)
        page.get_by_label("Language of the call").select_option("en")
        begin(page)
        # Both fake devices play the same, one a little later: that is a leak, and only the earlier is put into words.
        expect(page.locator(".line", has_text="customer service").first).to_be_visible(timeout=60_000)
        hang_up(page)


def what_the_demo_begins_with() -> Pcm16:
    """Return "Good morning, you are speaking with customer service, how can I help you?"; int16, 16 kHz."""
    frames = islice(open_recording(DEMO_CALL).frames(), 5_400 // FRAME_MS)
    return np.concatenate([frame[Party.AGENT] for frame in frames])
