"""The pages in real Chromium, against a small service that says what each test tells it to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
import web_build
from axe import assert_accessible
from msgspec.structs import replace
from page_opening import OpenPage
from page_samples import A_CALL, A_FLOOR, LIVE, OTHER, REASONS, TEXT, WHY, floor_call, said
from page_server import PageServer
from playwright.sync_api import Page, expect

import tyyni_client
from tyyni import wire
from tyyni.coach.events import NoticeCode
from tyyni.coach.heat import ReasonKind
from tyyni.playbooks.loader import load_playbook
from tyyni.serve.alarms import AlarmCode
from tyyni.units import Party

pytestmark = pytest.mark.browser


def test_units_of_the_pages_pass() -> None:
    web_build.npm("test")


def test_types_of_the_pages_hold() -> None:
    web_build.npm("run", "check")


def test_every_code_of_the_service_has_a_text() -> None:
    texts = json.loads((Path(tyyni_client.__file__).parent / "texts" / "en.json").read_text(encoding="utf-8"))
    playbook = load_playbook()
    listed = {item.step for item in playbook.checklist}  # the playbook names these itself
    codes = [
        *(f"notice.{code}" for code in (*get_args(NoticeCode), *get_args(AlarmCode))),
        *(f"reason.{kind}" for kind in get_args(ReasonKind)),
        *(f"band.{band}" for band in get_args(wire.Band)),
        *(f"step.{cue.id}" for cue in playbook.cues if cue.party is Party.AGENT and cue.id not in listed),
    ]
    assert not [code for code in codes if code not in texts]


def test_agent_sees_one_prompt_with_its_why_and_quote(server: PageServer, open_page: OpenPage) -> None:
    server.greet("/ws/agent", *A_CALL)
    page = open_page("/agent")
    expect(page.locator(".prompt .do")).to_have_text(TEXT["en"])
    expect(page.locator(".prompt .why")).to_have_text(WHY["en"])
    expect(page.locator(".prompt q")).to_have_text("two weeks ago")
    expect(page.locator(".prompt q")).to_have_attribute("lang", "en")
    server.say("/ws/agent", wire.PromptCleared(id=1, reason="step_done", heard_ms=62_000))
    expect(page.locator(".prompt .do")).to_have_count(0)
    expect(page.locator(".prompt .previous")).to_contain_text("Done: Apologise")


def test_agent_sees_heat_as_number_word_shape_and_reasons(server: PageServer, open_page: OpenPage) -> None:
    server.greet("/ws/agent", *A_CALL)
    page = open_page("/agent")
    heat = page.locator(".heat-card")
    expect(heat.locator(".level")).to_have_text("64")
    expect(heat.locator("strong")).to_have_text("Hot")
    expect(heat.locator(".trend")).to_contain_text("rising")
    expect(heat.locator("svg.shape")).to_be_visible()
    expect(heat.locator("canvas")).to_be_visible()
    expect(heat.locator(".reasons li")).to_have_text(
        [
            "+38Tense, raised voice",
            "+22Wordstwo weeks ago",
            "+4Speaks faster+25% on their usual",
        ]
    )
    expect(page).to_have_title("▲ 64 Hot · Tyyni")


def test_a_language_that_is_heard_during_the_call_is_shown_then(
    server: PageServer, open_page: OpenPage
) -> None:
    unknown = replace(floor_call("1", 20.0), language=None)
    server.greet("/ws/floor", wire.FloorCalls(calls=[unknown], lines={}))
    server.greet("/ws/agent", wire.LiveCalls(calls=[replace(LIVE, language=None)], following="a"))
    tile, picked = open_page("/floor").locator(".tile"), open_page("/agent").locator(".picker option:checked")
    expect(tile).to_contain_text("language not known yet")
    expect(picked).to_have_text("Desk 12 · language not known yet")
    server.say("/ws/floor", wire.FloorCallChanged(call=floor_call("1", 20.0)))
    server.say("/ws/agent", wire.SpokenLanguage(language="en", probability=0.9, heard_ms=2_000))
    server.say("/ws/agent", wire.LiveCalls(calls=[LIVE], following="a"))
    expect(tile).to_contain_text("Finnish")
    expect(picked).to_have_text("Desk 12 · English")


def test_an_alert_is_on_the_tile_of_its_call(server: PageServer, open_page: OpenPage) -> None:
    alert = wire.FloorAlert(text=TEXT, heard_ms=65_000)
    threatened = replace(floor_call("1", 20.0), alert=alert)
    server.greet("/ws/floor", wire.FloorCalls(calls=[threatened, floor_call("2", 20.0)], lines={}))
    alerts = open_page("/floor").get_by_role("alert")
    expect(alerts).to_have_count(1)
    expect(alerts).to_have_text(f"1:05 {TEXT['en']}")


def test_shapes_of_the_bands_differ(server: PageServer, open_page: OpenPage) -> None:
    calls = [floor_call(band, 10.0 * i, band) for i, band in enumerate(("calm", "warm", "hot", "boiling"))]
    server.greet("/ws/floor", wire.FloorCalls(calls=calls, lines={}))
    page = open_page("/floor")
    expect(page.locator(".tile")).to_have_count(4)
    outlines = page.locator("svg.shape path").evaluate_all(
        "paths => paths.map(path => path.getAttribute('d'))"
    )
    assert len(set(outlines)) == 4


def test_tentative_text_is_visibly_provisional(server: PageServer, open_page: OpenPage) -> None:
    server.greet("/ws/agent", *A_CALL)
    page = open_page("/agent")
    tentative = page.locator(".tentative")
    expect(tentative).to_contain_text("two weeks…")
    expect(tentative).to_have_css("font-style", "italic")
    expect(tentative).to_have_css("border-bottom-style", "dotted")
    server.say("/ws/agent", said("It should have been here two weeks ago.", utterance=2))
    expect(tentative).to_have_count(0)
    expect(page.locator(".line.caller .text")).to_have_text("It should have been here two weeks ago.")


def test_steps_tick_themselves(server: PageServer, open_page: OpenPage) -> None:
    server.greet("/ws/agent", *A_CALL)
    page = open_page("/agent")
    expect(page.locator(".steps li")).to_have_count(3)
    expect(page.locator(".steps .done")).to_have_count(1)
    expect(page.locator('[data-step="solve"]')).to_contain_text("solve en")
    server.say("/ws/agent", wire.StepDone(step="apologise", heard_ms=65_000))
    expect(page.locator('[data-step="apologise"]')).to_have_class("done")


def test_escape_dismisses_the_prompt(server: PageServer, open_page: OpenPage) -> None:
    server.greet("/ws/agent", *A_CALL)
    page = open_page("/agent")
    expect(page.locator(".prompt .do")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".prompt .do")).to_have_count(0)
    expect(page.locator(".prompt .previous")).to_contain_text(TEXT["en"])


def test_keys_reach_everything_and_focus_shows(server: PageServer, open_page: OpenPage) -> None:
    server.greet("/ws/agent", *A_CALL)
    page = open_page("/agent")
    expect(page.locator(".prompt .do")).to_be_visible()
    reached = []
    for _ in range(10):
        page.keyboard.press("Tab")
        focused = page.locator(":focus-visible")
        expect(focused).to_have_css("outline-style", "solid")
        reached.append(focused.evaluate("element => element.dataset.doing || element.className"))
    doings = ["dismiss", "useful", "not_useful", "mute_rule", "help", "mute_all"]
    assert reached == ["picker", "gear", "start-call", *doings, "lines"]


def test_picker_follows_another_call(server: PageServer, open_page: OpenPage) -> None:
    server.greet("/ws/agent", *A_CALL)
    page = open_page("/agent")
    expect(page.locator(".heat .level")).to_have_text("64")
    page.get_by_label("Choose a call").select_option("b")
    assert server.heard.get(timeout=10) == '{"type":"follow","call_id":"b"}'
    server.say("/ws/agent", wire.LiveCalls(calls=[LIVE, OTHER], following="b"))
    expect(page.locator(".heat .level")).to_have_count(0)
    expect(page.locator(".prompt .do")).to_have_count(0)


def test_voice_analysis_that_is_switched_off_is_shown_at_once(
    server: PageServer, open_page: OpenPage
) -> None:
    server.greet("/ws/agent", *A_CALL)
    page = open_page("/agent")
    expect(page.locator('[data-name="sound"]')).to_be_visible()
    expect(page.locator('[data-name="voice"]')).to_have_count(0)
    server.say("/ws/agent", wire.VoiceAnalysis(on=False, heard_ms=62_000))
    expect(page.locator('[data-name="voice"]')).to_contain_text("Words only")


def top_of(page: Page, selector: str) -> float:
    """Return how far below the top of the page the first such element stands, in CSS pixels."""
    top = page.locator(selector).first.evaluate("element => element.getBoundingClientRect().top")
    return float(top)


@pytest.mark.parametrize("language", ["en", "fi", "pl"])
@pytest.mark.parametrize("width", [400, 1280])
def test_the_agents_page_does_not_jump_when_a_prompt_goes_or_a_figure_changes(
    server: PageServer, open_page: OpenPage, width: int, language: str
) -> None:
    server.greet("/ws/agent", *A_CALL)
    page = open_page("/agent", width=width, language=language)
    expect(page.locator(".prompt .do")).to_be_visible()
    places = [".prompt", ".heat-card", ".next-step" if width == 400 else ".steps", ".ends"]
    before = [top_of(page, place) for place in places]
    server.say(
        "/ws/agent",
        wire.PromptCleared(id=1, reason="timed_out", heard_ms=62_000),
        wire.Lag(lag_ms=1_900, dropped_partials=4, dropped_finals=0, heard_ms=62_000),
        wire.Heat(level=9.0, band="calm", trend="falling", reasons=[], heard_ms=63_000),
    )
    expect(page.locator(".heat .level")).to_have_text("9")
    assert [top_of(page, place) for place in places] == before


def test_tiles_keep_their_places_when_a_prompt_comes_or_reasons_grow(
    server: PageServer, open_page: OpenPage
) -> None:
    long = wire.HeatReason(kind="words", points=9.0, since_ms=0, quote="a sentence " * 20)
    quiet = replace(floor_call("1", 20.0), prompt=None, reasons=[])
    server.greet("/ws/floor", wire.FloorCalls(calls=[quiet, floor_call("2", 15.0)], lines={}))
    page = open_page("/floor", width=400)
    expect(page.locator(".tile")).to_have_count(2)
    before = top_of(page, '[data-call="2"]')
    grown = replace(floor_call("1", 21.0), label="A long name of a desk " * 2, reasons=[*REASONS[:2], long])
    server.say("/ws/floor", wire.FloorCallChanged(call=grown))
    expect(page.locator('[data-call="1"] .foremost')).to_contain_text(TEXT["en"])
    assert top_of(page, '[data-call="2"]') == before


def test_an_ended_call_has_no_delay_and_no_heat_in_the_title(server: PageServer, open_page: OpenPage) -> None:
    server.greet("/ws/agent", *A_CALL)
    page = open_page("/agent")
    expect(page.locator('[data-name="lag"]')).to_have_text("✓Text delay 0.6\u00a0s")
    server.say("/ws/agent", wire.Ended(call_id="a", heard_ms=62_000))
    expect(page.locator('[data-name="ended"]')).to_contain_text("Call ended")
    expect(page.locator('[data-name="lag"]')).to_have_count(0)
    expect(page).to_have_title("Tyyni")


def test_alarms_and_lag_are_loud(server: PageServer, open_page: OpenPage) -> None:
    server.greet("/ws/agent", *A_CALL)
    page = open_page("/agent")
    expect(page.locator('[data-name="sound"]')).to_have_class("chip good")
    alarm = wire.Notice(code="party_absent", level="alarm", party=Party.AGENT, value_ms=3_000)
    server.say("/ws/agent", alarm)
    expect(page.get_by_role("alert")).to_contain_text("No sound arrives")
    expect(page.get_by_role("alert")).to_contain_text("You")
    expect(page.locator('[data-name="sound"]')).to_have_class("chip alarm")
    server.say("/ws/agent", wire.Notice(code="party_absent", level="info", party=Party.AGENT, active=False))
    expect(page.get_by_role("alert")).to_have_count(0)
    server.say("/ws/agent", wire.Notice(code="audio_kept", level="info"))
    expect(page.locator('[data-name="audio_kept"]')).to_have_text("●This call is being recorded")
    busy = wire.Notice(code="degraded_finals_only", level="warning")
    server.say("/ws/agent", busy)
    expect(page.locator('[data-name="degraded_finals_only"]')).to_have_class("chip warning")
    server.say("/ws/agent", wire.Lag(lag_ms=6_400, dropped_partials=1, dropped_finals=1, heard_ms=70_000))
    expect(page.locator('[data-name="lag"]')).to_have_class("chip warning")
    expect(page.locator('[data-name="lost"]')).to_contain_text("1 sentence lost")
    server.say("/ws/agent", wire.Notice(code="degraded_voice_only", level="alarm"))
    expect(page.get_by_role("alert")).to_contain_text("no text for now")
    expect(page.locator('[data-name="lag"]')).to_have_count(0)
    server.say("/ws/agent", wire.Notice(code="degraded_voice_only", level="info", active=False))
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator('[data-name="lag"]')).to_be_visible()
    error = wire.ErrorMessage(code="frame_truncated", message="audio of 3 bytes", fatal=False)
    server.say("/ws/agent", error)
    expect(page.get_by_role("alert")).to_contain_text("audio of 3 bytes [frame_truncated]")


@pytest.mark.parametrize("path", ["/agent", "/floor"])
def test_a_lost_service_is_loud_and_found_again(server: PageServer, open_page: OpenPage, path: str) -> None:
    server.greet("/ws/agent", *A_CALL)
    server.greet("/ws/floor", A_FLOOR)
    page = open_page(path, complaints_expected=True)
    expect(page.locator(".level").first).to_be_visible()
    server.vanish()
    expect(page.get_by_role("alert")).to_contain_text("Connection to the service is lost")
    expect(page.locator('[data-name="connection"]')).to_have_text("✕Disconnected")
    expect(page.locator(".stale")).to_have_count(1)
    expect(page).to_have_title("✕ Disconnected · Tyyni")
    expect(page.locator(".level").first).to_be_visible()
    server.listen()
    expect(page.get_by_role("alert")).to_have_count(0, timeout=15_000)
    expect(page.locator('[data-name="connection"]')).to_have_text("✓Connected")
    expect(page.locator(".level").first).to_be_visible()


@pytest.mark.parametrize("path", ["/agent", "/floor"])
def test_a_refused_page_says_which_link_to_open(server: PageServer, open_page: OpenPage, path: str) -> None:
    server.admits = False
    page = open_page(path, complaints_expected=True)
    expect(page.get_by_role("alert")).to_contain_text("Open the link that the service printed")
    server.admits = True
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "prompt", "band", "live"),
    [
        ("en", TEXT["en"], "Hot", "3 live calls · 2 hot"),
        ("fi", TEXT["fi"], "Kuuma", "3 puhelua käynnissä · 2 kuumaa"),
        ("pl", TEXT["pl"], "Gorąco", "3 rozmowy · 2 gorące"),
    ],
)
def test_pages_speak_the_language_of_the_browser(
    server: PageServer, open_page: OpenPage, language: str, prompt: str, band: str, live: str
) -> None:
    server.greet("/ws/agent", *A_CALL)
    server.greet("/ws/floor", A_FLOOR)
    agent = open_page("/agent", language=language)
    expect(agent.locator(".prompt .do")).to_have_text(prompt)
    expect(agent.locator(".heat strong")).to_have_text(band)
    expect(agent.locator("html")).to_have_attribute("lang", language)
    expect(open_page("/floor", language=language).locator(".counts")).to_have_text(live)


def test_a_chosen_language_is_remembered(server: PageServer, open_page: OpenPage) -> None:
    server.greet("/ws/agent", *A_CALL)
    page = open_page("/agent")
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Language").select_option("fi")
    expect(page.locator(".prompt .do")).to_have_text(TEXT["fi"])
    page.reload()
    expect(page.locator(".prompt .do")).to_have_text(TEXT["fi"])


def test_floor_orders_by_heat_and_keeps_still(server: PageServer, open_page: OpenPage) -> None:
    server.greet("/ws/floor", A_FLOOR)
    page = open_page("/floor")
    names = page.locator(".tile h2")
    expect(names).to_have_text(["Desk 3", "Desk 2", "Desk 1"])
    server.say("/ws/floor", wire.FloorCallChanged(call=floor_call("1", 66.0, "hot")))
    expect(page.locator('[data-call="1"] .level')).to_have_text("66")
    expect(names).to_have_text(["Desk 3", "Desk 2", "Desk 1"])
    server.say("/ws/floor", wire.FloorCallChanged(call=floor_call("1", 99.0, "boiling")))
    expect(names).to_have_text(["Desk 1", "Desk 3", "Desk 2"])
    server.say("/ws/floor", wire.FloorCallGone(call_id="3"))
    expect(names).to_have_text(["Desk 1", "Desk 2"])


def test_floor_tile_tells_about_the_call(server: PageServer, open_page: OpenPage) -> None:
    server.greet("/ws/floor", A_FLOOR)
    page = open_page("/floor")
    tile = page.locator('[data-call="2"]')
    for text in (
        "Desk 2",
        "Finnish",
        "2:05",
        "Hot",
        "steady",
        "Tense, raised voice",
        "two weeks ago",
        TEXT["en"],
    ):
        expect(tile).to_contain_text(text)
    expect(tile.locator("canvas")).to_be_visible()


def test_the_delay_of_the_text_is_always_on_the_floor(server: PageServer, open_page: OpenPage) -> None:
    server.greet("/ws/floor", A_FLOOR)
    page = open_page("/floor")
    lag = page.locator('[data-call="2"] [data-name="lag"]')
    expect(lag).to_have_text("✓Text delay 0.2\u00a0s")
    late = replace(floor_call("2", 64.0, "hot"), lag_ms=3_100, notices=["degraded_caller_only"])
    server.say("/ws/floor", wire.FloorCallChanged(call=late))
    expect(lag).to_have_text("!Text delay 3.1\u00a0s")
    expect(page.locator('[data-call="2"] .status')).to_contain_text("only the caller’s words become text")
    server.say("/ws/floor", wire.FloorCallChanged(call=replace(late, notices=["degraded_voice_only"])))
    expect(page.locator('[data-call="2"] .status')).to_contain_text("no text for now")
    expect(lag).to_have_count(0)


def test_an_empty_floor_says_what_to_do(server: PageServer, open_page: OpenPage) -> None:
    server.greet("/ws/floor", wire.FloorCalls(calls=[], lines={}))
    page = open_page("/floor")
    expect(page.locator(".empty")).to_contain_text("tyyni-agent")


def test_pages_fit_a_narrow_window(server: PageServer, open_page: OpenPage) -> None:
    server.greet("/ws/agent", *A_CALL)
    server.greet("/ws/floor", A_FLOOR)
    for language in ("en", "fi", "pl"):
        page = open_page("/agent", width=320, language=language)
        expect(page.locator(".prompt .do")).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        floor = open_page("/floor", width=320, language=language)
        expect(floor.locator(".tile")).to_have_count(3)
        assert floor.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("path", ["/agent", "/floor"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(
    server: PageServer, open_page: OpenPage, path: str, dark: bool, width: int
) -> None:
    server.greet("/ws/agent", *A_CALL, wire.Notice(code="degraded", level="warning"))
    server.greet("/ws/floor", A_FLOOR)
    page = open_page(path, dark=dark, width=width)
    expect(page.locator(".level").first).to_be_visible()
    assert_accessible(page)
