"""A whole call as an agent and as a supervisor go through it, in each language, by the words on the screen."""

from __future__ import annotations

import pytest
from floor_server import many_calls, whole
from msgspec.structs import replace
from page_opening import OpenPage, in_call
from page_samples import MUTED, OVER, TEXT, WHISPER, WHY
from page_server import PageServer
from playwright.sync_api import Locator, Page, expect

from tyyni import wire
from tyyni_client.texts import Texts

pytestmark = pytest.mark.browser

AGENT, FLOOR = "/ws/agent", "/ws/floor"
every_language = pytest.mark.parametrize("language", ["en", "fi", "pl"])


def press(within: Page | Locator, name: str) -> None:
    within.get_by_role("button", name=name, exact=True).click()


@every_language
def test_an_agent_goes_through_a_call(
    server: PageServer, open_page: OpenPage, language: wire.ScreenLanguage
) -> None:
    say, prompt = Texts(language).say, TEXT[language]
    page = in_call(server, open_page, language=language)
    shown = page.get_by_role("status").filter(has_text=prompt)
    for text in (say("prompt.now"), say("prompt.about_caller"), WHY[language], say("prompt.heard")):
        expect(shown).to_contain_text(text)
    for text in (say("band.hot"), say("trend.rising"), say("reason.raised_voice")):
        expect(page.locator(".heat-card")).to_contain_text(text)

    press(page, say("prompt.useful"))
    assert server.hear(AGENT) == wire.Rate(prompt=1, useful=True)
    useful = page.get_by_role("button", name=say("prompt.useful"), exact=True)
    expect(useful).to_have_attribute("aria-pressed", "true")
    press(page, say("prompt.dismiss"))
    assert server.hear(AGENT) == wire.Dismiss(prompt=1)
    expect(page.get_by_text(say("prompt.previous_dismissed", text=prompt))).to_be_visible()

    press(page, say("prompt.mute_rule"))
    assert server.hear(AGENT) == wire.Mute(rule="late_delivery", on=True)
    server.say(AGENT, MUTED)
    page.get_by_text(say("mute.rules", count=1)).click()
    press(page, say("mute.unmute_this", text=prompt))
    assert server.hear(AGENT) == wire.Mute(rule="late_delivery", on=False)
    server.say(AGENT, wire.Muted(rules=[], all=False))
    expect(page.get_by_text(say("mute.rules", count=1))).to_have_count(0)
    ask_for_help_and_take_it_back(server, page, Texts(language))

    server.say(AGENT, WHISPER)
    whisper = page.locator(".whisper")
    expect(whisper.get_by_role("alert")).to_contain_text(f"{say('whisper.from')} · 1:05")
    press(whisper, say("page.close"))
    expect(page.get_by_role("alert")).to_have_count(0)

    server.say(AGENT, wire.BreakOffer(minutes=5), *OVER)
    offer = page.get_by_role("region", name=say("break.title", count=5))
    expect(offer).to_contain_text(say("break.only_you"))
    press(offer, say("page.close"))
    expect(offer).to_have_count(0)
    link = page.get_by_role("link", name=say("review.this_call"))
    expect(link).to_have_attribute("href", "/review?call=a")


def ask_for_help_and_take_it_back(server: PageServer, page: Page, texts: Texts) -> None:
    say = texts.say
    press(page, say("help.ask"))
    assert server.hear(AGENT) == wire.AskHelp(on=True)
    server.say(AGENT, wire.Help(state="asked", heard_ms=62_000))
    expect(page.get_by_text(say("help.asked"))).to_be_visible()
    press(page, say("help.take_back"))
    assert server.hear(AGENT) == wire.AskHelp(on=False)
    server.say(AGENT, wire.Help(state="none", heard_ms=63_000))
    expect(page.get_by_text(say("help.asked"))).to_have_count(0)


@every_language
def test_a_supervisor_finds_a_call_and_helps(
    server: PageServer, open_page: OpenPage, language: wire.ScreenLanguage
) -> None:
    say, floor = Texts(language).say, many_calls(12)
    server.greet(FLOOR, floor)
    page = open_page("/floor", language=language)
    page.context.grant_permissions(["notifications"])
    page.reload()
    hot = sum(call.band in ("hot", "boiling") for call in floor.calls)
    teams = page.get_by_label(say("floor.team"), exact=True)
    teams.select_option("North")
    counts = (say("floor.live", count=12), say("floor.hot", count=hot), say("floor.shown", count=4))
    expect(page.locator(".counts")).to_have_text(" · ".join(counts))
    teams.select_option(label=say("floor.team_all"))
    wall = page.get_by_role("button", name=say("floor.wall"), exact=True)
    wall.click()
    expect(page.locator(".cell")).to_have_count(12)
    expect(wall).to_have_attribute("aria-pressed", "true")
    for switch in ("floor.sound", "floor.notify"):
        press(page, say(switch))
        expect(page.get_by_role("button", name=say(switch), exact=True)).to_have_attribute(
            "aria-pressed", "true"
        )

    waiting = page.get_by_role("region", name=say("floor.attention")).get_by_role("button")
    waiting.filter(has_text=say("floor.help_asked")).click()
    assert server.hear(FLOOR) == wire.Watch(call_id="c5")
    server.say(FLOOR, whole("c5"))
    panel = page.get_by_role("dialog", name="Desk 5")
    expect(panel).to_contain_text(say("floor.prompts"))
    press(panel, say("floor.help_take"))
    assert server.hear(FLOOR) == wire.TakeHelp(call_id="c5")
    taken = replace(floor.calls[4], help=wire.FloorHelp(heard_ms=61_000, taken=True))
    server.say(FLOOR, wire.FloorCallChanged(call=taken))
    expect(panel).to_contain_text(say("floor.help_taken"))

    panel.get_by_label(say("floor.whisper")).fill("50 € ok")
    expect(panel).to_contain_text(say("floor.whisper_left", count=193))
    press(panel, say("floor.whisper_send"))
    assert server.hear(FLOOR) == wire.SendWhisper(call_id="c5", text="50 € ok")
    press(panel, say("floor.close"))
    expect(panel).to_have_count(0)
    assert server.hear(FLOOR) == wire.Watch(call_id=None)
