"""A call that another process had before goes on: nothing is told twice, nothing begins anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np
from live_service import PLAYBOOK, TEXTS, a_rule, speech_like

from tyyni.audio import AudioFrame
from tyyni.coach.call import Call, CallSettings, CallTools
from tyyni.coach.events import CallEvent, Noticed, TextHeard, TranscriptWanted
from tyyni.coach.heat import Heat, Reason
from tyyni.coach.playbook import Playbook, Prompt, PromptGone, When
from tyyni.coach.resuming import BEGINNING, MOST_REHEARD_MS, SAME_CUE_MS, PastPrompt, Resumed
from tyyni.coach.words import Cue
from tyyni.units import FRAME_SAMPLES, SAMPLE_RATE_HZ, CallMs, Party
from tyyni_models.contracts import Word
from tyyni_models.pitch import SwiftF0Pitch
from tyyni_models.tone import CuesToneModel
from tyyni_models.voice_activity import WebRtcVoiceActivity

E = TypeVar("E")
BOTH = (Party.CALLER, Party.AGENT)
ANGRY = "this is unacceptable"
HOT = Heat(
    CallMs(20_000),
    55.0,
    "hot",
    "steady",
    (
        Reason("raised_voice", 30.0, CallMs(1_000), 0.7, "arousal"),
        Reason("words", 12.0, CallMs(2_000)),
        Reason("faster_speech", 7.0, CallMs(3_000), 1.3, "ratio"),
        Reason("interrupts", 6.0, CallMs(4_000), 1.0, "times"),
    ),
)


def cue(id_: str, said_ms: int, party: Party = Party.CALLER, quote: str = "") -> Cue:
    return Cue(id_, party, "", quote, CallMs(said_ms), 1.0, 0.0)


def prompt(id_: int, rule: str, shown_ms: int) -> Prompt:
    return Prompt(id_, rule, ("T1",), "caller", "normal", TEXTS, TEXTS, None, CallMs(shown_ms))


def a_call(resumed: Resumed = BEGINNING, playbook: Playbook = PLAYBOOK, **changes: object) -> Call:
    settings = CallSettings(BOTH, "en", True, resumed=resumed)
    tools = CallTools(WebRtcVoiceActivity, SwiftF0Pitch(), CuesToneModel.load(), playbook)
    return Call(replace(settings, **changes), tools)  # type: ignore[arg-type]


def play(
    call: Call, sound: dict[Party, np.ndarray], first: dict[Party, int] | None = None
) -> list[CallEvent]:
    """Play sound of each party, in order of its time."""
    frames = [
        AudioFrame(party, (first or {}).get(party, 0) + at, samples[at : at + FRAME_SAMPLES])
        for party, samples in sound.items()
        for at in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES)
    ]
    frames.sort(key=lambda frame: frame.first_sample)
    return [event for frame in frames for event in call.hear(frame)]


def silence(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * SAMPLE_RATE_HZ), dtype=np.int16)


def of_kind(events: list[CallEvent], kind: type[E]) -> list[E]:
    return [event for event in events if isinstance(event, kind)]


def answer(call: Call, wanted: TranscriptWanted, text: str) -> list[CallEvent]:
    at = wanted.start_ms
    words = tuple(
        Word(word, at + 300 * n, at + 300 * (n + 1), 1.0) for n, word in enumerate(text.split(), start=1)
    )
    return call.read(wanted.answered(words))


def test_what_is_reached_is_behind_every_utterance_without_its_final_text() -> None:
    call = a_call()
    assert call.reached.next_samples == dict.fromkeys(BOTH, 0)
    assert call.reached.last_utterance == 0
    caller = np.concatenate([silence(1), speech_like(2), silence(1)])
    events = play(call, {Party.CALLER: caller, Party.AGENT: silence(4)})
    (final,) = [wanted for wanted in of_kind(events, TranscriptWanted) if wanted.final][:1]
    reached = call.reached
    assert reached.heard_ms == 4_000
    assert reached.open_texts == ((Party.CALLER, 1),)
    assert reached.last_utterance == 1
    assert reached.next_samples[Party.CALLER] == final.start_ms * 16
    assert reached.next_samples[Party.AGENT] >= 3.4 * SAMPLE_RATE_HZ, (
        "silence is heard again as a pre-roll only"
    )
    answer(call, final, "hello there")
    reached = call.reached
    assert reached.open_texts == ()
    assert reached.next_samples[Party.CALLER] >= final.end_ms * 16, "its text is told: it is not heard again"


def test_an_utterance_that_is_too_short_for_text_is_open_already() -> None:
    call = a_call()
    sound = {Party.CALLER: silence(1.4), Party.AGENT: np.concatenate([silence(1), speech_like(0.4)])}
    events = play(call, sound)
    assert not of_kind(events, TranscriptWanted)
    assert call.reached.open_texts == ((Party.AGENT, 1),)


def test_a_text_that_is_very_late_is_not_waited_for() -> None:
    call = a_call()
    caller = np.concatenate([speech_like(2), silence(MOST_REHEARD_MS / 1000 + 3)])
    play(call, {Party.CALLER: caller, Party.AGENT: 0 * caller})
    reached = call.reached
    assert reached.open_texts
    assert reached.next_samples[Party.CALLER] == (reached.heard_ms - MOST_REHEARD_MS) * 16


def test_one_party_is_heard_again_and_only_its_words_are_new() -> None:
    begins = {Party.CALLER: 10 * SAMPLE_RATE_HZ, Party.AGENT: 13 * SAMPLE_RATE_HZ}
    call = a_call(Resumed(CallMs(13_000), begins, next_utterance=9))
    assert call.heard_ms == 13_000
    assert call.reached.next_samples == {**begins, Party.CALLER: 10 * SAMPLE_RATE_HZ}
    again = play(call, {Party.CALLER: speech_like(3)[: 3 * SAMPLE_RATE_HZ]}, begins)
    assert {type(event) for event in again} == {TranscriptWanted}, "no heat, no conduct, nobody absent"
    assert of_kind(again, TranscriptWanted)[0].utterance == 9
    assert call.heard_ms == 13_000
    assert call.reached.next_samples[Party.AGENT] == begins[Party.AGENT]
    first = {party: 13 * SAMPLE_RATE_HZ for party in BOTH}
    on = play(call, {Party.CALLER: silence(1), Party.AGENT: silence(1)}, first)
    assert call.heard_ms == 14_000
    assert not of_kind(on, Noticed)
    assert of_kind(on, Heat)


def test_cues_of_words_that_are_heard_again_count_once() -> None:
    begins = {party: 10 * SAMPLE_RATE_HZ for party in BOTH}
    at_ms = 10_000
    told = cue("angry", at_ms + 1_000)
    for known, expected in (((told,), 0), ((), 1), ((cue("angry", at_ms - SAME_CUE_MS),), 1)):
        call = a_call(Resumed(CallMs(13_000), begins, cues=known))
        events = play(call, {Party.CALLER: speech_like(3), Party.AGENT: silence(3)}, begins)
        events += call.finish()
        wanted = of_kind(events, TranscriptWanted)[-1]
        assert wanted.final
        heard = answer(call, wanted, ANGRY)
        assert of_kind(heard, TextHeard)[0].final
        assert len(of_kind(heard, Cue)) == expected


def test_the_heat_goes_on_from_where_it_was_and_fades() -> None:
    begins = {party: 20 * SAMPLE_RATE_HZ for party in BOTH}
    call = a_call(Resumed(CallMs(20_000), begins, heat=HOT, hottest_level=70.0))
    heats = of_kind(play(call, dict.fromkeys(BOTH, silence(30)), begins), Heat)
    assert heats[0].at_ms == 20_500
    assert 50 < heats[0].level < 55
    assert {reason.kind for reason in heats[0].reasons} == {reason.kind for reason in HOT.reasons}
    assert heats[0].band == "hot"
    assert heats[-1].level < 40


def test_a_cue_that_was_said_before_is_a_repetition() -> None:
    levels = []
    for known in ((), (cue("angry", 1_000), cue("apologise", 2_000, Party.AGENT))):
        call = a_call(Resumed(CallMs(0), {}, cues=known))
        events = [*play(call, {Party.CALLER: speech_like(2), Party.AGENT: silence(2)}), *call.finish()]
        heard = answer(call, of_kind(events, TranscriptWanted)[-1], ANGRY)
        levels.append(of_kind(heard, Heat)[-1].level)
    assert levels[1] < levels[0]


RULES = replace(
    PLAYBOOK,
    rules=(
        a_rule(
            id="hot",
            sources=("T1",),
            about="caller",
            when=When(heat_at_least=50.0),
            urgency="normal",
            text=TEXTS,
            why=TEXTS,
            hold_ms=1_000,
            show_at_most_ms=5_000,
            rest_ms=600_000,
        ),
    ),
)


def test_prompts_go_on_their_numbers_and_their_rest_too() -> None:
    begins = {party: 20 * SAMPLE_RATE_HZ for party in BOTH}
    shown = PastPrompt(prompt(3, "hot", 19_000), gone=False)
    past = (PastPrompt(prompt(2, "edited-away", 1_000), gone=False), shown)
    call = a_call(Resumed(CallMs(20_000), begins, heat=HOT, prompts=past), RULES)
    events = play(call, dict.fromkeys(BOTH, silence(6)), begins)
    assert [(gone.id, gone.reason) for gone in of_kind(events, PromptGone)] == [
        (2, "cause_gone"),
        (3, of_kind(events, PromptGone)[-1].reason),
    ]
    assert not of_kind(events, Prompt), "its rule rests"
    fresh = a_call(
        Resumed(CallMs(20_000), begins, heat=HOT, prompts=(PastPrompt(prompt(4, "x", 1), True),)), RULES
    )
    (new,) = of_kind(play(fresh, dict.fromkeys(BOTH, silence(1)), begins), Prompt)
    assert new.id == 5
