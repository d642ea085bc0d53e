"""One prompt at a time: urgency, holding, resting, clearing, restraint."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni.coach.playbook import Limits, Moment, Playbook, Prompt, PromptGone, Rule, When, holds
from tyyni.coach.prompting import Coach
from tyyni.units import CallMs

TEXT = {"fi": "a", "pl": "b", "en": "c"}
CALM = Moment(
    at_ms=CallMs(60_000),
    heat_level=0.0,
    heat_band="calm",
    heat_trend="steady",
    hottest_level=0.0,
    voice_arousal=None,
    tempo_ratio=None,
    caller_speaking=False,
    agent_speaking=False,
    agent_turn_ms=0,
    caller_cues={},
    agent_steps={},
    quotes={},
    agent_talk_share=0.5,
    agent_monologue_ms=0,
    agent_talking_over_ms=0,
    caller_interruptions=0,
    dead_air_ms=0,
)


def rule(id_: str = "late", urgency: str = "normal", **fields: object) -> Rule:
    when = fields.pop("when", When(cues_any=(id_,)))
    return Rule(id_, ("P2",), "caller", when, urgency, TEXT, TEXT, **fields)  # type: ignore[arg-type]


def moment(at_ms: int, **fields: object) -> Moment:
    return replace(CALM, at_ms=CallMs(at_ms), **fields)  # type: ignore[arg-type]


def coach(*rules: Rule, limits: Limits | None = None) -> Coach:
    return Coach(Playbook((), rules, limits or Limits()))


def names(changes: list[Prompt | PromptGone]) -> list[str]:
    return [change.rule if isinstance(change, Prompt) else change.reason for change in changes]


def test_a_cue_prompts_once_and_leaves_when_its_cause_is_gone() -> None:
    one = coach(rule())
    cues = {"late": CallMs(1_000)}
    (prompt,) = one.look(moment(1_200, caller_cues=cues, quotes={"late": "is late"}))
    assert isinstance(prompt, Prompt)
    assert prompt.quote == "is late"
    assert one.look(moment(2_000, caller_cues=cues)) == []
    assert names(one.look(moment(13_500, caller_cues=cues))) == ["cause_gone"]


def test_it_leaves_when_the_step_is_done_or_its_time_is_over() -> None:
    cues = {"late": CallMs(1_000)}
    one = coach(rule(clears_on_steps=("sorry",)))
    one.look(moment(1_200, caller_cues=cues))
    assert names(one.look(moment(2_000, caller_cues=cues, agent_steps={"sorry": CallMs(1_900)}))) == [
        "step_done"
    ]
    hot = coach(rule(when=When(heat_at_least=50)))
    hot.look(moment(0, heat_level=60.0))
    assert names(hot.look(moment(20_000, heat_level=60.0))) == ["timed_out"]


def test_rest_and_most_per_call() -> None:
    one = coach(rule(when=When(heat_at_least=50), rest_ms=10_000, most_per_call=2, show_at_most_ms=1_000))
    shown = [at for at in range(0, 60_000, 500) if "late" in names(one.look(moment(at, heat_level=60.0)))]
    assert shown == [0, 10_000]


def test_an_old_cue_does_not_prompt_again() -> None:
    one = coach(rule(rest_ms=1_000, show_at_most_ms=1_000))
    cues = {"late": CallMs(1_000)}
    assert names(one.look(moment(1_200, caller_cues=cues))) == ["late"]
    assert names(one.look(moment(3_000, caller_cues=cues))) == ["timed_out"]
    assert names(one.look(moment(5_000, caller_cues={"late": CallMs(4_900)}))) == ["late"]


def test_urgent_replaces_at_once_and_equals_wait_for_the_hold() -> None:
    one = coach(rule("late"), rule("broke"), rule("abuse", "high"))
    assert names(one.look(moment(1_000, caller_cues={"late": CallMs(900)}))) == ["late"]
    both = {"late": CallMs(900), "broke": CallMs(1_500)}
    assert one.look(moment(2_000, caller_cues=both)) == []
    assert names(one.look(moment(5_500, caller_cues=both))) == ["replaced", "broke"]
    assert names(one.look(moment(6_000, caller_cues={**both, "abuse": CallMs(5_900)}))) == [
        "replaced",
        "abuse",
    ]


def test_nothing_new_while_the_agent_speaks_but_what_is_urgent() -> None:
    one = coach(rule("late"), rule("abuse", "high"))
    cues = {"late": CallMs(900)}
    assert one.look(moment(1_000, caller_cues=cues, agent_turn_ms=5_000)) == []
    assert names(one.look(moment(1_500, caller_cues={**cues, "abuse": CallMs(1_400)}, agent_turn_ms=5_500)))


def test_budget_per_minute_is_given_back() -> None:
    one = coach(rule("a", show_at_most_ms=500), rule("b"), limits=Limits(prompts_per_minute=1))
    assert names(one.look(moment(1_000, caller_cues={"a": CallMs(900)}))) == ["a"]
    assert names(one.look(moment(2_000, caller_cues={"b": CallMs(1_900)}))) == ["timed_out"]
    assert names(one.look(moment(62_000, caller_cues={"b": CallMs(61_900)}))) == ["b"]


def test_the_end_clears_the_screen() -> None:
    one = coach(rule())
    assert one.end(CallMs(0)) == []
    one.look(moment(1_000, caller_cues={"late": CallMs(900)}))
    assert names(list(one.end(CallMs(2_000)))) == ["call_ended"]


@pytest.mark.parametrize(
    ("when", "facts", "expected"),
    [
        (When(), {}, True),
        (When(heat_below=10), {"heat_level": 10.0}, False),
        (When(trend="rising"), {}, False),
        (When(before_ms=1_000), {}, False),
        (When(after_ms=70_000), {}, False),
        (When(tempo_ratio_at_least=1.2), {"tempo_ratio": 1.3}, True),
        (When(steps_missing=("sorry",)), {"agent_steps": {"sorry": CallMs(1)}}, False),
        (When(dead_air_at_least_ms=5), {"dead_air_ms": 4}, False),
    ],
)
def test_conditions(when: When, facts: dict[str, object], expected: bool) -> None:
    assert holds(when, replace(CALM, **facts)) is expected  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.integers(100, 9_000), st.sampled_from(["a", "b", "c"])), max_size=25))
def test_never_two_prompts_and_no_rule_within_its_rest(steps: list[tuple[int, str]]) -> None:
    one = coach(rule("a"), rule("b", "high"), rule("c", rest_ms=5_000))
    at, on_screen = 0, 0
    last: dict[str, int] = {}
    cues: dict[str, CallMs] = {}
    for wait, cue in steps:
        at += wait
        cues[cue] = CallMs(at)
        for change in one.look(moment(at, caller_cues=dict(cues))):
            if isinstance(change, PromptGone):
                on_screen -= 1
                continue
            on_screen += 1
            rest = 5_000 if change.rule == "c" else 45_000
            assert at - last.get(change.rule, -rest) >= rest
            last[change.rule] = at
        assert on_screen in (0, 1)
