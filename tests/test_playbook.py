"""Conditions of a rule: what holds, what cannot be known, and when a prompt's cause is gone."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from moments import CALM

from tyyni.coach.playbook import MOMENTARY, Rule, When, cause_gone, is_met, newest_cue, unmet
from tyyni.units import CallMs

TEXT: dict[Any, str] = {"fi": "a", "pl": "b", "en": "c"}
NOW = 60_000


@pytest.mark.parametrize(
    ("when", "holds", "fails"),
    [
        (When(heat_at_least=50), {"heat_level": 50.0}, {"heat_level": 49.9}),
        (When(heat_below=50), {"heat_level": 49.9}, {"heat_level": 50.0}),
        (When(bands=("hot", "boiling")), {"heat_band": "hot"}, {"heat_band": "warm"}),
        (When(trend="rising"), {"heat_trend": "rising"}, {"heat_trend": "falling"}),
        (When(trend_not="falling"), {"heat_trend": "steady"}, {"heat_trend": "falling"}),
        (When(hottest_at_least=40), {"hottest_level": 41.0}, {"hottest_level": 39.0}),
        (When(arousal_at_least=0.6), {"voice_arousal": 0.7}, {"voice_arousal": None}),
        (When(tempo_ratio_at_least=1.2), {"tempo_ratio": 1.2}, {"tempo_ratio": 1.1}),
        (When(tempo_ratio_below=0.8), {"tempo_ratio": 0.7}, {"tempo_ratio": None}),
        (
            When(cues_any=("late", "broke")),
            {"caller_cues": {"broke": NOW - 12_000}},
            {"caller_cues": {"late": 1}},
        ),
        (When(cues_none=("late",)), {"caller_cues": {"late": 1}}, {"caller_cues": {"late": NOW}}),
        (When(steps_missing=("sorry",)), {}, {"agent_steps": {"sorry": 0}}),
        (When(steps_done=("sorry",)), {"agent_steps": {"sorry": 0}}, {"agent_steps": {"thank": 0}}),
        (When(talk_share_at_least=0.7), {"agent_talk_share": 0.7}, {"agent_talk_share": 0.6}),
        (When(talking_over_at_least_ms=5), {"agent_talking_over_ms": 5}, {"agent_talking_over_ms": 4}),
        (When(monologue_at_least_ms=5), {"agent_monologue_ms": 5}, {"agent_monologue_ms": 4}),
        (When(dead_air_at_least_ms=5), {"dead_air_ms": 5}, {"dead_air_ms": 4}),
        (
            When(agent_syllables_per_s_at_least=7),
            {"agent_syllables_per_s": 7.0},
            {"agent_syllables_per_s": None},
        ),
        (When(problems=("P2", "P6")), {"problem": "P6"}, {"problem": "P1"}),
        (When(phases=("problem", "solving")), {"phase": "solving"}, {"phase": "closing"}),
        (When(interruptions_at_least=2), {"caller_interruptions": 2}, {"caller_interruptions": 1}),
        (When(after_ms=NOW), {}, {"at_ms": NOW - 1}),
        (When(before_ms=NOW), {"at_ms": NOW - 1}, {}),
    ],
)
def test_each_condition_holds_and_fails(when: When, holds: dict[str, Any], fails: dict[str, Any]) -> None:
    assert unmet(when, replace(CALM, **holds)) == ()
    (name,) = unmet(when, replace(CALM, **fails))
    assert getattr(when, name) != getattr(When(), name)
    assert is_met(when, replace(CALM, **holds))
    assert not is_met(when, replace(CALM, **fails))


def test_every_condition_is_tried_above() -> None:
    (marked,) = test_each_condition_holds_and_fails.pytestmark  # type: ignore[attr-defined]
    tried = {field.name for when, *_ in marked.args[1] for field in fields(When) if getattr(when, field.name)}
    assert tried == {field.name for field in fields(When)}


def test_all_that_is_asked_must_hold() -> None:
    when = When(heat_at_least=50, trend="rising", after_ms=1)
    assert unmet(when, CALM) == ("heat_at_least", "trend")
    assert unmet(When(), CALM) == ()


def test_a_step_before_the_cue_does_not_count_as_its_answer() -> None:
    when = When(cues_any=("late",), steps_missing=("sorry",))
    said = replace(CALM, caller_cues={"late": CallMs(55_000)})
    assert unmet(when, replace(said, agent_steps={"sorry": CallMs(54_999)})) == ()
    assert unmet(when, replace(said, agent_steps={"sorry": CallMs(55_000)})) == ("steps_missing",)


def test_the_newest_cue_is_the_one_said_last() -> None:
    said = replace(CALM, caller_cues={"late": CallMs(50_000), "broke": CallMs(58_000), "old": CallMs(1)})
    assert newest_cue(When(cues_any=("late", "broke", "old")), said) == "broke"
    assert newest_cue(When(cues_any=("old",)), said) is None


def rule(when: When, **more: Any) -> Rule:
    return Rule(
        id="r",
        sources=("P2",),
        about="caller",
        situation="",
        when=when,
        urgency="low",
        text=TEXT,
        why=TEXT,
        **more,
    )


def test_a_moment_that_has_passed_is_not_a_cause_that_is_gone() -> None:
    momentary = When(heat_at_least=50, trend="rising", cues_any=("late",), before_ms=1_000)
    hot = replace(CALM, heat_level=46.0)
    assert set(unmet(momentary, replace(hot, heat_level=50.0))) <= MOMENTARY
    assert not cause_gone(rule(momentary), hot, CallMs(0))
    assert cause_gone(rule(momentary), replace(hot, heat_level=44.0), CallMs(0))


def test_what_the_caller_says_may_end_the_cause() -> None:
    thankful = replace(CALM, caller_cues={"thanks": CallMs(5_000)})
    ends = rule(When(cues_any=("late",)), clears_on_cues=("thanks",))
    assert cause_gone(ends, thankful, CallMs(5_000))
    assert not cause_gone(ends, thankful, CallMs(5_001))
