from __future__ import annotations

from collections.abc import Iterator

import pytest
from live_service import SUPERVISOR, LiveService, calling, connected, silence, speech_like

from tyyni import wire
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
