"""Over the wire: no tone figure of the agent exists, and supervisors get nothing of the agent's conduct."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from live_service import SUPERVISOR, LiveService, Said, calling, connected, silence, speech_like
from websockets.exceptions import InvalidStatus

from tyyni import wire
from tyyni.audio import Pcm16
from tyyni.units import Party
from tyyni_models.scripted import ScriptedTranscriber

CALLER, AGENT = Party.CALLER, Party.AGENT
TONE_KEYS = {
    "pitch_hz", "loudness_dbfs", "tension", "syllables_per_s", "tempo_ratio", "arousal", "confidence", "level",
    "band", "trend", "reasons",
}  # fmt: skip
FLOOR_KEYS = set(wire.FloorCall.__struct_fields__) | set(wire.HeatReason.__struct_fields__)
FLOOR_KEYS |= {"type", "calls", "call", "fi", "pl", "en"}


@pytest.fixture(scope="module")
def service() -> Iterator[LiveService]:
    # Whoever speaks is heard to say these words: a cue of the caller's anger, and a step of the agent's.
    with LiveService(ScriptedTranscriber(["this", "is", "unacceptable"])) as running:
        yield running


@dataclass
class Heard:
    """All that each side was told of one call."""

    call: list[Said]
    page: list[Said]
    floor: list[Said]


async def listen(service: LiveService, sound: Mapping[Party, Pcm16]) -> Heard:
    """Play a call while an agent's page and the floor listen."""
    async with (
        connected(service, "/ws/agent") as page,
        connected(service, "/ws/floor", SUPERVISOR) as floor,
    ):
        await floor.expect(wire.FloorCalls)
        async with calling(service) as (call, welcome):
            on_page = asyncio.create_task(until(page.next, wire.Ended))
            on_floor = asyncio.create_task(until(floor.next, wire.FloorCallGone))
            await call.play(sound)
            said = await call.hang_up()
            heard = Heard(said, await on_page, await on_floor)
    assert isinstance(heard.floor[-1], wire.FloorCallGone)
    assert heard.floor[-1].call_id == welcome.call_id
    return heard


async def until(next_message: Callable[[], Awaitable[Said]], kind: type) -> list[Said]:
    said = [await next_message()]
    while not isinstance(said[-1], kind):
        said.append(await next_message())
    return said


def keys_in(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys_in(inner)}
    if isinstance(value, list):
        return {key for inner in value for key in keys_in(inner)}
    return set()


def keys_of(messages: list[Said], *kinds: type) -> set[str]:
    chosen = [message for message in messages if not kinds or isinstance(message, kinds)]
    return {key for message in chosen for key in keys_in(json.loads(wire.encode(message)))}


async def test_an_agent_who_shouts_makes_no_figure_anywhere(service: LiveService) -> None:
    heard = await listen(service, {AGENT: speech_like(6, level=0.9), CALLER: silence(6)})
    for said in (heard.call, heard.page):
        assert not [message for message in said if isinstance(message, wire.Voice)]
        assert {m.level for m in said if isinstance(m, wire.Heat)} <= {0.0}
        assert {m.party for m in said if isinstance(m, wire.TranscriptText)} == {AGENT}
        about_agent = (wire.TranscriptText, wire.Conduct, wire.StepDone, wire.PromptShown)
        assert not keys_of(said, *about_agent) & TONE_KEYS
        assert [m for m in said if isinstance(m, wire.Conduct)], "the agent's own screen has the conduct"
    assert {m.call.level for m in heard.floor if isinstance(m, wire.FloorCallChanged)} == {0.0}


async def test_the_callers_readings_are_the_same_whatever_the_agent_sounds_like(service: LiveService) -> None:
    caller = speech_like(4)
    quiet = await listen(service, {CALLER: caller, AGENT: silence(4)})
    # Backwards, since forwards it would be the caller's own voice, which had then leaked into the agent's channel.
    loud = await listen(service, {CALLER: caller, AGENT: speech_like(4, level=0.9, seed=3)[::-1]})
    readings = [m for m in quiet.call if isinstance(m, wire.Voice)]
    assert readings
    assert readings == [m for m in loud.call if isinstance(m, wire.Voice)]


async def test_supervisors_get_no_figure_step_or_conduct_prompt_of_an_agent(service: LiveService) -> None:
    heard = await listen(service, {AGENT: speech_like(6), CALLER: silence(6)})
    prompts = [m for m in heard.call if isinstance(m, wire.PromptShown)]
    assert [m.about for m in prompts] == ["conduct"], "the call must make a conduct prompt to prove anything"
    assert [m for m in heard.call if isinstance(m, wire.StepDone)], "and a step"
    assert {type(m) for m in heard.floor} <= {wire.FloorCallChanged, wire.FloorCallGone}
    assert keys_of(heard.floor) <= FLOOR_KEYS
    assert {m.call.prompt for m in heard.floor if isinstance(m, wire.FloorCallChanged)} == {None}


async def test_supervisors_get_the_callers_heat_and_prompts(service: LiveService) -> None:
    heard = await listen(service, {CALLER: speech_like(4), AGENT: silence(4)})
    shown = [m.call for m in heard.floor if isinstance(m, wire.FloorCallChanged)]
    assert max(call.level for call in shown) > 10
    assert any(call.prompt for call in shown)


async def test_supervisors_cannot_open_the_agents_doors(service: LiveService) -> None:
    for path in ("/ws/agent", "/ws/call"):
        with pytest.raises(InvalidStatus):
            async with connected(service, path, SUPERVISOR):
                pass


WATCHED_KEYS = {
    *wire.WatchedCall.__struct_fields__, *wire.FloorText.__struct_fields__, *wire.FloorPrompt.__struct_fields__,
    *wire.FloorWhisper.__struct_fields__, *wire.HeatPoint.__struct_fields__, "text", "prompt", "whisper",
}  # fmt: skip


async def opened(service: LiveService, *, busy: bool) -> Heard:
    """Play a call that a supervisor has open, while a busy agent dismisses, mutes and rates every prompt."""
    async with connected(service, "/ws/floor", SUPERVISOR) as floor, calling(service) as (call, welcome):
        await floor.send(wire.Watch(call_id=welcome.call_id))
        first = await floor.expect(wire.WatchedCall)
        on_floor = asyncio.create_task(until(floor.next, wire.FloorCallGone))
        said: list[Said] = []
        # First a prompt about the caller, then one about the agent's conduct.
        for turn, (party, other) in enumerate([(CALLER, AGENT), (AGENT, CALLER)]):
            at = turn * 4 * 16_000
            await call.play({party: speech_like(3), other: silence(3)}, first_sample=at)
            await call.play({party: silence(1), other: silence(1)}, first_sample=at + 48_000)
            said += await until(call.next, wire.PromptShown)
            shown = said[-1]
            if busy and isinstance(shown, wire.PromptShown):
                await call.send(wire.Rate(prompt=shown.id, useful=False))
                await call.send(wire.Mute(rule=shown.rule, on=True))
                await call.send(wire.Dismiss(prompt=shown.id))
                await call.send(wire.Mute(rule=None, on=True))
                await call.send(wire.Mute(rule=None, on=False))
        said += await call.hang_up()
        return Heard(said, [], [first, *await on_floor])


def stories(floor: list[Said]) -> list[list[object]]:
    """Return what the floor tells of the call: its tile, its prompts and its final texts, each as it changes.

    Not how these interleave, nor lag and level, which depend on how busy the machine is.
    """
    tile: list[object] = []
    for message in floor:
        if isinstance(message, wire.FloorCallChanged):
            call = message.call
            now = call.prompt, call.phase, call.alert, call.help, call.agent
            tile += [now] if now not in tile[-1:] else []
    prompts: list[object] = [
        (m.prompt.text, m.prompt.why, m.prompt.urgency) for m in floor if isinstance(m, wire.WatchedPrompt)
    ]
    finals = [m.text for m in floor if isinstance(m, wire.WatchedText) and m.text.final]
    texts: list[object] = [
        (text.party, text.text) for text in sorted(finals, key=lambda text: text.utterance)
    ]
    return [tile, prompts, texts]


async def test_a_supervisor_who_has_the_call_open_cannot_tell_what_the_agent_dismisses_mutes_and_rates(
    service: LiveService,
) -> None:
    calm, busy = await opened(service, busy=False), await opened(service, busy=True)
    reasons = {m.reason for m in busy.call if isinstance(m, wire.PromptCleared)}
    assert "muted" in reasons, "the agent must have muted to prove anything"
    assert {m.about for m in busy.call if isinstance(m, wire.PromptShown)} == {"caller", "conduct"}
    assert [m for m in busy.call if isinstance(m, wire.Muted)]
    assert stories(calm.floor) == stories(busy.floor)
    for heard in (calm, busy):
        assert keys_of(heard.floor) <= FLOOR_KEYS | WATCHED_KEYS
        texts = [m.text for m in heard.floor if isinstance(m, wire.WatchedText)]
        assert {text.party for text in texts} == {CALLER, AGENT}
        prompts = [m for m in heard.floor if isinstance(m, wire.WatchedPrompt)]
        assert prompts
        kinds = {
            wire.WatchedCall, wire.WatchedText, wire.WatchedPrompt, wire.FloorCallChanged, wire.FloorCallGone
        }  # fmt: skip
        assert {type(m) for m in heard.floor} <= kinds
