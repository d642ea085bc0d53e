from __future__ import annotations

from coaching import CALM, prompt, text
from live_service import TEXTS

from tyyni import wire
from tyyni.coach.checklist import ChecklistStep
from tyyni.coach.events import CallerPrompt, CallEvent
from tyyni.coach.heat import Heat
from tyyni.serve import audience
from tyyni.serve.call_screens import CallScreens
from tyyni.serve.floor import Floor
from tyyni.serve.metrics import Metrics
from tyyni.serve.subscriber import CLOSE_BUG, Subscriber
from tyyni.units import CallMs

WARM = Heat(CallMs(5_000), 30.0, "warm", "steady", ())
STEPS = (ChecklistStep(step="thank", sources=("R1",), phase="opening", name=TEXTS),)


class Desk:
    """The screens of one call, with one of the agent's and one supervisor who has it open."""

    def __init__(self, *past: CallEvent, checklist: tuple[ChecklistStep, ...] = ()) -> None:
        self.metrics = Metrics()
        self.floor = Floor()
        listed = wire.LiveCall(call_id="c", label="7", language="en", started_at="")
        self.screens = CallScreens(audience.first_sight(listed, True), self.floor, checklist, past)
        self.agent = Subscriber(self.metrics)
        self.screens.attach(self.agent)
        self.supervisor = Subscriber(self.metrics)
        self.floor.watch(self.supervisor)
        self.floor.open(self.supervisor, "c")


async def said(subscriber: Subscriber) -> list[wire.Message]:
    subscriber.finish()
    messages = []
    while (message := await subscriber.take()) is not None:
        messages.append(message)
    return messages


async def test_an_event_is_told_to_everybody_it_is_for() -> None:
    desk = Desk()
    for event in (WARM, prompt(1, "conduct"), CallerPrompt(prompt(2))):
        desk.screens.take(event)
    desk.screens.tell(wire.Lag(lag_ms=5, dropped_partials=0, dropped_finals=0, heard_ms=1))
    assert [type(message) for message in await said(desk.agent)] == [wire.Heat, wire.PromptShown, wire.Lag]
    kinds = [type(message) for message in (await said(desk.supervisor))[2:]]
    assert kinds == [wire.FloorCallChanged] * 2 + [wire.WatchedPrompt, wire.FloorCallChanged]
    assert (desk.screens.seen.level, desk.screens.seen.lag_ms) == (30.0, 5)


async def test_the_past_is_shown_to_those_who_come_and_told_to_nobody() -> None:
    past = (WARM, text(3, "hello there"), prompt(1), CallerPrompt(prompt(1)))
    desk = Desk(*past, checklist=STEPS)
    kinds = [type(message) for message in await said(desk.agent)]
    assert kinds == [wire.TranscriptText, wire.HeatLine, wire.Checklist, wire.Heat, wire.PromptShown]
    calls, watched = await said(desk.supervisor)
    assert isinstance(calls, wire.FloorCalls)
    assert (calls.calls[0].level, calls.calls[0].prompt) == (30.0, prompt(1).text)
    assert isinstance(watched, wire.WatchedCall)
    assert [point.level for point in watched.heat] == [30.0]
    assert [text.text for text in watched.texts] == ["hello there"]
    assert len(watched.prompts) == 1
    assert desk.screens.has_shown(1)


async def test_a_call_that_is_over_tells_nothing_and_comes_back_to_no_floor() -> None:
    desk = Desk()
    desk.screens.close()
    desk.screens.close()
    desk.screens.take(CALM)
    desk.screens.add(wire.FloorWhisper(heard_ms=0, text="late"))
    desk.screens.put_on_floor(desk.screens.seen)
    assert await said(desk.agent) == []
    assert isinstance((await said(desk.supervisor))[-1], wire.FloorCallGone)


async def test_a_screen_that_left_is_told_nothing() -> None:
    desk = Desk()
    desk.screens.detach(desk.agent)
    desk.screens.take(WARM)
    assert await said(desk.agent) == []


async def test_a_bug_is_told_to_the_agents_screens_and_closes_them() -> None:
    desk = Desk()
    desk.screens.fail()
    (error,) = await said(desk.agent)
    assert isinstance(error, wire.ErrorMessage)
    assert (error.code, desk.agent.close_code) == ("internal_error", CLOSE_BUG)


async def test_notices_that_hold_and_the_last_reading_of_the_voice() -> None:
    desk = Desk()
    for active in (True, False):
        desk.screens.tell(wire.Notice(code="text_dropped", level="alarm", active=active))
    desk.screens.tell(wire.Notice(code="service_restarted", level="warning"))
    assert [notice.code for notice in desk.screens.notices] == ["service_restarted"]
    voice = wire.Voice(
        pitch_hz=None,
        loudness_dbfs=-20.0,
        tension=None,
        syllables_per_s=None,
        tempo_ratio=None,
        arousal=0.5,
        confidence=1.0,
        heard_ms=1,
    )
    desk.screens.say(voice)
    desk.screens.forget_voice()
    late = Subscriber(desk.metrics)
    desk.screens.attach(late)
    assert [type(message) for message in await said(late)] == [wire.Notice]
