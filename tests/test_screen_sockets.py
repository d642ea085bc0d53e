from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from live_service import AGENT, SUPERVISOR, LiveService, calling, connected, hello, silence, speech_like
from websockets.exceptions import InvalidStatus

from tyyni import wire
from tyyni.serve.agents import AgentBook, add_agent, remove_agent
from tyyni.serve.flood import TEXTS_BURST
from tyyni.serve.screen_sockets import MOST_FAULTS
from tyyni.units import Party
from tyyni_models.scripted import ScriptedTranscriber


@pytest.fixture(scope="module")
def service() -> Iterator[LiveService]:
    with LiveService(ScriptedTranscriber(["this", "is", "unacceptable"])) as running:
        yield running


async def test_a_page_follows_the_newest_call_and_is_told_its_state(service: LiveService) -> None:
    async with calling(service) as (call, welcome):
        await call.play({Party.CALLER: speech_like(2), Party.AGENT: silence(2)})
        await call.expect(wire.Voice)
        async with connected(service, "/ws/agent") as page:
            live = await page.expect(wire.LiveCalls)
            assert live.following == welcome.call_id
            told = await page.expect(wire.Welcome)
            assert (told.call_id, told.resume_token) == (welcome.call_id, ""), "the page cannot take it over"
            await page.expect(wire.Heat)
            async with calling(service) as (_, newer):
                await page.expect(wire.LiveCalls, lambda m: m.following == newer.call_id)
                await page.send(wire.Follow(call_id=welcome.call_id))
                live = await page.expect(wire.LiveCalls, lambda m: m.following == welcome.call_id)
                assert [listed.call_id for listed in live.calls] == [welcome.call_id, newer.call_id]
                await call.send(wire.HangUp())
                await page.expect(wire.Ended, lambda m: m.call_id == welcome.call_id)
                await page.expect(wire.LiveCalls, lambda m: m.following == newer.call_id)


async def test_a_page_learns_at_once_that_voice_analysis_was_switched(service: LiveService) -> None:
    async with calling(service) as (call, _), connected(service, "/ws/agent") as page:
        assert (await page.expect(wire.Welcome)).voice_analysis
        for on in (False, False, True):
            await call.send(wire.SetVoiceAnalysis(on=on))
        assert [(await page.expect(wire.VoiceAnalysis)).on for _ in range(2)] == [False, True]
        assert [(await call.expect(wire.VoiceAnalysis)).on for _ in range(2)] == [False, True]


async def test_a_call_that_is_over_cannot_be_followed(service: LiveService) -> None:
    async with connected(service, "/ws/agent") as page:
        await page.send(wire.Follow(call_id="nonsense"))
        assert await page.refusal() == ("call_unknown", None)


@pytest.mark.parametrize("nonsense", ["", "{}", "not json", b"\x00\xff", '{"type":"hello"}'])
async def test_a_page_that_talks_nonsense_is_told_and_stays(
    service: LiveService, nonsense: str | bytes
) -> None:
    async with connected(service, "/ws/agent") as page:
        await page.websocket.send(nonsense)
        assert await page.refusal() == ("message_invalid", None)


async def test_a_page_that_goes_on_talking_nonsense_is_disconnected(service: LiveService) -> None:
    async with connected(service, "/ws/floor", SUPERVISOR) as page:
        for _ in range(MOST_FAULTS):
            await page.websocket.send("nonsense")
        errors = await page.rest()
        assert page.websocket.close_code == 1008
    last = errors[-1]
    assert isinstance(last, wire.ErrorMessage)
    assert last.fatal


async def test_supervisors_see_calls_come_get_hot_and_go(service: LiveService) -> None:
    async with connected(service, "/ws/floor", SUPERVISOR) as page:
        assert isinstance(await page.next(), wire.FloorCalls)
        async with calling(service, label="Pöytä 7") as (call, welcome):
            began = await page.expect(
                wire.FloorCallChanged, lambda changed: changed.call.call_id == welcome.call_id
            )
            assert (began.call.label, began.call.level) == ("Pöytä 7", 0.0)
            await call.play({Party.CALLER: speech_like(2), Party.AGENT: silence(2)})
            await call.play({Party.CALLER: silence(1), Party.AGENT: silence(1)}, first_sample=32_000)
            await call.send(wire.HangUp())
            seen = []
            while not isinstance(message := await page.next(), wire.FloorCallGone):
                assert isinstance(message, wire.FloorCallChanged)
                seen.append(message.call)
            assert message.call_id == welcome.call_id
        assert max(shown.level for shown in seen) > 10
        assert any(shown.prompt for shown in seen)


HOT_WORDS = {Party.CALLER: speech_like(3), Party.AGENT: silence(3)}


async def test_what_the_agent_does_on_a_page_reaches_the_calls_other_screens(service: LiveService) -> None:
    async with calling(service) as (call, _), connected(service, "/ws/agent") as page:
        await page.expect(wire.Welcome)
        await call.play(HOT_WORDS)
        prompt = await page.expect(wire.PromptShown)
        for doing in (
            wire.Rate(prompt=prompt.id, useful=True),
            wire.Dismiss(prompt=prompt.id),
            wire.Mute(rule="angry", on=True),
            wire.AskHelp(on=True),
        ):
            await page.send(doing)
        assert (await call.expect(wire.PromptCleared)).reason == "dismissed"
        muted = await call.expect(wire.Muted)
        assert ([rule.rule for rule in muted.rules], muted.all) == (["angry"], False)
        assert (await call.expect(wire.Help)).state == "asked"
        async with connected(service, "/ws/agent") as late:
            assert await late.expect(wire.Muted) == muted
            assert (await late.expect(wire.Help)).state == "asked"
        await call.send(wire.Mute(rule="angry", on=False))
        assert (await page.expect(wire.Muted, lambda m: not m.rules)).all is False


@pytest.mark.parametrize(
    ("doing", "code"),
    [
        (wire.Dismiss(prompt=99), "prompt_unknown"),
        (wire.Rate(prompt=99, useful=True), "prompt_unknown"),
        (wire.Mute(rule="nonsense", on=True), "rule_unknown"),
    ],
)
async def test_what_does_not_exist_is_refused_and_the_call_goes_on(
    service: LiveService, doing: wire.Message, code: str
) -> None:
    async with calling(service) as (call, _), connected(service, "/ws/agent") as page:
        await page.expect(wire.Welcome)
        for side in (call, page):
            await side.send(doing)
            assert await side.refusal() == (code, None)
        await call.send(wire.AskHelp(on=True))
        assert (await page.expect(wire.Help)).state == "asked"


async def test_a_page_that_follows_nothing_can_do_nothing(with_agents: LiveService, agents: Path) -> None:
    async with connected(with_agents, "/ws/agent", bearer(agents, "Gus")) as page:
        assert (await page.expect(wire.LiveCalls)).following is None
        await page.send(wire.AskHelp(on=True))
        assert await page.refusal() == ("nothing_followed", None)


async def test_a_page_that_floods_is_disconnected(service: LiveService) -> None:
    async with calling(service) as (_, welcome), connected(service, "/ws/agent") as page:
        for _ in range(TEXTS_BURST + 5):
            await page.send(wire.Follow(call_id=welcome.call_id))
        assert await page.refusal() == ("message_flood", 1008)


async def test_a_supervisor_opens_a_call_whispers_and_takes_up_the_request_for_help(
    service: LiveService,
) -> None:
    async with (
        calling(service, agent="Łucja", team="Parcels") as (call, welcome),
        connected(service, "/ws/floor", SUPERVISOR) as floor,
    ):
        call_id = welcome.call_id
        await call.play(HOT_WORDS)
        await call.send(wire.AskHelp(on=True))
        asked = (
            await floor.expect(
                wire.FloorCallChanged, lambda m: m.call.call_id == call_id and m.call.help is not None
            )
        ).call
        assert (asked.agent, asked.team) == ("Łucja", "Parcels")
        assert asked.help is not None
        assert not asked.help.taken
        await call.expect(wire.PromptShown)
        await floor.send(wire.Watch(call_id=call_id))
        opened = await floor.expect(wire.WatchedCall)
        assert (opened.call_id, opened.whispers) == (call_id, [])
        assert opened.heat
        assert [prompt.text["en"] for prompt in opened.prompts] == ["Stay calm"]
        await floor.send(wire.SendWhisper(call_id=call_id, text="Offer a refund."))
        await floor.send(wire.TakeHelp(call_id=call_id))
        assert (await floor.expect(wire.WatchedWhisper)).whisper.text == "Offer a refund."
        await floor.expect(
            wire.FloorCallChanged,
            lambda m: m.call.call_id == call_id and m.call.help is not None and m.call.help.taken,
        )
        assert (await call.expect(wire.Whisper)).text == "Offer a refund."
        assert (await call.expect(wire.Help, lambda m: m.state != "asked")).state == "taken"
        await call.send(wire.HangUp())
        final = await floor.expect(wire.WatchedText, lambda m: m.text.final)
        assert "this is unacceptable" in final.text.text


@pytest.mark.parametrize(
    "message",
    [
        wire.Watch(call_id="nonsense"),
        wire.TakeHelp(call_id="nonsense"),
        wire.SendWhisper(call_id="nonsense", text="Hello?"),
    ],
)
async def test_a_supervisor_is_told_that_a_call_is_over(service: LiveService, message: wire.Message) -> None:
    async with connected(service, "/ws/floor", SUPERVISOR) as floor:
        await floor.send(message)
        assert await floor.refusal() == ("call_unknown", None)
        await floor.send(wire.Watch(call_id=None))
        await floor.send(message)
        assert await floor.refusal() == ("call_unknown", None)


async def test_a_whisper_that_is_none_and_help_nobody_asked_for_are_refused(service: LiveService) -> None:
    async with calling(service) as (_, welcome), connected(service, "/ws/floor", SUPERVISOR) as floor:
        await floor.send(wire.SendWhisper(call_id=welcome.call_id, text="x" * 201))
        assert await floor.refusal() == ("whisper_invalid", None)
        await floor.send(wire.TakeHelp(call_id=welcome.call_id))
        assert await floor.refusal() == ("help_not_asked", None)


@pytest.fixture(scope="module")
def agents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("agents") / "agents.json"


@pytest.fixture(scope="module")
def with_agents(agents: Path) -> Iterator[LiveService]:
    with LiveService(ScriptedTranscriber([]), agents=AgentBook(agents)) as running:
        yield running


def bearer(agents: Path, name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {add_agent(agents, name, 'Parcels')}"}


async def test_an_agent_sees_and_follows_no_call_but_the_own_ones(
    with_agents: LiveService, agents: Path
) -> None:
    anna, bo = bearer(agents, "Anna"), bearer(agents, "Bo")
    async with (
        calling(with_agents, anna) as (_, annas),
        calling(with_agents, bo, agent="Bo") as (_, bos),
        calling(with_agents, agent="Cy") as (_, shared),
        connected(with_agents, "/ws/agent", anna) as annas_page,
        connected(with_agents, "/ws/agent") as shared_page,
    ):
        for page, mine, name in ((annas_page, annas, "Anna"), (shared_page, shared, "Cy")):
            live = await page.expect(wire.LiveCalls)
            assert [(call.call_id, call.agent) for call in live.calls] == [(mine.call_id, name)]
            assert live.following == mine.call_id
            await page.send(wire.Follow(call_id=bos.call_id))
            assert await page.refusal() == ("call_unknown", None)


async def test_nobody_begins_or_resumes_a_call_in_anothers_name(
    with_agents: LiveService, agents: Path
) -> None:
    dora, eve = bearer(agents, "Dora"), bearer(agents, "Eve")
    for headers in (AGENT, eve):
        async with connected(with_agents, headers=headers) as call:
            await call.send(hello(agent="Dora"))
            assert await call.refusal() == ("agent_mismatch", 1008)
    async with calling(with_agents, dora) as (_, welcome), connected(with_agents, headers=eve) as thief:
        proof = wire.Resume(call_id=welcome.call_id, token=welcome.resume_token)
        await thief.send(hello(resume=proof))
        assert await thief.refusal() == ("resume_refused", 1008)
        async with connected(with_agents, headers=dora) as again:
            await again.send(hello(resume=proof))
            assert (await again.expect(wire.Welcome)).call_id == welcome.call_id


async def test_a_personal_link_opens_the_page_and_its_cookie_the_own_calls_until_removed(
    with_agents: LiveService, agents: Path
) -> None:
    key = add_agent(agents, "Finn", "")
    async with httpx.AsyncClient(base_url=with_agents.url) as browser:
        led = await browser.get(f"/agent?token={key}")
        assert (led.status_code, led.headers["location"]) == (303, "/agent")
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"Cookie": cookie, "Origin": with_agents.url}
    async with (
        calling(with_agents, headers) as (call, welcome),
        connected(with_agents, "/ws/agent", headers) as page,
    ):
        assert (await page.expect(wire.LiveCalls)).following == welcome.call_id
        remove_agent(agents, "Finn")
        assert await page.refusal() == ("key_taken_back", 1008)
        assert await call.refusal() == ("key_taken_back", 1008)
    with pytest.raises(InvalidStatus):
        async with connected(with_agents, "/ws/agent", headers):
            pass
