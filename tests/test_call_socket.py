"""Calls over a real websocket to a real service; only the words are scripted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from live_service import LiveService, WireCall, calling, connected, hello, silence, speech_like

from tyyni import wire
from tyyni.serve.flood import TEXTS_BURST
from tyyni.units import Party
from tyyni_models.scripted import ScriptedTranscriber

CALLER, AGENT = Party.CALLER, Party.AGENT


@pytest.fixture(scope="module")
def service() -> Iterator[LiveService]:
    with LiveService(ScriptedTranscriber(["this", "is", "unacceptable"])) as running:
        yield running


async def test_from_sound_to_prompt_and_ended(service: LiveService) -> None:
    async with calling(service) as (call, welcome):
        assert welcome.next_sample == {CALLER: 0, AGENT: 0}
        await call.play({CALLER: speech_like(2.5), AGENT: silence(2.5)})
        await call.play({CALLER: silence(1), AGENT: silence(1)}, first_sample=40_000)
        said = await call.hang_up()
        assert call.websocket.close_code == 1000
    kinds = {type(message) for message in said}
    assert {wire.Voice, wire.Heat, wire.Conduct, wire.TranscriptText, wire.PromptShown} <= kinds
    finals = [m for m in said if isinstance(m, wire.TranscriptText) and m.final]
    assert [m.stable for m in finals] == ["this is unacceptable"]
    ended = said[-1]
    assert isinstance(ended, wire.Ended)
    assert (ended.call_id, ended.heard_ms) == (welcome.call_id, 3_500)


async def test_a_call_without_consent_or_with_mixed_sound_has_words_but_no_voice(
    service: LiveService,
) -> None:
    for changes, party in (({"voice_analysis": False}, CALLER), ({"parties": [Party.MIXED]}, Party.MIXED)):
        async with calling(service, **changes) as (call, welcome):
            assert not welcome.voice_analysis
            sound = {party: speech_like(2.5)}
            if party is CALLER:
                sound[AGENT] = silence(2.5)
            await call.play(sound)
            said = await call.hang_up()
        kinds = {type(message) for message in said}
        assert wire.Voice not in kinds
        assert wire.TranscriptText in kinds
        codes = [m.code for m in said if isinstance(m, wire.Notice)]
        assert ("words_only_mixed" in codes) == (party is Party.MIXED)


async def test_consent_can_be_withdrawn_during_the_call(service: LiveService) -> None:
    async with calling(service) as (call, _):
        await call.play({CALLER: speech_like(1.5), AGENT: silence(1.5)})
        await call.expect(wire.Voice)
        await call.send(wire.SetVoiceAnalysis(on=False))
        await call.play({CALLER: speech_like(2), AGENT: silence(2)}, first_sample=24_000)
        said = await call.hang_up()
    off_from = max((m.heard_ms for m in said if isinstance(m, wire.Voice)), default=0)
    assert off_from <= 1_500


async def test_a_broken_connection_resumes_without_a_gap(service: LiveService) -> None:
    sound = speech_like(2)
    async with calling(service) as (call, welcome):
        await call.play({CALLER: sound[:16_000], AGENT: silence(1)})
        await call.expect(wire.Conduct)
        call.websocket.transport.abort()
    resume = wire.Resume(call_id=welcome.call_id, token=welcome.resume_token)
    async with calling(service, resume=resume) as (call, again):
        assert again.call_id == welcome.call_id
        assert again.next_sample == {CALLER: 16_000, AGENT: 16_000}
        await call.play({CALLER: sound[16_000:], AGENT: silence(1)}, first_sample=16_000)
        said = await call.hang_up()
    assert not [m for m in said if isinstance(m, wire.Notice) and m.code.startswith(("audio_", "sequence"))]
    assert said[-1] == wire.Ended(call_id=welcome.call_id, heard_ms=2_000)


async def test_a_replay_at_full_speed_loses_no_final(service: LiveService) -> None:
    """Ten utterances at once: the sound waits for the words, not the other way round."""
    async with calling(service) as (call, _):
        heard = asyncio.create_task(call.rest())
        for number in range(10):
            at = number * 24_000
            await call.play({CALLER: speech_like(1), AGENT: silence(1)}, first_sample=at)
            await call.play({CALLER: silence(0.5), AGENT: silence(0.5)}, first_sample=at + 16_000)
        await call.send(wire.HangUp())
        said = await heard
    assert len([m for m in said if isinstance(m, wire.TranscriptText) and m.final]) == 10
    assert not [m for m in said if isinstance(m, wire.Notice) and m.code == "text_dropped"]


async def test_a_client_that_leaves_at_once_leaves_nothing_behind(service: LiveService) -> None:
    async with connected(service):
        pass
    async with calling(service) as (call, _):
        assert (await call.hang_up())[-1:] != []


async def test_hello_must_come_in_time() -> None:
    with LiveService(ScriptedTranscriber([]), hello_within_s=0.05) as hasty:
        async with connected(hasty) as call:
            assert await call.refusal() == ("hello_expected", 1008)


async def test_a_call_that_is_not_resumed_within_the_grace_is_over() -> None:
    with LiveService(ScriptedTranscriber([]), grace_s=0.0) as strict:
        async with calling(strict) as (call, welcome):
            call.websocket.transport.abort()
        async with connected(strict, "/ws/agent") as page:
            await page.expect(wire.LiveCalls, lambda live: not live.calls)
        async with connected(strict) as late:
            resume = wire.Resume(call_id=welcome.call_id, token=welcome.resume_token)
            await late.send(hello(resume=resume))
            assert await late.refusal() == ("resume_refused", 1008)


async def test_as_many_calls_as_allowed_and_no_more() -> None:
    with LiveService(ScriptedTranscriber([]), max_calls=1) as small:
        async with calling(small) as (first, _), connected(small) as second:
            await second.send(hello())
            assert await second.refusal() == ("too_many_calls", 1013)
            assert isinstance((await first.hang_up())[-1], wire.Ended)


async def flood(call: WireCall) -> None:
    for _ in range(TEXTS_BURST + 5):
        await call.send(wire.SetVoiceAnalysis(on=True))


async def test_a_flood_of_text_messages_is_refused(service: LiveService) -> None:
    async with calling(service) as (call, _):
        await flood(call)
        assert await call.refusal() == ("message_flood", 1008)
