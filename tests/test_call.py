"""The one composition, by plain calls: frames in, events out, whatever the chunks."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noise_call import (
    BOTH,
    TALK,
    new_call,
    of,
    play,
    silence,
    speech,
    track,
)

from tyyni.audio import AudioFrame, CallerFrame, Reframer
from tyyni.coach.call import ABSENT_AFTER_MS, NO_SPEECH_AFTER_MS, Call
from tyyni.coach.events import (
    AgentConduct,
    CallerPrompt,
    CallEvent,
    MutesChanged,
    Noticed,
    StepSaid,
    TextHeard,
    TranscriptWanted,
)
from tyyni.coach.heat import Heat
from tyyni.coach.playbook import Prompt, PromptGone
from tyyni.coach.voice import VoiceReading
from tyyni.errors import WireError
from tyyni.units import FRAME_SAMPLES, Party
from tyyni_models.contracts import Word


def test_a_late_parcel_becomes_a_prompt() -> None:
    events = play(new_call(), TALK, {Party.CALLER: "my package is late", Party.AGENT: "I am sorry"})
    prompt = of(Prompt, events)[0]
    assert isinstance(prompt, Prompt)
    assert prompt.rule == "late-delivery"
    assert prompt.quote == "is late"
    assert [event.step for event in events if isinstance(event, StepSaid)] == ["apologise"]
    assert [event.reason for event in events if isinstance(event, PromptGone)] == ["step_done"]
    assert of(VoiceReading, events)
    assert of(AgentConduct, events)
    heat = [event for event in events if isinstance(event, Heat)]
    assert any(reason.kind == "words" for reason in heat[-1].reasons)


def test_a_muted_rule_stays_off_the_screen_and_supervisors_are_told_all_the_same() -> None:
    call = new_call()
    assert of(MutesChanged, call.mute("late-delivery", True))
    events = play(call, TALK, {Party.CALLER: "my package is late", Party.AGENT: "I am sorry"})
    assert not of(Prompt, events)
    assert [event.prompt.rule for event in events if isinstance(event, CallerPrompt)] == ["late-delivery"]


def test_what_is_dismissed_must_have_been_shown() -> None:
    call = new_call()
    with pytest.raises(WireError, match="prompt_unknown"):
        call.dismiss(1)
    play(call, TALK, {Party.CALLER: "my package is late", Party.AGENT: "I am sorry"})
    assert call.dismiss(1) == [], "its step is done: it has just left"


def flat(events: list[CallEvent]) -> list[str]:
    return [
        repr(dataclasses.replace(e, samples=None) if isinstance(e, TranscriptWanted) else e) for e in events
    ]  # type: ignore[arg-type]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(BOTH), st.integers(1, 9_000)), max_size=40))
def test_any_split_of_the_audio_gives_the_same_events(chunks: list[tuple[Party, int]]) -> None:
    expected = flat(play(new_call(), TALK))
    call = new_call()
    reframers = {party: Reframer(party) for party in BOTH}
    at = dict.fromkeys(BOTH, 0)
    events: list[CallEvent] = []
    for party, size in [*chunks, *((p, 3_200) for _ in range(40) for p in BOTH)]:
        other = at[Party.AGENT if party is Party.CALLER else Party.CALLER]
        # No party runs further ahead than an honest client lets it.
        size = min(size, other + ABSENT_AFTER_MS * 16 - at[party])
        piece = TALK[party][at[party] : at[party] + size]
        for frame in reframers[party].push(at[party], piece).frames:
            events += call.hear(frame)
        at[party] += len(piece)
    events += call.finish()
    assert flat(events + call.end()) == expected


def test_the_agents_sound_cannot_reach_the_tone_code() -> None:
    for party in (Party.AGENT, Party.MIXED):
        frame = AudioFrame(party, 0, np.zeros(FRAME_SAMPLES, dtype=np.int16))
        with pytest.raises(ValueError, match="caller only"):
            CallerFrame(frame)


def test_the_callers_readings_do_not_depend_on_the_agents_sound() -> None:
    other = {**TALK, Party.AGENT: track(silence(3.4), speech(1.2, 99) // 2, silence(1.0))}
    assert of(VoiceReading, play(new_call(), TALK)) == of(VoiceReading, play(new_call(), other))


def test_only_the_callers_words_tell_in_the_callers_tempo() -> None:
    # The noise has no syllables to count; the answers hold ten words a second.
    audio = {
        Party.CALLER: track(speech(2.5), silence(1.0), speech(2.5, 3), silence(1.0)),
        Party.AGENT: speech(2.5, 4),
    }
    many = " ".join(["no"] * 25)

    def tempo(call: Call, says: dict[Party, str]) -> float | None:
        last = of(VoiceReading, play(call, audio, says))[-1]
        assert isinstance(last, VoiceReading)
        return last.syllables_per_s

    alone = tempo(new_call(), {})
    assert tempo(new_call(), {Party.AGENT: many}) == alone
    assert tempo(new_call(language="de"), {Party.CALLER: many}) == alone
    assert tempo(new_call(), {Party.CALLER: many}) != alone


@pytest.mark.parametrize("parties", [(Party.MIXED,), (Party.AGENT,)])
def test_without_a_callers_channel_no_tone_is_read(parties: tuple[Party, ...]) -> None:
    events = play(new_call(parties), {parties[0]: TALK[Party.CALLER]}, {parties[0]: "my package is late"})
    assert not of(VoiceReading, events)
    assert of(TextHeard, events)


def test_voice_analysis_can_be_off_and_switched() -> None:
    assert not of(VoiceReading, play(new_call(voice=False), TALK))
    call = new_call()
    play(call, {Party.CALLER: TALK[Party.CALLER], Party.AGENT: silence(5.6)})
    call.set_voice_analysis(False)
    assert call.set_voice_analysis(True) == []


def test_a_party_that_stops_sending_does_not_hold_up_the_other() -> None:
    call = new_call()
    events: list[CallEvent] = []
    frames = Reframer(Party.CALLER).push(0, TALK[Party.CALLER]).frames
    for frame in frames:
        events += call.hear(frame)
    absent = [event for event in events if isinstance(event, Noticed)]
    assert [(event.code, event.party, event.active) for event in absent] == [
        ("party_absent", Party.AGENT, True)
    ]
    assert call.heard_ms == len(frames) * 20
    late = AudioFrame(Party.AGENT, 0, np.zeros(FRAME_SAMPLES, dtype=np.int16))
    assert call.hear(late) == []
    now = AudioFrame(Party.AGENT, len(frames) * FRAME_SAMPLES, late.samples)
    back = [event for event in call.hear(now) if isinstance(event, Noticed)]
    assert [(event.code, event.active) for event in back] == [("party_absent", False)]


def test_a_minute_without_speech_is_an_alarm_until_speech_comes() -> None:
    minute = silence(NO_SPEECH_AFTER_MS / 1000 + 0.1)
    events = play(new_call((Party.CALLER,)), {Party.CALLER: track(minute, speech(1.0))})
    notices = [(e.code, e.level, e.active) for e in events if isinstance(e, Noticed)]
    assert notices == [("no_speech_heard", "alarm", True), ("no_speech_heard", "info", False)]


def test_an_interruption_heats() -> None:
    audio = {
        Party.CALLER: track(silence(2.0), speech(2.0), silence(1.0)),
        Party.AGENT: track(speech(3.5), silence(1.5)),
    }
    heats = [event for event in play(new_call(voice=False), audio) if isinstance(event, Heat)]
    assert any(reason.kind == "interrupts" for heat in heats for reason in heat.reasons)


def test_a_final_that_was_dropped_can_be_given_up() -> None:
    call = new_call((Party.CALLER,))
    wanted = [e for e in play(call, {Party.CALLER: TALK[Party.CALLER]}) if isinstance(e, TranscriptWanted)]
    assert [text.utterance for text in call.open_texts] == [wanted[-1].utterance]
    assert call.give_up(wanted[-1].utterance) == []
    assert call.open_texts == []
    assert call.heard_ms == len(TALK[Party.CALLER]) // 16


def test_the_agents_pace_is_not_that_of_words_nobody_heard() -> None:
    call = new_call()
    audio = {Party.CALLER: silence(9.0), Party.AGENT: track(speech(7.0), silence(2.0))}
    wanted = [event for event in play(call, audio) if isinstance(event, TranscriptWanted)]
    told = Word("sorry", 0, 500, 1.0)
    final = wanted[-1]
    last = final.answered((told,))

    def pace(lost: bool) -> float | None:
        call = new_call()
        play(call, audio)
        _ = call.give_up(final.utterance) if lost else call.read(last)
        conduct = play(call, {Party.CALLER: silence(11.0), Party.AGENT: track(silence(9), silence(2.0))})
        return [event for event in conduct if isinstance(event, AgentConduct)][-1].words_per_minute

    assert pace(lost=False) is not None
    assert pace(lost=True) is None


def test_the_frames_of_one_party_alone_are_heard_at_the_end() -> None:
    call = new_call()
    for at in range(0, 10 * FRAME_SAMPLES, FRAME_SAMPLES):
        assert call.hear(AudioFrame(Party.CALLER, at, speech(1.0)[:FRAME_SAMPLES])) == []
    assert call.heard_ms == 0
    call.finish()
    assert call.heard_ms == 200


def test_a_call_goes_on_when_one_party_returns_late_and_the_other_leaves() -> None:
    call = new_call()
    frames = (ABSENT_AFTER_MS // 20) + 1
    events: list[CallEvent] = []
    for party, first in ((Party.CALLER, 0), (Party.AGENT, 2 * frames)):
        for at in range(first, first + frames):
            samples = np.zeros(FRAME_SAMPLES, dtype=np.int16)
            events += call.hear(AudioFrame(party, at * FRAME_SAMPLES, samples))
    absent = [(event.party, event.active) for event in events if isinstance(event, Noticed)]
    assert absent == [(Party.AGENT, True), (Party.CALLER, True)]
    assert call.heard_ms == 3 * frames * 20
    late = AudioFrame(Party.CALLER, 0, speech(1.0)[:FRAME_SAMPLES])
    assert call.hear(late) == [], "what the call has gone on without is not heard"
    assert call.heard_ms == 3 * frames * 20


def test_the_agents_voice_in_the_callers_channel_gives_no_second_text_and_no_tone() -> None:
    agent = speech(12, 3)
    leak = track(silence(0.1), (0.1 * agent).astype(np.int16))[: len(agent)]
    events = play(new_call(), {Party.CALLER: leak, Party.AGENT: agent})
    leaks = [event for event in events if isinstance(event, Noticed) and event.code == "voice_leaks"]
    assert [(event.party, event.active) for event in leaks] == [(Party.CALLER, True)]
    known_ms = leaks[0].heard_ms
    assert known_ms <= 3_000
    wanted = [event for event in events if isinstance(event, TranscriptWanted)]
    pause_ms = 1_000  # until an utterance of what had leaked before is closed
    assert not [w for w in wanted if w.party is Party.CALLER and w.end_ms > known_ms + pause_ms]
    assert [w for w in wanted if w.party is Party.AGENT and w.end_ms > known_ms + pause_ms]
    readings = [event for event in events if isinstance(event, VoiceReading)]
    assert all(reading.at_ms <= known_ms + pause_ms for reading in readings)


def test_steps_that_come_from_the_caller_alone_are_told() -> None:
    steps = "How can I help you? I am sorry. What would you like? I will send it. Thank you for calling."
    events = play(new_call(), TALK, {Party.CALLER: steps})
    swapped = [event for event in events if isinstance(event, Noticed) and event.code == "parties_swapped"]
    assert [(event.party, event.level) for event in swapped] == [(Party.AGENT, "alarm")]
