"""What an agent does on the page and what comes back, in real Chromium."""

from __future__ import annotations

from queue import Empty

import pytest
from msgspec.structs import replace
from page_opening import OpenPage, in_call
from page_samples import A_CALL, BOTH_PARTIES, HEAT, MUTED, OVER, PROMPT, TEXT, WHISPER, WHY
from page_server import PageServer
from playwright.sync_api import Locator, Page, expect

from tyyni import wire
from tyyni.units import Party

pytestmark = pytest.mark.browser

AGENT = "/ws/agent"
NOTHING_MUTED = wire.Muted(rules=[], all=False)


def doing(page: Page, name: str) -> Locator:
    return page.locator(f'[data-doing="{name}"]')


def assert_said_nothing(server: PageServer, page: Page) -> None:
    """The page has said nothing: what it says next is what the test makes it say."""
    page.get_by_label("Choose a call").select_option("b")
    assert server.hear(AGENT) == wire.Follow(call_id="b")


@pytest.mark.parametrize(
    ("name", "key", "said"),
    [
        ("dismiss", "d", wire.Dismiss(prompt=1)),
        ("useful", "u", wire.Rate(prompt=1, useful=True)),
        ("not_useful", "n", wire.Rate(prompt=1, useful=False)),
        ("mute_rule", "m", wire.Mute(rule="late_delivery", on=True)),
        ("mute_all", "Shift+M", wire.Mute(rule=None, on=True)),
        ("help", "h", wire.AskHelp(on=True)),
    ],
)
def test_each_doing_is_one_click_or_one_key_that_stands_on_its_button(
    server: PageServer, open_page: OpenPage, name: str, key: str, said: wire.Message
) -> None:
    page = in_call(server, open_page)
    button = doing(page, name)
    letter = key[-1].upper()
    expect(button.locator("kbd")).to_have_text(f"⇧{letter}" if "+" in key else letter)
    assert key.upper() in (button.get_attribute("aria-keyshortcuts") or "").upper().split()
    button.click()
    assert server.hear(AGENT) == said
    page.reload()
    expect(page.locator(".prompt .do")).to_be_visible()
    page.keyboard.press(key)
    assert server.hear(AGENT) == said


def test_what_left_the_screen_can_still_be_rated_and_muted(server: PageServer, open_page: OpenPage) -> None:
    page = in_call(server, open_page, wire.PromptCleared(id=1, reason="timed_out", heard_ms=62_000))
    expect(doing(page, "dismiss")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("d")
    page.keyboard.press("u")
    assert server.hear(AGENT) == wire.Rate(prompt=1, useful=True)
    expect(doing(page, "useful")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("n")
    assert server.hear(AGENT) == wire.Rate(prompt=1, useful=False)
    expect(doing(page, "useful")).to_have_attribute("aria-pressed", "false")
    expect(doing(page, "not_useful")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("m")
    assert server.hear(AGENT) == wire.Mute(rule="late_delivery", on=True)


def test_a_dismissed_prompt_leaves_at_once_and_stays_away(server: PageServer, open_page: OpenPage) -> None:
    page = in_call(server, open_page)
    page.keyboard.press("d")
    expect(page.locator(".prompt .previous")).to_have_text(f"Dismissed: {TEXT['en']}")
    server.say(AGENT, wire.PromptCleared(id=1, reason="dismissed", heard_ms=62_000), PROMPT)
    server.say(AGENT, replace(HEAT, level=11.0, heard_ms=63_000))
    expect(page.locator(".heat .level")).to_have_text("11")
    expect(page.locator(".prompt .do")).to_have_count(0)
    server.say(AGENT, replace(PROMPT, id=2, text=WHY))
    expect(page.locator(".prompt .do")).to_have_text(WHY["en"])


def muting(message: wire.Message) -> list[wire.Message]:
    """Answer as the service does: what is muted now, and the prompt leaves."""
    assert isinstance(message, wire.Mute)
    if not message.on:
        return [NOTHING_MUTED]
    muted = MUTED if message.rule else wire.Muted(rules=[], all=True)
    return [muted, wire.PromptCleared(id=1, reason="muted", heard_ms=62_000)]


def test_a_muted_rule_stands_in_a_list_and_comes_back_from_there(
    server: PageServer, open_page: OpenPage
) -> None:
    page = in_call(server, open_page)
    server.answer(AGENT, muting)
    doing(page, "mute_rule").click()
    expect(page.locator(".prompt .previous")).to_have_text(f"Muted in this call: {TEXT['en']}")
    expect(doing(page, "mute_rule")).to_have_attribute("aria-disabled", "true")
    page.get_by_text("1 muted").click()
    page.get_by_role("button", name=f"Unmute: {TEXT['en']}").click()
    expect(page.locator(".muted-list")).to_have_count(0)
    server.hear(AGENT)
    assert server.hear(AGENT) == wire.Mute(rule="late_delivery", on=False)


def test_all_prompts_are_muted_and_shown_again_by_the_same_key(
    server: PageServer, open_page: OpenPage
) -> None:
    page = in_call(server, open_page)
    server.answer(AGENT, muting)
    page.keyboard.press("Shift+M")
    expect(page.locator(".calm-line")).to_have_text("Prompts are muted in this call.")
    expect(doing(page, "mute_all")).to_contain_text("Show prompts again")
    page.keyboard.press("Shift+M")
    expect(page.locator(".calm-line")).to_have_text("No prompt right now.")
    server.hear(AGENT)
    assert server.hear(AGENT) == wire.Mute(rule=None, on=False)


def test_help_is_asked_for_seen_to_come_and_taken_back(server: PageServer, open_page: OpenPage) -> None:
    page = in_call(server, open_page)
    state = page.locator(".help-state")
    page.keyboard.press("h")
    assert server.hear(AGENT) == wire.AskHelp(on=True)
    expect(state).to_be_empty()
    server.say(AGENT, wire.Help(state="asked", heard_ms=62_000))
    expect(state).to_contain_text("Help is asked for")
    server.say(AGENT, wire.Help(state="taken", heard_ms=63_000))
    expect(state).to_contain_text("A supervisor is coming")
    page.keyboard.press("h")
    assert server.hear(AGENT) == wire.AskHelp(on=False)
    server.say(AGENT, wire.Help(state="none", heard_ms=64_000))
    expect(state).to_be_empty()
    expect(doing(page, "help")).to_contain_text("Ask for help")


def test_letters_can_be_switched_off_and_stay_off(server: PageServer, open_page: OpenPage) -> None:
    page = in_call(server, open_page)
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("#settings")).to_be_hidden()
    expect(page.locator(".prompt .do")).to_be_visible()
    page.reload()
    expect(page.locator(".prompt .do")).to_be_visible()
    expect(page.locator("kbd")).to_have_text(["Esc"])
    assert doing(page, "help").get_attribute("aria-keyshortcuts") is None
    for letter in ("d", "u", "n", "m", "Shift+M", "h"):
        page.keyboard.press(letter)
    expect(page.locator(".prompt .do")).to_be_visible()
    assert_said_nothing(server, page)


def test_keys_with_a_modifier_or_in_a_field_are_the_browsers_own(
    server: PageServer, open_page: OpenPage
) -> None:
    page = in_call(server, open_page)
    page.keyboard.press("Control+u")
    page.locator(".picker").focus()
    page.keyboard.press("h")
    page.keyboard.press("m")
    assert_said_nothing(server, page)


def test_whispers_are_alerts_that_escape_closes_before_the_prompt(
    server: PageServer, open_page: OpenPage
) -> None:
    page = in_call(server, open_page)
    server.say(AGENT, WHISPER, replace(WHISPER, id=2, text="I am listening in."))
    alerts = page.get_by_role("alert")
    expect(alerts).to_have_count(2)
    expect(alerts.first).to_contain_text("From your supervisor · 1:05")
    page.keyboard.press("Escape")
    expect(alerts).to_have_count(1)
    expect(alerts).to_contain_text(WHISPER.text)
    page.locator(".whisper").get_by_role("button", name="Close").click()
    expect(alerts).to_have_count(0)
    expect(page.locator(".prompt .do")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".prompt .do")).to_have_count(0)
    assert server.hear(AGENT) == wire.Dismiss(prompt=1)


def test_a_closed_whisper_stays_closed_when_the_connection_comes_back(
    server: PageServer, open_page: OpenPage
) -> None:
    page = in_call(server, open_page, WHISPER, complaints_expected=True)
    expect(page.locator(".whisper")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".whisper")).to_have_count(0)
    server.greet(AGENT, *A_CALL, WHISPER, replace(HEAT, level=12.0))
    server.drop()
    expect(page.locator(".heat .level")).to_have_text("12", timeout=15_000)
    expect(page.locator(".whisper")).to_have_count(0)
    expect(page.locator(".prompt .do")).to_have_text(TEXT["en"])


def test_a_break_is_offered_after_a_hot_call_and_told_to_nobody(
    server: PageServer, open_page: OpenPage
) -> None:
    page = in_call(server, open_page)
    expect(page.locator(".review")).to_have_count(0)
    server.say(AGENT, wire.BreakOffer(minutes=5), *OVER)
    offer = page.locator(".break")
    expect(offer).to_contain_text("Take 5 minutes for yourself")
    expect(offer).to_contain_text("Only you see this")
    expect(page.locator("[data-doing]")).to_have_count(0)
    offer.get_by_role("button", name="Close").click()
    expect(offer).to_have_count(0)
    with pytest.raises(Empty):
        server.heard.get_nowait()


def test_the_review_of_a_call_is_linked_once_it_has_ended(server: PageServer, open_page: OpenPage) -> None:
    page = in_call(server, open_page)
    server.say(AGENT, *OVER)
    link = page.get_by_role("link", name="Look back at this call")
    expect(link).to_have_attribute("href", "/review?call=a")
    server.say(AGENT, *[replace(A_CALL[0], following="b")])
    expect(page.get_by_role("link", name="Look back at the previous call")).to_have_attribute(
        "href", "/review?call=a"
    )


def test_each_partys_sound_has_a_state_of_its_own(server: PageServer, open_page: OpenPage) -> None:
    page = in_call(server, open_page, BOTH_PARTIES)
    microphone, line = page.locator('[data-name="microphone"]'), page.locator('[data-name="line"]')
    expect(microphone).to_have_class("chip good")
    server.say(AGENT, wire.Notice(code="party_absent", level="alarm", party=Party.AGENT, value_ms=3_000))
    expect(microphone).to_have_class("chip alarm")
    expect(microphone).to_contain_text("no sound")
    expect(line).to_have_class("chip good")
    server.say(AGENT, wire.Notice(code="client_disconnected", level="alarm"))
    expect(line).to_have_class("chip alarm")
    expect(page.locator('[data-notice="client_disconnected"]')).to_contain_text("Start it again")


def test_nothing_is_offered_that_the_service_would_not_hear(server: PageServer, open_page: OpenPage) -> None:
    page = in_call(server, open_page, complaints_expected=True)
    server.vanish()
    expect(doing(page, "help")).to_have_attribute("aria-disabled", "true")
    expect(doing(page, "useful")).to_have_attribute("aria-disabled", "true")
    expect(doing(page, "dismiss")).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("d")
    expect(page.locator(".prompt .do")).to_have_count(0)


def test_an_error_can_be_put_away(server: PageServer, open_page: OpenPage) -> None:
    page = in_call(server, open_page)
    server.say(AGENT, wire.ErrorMessage(code="prompt_unknown", message="no prompt 7", fatal=False))
    expect(page.get_by_role("alert")).to_contain_text("no prompt 7")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("alert")).to_have_count(0)
