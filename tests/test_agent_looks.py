"""How the agent's page looks in every state, width, theme and language: compact, accessible, still."""

from __future__ import annotations

import pytest
from axe import assert_accessible
from page_opening import OpenPage, in_call
from page_samples import A_CALL, BOTH_PARTIES, MUTED, OVER, WHISPER
from page_server import PageServer
from playwright.sync_api import expect

from tyyni import wire

pytestmark = pytest.mark.browser

AGENT = "/ws/agent"
CHECKLIST = next(message for message in A_CALL if isinstance(message, wire.Checklist))


def test_a_side_window_is_compact_until_everything_is_asked_for(
    server: PageServer, open_page: OpenPage
) -> None:
    page = in_call(server, open_page, width=320)
    expect(page.locator(".next-step")).to_contain_text("apologise en")
    expect(page.locator(".transcript")).to_have_count(0)
    page.get_by_role("button", name="Show everything").click()
    expect(page.locator(".transcript")).to_be_visible()
    expect(page.locator(".next-step")).to_have_count(0)
    page.reload()
    expect(page.locator(".transcript")).to_be_visible()
    page.get_by_role("button", name="Compact view").click()
    expect(page.locator(".next-step")).to_be_visible()
    page.set_viewport_size({"width": 1000, "height": 800})
    expect(page.locator(".transcript")).to_be_visible()


def test_a_compact_page_says_when_every_step_is_said(server: PageServer, open_page: OpenPage) -> None:
    done = [wire.StepDone(step=step.step, heard_ms=62_000) for step in CHECKLIST.steps]
    page = in_call(server, open_page, *done, width=320)
    expect(page.locator(".next-step")).to_contain_text("3 of 3 said")
    expect(page.locator(".next-step")).to_contain_text("Every step is said.")


def test_a_chosen_theme_outranks_the_systems_and_is_remembered(
    server: PageServer, open_page: OpenPage
) -> None:
    page = in_call(server, open_page, dark=True)
    card = page.locator(".prompt")
    expect(card).to_have_css("background-color", "rgb(26, 33, 42)")
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Colours").select_option("light")
    expect(card).to_have_css("background-color", "rgb(255, 255, 255)")
    page.reload()
    expect(card).to_have_css("background-color", "rgb(255, 255, 255)")


BUSY = [
    BOTH_PARTIES,
    MUTED,
    wire.Help(state="taken", heard_ms=62_000),
    WHISPER,
    wire.Notice(code="degraded_finals_only", level="warning"),
    wire.Notice(code="client_disconnected", level="alarm"),
]
STATES: dict[str, list[wire.Message]] = {
    "waiting": [wire.LiveCalls(calls=[], following=None)],
    "busy": [*A_CALL, *BUSY],
    "calm": [*A_CALL, wire.PromptCleared(id=1, reason="step_done", heard_ms=62_000)],
    "ended": [*A_CALL, wire.BreakOffer(minutes=5), *OVER],
}


@pytest.mark.parametrize("language", ["en", "fi", "pl"])
def test_every_state_is_accessible_and_fits(server: PageServer, open_page: OpenPage, language: str) -> None:
    """320 px is a side window, and a window of 1280 px at 400 % zoom (WCAG 1.4.10); 640 px is one at 200 %."""
    page = open_page("/agent", language=language, complaints_expected=True)
    for messages in STATES.values():
        server.greet(AGENT, *messages)
        page.reload()
        expect(page.locator(".prompt .words p").first).to_be_visible()
        for width, dark in ((320, True), (640, True), (1280, False)):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme="dark" if dark else "light")
            expect(page.locator(".compact" if width == 320 else ".full")).to_have_count(1)
            assert page.evaluate("document.documentElement.scrollWidth") == width
            if width != 640:
                assert_accessible(page)


def test_open_menus_are_accessible(server: PageServer, open_page: OpenPage) -> None:
    page = in_call(server, open_page, *BUSY, width=320)
    page.locator("summary").click()
    page.get_by_role("button", name="Settings").click()
    expect(page.locator("#settings")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_forced_colours_keep_shape_line_and_edges(server: PageServer, open_page: OpenPage) -> None:
    page = in_call(server, open_page, *BUSY, forced_colors=True)
    text = page.evaluate("getComputedStyle(document.body).color")
    expect(page.locator(".heat .shape")).to_have_css("fill", text)
    expect(page.locator(".heat-line")).to_have_css("color", text)
    expect(page.locator(".chip.warning")).to_have_css("border-top-width", "2px")
    assert_accessible(page)


def test_nothing_moves_for_those_who_want_it_still(server: PageServer, open_page: OpenPage) -> None:
    page = in_call(server, open_page, WHISPER)
    assert page.evaluate("document.getAnimations().length") == 0
    page.emulate_media(reduced_motion="no-preference")
    expect(page.locator(".whisper")).to_have_css("animation-name", "arrive")
