"""The page after the call in real Chromium, against the real service and its history."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import web_build
from axe import assert_accessible
from live_service import KEYS, LiveService
from page_opening import OpenPage, wait_until
from playwright.sync_api import Browser, Locator, Page, expect
from review_sample import RULES, People, a_call, client, prepared, serving
from test_recordings import noise, write

from tyyni import wire
from tyyni.history.recordings import Recordings
from tyyni.playbooks.loader import load_playbook
from tyyni.units import Party
from tyyni_client.texts import Texts

pytestmark = pytest.mark.browser

every_language = pytest.mark.parametrize("language", LANGUAGES := ("en", "fi", "pl"))
TOMORROW = {"en": "tomorrow", "fi": "huomenna", "pl": "jutro"}
CALLS = (
    a_call("a"),
    a_call("b", agent="Olli", team="orders", label="Desk 13", started_at="2026-11-25T10:00:00+00:00"),
    a_call("c", agent="", team="", label="Öljy", started_at="2026-11-26T10:00:00+00:00"),
    *(a_call(f"n{number}", label=f"Note {number}", team="notes") for number in range(6)),
    *(
        a_call(f"{language}{number}", label=f"{language} {number}")
        for language in LANGUAGES
        for number in (1, 2)
    ),
)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> People:
    web_build.build_pages()
    people = prepared(tmp_path_factory.mktemp("history"), *CALLS)
    recordings = Recordings(people.folder)
    recordings.prepare()
    write(recordings, "a", {Party.CALLER: noise(320)})
    recordings.finish("a", "en")
    return people


Look = Callable[..., Page]


@pytest.fixture
def look(browser: Browser, service: LiveService, people: People) -> Iterator[Look]:
    """Return what opens the page as somebody; afterwards no page may have complained on its console."""
    opened = OpenPage(browser, service.url)

    def looking(who: str, query: str = "", **how: Any) -> Page:
        key = {"aino": people.aino, "shared": KEYS.agent, "supervisor": KEYS.supervisor}[who]
        page = opened(f"/review?token={key}&{query}", **how)
        expect(page.locator("main .card").first).to_be_visible()
        return page

    yield looking
    opened.close()
    assert not opened.complaints


# --- one call ------------------------------------------------------------------------------------------------


def test_the_agent_sees_the_call_on_its_time(look: Look) -> None:
    page = look("aino", "call=a")
    expect(page.locator("#call-title")).to_have_text("Desk 12")
    expect(page.locator(".head .hottest")).to_contain_text("84 Boiling")
    drawing = page.get_by_role("img", name="2:30 long; hottest 84 at 0:40; 9 at the end")
    expect(drawing.locator("canvas")).to_be_visible()
    expect(page.locator(".lane-name")).to_have_text(["Caller", "Prompts", "Yours", "Other"])
    events = page.locator(".events li")
    expect(events.filter(has_text="Late delivery")).to_have_count(1)
    expect(events.filter(has_text="Useful: Stay calm, mirror the concern")).to_have_count(1)
    expect(page.locator(".events .lane-own").filter(has_text="Dismissed")).to_have_count(1)
    expect(page.locator(".transcript .line").first).to_contain_text(
        "You 0:02Good morning, how can I help you?"
    )
    expect(page.locator(".written-about")).to_be_visible()


def test_a_supervisor_sees_nothing_of_the_agents_own(look: Look) -> None:
    page = look("supervisor", "call=a")
    expect(page.locator(".lane-name")).to_have_text(["Caller", "Prompts", "Other"])
    for own in (
        "You said",
        "Your rating",
        "Dismissed",
        "Muted",
        "for you only",
        "charm",
        "Say what happens next",
    ):
        expect(page.locator("main")).not_to_contain_text(own)
    expect(page.locator(".transcript .line").first).to_contain_text("Agent 0:02")
    expect(page.get_by_role("link", name="Floor")).to_have_attribute("href", "/floor")
    practise = page.get_by_role("link", name="Listen and practise")
    expect(practise).to_have_attribute("href", "/practice?call=a")


def test_the_shared_link_says_why_it_shows_no_own_part(look: Look) -> None:
    page = look("shared", "call=c")
    expect(page.locator("main")).to_contain_text("only to a personal link")
    expect(page.get_by_role("link", name="Listen and practise")).to_have_count(0)
    expect(page.locator(".lane-name")).to_have_text(["Caller", "Prompts", "Other"])


def test_arrow_keys_go_from_mark_to_mark_and_tell(look: Look) -> None:
    page = look("aino", "call=a")
    marks = page.locator(".point")
    expect(marks.first).to_be_visible()
    assert page.locator('.point[tabindex="0"]').count() == 1, "one stop for the Tab key"
    page.locator('.point[tabindex="0"]').focus()
    expect(page.locator(".told")).to_contain_text("0:03 You said How can I help")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".told")).to_contain_text("Late delivery")
    page.keyboard.press("End")
    expect(page.locator(".told")).to_contain_text("2:13 Muted A charm moment: well handled!")
    page.keyboard.press("Enter")
    expect(page.locator(".events .picked")).to_contain_text("2:13")
    expect(page.locator(".transcript .picked")).to_contain_text("Thank you for your help")


def test_marks_never_overlap(look: Look) -> None:
    page = look("aino", "call=a", width=320)
    expect(page.locator(".point").first).to_be_visible()
    lanes = page.locator(".track").evaluate_all(
        "tracks => tracks.map(t => [...t.children].map(p => p.getBoundingClientRect()).map(r => [r.left, r.right]))"
    )
    for lane in lanes:
        edges = sorted(lane)
        assert all(one[1] <= other[0] for one, other in pairwise(edges))


def test_what_helped_is_told_without_claiming_a_cause(look: Look) -> None:
    helped = look("aino", "call=a").locator(".helped")
    calm = helped.locator("li").filter(has_text="Stay calm, mirror the concern")
    expect(calm).to_contain_text("Fell by 25 points from 82 to 57")
    expect(helped.locator("li").filter(has_text="A charm moment")).to_contain_text("The call ended before")
    expect(helped).to_contain_text("this shows what came when, not what caused it")


def test_a_call_without_words_says_how_to_keep_them(browser: Browser, tmp_path: Path, people: People) -> None:
    bare = prepared(tmp_path, a_call("a"), keep_words=False)
    with serving(bare) as service:
        opened = OpenPage(browser, service.url)
        page = opened(f"/review?token={bare.aino}&call=a")
        expect(page.locator(".transcript")).to_contain_text("TYYNI_KEEP_TRANSCRIPTS=true")
        opened.close()
    assert not opened.complaints


# --- notes ---------------------------------------------------------------------------------------------------


def is_saved(page: Page, texts: Texts) -> Locator:
    """Return the words that say so, and not that it is not."""
    return page.get_by_role("status").filter(has_text=re.compile("^." + texts.say("review.saved", when="")))


@every_language
def test_a_note_is_saved_and_is_there_again(look: Look, language: wire.ScreenLanguage) -> None:
    texts, query = Texts(language), f"call={language}1"
    say = texts.say
    page = look("aino", query, language=language)
    what, yes = (
        page.get_by_label(say(f"review.{name}"), exact=True)
        for name in ("note_what_happened", "preventable_yes")
    )
    what.fill("The parcel was late.")
    yes.check()
    page.get_by_label(say("review.note_prevention")).fill("Tell of delays.")
    expect(page.get_by_role("status").filter(has_text=say("review.unsaved"))).to_be_visible()
    expect(is_saved(page, texts)).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(is_saved(page, texts)).to_be_visible()
    other = look("supervisor", query, language=language)
    written = other.locator(".notes .written").first
    expect(written).to_contain_text("Aino")
    expect(written).to_contain_text("The parcel was late.")
    expect(written).to_contain_text(f"{say('review.preventable_yes')}: Tell of delays.")
    expect(other.get_by_label(say("review.note_what_happened"))).to_have_value("")
    page.reload()
    expect(what).to_have_value("The parcel was late.")
    expect(yes).to_be_checked()


def test_leaving_with_unsaved_words_asks_first(look: Look) -> None:
    page = look("aino", "call=n1")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_label("What happened?").fill("Half a sen")
    page.get_by_role("link", name="All calls").click()
    expect(page.get_by_label("What happened?")).to_have_value("Half a sen")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    page.get_by_role("link", name="All calls").click()
    expect(page.locator(".calls table")).to_be_visible()


def test_two_who_save_under_one_name_lose_nothing(look: Look) -> None:
    first, second = (look("supervisor", "call=n2", complaints_expected=True) for _ in range(2))
    first.get_by_label("How was it resolved?").fill("Refunded.")
    first.get_by_role("button", name="Save").click()
    expect(first.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    second.get_by_label("How was it resolved?").fill("Exchanged.")
    second.get_by_role("button", name="Save").click()
    conflict = second.locator(".conflict")
    expect(conflict.get_by_role("alert")).to_contain_text("Nothing is lost")
    expect(conflict).to_contain_text("Refunded.")
    expect(second.get_by_label("How was it resolved?")).to_have_value("Exchanged.")
    conflict.get_by_role("button", name="Go on with mine").click()
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    first.reload()
    expect(first.get_by_label("How was it resolved?")).to_have_value("Exchanged.")


def test_words_stay_when_the_service_does_not_answer(look: Look) -> None:
    page = look("aino", "call=n3", complaints_expected=True)
    page.context.set_offline(True)
    page.get_by_label("What happened?").fill("The line was bad.")
    page.get_by_role("button", name="Save").click()
    expect(
        page.get_by_role("status").filter(has_text="Not saved. The service does not answer.")
    ).to_be_visible()
    expect(page.get_by_label("What happened?")).to_have_value("The line was bad.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


# --- follow-ups ----------------------------------------------------------------------------------------------


@every_language
def test_a_promise_is_made_on_the_call_and_listed_until_it_is_done(
    look: Look, language: wire.ScreenLanguage
) -> None:
    say, label = Texts(language).say, f"{language} 2"
    page = look("aino", f"call={language}2", language=language)
    tomorrow = date.today() + timedelta(1)
    page.get_by_label(say("review.follow_up_text")).fill("Call back")
    page.get_by_label(say("review.follow_up_due")).fill(tomorrow.isoformat())
    page.get_by_role("button", name=say("review.follow_up_add")).click()
    expect(page.locator(".follow-up")).to_contain_text(f"({TOMORROW[language]})")
    page.get_by_role("link", name=say("review.to_list")).click()
    promise = page.locator(".promises .follow-up").filter(has_text=label)
    expect(promise).to_contain_text("Call back")
    row = page.locator(".calls tr").filter(has_text=label)
    expect(row).to_contain_text(say("review.promises_open", count=1))
    promise.get_by_role("checkbox").check()
    expect(promise).to_contain_text(say("review.done"))
    page.reload()
    expect(page.locator(".calls table")).to_be_visible()
    expect(promise).to_have_count(0)


def test_what_is_overdue_is_said_in_words_and_by_a_shape(
    look: Look, service: LiveService, people: People
) -> None:
    with client(service, people, "aino") as aino:
        for days, text in ((-3, "Late"), (0, "Now"), (4, "Soon")):
            due = (date.today() + timedelta(days)).isoformat()
            assert aino.post("/api/calls/n5/follow-ups", json={"due": due, "text": text}).status_code == 201
    page = look("aino", "call=n5")
    chips = page.locator(".follow-up .chip")
    expect(chips.nth(0)).to_contain_text("Overdue")
    expect(chips.nth(0)).to_contain_text("(3 days ago)")
    expect(chips.nth(1)).to_contain_text("(today)")
    assert chips.locator(".mark").all_inner_texts() == ["✕", "!", "·"]


# --- the list ------------------------------------------------------------------------------------------------


def test_the_list_is_found_through_and_the_address_keeps_it(look: Look) -> None:
    page = look("supervisor")
    expect(page.locator(".calls tbody tr")).to_have_count(len(CALLS))
    page.get_by_label("Search label, agent, team").fill("öLJY")
    expect(page.locator(".calls tbody .label")).to_have_text(["Öljy"])
    assert "text=" in page.url
    page.locator(".calls a").click()
    expect(page.locator("#call-title")).to_have_text("Öljy")
    page.go_back()
    expect(page.get_by_label("Search label, agent, team")).to_have_value("öLJY")
    page.get_by_label("Search label, agent, team").fill("")
    page.get_by_label("Team", exact=True).fill("orders")
    expect(page.locator(".calls tbody .label")).to_have_text(["Desk 13"])
    page.get_by_label("Search label, agent, team").fill("nothing like it")
    expect(page.locator(".calls")).to_contain_text("No call matches")


def test_the_list_comes_page_by_page(look: Look) -> None:
    page = look("supervisor", "team=notes")
    expect(page.locator(".calls tbody tr")).to_have_count(6)
    page.route("**/api/calls?*", lambda route: route.continue_(url=f"{route.request.url}&limit=4"))
    page.reload()
    expect(page.locator(".calls tbody tr")).to_have_count(4)
    page.get_by_role("button", name="Show earlier calls").click()
    expect(page.locator(".calls tbody tr")).to_have_count(6)
    assert len(set(page.locator(".calls tbody .label").all_inner_texts())) == 6
    expect(page.get_by_role("button", name="Show earlier calls")).to_have_count(0)


def test_the_list_is_walked_by_arrow_keys(look: Look) -> None:
    page = look("aino")
    links = page.locator(".calls tbody a")
    links.first.focus()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#call-title")).to_be_visible()


# --- files and paper -----------------------------------------------------------------------------------------


@every_language
def test_the_call_is_saved_as_files(look: Look, language: wire.ScreenLanguage) -> None:
    page = look("aino", "call=a", language=language)
    for kind in ("CSV", "JSON"):
        with page.expect_download() as download:
            page.get_by_role("link", name=kind).click()
        file = Path(download.value.path())
        assert download.value.suggested_filename == f"tyyni-a.{kind.lower()}"
        if kind == "CSV":
            rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
            assert RULES["late-delivery"].text[language] in [row["text"] for row in rows]


def test_paper_has_no_controls_but_everything_that_was_written(look: Look) -> None:
    page = look("aino", "call=n0", dark=True)
    page.get_by_label("What happened?").fill("On paper.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("button:not(.point), input, textarea").locator("visible=true")).to_have_count(0)
    expect(page.locator(".print-only .written")).to_be_visible()
    expect(page.locator(".print-only .written")).to_contain_text("On paper.")
    assert page.locator("body").evaluate("body => getComputedStyle(body).color") == "rgb(23, 32, 43)"
    last = page.locator(".events li").last
    assert last.evaluate("li => li.parentElement.scrollHeight <= li.parentElement.clientHeight + 1")
    assert page.pdf(format="A4").startswith(b"%PDF")


# --- for everybody -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "dark"), [("en", False), ("fi", True), ("pl", False)])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_side_window(
    look: Look, language: str, dark: bool
) -> None:
    for who, query in (("supervisor", ""), ("aino", "call=a")):
        page = look(who, query, language=language, dark=dark)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator(".calls table, .point").first).to_be_visible()
        assert_accessible(page)
        page.set_viewport_size({"width": 320, "height": 800})
        wait_until(page, "document.documentElement.scrollWidth <= 320")  # drawings follow a frame later


def test_dates_and_figures_are_of_the_screens_language(look: Look) -> None:
    page = look("aino", "call=a", language="pl")
    expect(page.locator(".head time")).to_contain_text("wt., 24 lis")
    expect(page.locator(".helped")).to_contain_text("Spadła o 25 punktów")


def test_every_cue_of_the_playbook_has_a_name() -> None:
    texts = web_build.WEB_FOLDER.parent / "tyyni_client" / "texts" / "en.json"
    named = texts.read_text(encoding="utf-8")
    assert [cue.id for cue in load_playbook().cues if f'"cue.{cue.id}"' not in named] == []


def test_a_call_that_is_not_ones_own_is_not_found(browser: Browser, service: LiveService) -> None:
    opened = OpenPage(browser, service.url)
    page = opened(f"/review?token={KEYS.agent}&call=a", complaints_expected=True)
    expect(page.get_by_role("alert")).to_contain_text("There is no such call, or it is not yours to open.")
    opened.close()


def test_without_a_history_the_page_says_so(browser: Browser, people: People) -> None:
    with serving(people, history=False) as service:
        opened = OpenPage(browser, service.url)
        page = opened(f"/review?token={people.aino}")
        expect(page.locator("main")).to_contain_text("No calls are kept")
        expect(page.locator("main")).to_contain_text("TYYNI_HISTORY=true")
        opened.close()
    assert not opened.complaints


def test_the_page_needs_a_link(service: LiveService, browser: Browser) -> None:
    opened = OpenPage(browser, service.url)
    page = opened("/review", complaints_expected=True)
    expect(page.locator("body")).to_contain_text("not_admitted")
    opened.close()
