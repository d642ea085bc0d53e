"""The page of insights in real Chromium, against the real service and its history."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import web_build
from axe import assert_accessible
from insights_sample import PROMISED, TEAMS, WEEKS, serving
from live_service import KEYS, LiveService
from page_opening import OpenPage
from playwright.sync_api import Browser, Page, expect

from tyyni import wire
from tyyni_client.texts import Texts, plural_category

pytestmark = pytest.mark.browser

Look = Callable[..., Page]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    web_build.build_pages()
    with serving(tmp_path_factory.mktemp("history")) as running:
        yield running


@pytest.fixture
def look(browser: Browser, service: LiveService) -> Iterator[Look]:
    """Return what opens the page as a supervisor; afterwards no page may have complained on its console."""
    opened = OpenPage(browser, service.url)

    def looking(query: str = "", **how: Any) -> Page:
        page = opened(f"/insights?token={KEYS.supervisor}", **how)
        page.goto(f"{service.url}/insights{query}")
        expect(page.locator("main .card").first).to_be_visible()
        return page

    yield looking
    opened.close()
    assert not opened.complaints


def test_causes_heat_moments_and_promises_are_told(look: Look) -> None:
    page = look()
    expect(page.locator(".total")).to_contain_text("60 calls")
    plots = page.locator("#causes-title").locator("xpath=ancestor::section").get_by_role("img")
    expect(plots).to_have_count(6)
    late = page.get_by_role("img", name=re.compile("^Late delivery: "))
    expect(late.locator("rect.calls")).not_to_have_count(0)
    calls = late.locator("title").all_text_contents()
    page.get_by_text("The figures as a table").click()
    rows = page.locator(".causes tbody tr", has_text="Late delivery")
    assert len(calls) == rows.count() > 2
    expect(page.locator(".causes .quiet")).to_contain_text("“Nobody listens to me”")
    rows = page.locator(".arises .counted").first.locator("tr")
    expect(rows.locator("th")).to_have_text(["opening", "problem", "solving", "closing"])
    expect(rows.first).to_contain_text("0 calls")
    minutes = page.locator(".arises .counted").last.locator("tr")
    expect(minutes.first).to_contain_text("Minute 1")
    expect(page.locator(".charm li")).to_have_count(WEEKS)
    expect(page.locator(".charm li a").first).to_have_attribute("href", "/review?call=w1n0")
    late, soon = page.locator(".promises li").all()
    expect(late).to_contain_text("Overdue")
    expect(late.get_by_role("link", name=PROMISED)).to_have_attribute("href", "/review?call=w1n0")
    expect(soon).not_to_contain_text("Overdue")


@pytest.mark.parametrize("language", ["en", "fi", "pl"])
def test_weeks_are_chosen_and_every_figure_has_its_plural(look: Look, language: wire.ScreenLanguage) -> None:
    say = Texts(language).say
    page = look(language=language)
    expect(page.locator(".total")).to_contain_text(say("insights.calls", count=60))
    page.get_by_label(say("insights.period")).select_option(label=say("insights.weeks", count=4))
    expect(page.locator(".total")).to_contain_text(say("insights.calls", count=18))
    section = page.get_by_role("region", name=say("insights.causes"))
    told = section.get_by_role("img").evaluate_all(
        "plots => plots.map(plot => plot.getAttribute('aria-label'))"
    )
    told += section.locator("title").all_text_contents()
    counts = [re.findall(r"(\d+) ", line.partition(": ")[2]) for line in told]
    assert {plural_category("pl", int(count)) for pair in counts for count in pair} == {"one", "few", "many"}
    for line, (calls, hot) in zip(told, counts, strict=True):
        figures = (say("insights.calls", count=int(calls)), say("insights.hot_calls", count=int(hot)))
        assert line.endswith(": " + ", ".join(figures))
    late = page.get_by_role("region", name=say("insights.promises")).get_by_role("listitem").first
    expect(late).to_contain_text(say("insights.overdue"))
    expect(late.get_by_role("link", name=PROMISED)).to_have_attribute("href", "/review?call=w1n0")


def test_prompts_are_shown_over_all_teams_alone(look: Look) -> None:
    page = look()
    expect(page.locator(".prompts tbody tr")).to_have_attribute("data-rule", "charm")
    expect(page.locator(".prompts tbody tr")).to_contain_text(f"{WEEKS * 6}")
    page.get_by_label("Team").select_option(TEAMS[0])
    expect(page.locator(".prompts")).to_contain_text("Choose all teams to see them")
    expect(page.locator(".total")).to_contain_text("30 calls")
    assert page.url.endswith(f"?weeks=13&team={TEAMS[0]}")
    page.reload()
    expect(page.locator(".total")).to_contain_text("30 calls")


def test_a_short_period_without_calls_says_what_to_do(look: Look) -> None:
    page = look("?weeks=4&team=nobody")
    expect(page.locator(".empty")).to_contain_text("Choose a longer period or all teams")
    page.get_by_label("Team").select_option("")
    expect(page.locator(".total")).to_contain_text("18 calls")


def test_each_table_can_be_had_as_a_file_and_on_paper(look: Look) -> None:
    page = look(f"?weeks=26&team={TEAMS[0]}")
    links = page.get_by_role("link", name=re.compile("^CSV: "))
    expect(links).to_have_count(5)  # no prompts of one team
    for link in links.all():
        with page.expect_download() as downloading:
            link.click()
        with downloading.value.path().open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.reader(file))) > 1
        assert downloading.value.suggested_filename.endswith(".csv")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".causes details tbody tr").first).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not page.evaluate("document.querySelector('details').open")


@pytest.mark.parametrize(
    ("language", "title", "how"),
    [
        ("en", "Insights", {"width": 1280}),
        ("fi", "Oivallukset", {"width": 320, "dark": True}),
        ("pl", "Wnioski", {"width": 380, "forced_colors": True}),
    ],
)
def test_everybody_can_use_it(look: Look, language: str, title: str, how: dict[str, Any]) -> None:
    page = look(language=language, **how)
    expect(page.locator(".page-name")).to_have_text(title)
    page.locator("summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    assert_accessible(page)


def test_without_a_history_it_says_why_there_is_nothing(look: Look) -> None:
    page = look(complaints_expected=True)
    off = {"code": "history_off", "message": "no history is kept"}
    page.route("**/api/insights?*", lambda route: route.fulfill(status=503, json=off))
    page.get_by_label("Period").select_option("4")
    expect(page.locator("main")).to_contain_text("TYYNI_HISTORY=true")
