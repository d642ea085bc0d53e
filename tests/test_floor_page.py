"""The supervisors' floor in real Chromium: wall, panel, whispers, help, filters, keys and alerts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from axe import assert_accessible
from floor_server import THREAT, asking, floor_call, many_calls, threatened, whole
from msgspec.structs import replace
from page_opening import wait_until
from page_server import PageServer
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tyyni import wire
from tyyni.coach.checklist import PHASES
from tyyni.units import Party

pytestmark = pytest.mark.browser

FLOOR = "/ws/floor"
LANGUAGES = ("en", "fi", "pl")
COUNT_WHAT_ALERTS = """
window.told = { notes: 0, notifications: [] };
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (when) { window.told.notes += 1; return start.call(this, when); };
window.Notification = class {
  static permission = "default";
  static requestPermission() { Notification.permission = "granted"; return Promise.resolve("granted"); }
  constructor(title, options) { window.told.notifications.push({ title, ...options, made: this }); }
  close() {}
};
"""
"""Sound as it is made; notifications in place of the browser's own, which a headless one has no screen for."""


OpenFloor = Callable[..., Page]


@pytest.fixture
def open_floor(browser: Browser, server: PageServer) -> Iterator[OpenFloor]:
    """Open the floor; afterwards no page may have complained on its console."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_it(
        *calls: wire.FloorCall,
        language: str = "en",
        size: tuple[int, int] = (1440, 900),
        dark: bool = False,
        link: str = "",
    ) -> Page:
        server.greet(FLOOR, wire.FloorCalls(calls=list(calls), lines={}))
        context = browser.new_context(
            locale=language,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(COUNT_WHAT_ALERTS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(f"{line.type} {line.text}"))
        page.goto(f"{server.url}/floor{link}")
        expect(page.locator("[data-open]")).to_have_count(len(calls))
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not complaints


THREE = (floor_call(1, 20.0), floor_call(2, 64.0), floor_call(3, 90.0))


def heard(server: PageServer) -> dict[str, object]:
    """Return what a page says next."""
    return dict(json.loads(server.heard.get(timeout=10)))


def open_panel(page: Page, server: PageServer, call_id: str) -> None:
    """Open a call's panel, and let the service tell all of it."""
    page.locator(f'[data-call="{call_id}"]').click()
    assert heard(server) == {"type": "watch", "call_id": call_id}
    server.say(FLOOR, whole(call_id))
    expect(page.get_by_role("dialog").locator(".line")).to_have_count(3)


def focused(page: Page) -> object:
    return page.evaluate("document.activeElement.dataset.open ?? document.activeElement.className")


def test_a_tile_names_agent_team_phase_and_request(open_floor: OpenFloor) -> None:
    page = open_floor(asking(floor_call(4, 30.0)), threatened(asking(floor_call(5, 20.0), taken=True)))
    tile = page.locator('[data-call="c4"]')
    for text in ("Matti Meikäläinen", "South", "opening", "1:01 Asks for help"):
        expect(tile).to_contain_text(text)
    expect(page.locator('[data-call="c5"]')).to_contain_text(THREAT["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phase_of_the_checklist_has_a_text(open_floor: OpenFloor, language: str) -> None:
    calls = [replace(floor_call(4, 10.0), call_id=phase, phase=phase) for phase in (*PHASES, "no_such")]
    page = open_floor(*calls, language=language)
    told = {page.locator(f'[data-call="{call.call_id}"] .facts').inner_text() for call in calls}
    assert len(told) == len(calls)
    if language != "en":  # where a code itself would be no word
        assert not any(phase in text for text in told for phase in PHASES if phase != "problem")


def test_who_waits_stands_first_in_a_line_of_its_own_and_the_order_stays(
    server: PageServer, open_floor: OpenFloor
) -> None:
    page = open_floor(*THREE)
    names, line = page.locator(".tile h2"), page.locator(".attention")
    expect(line).to_have_text("Nobody is waiting for help.")
    before = page.locator(".tile").first.bounding_box()
    server.say(FLOOR, wire.FloorCallChanged(call=threatened(THREE[1])))
    server.say(FLOOR, wire.FloorCallChanged(call=asking(THREE[0])))
    expect(line.get_by_role("button")).to_have_text(
        [r"?1:01Desk 1Asks for help", f"!1:05Desk 2{THREAT['en']}"]
    )
    expect(names).to_have_text(["Desk 3", "Desk 2", "Desk 1"])
    assert page.locator(".tile").first.bounding_box() == before
    expect(page).to_have_title("? 2 wait · ▲ 2 hot · Tyyni")
    server.say(FLOOR, wire.FloorCallChanged(call=asking(THREE[0], taken=True)))
    expect(line.get_by_role("button")).to_have_count(1)
    line.get_by_role("button").click()  # and an alert has been seen once its call was opened
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(line.get_by_role("button")).to_have_count(0)


def test_a_panel_shows_the_call_whole_and_goes_on(server: PageServer, open_floor: OpenFloor) -> None:
    page = open_floor(*THREE)
    open_panel(page, server, "c2")
    panel = page.get_by_role("dialog", name="Desk 2")
    expect(panel.get_by_role("img")).to_have_attribute(
        "aria-label", "Heat of the whole call: now 64, at most 83; 2 prompts"
    )
    expect(panel.locator(".timeline canvas")).to_be_visible()
    expect(panel.locator(".line").nth(1)).to_have_text(
        "Caller 0:16My parcel should have been here two weeks ago."
    )
    expect(panel.locator(".prompts li")).to_have_count(2)
    expect(panel.locator(".whispers li")).to_have_text("1:30 You may offer a refund.")
    growing = wire.FloorText(party=Party.CALLER, utterance=4, text="Sorry is", final=False, start_ms=99_000)
    server.say(FLOOR, wire.WatchedText(call_id="c2", text=growing))
    expect(panel.locator(".tentative")).to_have_text("Sorry is")
    server.say(
        FLOOR, wire.WatchedText(call_id="c2", text=replace(growing, text="Sorry is cheap.", final=True))
    )
    expect(panel.locator(".line").last).to_contain_text("Sorry is cheap.")
    expect(panel.locator(".tentative")).to_have_count(0)
    server.say(FLOOR, wire.FloorCallGone(call_id="c2"))
    expect(panel).to_contain_text("This call has ended.")
    expect(panel.locator(".line")).to_have_count(4)
    expect(panel.get_by_role("textbox")).to_be_disabled()


def test_the_panel_opens_by_key_and_gives_the_focus_back(server: PageServer, open_floor: OpenFloor) -> None:
    page = open_floor(*THREE)
    page.locator('[data-open="c3"]').focus()
    page.keyboard.press("ArrowRight")
    assert focused(page) == "c2"
    page.keyboard.press("Enter")
    assert heard(server) == {"type": "watch", "call_id": "c2"}
    expect(page.get_by_role("dialog")).to_be_visible()
    assert focused(page) == "close"
    assert page.url.endswith("/floor#call=c2")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert heard(server) == {"type": "watch", "call_id": None}
    assert focused(page) == "c2"
    assert page.url.endswith("/floor")


def test_a_link_opens_its_call(server: PageServer, open_floor: OpenFloor) -> None:
    page = open_floor(*THREE, link="#call=c1")
    expect(page.get_by_role("dialog", name="Desk 1")).to_be_visible()
    assert heard(server) == {"type": "watch", "call_id": "c1"}


def test_a_whisper_is_sent_within_its_length(server: PageServer, open_floor: OpenFloor) -> None:
    page = open_floor(*THREE)
    open_panel(page, server, "c2")
    panel = page.get_by_role("dialog")
    box, send = (
        panel.get_by_label("A message to the agent’s screen"),
        panel.get_by_role("button", name="Send"),
    )
    expect(send).to_be_disabled()
    box.fill("x" * 201)
    expect(panel.locator(".send")).to_contain_text("1 character too many")
    expect(send).to_be_disabled()
    box.fill("Offer a refund,\n up to 50 €")
    expect(panel.locator(".send")).to_contain_text("174 characters left")
    box.press("Enter")
    assert heard(server) == {"type": "send_whisper", "call_id": "c2", "text": "Offer a refund, up to 50 €"}
    expect(box).to_have_value("")
    server.say(
        FLOOR, wire.WatchedWhisper(call_id="c2", whisper=wire.FloorWhisper(heard_ms=95_000, text="Offer"))
    )
    expect(panel.locator(".whispers li")).to_have_count(2)
    refused = wire.ErrorMessage(code="call_unknown", message="that call is over", fatal=False)
    server.say(FLOOR, refused)
    expect(panel.get_by_role("alert")).to_contain_text("that call is over")


def test_a_whisper_that_was_sent_but_not_taken_is_in_the_box_again(
    server: PageServer, open_floor: OpenFloor
) -> None:
    page = open_floor(*THREE)
    open_panel(page, server, "c2")
    panel = page.get_by_role("dialog")
    box = panel.get_by_role("textbox")
    for text in ("Taken", "Lost"):
        box.fill(text)
        box.press("Enter")
        assert heard(server) == {"type": "send_whisper", "call_id": "c2", "text": text}
        expect(box).to_have_value("")
        if text == "Taken":
            whisper = wire.FloorWhisper(heard_ms=95_000, text=text)
            server.say(FLOOR, wire.WatchedWhisper(call_id="c2", whisper=whisper))
            expect(panel.locator(".whispers li")).to_have_count(2)
    server.drop()
    assert heard(server) == {"type": "watch", "call_id": "c2"}
    expect(box).to_be_enabled()
    expect(box).to_have_value("Lost")


def test_a_request_for_help_is_taken_up(server: PageServer, open_floor: OpenFloor) -> None:
    page = open_floor(asking(THREE[1]))
    open_panel(page, server, "c2")
    panel = page.get_by_role("dialog")
    panel.get_by_role("button", name="I’ll help").click()
    assert heard(server) == {"type": "take_help", "call_id": "c2"}
    server.say(FLOOR, wire.FloorCallChanged(call=asking(THREE[1], taken=True)))
    expect(panel.locator(".help.taken")).to_have_text("1:01 Help is on its way")
    expect(panel.get_by_role("button", name="I’ll help")).to_have_count(0)


def test_many_calls_become_a_wall_on_one_screen_and_the_choice_is_remembered(open_floor: OpenFloor) -> None:
    page = open_floor(*many_calls(200).calls, size=(1280, 800))
    assert page.evaluate("document.documentElement.scrollHeight") <= 800
    cell = page.locator('[data-call="c5"] button')
    expect(cell).to_have_attribute("aria-label", "29 Desk 5, Warm, steady, Asks for help")
    expect(cell.locator("svg.shape")).to_be_visible()
    expect(cell.locator(".need-mark")).to_have_text("?")
    page.keyboard.press("w")
    expect(page.locator(".tile")).to_have_count(200)
    page.reload()
    expect(page.locator(".tile")).to_have_count(200)
    page.get_by_role("button", name="Wall").click()
    expect(page.locator(".cell")).to_have_count(200)


def test_few_calls_are_tiles_and_sixty_a_wall(open_floor: OpenFloor) -> None:
    expect(open_floor(*many_calls(49).calls).locator(".tile")).to_have_count(49)
    expect(open_floor(*many_calls(60).calls).locator(".wall.roomy .cell")).to_have_count(60)


def test_team_and_search_choose_the_calls(open_floor: OpenFloor) -> None:
    page = open_floor(asking(floor_call(1, 10.0)), *(floor_call(number, 10.0) for number in range(2, 13)))
    page.get_by_label("Team").select_option("North")
    expect(page.locator(".tile")).to_have_count(4)
    expect(page.locator(".counts")).to_have_text("12 live calls · 4 shown")
    expect(page.locator(".attention")).to_have_text("Nobody is waiting for help.")  # that team's, that is
    page.reload()
    expect(page.locator(".tile")).to_have_count(4)
    page.keyboard.press("/")
    page.keyboard.type("kowal")
    expect(page.locator(".tile h2")).to_have_text(["Desk 6", "Desk 12"])
    page.keyboard.press("Escape")
    expect(page.locator(".tile")).to_have_count(4)
    page.keyboard.type("nobody")
    page.get_by_role("button", name="Show all calls").click()
    expect(page.locator(".tile")).to_have_count(12)


def test_keys_of_one_letter_can_be_switched_off(open_floor: OpenFloor) -> None:
    page = open_floor(*THREE)
    page.get_by_role("button", name="Keys").click()
    page.keyboard.press("w")
    page.get_by_role("button", name="Keys").click()
    expect(page.locator(".tile")).to_have_count(3)
    page.keyboard.press("w")
    expect(page.locator(".cell")).to_have_count(3)


def test_sound_and_notifications_come_once_each_and_within_the_budget(
    server: PageServer, open_floor: OpenFloor
) -> None:
    page = open_floor(floor_call(1, 95.0), *(floor_call(number, 10.0) for number in range(2, 12)))
    page.get_by_role("button", name="Sound").click()
    page.get_by_role("button", name="Notifications").click()
    expect(page.get_by_role("button", name="Notifications")).to_have_attribute("aria-pressed", "true")
    sample = page.evaluate("told.notes")  # one hears what has been switched on
    assert sample > 0
    server.say(FLOOR, wire.FloorCallChanged(call=asking(floor_call(2, 10.0))))
    wait_until(page, "told.notifications.length === 1")
    assert page.evaluate("told.notes") > sample
    for _ in range(2):  # the same again, and what boiled before the page was opened, alert no more
        server.say(FLOOR, wire.FloorCallChanged(call=floor_call(2, 10.0)))
        server.say(FLOOR, wire.FloorCallChanged(call=asking(floor_call(2, 10.0))))
    server.say(FLOOR, *(wire.FloorCallChanged(call=floor_call(number, 95.0)) for number in range(3, 12)))
    expect(page.locator(".held")).to_contain_text("6 more alerts came quietly")
    notes = page.evaluate("told.notifications.map(({ title, body }) => title + '|' + body)")
    assert notes[0] == f"An agent asks for help · Tyyni|c2 · Calm\n{server.url}/floor#call=c2"
    assert len(notes) == 4
    assert not [note for note in notes if "Desk" in note or "Kowalska" in note or "weeks" in note]
    page.locator(".held").get_by_role("button").click()
    expect(page.locator(".held")).to_have_count(0)
    page.evaluate("told.notifications[0].made.onclick()")
    expect(page.get_by_role("dialog", name="Desk 2")).to_be_visible()


def test_a_reconnected_page_watches_its_call_again(
    server: PageServer, browser: Browser, open_floor: OpenFloor
) -> None:
    page = open_floor(*THREE)
    open_panel(page, server, "c2")
    server.drop()
    assert heard(server) == {"type": "watch", "call_id": "c2"}
    expect(page.get_by_role("dialog").locator(".line")).to_have_count(3)


@pytest.mark.parametrize(("language", "dark"), [("en", False), ("en", True), ("fi", True), ("pl", False)])
def test_axe_finds_nothing_on_tiles_wall_and_panel(
    server: PageServer, open_floor: OpenFloor, language: str, dark: bool
) -> None:
    page = open_floor(*many_calls(12).calls, language=language, dark=dark)
    assert_accessible(page)
    open_panel(page, server, "c5")
    assert_accessible(page)
    page.keyboard.press("Escape")
    server.say(FLOOR, many_calls(100))
    expect(page.locator(".cell")).to_have_count(100)
    assert_accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_narrow_window_fits_and_the_panel_covers_it(
    server: PageServer, open_floor: OpenFloor, language: str
) -> None:
    page = open_floor(*many_calls(12).calls, language=language, size=(320, 800))
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    open_panel(page, server, "c5")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    expect(page.locator(".tile").first).to_be_hidden()
    assert_accessible(page)
