from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from coaching import CALM, RULE, ScriptedCoaching, language_wanted, prompt, text, wanted

from tyyni import wire
from tyyni.coach.events import AgentConduct, CallerPrompt, LanguageKnown, OpenText, StepSaid
from tyyni.coach.heat import Heat
from tyyni.coach.resuming import Reached
from tyyni.coach.voice import VoiceReading
from tyyni.errors import WireError
from tyyni.history.recorder import NullRecorder
from tyyni.history.rows import Event
from tyyni.history.tape import NullTape
from tyyni.serve.call_parts import EMPTY, Opening, Shared
from tyyni.serve.degrading import THRESHOLDS
from tyyni.serve.doings import PastDoings
from tyyni.serve.floor import Floor
from tyyni.serve.hearing import HearingPool
from tyyni.serve.metrics import Metrics
from tyyni.serve.session import KEEP_EVERY_MS, LiveCall
from tyyni.serve.subscriber import CLOSE_BUG, Subscriber
from tyyni.units import CallMs, Party, WallNs
from tyyni_models.contracts import (
    LanguageReading,
    LanguageRequest,
    OneByOne,
    Transcription,
    TranscriptionRequest,
    Word,
)

READING = VoiceReading(CallMs(20), 200.0, -20.0, -5.0, 4.0, 1.0, 0.6, 1.0)
BOTH = (Party.CALLER, Party.AGENT)


class Says(OneByOne):
    def transcribe(self, request: TranscriptionRequest) -> Transcription:
        return Transcription((Word(f"hello {request.language}", 0, 10, 1.0),))

    def read_language(self, request: LanguageRequest) -> LanguageReading:
        return LanguageReading(dict.fromkeys(request.languages, 0.3), 500)


class Clock:
    ms = 0

    def __call__(self) -> WallNs:
        return WallNs(self.ms * 1_000_000)


class Desk:
    """A live call around a scripted coaching, with one screen and one supervisor."""

    def __init__(
        self,
        *script: list,
        parties: tuple[Party, ...] = BOTH,
        finals_within_s: float = 10,
        language: str | None = "en",
        opening: Opening = EMPTY,
    ) -> None:
        self.coaching = ScriptedCoaching(script)
        self.clock = Clock()
        self.metrics = Metrics()
        self.hearing = HearingPool(self.metrics, self.clock, workers=1, max_queued=4)
        self.floor = Floor()
        shared = Shared(self.hearing, self.floor, self.metrics, self.clock, finals_within_s)
        listed = wire.LiveCall(call_id="c", label="7", language=language, started_at="")
        self.languages: list[str | None] = []
        self.call = LiveCall(
            listed,
            parties,
            True,
            self.coaching,
            shared,
            lambda call: self.languages.append(call.listed.language),
            opening,
        )
        self.screen = Subscriber(self.metrics)
        self.call.attach(self.screen)
        self.supervisor = Subscriber(self.metrics)
        self.floor.watch(self.supervisor)
        self.sequence = 0

    def hear(self, frames: int = 1, party: Party = Party.CALLER, first: int | None = None) -> None:
        at = self.call.intake.next_samples[party] if first is None else first
        samples = np.zeros(320 * frames, dtype=np.int16)
        self.call.hear(wire.AudioChunk(party, self.sequence, at, samples), self.clock())
        self.sequence += 1

    async def said(self) -> list[wire.Message]:
        return await everything(self.screen)

    async def shown(self) -> list[wire.Message]:
        return (await everything(self.supervisor))[1:]


async def everything(subscriber: Subscriber) -> list[wire.Message]:
    subscriber.finish()
    messages = []
    while (message := await subscriber.take()) is not None:
        messages.append(message)
    return messages


async def test_events_reach_the_screen_and_the_floor_only_what_is_for_it() -> None:
    conduct = AgentConduct(0.5, None, 0, 0, 0, CallMs(20))
    desk = Desk(
        [
            READING,
            CALM,
            StepSaid("thank", CallMs(20)),
            conduct,
            prompt(1),
            CallerPrompt(prompt(1)),
            prompt(2, "conduct"),
        ]
    )
    desk.hear()
    kinds = [type(message) for message in await desk.said()]
    assert kinds == [
        wire.Voice,
        wire.Heat,
        wire.StepDone,
        wire.Conduct,
        wire.PromptShown,
        wire.PromptShown,
    ]
    prompts = [m.call.prompt for m in await desk.shown() if isinstance(m, wire.FloorCallChanged)]
    assert prompts[-1] == prompt(1).text, "the floor keeps it"
    assert all(text in (None, prompt(1).text) for text in prompts)


async def test_a_screen_that_joins_late_is_told_the_state() -> None:
    desk = Desk([CALM, prompt(1)])
    desk.hear()
    late = Subscriber(desk.metrics)
    desk.call.attach(late)
    assert [type(message) for message in await everything(late)] == [
        wire.HeatLine,
        wire.Heat,
        wire.PromptShown,
    ]
    desk.call.detach(desk.screen)
    desk.coaching.script = [[prompt(2)]]
    desk.hear()
    assert len(await desk.said()) == 2


async def test_frame_to_reading_is_timed_from_the_arrival_of_the_chunk() -> None:
    desk = Desk([READING])
    samples = np.zeros(320, dtype=np.int16)
    desk.clock.ms = 30
    desk.call.hear(wire.AudioChunk(Party.CALLER, 0, 0, samples), WallNs(0))
    text = desk.metrics.exposition().decode()
    assert "tyyni_frame_to_reading_seconds_sum 0.03" in text
    assert 'tyyni_frames_total{party="caller"} 1.0' in text


async def test_wanted_text_is_heard_and_brought_back() -> None:
    desk = Desk([wanted(1)])
    desk.hearing.start(Says())
    desk.hear()
    await desk.call.hang_up()
    await desk.hearing.stop()
    assert [t.words[0].text for t in desk.coaching.read_texts] == ["hello en"]
    said = await desk.said()
    assert [type(message) for message in said] == [wire.TranscriptText, wire.Ended]
    assert [type(m) for m in await desk.shown()][-1] is wire.FloorCallGone


async def test_the_language_is_asked_for_told_and_then_used() -> None:
    desk = Desk([language_wanted(1)], language=None)
    desk.coaching.on_language = [[LanguageKnown("pl", 0.9, CallMs(20)), wanted(1)]]
    desk.hearing.start(Says())
    desk.hear()
    await desk.call.hang_up()
    await desk.hearing.stop()
    assert [sum(reading.probabilities.values()) for reading in desk.coaching.heard_languages] == [
        pytest.approx(0.9)
    ]
    assert [t.words[0].text for t in desk.coaching.read_texts] == ["hello pl"]
    assert (desk.languages, desk.call.listed.language) == (["pl"], "pl")
    told = [m for m in await desk.said() if isinstance(m, wire.SpokenLanguage)]
    assert told == [wire.SpokenLanguage(language="pl", probability=0.9, heard_ms=20)]
    assert [m.call.language for m in await desk.shown() if isinstance(m, wire.FloorCallChanged)] == ["pl"]


async def test_sound_does_not_wait_for_text_that_waits_for_more_sound() -> None:
    desk = Desk(language=None)
    desk.coaching._open[1] = OpenText(1, Party.CALLER, CallMs(0), waits_for_speech=True)
    assert await desk.call.room(0, 10)


async def test_gaps_and_repeats_are_told_for_their_party_and_the_other_stays() -> None:
    desk = Desk()
    desk.hear(first=640)
    desk.hear(first=0)
    desk.hear(party=Party.AGENT)
    notices = [m for m in await desk.said() if isinstance(m, wire.Notice)]
    assert [(n.code, n.party, n.value_ms) for n in notices] == [
        ("audio_gap_bridged", Party.CALLER, 40),
        ("audio_repeated", Party.CALLER, 20),
    ]
    assert [f.first_sample for f in desk.coaching.frames if f.party is Party.AGENT] == [0]


async def test_a_party_that_was_not_declared_is_refused_and_the_call_goes_on() -> None:
    desk = Desk([CALM], parties=(Party.CALLER,))
    with pytest.raises(WireError, match="party_not_declared"):
        desk.call.hear(wire.AudioChunk(Party.AGENT, 0, 0, np.zeros(320, dtype=np.int16)), WallNs(0))
    desk.hear()
    assert [type(message) for message in await desk.said()] == [wire.Heat]


async def test_a_bug_ends_this_call_only_and_is_logged_with_its_id(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk([ZeroDivisionError("bug")])
    desk.hear()
    (error,) = await desk.said()
    assert isinstance(error, wire.ErrorMessage)
    assert (error.code, error.fatal, desk.screen.close_code) == ("internal_error", True, CLOSE_BUG)
    assert desk.call.over.is_set()
    desk.hear()
    await desk.call.hang_up()
    assert len(desk.coaching.frames) == 1
    assert [type(m) for m in await desk.shown()] == [wire.FloorCallGone]


async def test_a_bug_at_the_end_still_ends_the_call() -> None:
    desk = Desk([], [ZeroDivisionError("bug")])
    desk.hear()
    await desk.call.hang_up()
    assert desk.call.over.is_set()
    assert desk.screen.close_code == CLOSE_BUG


async def test_a_dropped_final_is_given_up_and_told() -> None:
    desk = Desk(*[[wanted(number)] for number in range(1, 6)])
    desk.hear(5)  # nothing is decoded: the queue holds four
    assert len(desk.coaching.given_up) == 1
    notices = [m.code for m in await desk.said() if isinstance(m, wire.Notice)]
    assert notices == ["text_dropped"]


def degrade(desk: Desk, steps: int) -> None:
    """Have the pool take so many steps down: finals are asked for, and no decoder is there to begin them."""
    for _ in range(steps):
        for number in range(3):
            desk.hearing.ask("other", "en", wanted(number))
        desk.clock.ms += THRESHOLDS.settle_ms + THRESHOLDS.voice_only_wait_ms + 1
        desk.hearing.look()
        desk.hearing.leave("other")


def recover(desk: Desk, steps: int) -> None:
    """Have the pool take so many steps up: nothing waits."""
    for _ in range(steps):
        desk.clock.ms += THRESHOLDS.window_ms + 1  # what was refused before is forgotten
        desk.hearing.look()
        desk.clock.ms += THRESHOLDS.hold_ms
        desk.hearing.look()


async def test_partials_that_are_lost_are_counted_and_the_lag_is_on_both_screens() -> None:
    desk = Desk(*[[wanted(number, final=False)] for number in range(1, 5)])
    desk.hear(4)
    desk.clock.ms = 500
    assert desk.call.tick() == 500
    (lag,) = [m for m in await desk.said() if isinstance(m, wire.Lag)]
    assert (lag.lag_ms, lag.dropped_partials, lag.dropped_finals) == (500, 3, 0)
    changed = [m.call for m in await desk.shown() if isinstance(m, wire.FloorCallChanged)]
    assert changed[-1].lag_ms == 500


async def test_every_mode_is_told_on_both_screens_and_only_the_present_one_holds() -> None:
    desk = Desk()
    for _ in range(3):
        degrade(desk, 1)
        desk.call.tick()
    for _ in range(3):
        recover(desk, 1)
        desk.call.tick()
    told = [(m.code, m.active) for m in await desk.said() if isinstance(m, wire.Notice)]
    finals, caller, voice = (f"degraded_{mode}_only" for mode in ("finals", "caller", "voice"))
    assert told == [
        (finals, True),
        (finals, False),
        (caller, True),
        (caller, False),
        (voice, True),
        (voice, False),
        (caller, True),
        (caller, False),
        (finals, True),
        (finals, False),
    ]
    shown = [tuple(m.call.notices) for m in await desk.shown() if isinstance(m, wire.FloorCallChanged)]
    assert [*dict.fromkeys(shown)] == [(finals,), (), (caller,), (voice,)]


async def test_a_call_that_begins_in_a_degraded_mode_is_told_at_once() -> None:
    desk = Desk()
    degrade(desk, 2)
    listed = wire.LiveCall(call_id="d", label="8", language="en", started_at="")
    shared = Shared(desk.hearing, desk.floor, desk.metrics, desk.clock, 10)
    late = LiveCall(listed, BOTH, True, ScriptedCoaching(), shared)
    screen = Subscriber(desk.metrics)
    late.attach(screen)
    assert [m.code for m in await everything(screen) if isinstance(m, wire.Notice)] == [
        "degraded_caller_only"
    ]
    assert [m.call.notices for m in await desk.shown() if isinstance(m, wire.FloorCallChanged)][-1] == [
        "degraded_caller_only"
    ]


async def test_what_a_mode_leaves_out_is_closed_without_an_alarm_and_nothing_waits_for_it() -> None:
    agent = Party.AGENT
    desk = Desk([wanted(1, final=False, party=agent)], [wanted(1, party=agent)], [wanted(2)])
    degrade(desk, 2)
    desk.hear(party=agent)
    desk.clock.ms += 700
    assert desk.call.tick() == 0, "the agent's text does not come: nothing is late"
    desk.hear(party=agent)
    assert (desk.coaching.given_up, desk.coaching.open_texts) == ([1], [])
    desk.hear()
    desk.clock.ms += 300
    assert desk.call.tick() == 300, "the caller's does"
    said = await desk.said()
    assert {m.code for m in said if isinstance(m, wire.Notice)} == {"degraded_caller_only"}
    assert [m.dropped_finals for m in said if isinstance(m, wire.Lag)] == [0]
    text = desk.metrics.exposition().decode()
    assert 'tyyni_decodes_dropped_total{kind="final",reason="caller_only"} 1.0' in text


async def test_in_voice_only_readings_go_on_and_hang_up_waits_for_no_text() -> None:
    desk = Desk([wanted(1), READING])
    degrade(desk, 3)
    desk.hear()
    await desk.call.hang_up()
    kinds = [type(message) for message in await desk.said() if not isinstance(message, wire.Notice)]
    assert kinds == [wire.TranscriptText, wire.Voice, wire.Ended]
    assert desk.coaching.given_up == [1]


async def test_text_that_is_asked_for_again_after_a_refusal_is_waited_for() -> None:
    """The text of a pause was refused, the speaker went on, the mode changed: the end asks anew, and that comes."""
    desk = Desk([wanted(1, party=Party.AGENT)], [wanted(1, party=Party.AGENT)])
    degrade(desk, 2)
    desk.coaching.growing = {1}
    desk.hear()
    recover(desk, 1)
    desk.coaching.growing = set()
    desk.hear()
    assert [text.utterance for text in desk.coaching.open_texts] == [1]


async def test_lag_is_told_while_text_is_to_come_and_once_more_when_it_has() -> None:
    desk = Desk([wanted(1)])
    assert desk.call.tick() == 0
    desk.hear()
    desk.clock.ms = 700
    assert desk.call.tick() == 700
    desk.coaching.give_up(1)
    assert desk.call.tick() == 0
    assert desk.call.tick() == 0
    assert [m.lag_ms for m in await desk.said() if isinstance(m, wire.Lag)] == [700, 0]


async def test_notices_that_are_over_are_told() -> None:
    desk = Desk()
    desk.call.sound("client_disconnected")
    desk.call.clear("client_disconnected")
    desk.hear(first=320)
    desk.clock.ms = 60_000
    desk.call.tick()
    told = [(m.code, m.active) for m in await desk.said() if isinstance(m, wire.Notice)]
    assert told == [
        ("client_disconnected", True),
        ("client_disconnected", False),
        ("audio_gap_bridged", True),
        ("audio_gap_bridged", False),
    ]


async def test_hang_up_does_not_wait_forever_for_text() -> None:
    desk = Desk([wanted(1)], finals_within_s=0.001)
    desk.hear()
    await asyncio.gather(desk.call.hang_up(), desk.call.hang_up())
    assert desk.coaching.given_up == [1]
    assert desk.coaching.finished
    codes = [m.code for m in await desk.said() if isinstance(m, wire.Notice)]
    assert codes == ["text_dropped"]


async def test_a_bug_while_the_last_text_is_read_ends_the_wait() -> None:
    desk = Desk([wanted(1)])
    desk.hear()
    desk.coaching.read_fails = True
    desk.hearing.start(Says())
    desk.hearing.ask("c", "en", wanted(1))
    await desk.call.hang_up()
    await desk.hearing.stop()
    assert desk.screen.close_code == CLOSE_BUG


async def test_the_last_unfinished_frame_is_heard_at_hang_up() -> None:
    desk = Desk()
    desk.call.hear(wire.AudioChunk(Party.CALLER, 0, 0, np.zeros(400, dtype=np.int16)), WallNs(0))
    await desk.call.hang_up()
    assert [frame.first_sample for frame in desk.coaching.frames] == [0, 320]


async def test_voice_analysis_can_be_switched_but_never_on_for_a_mixed_call() -> None:
    desk = Desk([READING])
    desk.hear()
    desk.call.set_voice_analysis(False)
    assert (desk.call.voice_analysis, desk.coaching.voice_analysis) == (False, False)
    late = Subscriber(desk.metrics)
    desk.call.attach(late)
    assert await everything(late) == []
    desk.call.set_voice_analysis(True)
    assert desk.call.voice_analysis
    mixed = Desk(parties=(Party.MIXED,))
    mixed.call.set_voice_analysis(True)
    assert not mixed.call.voice_analysis


async def test_sound_ahead_of_true_speed_can_wait_for_the_words() -> None:
    desk = Desk([wanted(1)])
    desk.hear(10)
    assert desk.call.ahead_ms == 200
    assert not await desk.call.room(0, 0.001)
    waiting = asyncio.create_task(desk.call.room(0, 10))
    await asyncio.sleep(0)
    desk.hearing.start(Says())
    desk.hearing.ask("c", "en", wanted(1))
    assert await waiting
    await desk.hearing.stop()


async def test_no_transcript_text_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    desk = Desk([wanted(1)], [ZeroDivisionError("bug")])
    desk.hearing.start(Says())
    desk.hear()
    await desk.call.room(0, 10)
    desk.hear()
    await desk.hearing.stop()
    assert "hello" not in caplog.text


async def test_nothing_is_said_or_shown_after_the_end() -> None:
    """A tick may fall between the end of a call and its leaving the list: it must not raise the dead."""
    desk = Desk()
    desk.hear()
    desk.hear(first=3_200)
    desk.hear(first=9_600)  # a second gap: its sum is left for the next tick to tell
    await desk.call.hang_up()
    desk.call.tick()
    desk.call.sound("text_dropped")
    desk.call.set_voice_analysis(False)  # sent before the client knew of the end
    assert isinstance((await desk.said())[-1], wire.Ended)
    assert isinstance((await desk.shown())[-1], wire.FloorCallGone)


def heat(at_ms: int, band: Any) -> Heat:
    return Heat(CallMs(at_ms), 60.0, band, "steady", ())


async def test_all_the_agents_screens_are_told_and_one_that_joins_late_or_reloads_too() -> None:
    desk = Desk([prompt(1)])
    desk.hear()
    desk.call.agent_does(wire.Dismiss(prompt=1))
    desk.call.agent_does(wire.Mute(rule="r", on=True))
    desk.call.agent_does(wire.AskHelp(on=True))
    desk.call.whisper("Offer a refund.")
    desk.call.take_help()
    late = Subscriber(desk.metrics)
    desk.call.attach(late)
    muted = wire.Muted(rules=[wire.MutedRule(rule="r", text=RULE.text)], all=False)
    asked, taken = (wire.Help(state=state, heard_ms=20) for state in ("asked", "taken"))
    whisper = wire.Whisper(id=1, text="Offer a refund.", heard_ms=20)
    gone = wire.PromptCleared(id=1, reason="dismissed", heard_ms=20)
    assert (await desk.said())[1:] == [gone, muted, asked, whisper, taken]
    assert await everything(late) == [muted, taken, whisper]


async def test_the_floor_sees_help_and_nothing_else_of_what_the_agent_does() -> None:
    desk = Desk([prompt(1), CallerPrompt(prompt(1))])
    desk.hear()
    desk.floor.open(desk.supervisor, "c")
    for doing in (
        wire.Dismiss(prompt=1),
        wire.Mute(rule=None, on=True),
        wire.Rate(prompt=1, useful=False),
        wire.AskHelp(on=True),
        wire.AskHelp(on=True),
    ):
        desk.call.agent_does(doing)
    desk.call.whisper("I listen in.")
    shown = await desk.shown()
    at = next(i for i, message in enumerate(shown) if isinstance(message, wire.WatchedCall))
    asked, whispered = shown[at + 1 :]
    assert isinstance(asked, wire.FloorCallChanged)
    assert asked.call.help == wire.FloorHelp(heard_ms=20, taken=False)
    assert whispered == wire.WatchedWhisper(
        call_id="c", whisper=wire.FloorWhisper(heard_ms=20, text="I listen in.")
    )


async def test_what_cannot_be_done_is_refused_and_the_call_goes_on() -> None:
    desk = Desk([CALM], [CALM])
    desk.hear()
    for doing, code in (
        (wire.Dismiss(prompt=9), "prompt_unknown"),
        (wire.Mute(rule="nonsense", on=True), "rule_unknown"),
    ):
        with pytest.raises(WireError, match=code):
            desk.call.agent_does(doing)
    desk.hear()
    assert [type(message) for message in await desk.said()] == [wire.Heat, wire.Heat]


async def test_nothing_can_be_done_about_a_call_that_is_over() -> None:
    desk = Desk()
    await desk.call.hang_up()
    for late in (
        lambda: desk.call.agent_does(wire.AskHelp(on=True)),
        desk.call.take_help,
        lambda: desk.call.whisper("Hello?"),
    ):
        with pytest.raises(WireError, match="call_unknown"):
            late()
    assert isinstance((await desk.shown())[-1], wire.FloorCallGone)


async def test_after_a_hot_call_the_agent_alone_is_offered_a_break() -> None:
    desk = Desk([heat(0, "hot"), heat(20_000, "calm")])
    desk.hear()
    await desk.call.hang_up()
    assert [type(message) for message in (await desk.said())[-2:]] == [wire.BreakOffer, wire.Ended]
    kinds = {type(message) for message in await desk.shown()}
    assert kinds == {wire.FloorCallChanged, wire.FloorCallGone}


async def test_no_break_is_offered_after_a_calm_call() -> None:
    desk = Desk([heat(0, "hot"), heat(19_000, "warm")])
    desk.hear()
    await desk.call.hang_up()
    assert not [message for message in await desk.said() if isinstance(message, wire.BreakOffer)]


class Book(NullRecorder):
    """A recorder that notes in which order it is told what."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.reached: list[Reached] = []

    def take(self, events: Sequence[Event]) -> None:
        self.told += [type(event).__name__ for event in events]

    def reach(self, reached: Reached) -> None:
        self.told.append("reached")
        self.reached.append(reached)


async def test_how_far_the_call_has_come_is_kept_with_what_happened_and_a_few_times_a_second() -> None:
    desk = Desk([], [CALM])
    book = Book()
    desk.call.keep(book, NullTape())
    desk.hear()
    assert book.told == ["reached"], "nothing happened, and it was told a moment ago"
    desk.hear()
    assert book.told == ["reached", "Heat", "reached"]
    desk.hear(frames=KEEP_EVERY_MS // 20)
    assert book.told[3:] == ["reached"]
    desk.call.tick()
    assert book.told[4:] == ["reached"], "a call that no sound comes of is alive"
    assert book.reached[-1].heard_ms == desk.coaching.heard_ms


async def test_a_call_that_another_process_had_goes_on_for_every_screen() -> None:
    hot = Heat(CallMs(1_000), 60.0, "hot", "steady", ())
    opening = Opening(next_samples={Party.CALLER: 640}, age_ms=40_000, past=(hot, text(3, "hello")))
    desk = Desk(opening=opening)
    assert desk.call.intake.next_samples == {Party.CALLER: 640, Party.AGENT: 0}
    assert desk.call.ahead_ms == -40_000, "its sound is as late as it is"
    book = Book()
    desk.call.go_on(book, NullTape(), PastDoings(whispers=[("Offer a refund", 900)]))
    assert book.told == ["reached", "Notice"]
    said = await desk.said()
    assert [type(message) for message in said] == [
        wire.TranscriptText,
        wire.HeatLine,
        wire.Heat,
        wire.Whisper,
        wire.Notice,
    ]
    calls = [message.call for message in await desk.shown() if isinstance(message, wire.FloorCallChanged)]
    assert calls[-1].notices == ["service_restarted"]
    assert calls[-1].level == 60.0


async def test_an_hour_that_was_hot_before_the_break_is_hot_time_too() -> None:
    hot = Heat(CallMs(0), 60.0, "hot", "steady", ())
    calm = Heat(CallMs(3_600_000), 0.0, "calm", "steady", ())
    desk = Desk(opening=Opening(past=(hot, calm)))
    await desk.call.hang_up()
    assert wire.BreakOffer in [type(message) for message in await desk.said()]
