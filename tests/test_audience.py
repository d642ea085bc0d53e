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
    CallEvent,
    LanguageKnown,
    LanguageWanted,
    Noticed,
    StepSaid,
    TextHeard,
    TranscriptWanted,
)
from tyyni.coach.heat import Heat, Reason
from tyyni.coach.playbook import Prompt, PromptGone
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
    PromptGone: PromptGone(1, "cause_gone", MS),
    StepSaid: StepSaid("apologise", MS),
    AgentConduct: AgentConduct(0.5, 120.0, 0, 0, 0, MS),
    Noticed: Noticed("party_absent", "alarm", Party.CALLER, 2_000, True, MS),
}
NEVER_ON_A_SCREEN = {TranscriptWanted, LanguageWanted, Cue}
FLOOR_HEARS = {LanguageKnown, Heat, Prompt, PromptGone, Noticed}


def test_every_kind_of_event_is_decided_for_both_screens() -> None:
    kinds = set(get_args(CallEvent))
    assert set(EVENTS) == kinds, "give the new event an example here"
    assert set(audience.AGENT) == kinds
    assert set(audience.FLOOR) - {wire.Notice, wire.Lag} | {Prompt, PromptGone} == kinds


@pytest.mark.parametrize("kind", get_args(CallEvent))
def test_agent_hears_each_kind_as_a_message_of_the_wire(kind: type) -> None:
    message = audience.for_agent(EVENTS[kind])
    assert (message is None) == (kind in NEVER_ON_A_SCREEN)
    if message is not None:
        assert wire.decode_agent_message(wire.encode(message)) == message


@pytest.mark.parametrize("kind", get_args(CallEvent))
def test_floor_hears_the_caller_and_the_call_only(kind: type) -> None:
    shown, prompt_id = audience.for_floor(CALL, EVENTS[kind], None)
    if kind not in FLOOR_HEARS:
        assert (shown, prompt_id) == (CALL, None)


def test_nothing_of_the_agents_conduct_can_be_said_on_the_floor() -> None:
    """The message itself has no field for it: what supervisors get is exactly this."""
    assert set(wire.FloorCall.__struct_fields__) == {
        "call_id", "label", "language", "started_at", "heard_ms", "level", "band", "trend", "reasons",
        "prompt", "voice_analysis", "lag_ms", "notices", "alert",
    }  # fmt: skip


def test_floor_shows_heat_with_its_reasons() -> None:
    shown, _ = audience.for_floor(CALL, EVENTS[Heat], None)
    assert (shown.level, shown.band, shown.trend, shown.heard_ms) == (61.0, "hot", "rising", 1_000)
    assert shown.reasons[0].quote == "so angry"


def test_floor_keeps_the_alert_of_a_prompt_when_the_prompt_is_gone() -> None:
    shown, id_ = audience.for_floor(CALL, replace(prompt("caller", 4), alert=TEXTS), None)
    shown, id_ = audience.for_floor(shown, PromptGone(4, "timed_out", MS), id_)
    assert (shown.prompt, shown.alert) == (None, wire.FloorAlert(text=TEXTS, heard_ms=MS))
    shown, _ = audience.for_floor(shown, prompt("caller", 5), id_)
    assert shown.alert is not None, "a prompt without one takes nothing back"


def test_a_prompt_about_conduct_alerts_nobody_even_if_it_says_so() -> None:
    shown, _ = audience.for_floor(CALL, replace(prompt("conduct"), alert=TEXTS), None)
    assert (shown.prompt, shown.alert) == (None, None)


def test_the_checklist_is_for_the_agents_screen() -> None:
    step = ChecklistStep(step="thank", sources=("H2",), phase="opening", name=TEXTS)
    message = audience.checklist([step])
    assert wire.decode_agent_message(wire.encode(message)) == message
    assert message.steps == [wire.ChecklistStep(step="thank", name=TEXTS)]


def test_floor_shows_a_prompt_about_the_caller_until_it_is_gone() -> None:
    shown, id_ = audience.for_floor(CALL, prompt("caller", 4), None)
    assert (shown.prompt, id_) == (TEXTS, 4)
    assert audience.for_floor(shown, PromptGone(3, "timed_out", MS), id_) == (shown, 4)
    shown, id_ = audience.for_floor(shown, PromptGone(4, "timed_out", MS), id_)
    assert (shown.prompt, id_) == (None, None)


def test_floor_never_shows_a_prompt_about_conduct_and_loses_the_one_it_replaced() -> None:
    shown, id_ = audience.for_floor(CALL, prompt("caller", 4), None)
    shown, id_ = audience.for_floor(shown, prompt("conduct", 5), id_)
    assert (shown.prompt, id_) == (None, None)
    assert audience.for_floor(shown, PromptGone(5, "step_done", MS), id_) == (shown, None)


def test_floor_counts_active_notices_but_none_about_the_agent() -> None:
    raised = wire.Notice(code="text_dropped", level="alarm")
    shown, _ = audience.for_floor(CALL, raised, None)
    again, _ = audience.for_floor(shown, raised, None)
    assert shown.notices == ["text_dropped"]
    assert again is shown
    over, _ = audience.for_floor(shown, msgspec.structs.replace(raised, active=False), None)
    assert over.notices == []
    about_agent = Noticed("no_speech_heard", "alarm", Party.AGENT, 60_000, True, MS)
    assert audience.for_floor(CALL, about_agent, None)[0] is CALL


def test_floor_shows_the_language_once_it_is_known() -> None:
    unknown = audience.first_sight(msgspec.structs.replace(LISTED, language=None), True)
    shown, _ = audience.for_floor(unknown, EVENTS[LanguageKnown], None)
    assert (unknown.language, shown.language) == (None, "pl")


def test_floor_shows_the_lag() -> None:
    lag = wire.Lag(lag_ms=700, dropped_partials=1, dropped_finals=0, heard_ms=5)
    shown, _ = audience.for_floor(CALL, lag, None)
    assert (shown.lag_ms, shown.heard_ms) == (700, 5)
