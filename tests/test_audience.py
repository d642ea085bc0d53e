"""Who hears what, exhaustively: a new kind of event without a decision for both screens fails here."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import msgspec
import numpy as np
import pytest

from tyyni import wire
from tyyni.coach.checklist import ChecklistStep
from tyyni.coach.events import (
    AgentConduct,
    CallerPrompt,
    CallEvent,
    LanguageKnown,
    LanguageWanted,
    MutesChanged,
    Noticed,
    PhaseReached,
    StepSaid,
    TextHeard,
    TranscriptWanted,
)
from tyyni.coach.heat import Heat, Reason
from tyyni.coach.playbook import Prompt, PromptGone, Rule, When
from tyyni.coach.voice import VoiceReading
from tyyni.coach.words import Cue
from tyyni.serve import audience
from tyyni.units import CallMs, Party
from tyyni_models.contracts import Word

TEXTS: wire.Texts = {"fi": "a", "pl": "b", "en": "c"}
MS = CallMs(1_000)
WORDS = (Word("hi", 0, 200, 0.9),)
LISTED = wire.LiveCall(call_id="1", label="7", language="fi", started_at="2026-01-01T00:00:00+00:00")
CALL = audience.first_sight(LISTED, True)


def prompt(about: str, id_: int = 1) -> Prompt:
    return Prompt(id_, "rule", ("P2",), about, "normal", TEXTS, TEXTS, "quote", MS)  # type: ignore[arg-type]


RULE = Rule(
    id="late",
    sources=("P2",),
    about="caller",
    situation="",
    when=When(),
    urgency="low",
    text=TEXTS,
    why=TEXTS,
)
SAMPLES = np.zeros(2, dtype=np.int16)
WANTED = TranscriptWanted(1, Party.AGENT, MS, MS, SAMPLES, True, MS)
EVENTS: dict[type, CallEvent] = {
    TranscriptWanted: WANTED,
    LanguageWanted: LanguageWanted(("fi", "en"), WANTED, SAMPLES),
    LanguageKnown: LanguageKnown("pl", 0.9, MS),
    TextHeard: TextHeard(Party.AGENT, 1, "hi", "", True, MS, MS, WORDS, len(WORDS), MS),
    Cue: Cue("angry", Party.CALLER, "angry", "so angry", MS, 0.9, 10.0),
    VoiceReading: VoiceReading(MS, 200.0, -20.0, -5.0, 4.0, 1.0, 0.6, 1.0),
    Heat: Heat(MS, 61.0, "hot", "rising", (Reason("words", 61.0, MS, quote="so angry"),)),
    Prompt: prompt("caller"),
    PromptGone: PromptGone(1, "dismissed", MS),
    CallerPrompt: CallerPrompt(prompt("caller")),
    PhaseReached: PhaseReached("solving", MS),
    MutesChanged: MutesChanged((RULE,), False),
    StepSaid: StepSaid("apologise", MS),
    AgentConduct: AgentConduct(0.5, 120.0, 0, 0, 0, MS),
    Noticed: Noticed("party_absent", "alarm", Party.CALLER, 2_000, True, MS),
}
NEVER_ON_A_SCREEN = {TranscriptWanted, LanguageWanted, Cue, CallerPrompt, PhaseReached}
FLOOR_HEARS = {LanguageKnown, Heat, CallerPrompt, PhaseReached, Noticed}
WATCHERS_HEAR = {TextHeard, Heat, CallerPrompt}


def test_every_kind_of_event_is_decided_for_both_screens() -> None:
    kinds = set(get_args(CallEvent))
    assert set(EVENTS) == kinds, "give the new event an example here"
    assert set(audience.AGENT) == kinds
    assert set(audience.FLOOR) - {wire.Notice, wire.Lag} == kinds
    assert set(audience.WATCHED) == set(audience.FLOOR)


@pytest.mark.parametrize("kind", get_args(CallEvent))
def test_agent_hears_each_kind_as_a_message_of_the_wire(kind: type) -> None:
    message = audience.for_agent(EVENTS[kind])
    assert (message is None) == (kind in NEVER_ON_A_SCREEN)
    if message is not None:
        assert wire.decode_agent_message(wire.encode(message)) == message


@pytest.mark.parametrize("kind", get_args(CallEvent))
def test_floor_hears_the_caller_and_the_call_only(kind: type) -> None:
    shown = audience.for_floor(CALL, EVENTS[kind])
    assert (shown is CALL) == (kind not in FLOOR_HEARS)


@pytest.mark.parametrize("kind", get_args(CallEvent))
def test_who_opens_a_call_hears_texts_heat_and_prompts_about_the_caller_only(kind: type) -> None:
    assert (audience.for_watchers(EVENTS[kind]) is not None) == (kind in WATCHERS_HEAR)


def test_who_opens_a_call_gets_no_time_of_a_word() -> None:
    assert set(wire.FloorText.__struct_fields__) == {"party", "utterance", "text", "final", "start_ms"}
    growing = TextHeard(Party.AGENT, 3, "I am", "so sorry", False, MS, MS, WORDS, 1, MS)
    assert audience.for_watchers(growing) == wire.FloorText(
        party=Party.AGENT, utterance=3, text="I am so sorry", final=False, start_ms=1_000
    )


def test_what_supervisors_see_of_a_prompt_is_its_text_and_why() -> None:
    assert set(wire.FloorPrompt.__struct_fields__) == {"heard_ms", "urgency", "text", "why"}


def test_nothing_of_the_agents_conduct_can_be_said_on_the_floor() -> None:
    """The message itself has no field for it: what supervisors get is exactly this."""
    assert set(wire.FloorCall.__struct_fields__) == {
        "call_id", "label", "language", "started_at", "heard_ms", "level", "band", "trend", "reasons",
        "prompt", "voice_analysis", "lag_ms", "notices", "agent", "team", "phase", "alert", "help",
    }  # fmt: skip


def test_floor_shows_heat_with_its_reasons() -> None:
    shown = audience.for_floor(CALL, EVENTS[Heat])
    assert (shown.level, shown.band, shown.trend, shown.heard_ms) == (61.0, "hot", "rising", 1_000)
    assert shown.reasons[0].quote == "so angry"


def test_floor_keeps_the_newest_prompt_and_alert_whatever_becomes_of_them_on_the_agents_screen() -> None:
    shown = audience.for_floor(CALL, CallerPrompt(replace(prompt("caller", 4), alert=TEXTS)))
    assert (shown.prompt, shown.alert) == (TEXTS, wire.FloorAlert(text=TEXTS, heard_ms=MS))
    for own in (PromptGone(4, "dismissed", MS), PromptGone(4, "timed_out", MS), prompt("conduct", 5)):
        assert audience.for_floor(shown, own) is shown
    newer: wire.Texts = {"fi": "x", "pl": "y", "en": "z"}
    shown = audience.for_floor(shown, CallerPrompt(replace(prompt("caller", 6), text=newer)))
    assert shown.prompt == newer
    assert shown.alert is not None, "a prompt without one takes nothing back"


def test_floor_shows_the_phase_and_who_has_the_call() -> None:
    named = audience.first_sight(msgspec.structs.replace(LISTED, agent="Anna", team="Parcels"), True)
    shown = audience.for_floor(named, EVENTS[PhaseReached])
    assert (named.phase, shown.phase, shown.agent, shown.team) == ("", "solving", "Anna", "Parcels")


def test_the_checklist_is_for_the_agents_screen() -> None:
    step = ChecklistStep(step="thank", sources=("H2",), phase="opening", name=TEXTS)
    message = audience.checklist([step])
    assert wire.decode_agent_message(wire.encode(message)) == message
    assert message.steps == [wire.ChecklistStep(step="thank", name=TEXTS)]


def test_floor_counts_active_notices_but_none_about_the_agent() -> None:
    raised = wire.Notice(code="text_dropped", level="alarm")
    shown = audience.for_floor(CALL, raised)
    again = audience.for_floor(shown, raised)
    assert shown.notices == ["text_dropped"]
    assert again is shown
    over = audience.for_floor(shown, msgspec.structs.replace(raised, active=False))
    assert over.notices == []
    about_agent = Noticed("no_speech_heard", "alarm", Party.AGENT, 60_000, True, MS)
    assert audience.for_floor(CALL, about_agent) is CALL


def test_floor_shows_the_language_once_it_is_known() -> None:
    unknown = audience.first_sight(msgspec.structs.replace(LISTED, language=None), True)
    shown = audience.for_floor(unknown, EVENTS[LanguageKnown])
    assert (unknown.language, shown.language) == (None, "pl")


def test_floor_shows_the_lag() -> None:
    lag = wire.Lag(lag_ms=700, dropped_partials=1, dropped_finals=0, heard_ms=5)
    shown = audience.for_floor(CALL, lag)
    assert (shown.lag_ms, shown.heard_ms) == (700, 5)
