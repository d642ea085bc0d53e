"""One prompt at a time: urgency, holding, resting, clearing, restraint."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from moments import CALM

from tyyni.coach.playbook import Limits, Moment, Playbook, Prompt, PromptGone, Rule, When
from tyyni.coach.prompting import STEP_GRACE_MS, Coach
from tyyni.units import CallMs

TEXT: dict[Any, str] = {"fi": "a", "pl": "b", "en": "c"}
FREE = Limits(prompts_per_minute=99, pause_ms=0)
HOT = When(heat_at_least=50)


def rule(id_: str = "late", **fields: Any) -> Rule:
    known: dict[str, Any] = {"urgency": "normal", "when": When(cues_any=(id_,))}
    return Rule(
        id=id_, sources=("P2",), about="caller", situation="", text=TEXT, why=TEXT, **{**known, **fields}
    )


def moment(at_ms: int, *, cues: dict[str, int] | None = None, **fields: Any) -> Moment:
    return replace(CALM, at_ms=CallMs(at_ms), caller_cues=cues or {}, **fields)


def coach(*rules: Rule, limits: Limits = FREE) -> Coach:
    return Coach(Playbook(cues=(), rules=rules, limits=limits))


def names(changes: list[Prompt | PromptGone]) -> list[str]:
    return [change.rule if isinstance(change, Prompt) else change.reason for change in changes]


def test_a_cue_prompts_once_with_the_words_that_called_for_it() -> None:
    one = coach(rule())
    (prompt,) = one.look(moment(1_200, cues={"late": 1_000}, quotes={"late": "is late"}))
    assert isinstance(prompt, Prompt)
    assert (prompt.quote, prompt.heard_ms) == ("is late", 1_200)
    assert one.look(moment(2_000, cues={"late": 1_000})) == []


def test_what_supervisors_are_told_goes_with_the_prompt() -> None:
    (prompt,) = coach(rule(alert=TEXT)).look(moment(1_200, cues={"late": 1_000}))
    assert isinstance(prompt, Prompt)
    assert prompt.alert == TEXT


def test_it_leaves_when_its_step_is_done() -> None:
    one = coach(rule(clears_on_steps=("sorry",)))
    one.look(moment(1_200, cues={"late": 1_000}))
    assert names(one.look(moment(2_000, cues={"late": 1_000}, agent_steps={"sorry": 1_900}))) == ["step_done"]


def test_a_step_said_before_the_cue_does_not_answer_it() -> None:
    one = coach(rule(clears_on_steps=("sorry",)))
    one.look(moment(1_200, cues={"late": 1_000}, agent_steps={"sorry": 900}))
    assert one.look(moment(2_000, cues={"late": 1_000}, agent_steps={"sorry": 900})) == []


def test_a_step_recognised_after_its_prompt_came_still_answers_it() -> None:
    one = coach(rule(when=HOT, clears_on_steps=("calm",)))
    one.look(moment(5_000, heat_level=60.0))
    assert one.look(moment(5_500, heat_level=60.0, agent_steps={"calm": 5_000 - STEP_GRACE_MS - 1})) == []
    assert names(one.look(moment(5_500, heat_level=60.0, agent_steps={"calm": 4_500}))) == ["step_done"]


def test_it_leaves_when_its_cause_is_gone_but_not_before_it_could_be_read() -> None:
    one = coach(rule(when=HOT))
    one.look(moment(1_000, heat_level=60.0))
    assert one.look(moment(4_500, heat_level=10.0)) == []
    assert one.look(moment(5_000, heat_level=47.0)) == []  # within the margin
    assert names(one.look(moment(5_500, heat_level=44.0))) == ["cause_gone"]


def test_it_leaves_when_the_caller_says_so_and_when_its_time_is_over() -> None:
    one = coach(rule(clears_on_cues=("relief",)), rule("wait"))
    one.look(moment(1_000, cues={"late": 900}))
    assert names(one.look(moment(6_000, cues={"late": 900, "relief": 5_000}))) == ["cause_gone"]
    one.look(moment(7_000, cues={"wait": 6_900}))
    assert names(one.look(moment(19_000, cues={"wait": 6_900}))) == ["timed_out"]


def test_rest_and_most_per_call() -> None:
    one = coach(rule(when=HOT, rest_ms=10_000, most_per_call=2, show_at_most_ms=1_000, hold_ms=0))
    shown = [at for at in range(0, 60_000, 500) if "late" in names(one.look(moment(at, heat_level=60.0)))]
    assert shown == [0, 10_000]


def test_a_cue_is_answered_once() -> None:
    one = coach(rule(rest_ms=1_000, show_at_most_ms=1_000))
    assert names(one.look(moment(1_200, cues={"late": 1_000}))) == ["late"]
    assert names(one.look(moment(3_000, cues={"late": 1_000}))) == ["timed_out"]
    assert names(one.look(moment(5_000, cues={"late": 4_900}))) == ["late"]


def test_more_urgent_replaces_at_once_and_less_urgent_waits() -> None:
    one = coach(rule("late"), rule("abuse", urgency="high"), rule("thanks", urgency="low"))
    assert names(one.look(moment(1_000, cues={"late": 900}))) == ["late"]
    assert names(one.look(moment(1_500, cues={"late": 900, "abuse": 1_400}))) == ["replaced", "abuse"]
    assert one.look(moment(8_000, cues={"thanks": 7_900})) == []


def test_a_newer_cue_replaces_one_equally_urgent_after_its_hold() -> None:
    one = coach(rule("late"), rule("broke"))
    one.look(moment(1_000, cues={"late": 900}))
    both = {"late": 900, "broke": 1_500}
    assert one.look(moment(4_500, cues=both)) == []
    assert names(one.look(moment(5_000, cues=both))) == ["replaced", "broke"]


def test_an_older_cue_and_a_mere_state_do_not_replace() -> None:
    one = coach(rule("late"), rule("broke"), rule("hot", when=HOT))
    one.look(moment(1_000, cues={"late": 900, "broke": 700}))
    assert one.look(moment(6_000, cues={"late": 900, "broke": 700}, heat_level=60.0)) == []


def test_a_cue_replaces_a_prompt_about_a_state() -> None:
    one = coach(rule("late"), rule("hot", when=HOT))
    assert names(one.look(moment(1_000, heat_level=60.0))) == ["hot"]
    assert names(one.look(moment(5_000, heat_level=60.0, cues={"late": 900}))) == ["replaced", "late"]


def test_of_two_cues_the_newer_speaks() -> None:
    one = coach(rule("late"), rule("broke"), rule("hot", when=HOT))
    assert names(one.look(moment(1_000, heat_level=60.0, cues={"late": 700, "broke": 900}))) == ["broke"]


def test_nothing_new_while_the_agent_speaks_but_what_is_urgent_or_about_that() -> None:
    one = coach(
        rule("late"),
        rule("abuse", urgency="high"),
        rule("over", while_agent_speaks=True, when=When(talking_over_at_least_ms=2_000)),
    )
    assert one.look(moment(1_000, cues={"late": 900}, agent_turn_ms=5_000)) == []
    assert names(one.look(moment(1_500, agent_talking_over_ms=2_500, agent_turn_ms=5_500))) == ["over"]
    abused = moment(2_000, cues={"late": 900, "abuse": 1_900}, agent_turn_ms=6_000)
    assert names(one.look(abused)) == ["replaced", "abuse"]


def test_the_minute_and_the_call_have_a_budget_that_urgency_may_exceed() -> None:
    limits = Limits(prompts_per_minute=1, prompts_per_call=3, pause_ms=0)
    one = coach(rule("a", show_at_most_ms=500, rest_ms=0), rule("b", urgency="high"), limits=limits)
    assert names(one.look(moment(1_000, cues={"a": 900}))) == ["a"]
    assert names(one.look(moment(2_000, cues={"a": 1_900}))) == ["timed_out"]
    assert names(one.look(moment(3_000, cues={"b": 2_900}))) == ["b"]
    assert names(one.look(moment(63_000, cues={"a": 62_900}))) == ["timed_out", "a"]
    assert names(one.look(moment(130_000, cues={"a": 129_900}))) == ["timed_out"]
    assert names(one.look(moment(131_000, cues={"b": 130_900}))) == ["b"]


def test_reminders_leave_room_in_the_minute_for_what_the_caller_says() -> None:
    low = {"urgency": "low", "show_at_most_ms": 500, "hold_ms": 0, "rest_ms": 0}
    one = coach(rule("a", **low), rule("b"), limits=Limits(low_prompts_per_minute=1, pause_ms=0))
    assert names(one.look(moment(1_000, cues={"a": 900}))) == ["a"]
    assert names(one.look(moment(3_000, cues={"a": 2_900}))) == ["timed_out"]
    assert names(one.look(moment(4_000, cues={"b": 3_900}))) == ["b"]
    assert names(one.look(moment(61_000, cues={"a": 60_900}))) == ["timed_out", "a"]


def test_the_screen_rests_between_prompts() -> None:
    one = coach(rule("a", show_at_most_ms=4_000), rule("b"), limits=Limits(pause_ms=3_000))
    one.look(moment(0, cues={"a": 0}))
    assert names(one.look(moment(4_000, cues={"b": 3_900}))) == ["timed_out"]
    assert one.look(moment(6_500, cues={"b": 3_900})) == []
    assert names(one.look(moment(7_000, cues={"b": 3_900}))) == ["b"]


def test_a_draft_is_never_shown_and_says_so() -> None:
    draft = rule(draft=True)
    one = coach(draft)
    now = moment(1_000, cues={"late": 900})
    assert one.look(now) == []
    assert one.held_back(draft, now) == "draft"


def test_why_a_rule_is_held_back() -> None:
    late, broke = rule("late"), rule("broke", most_per_call=1)
    one = coach(late, broke, limits=Limits(prompts_per_minute=1))
    now = moment(1_000, cues={"late": 900})
    assert one.held_back(late, now) is None
    one.look(now)
    assert one.held_back(late, now) == "rest"
    assert one.held_back(broke, moment(2_000, cues={"broke": 1_900})) == "budget"
    assert one.held_back(broke, moment(2_000, cues={"broke": 1_900}, agent_turn_ms=9_000)) == "agent_speaks"
    free = coach(late, broke)
    free.look(now)
    assert free.held_back(broke, moment(2_000, cues={"broke": 1_900})) == "screen"
    free.look(moment(20_000, cues={"broke": 19_900}))
    assert free.held_back(broke, moment(90_000, cues={"broke": 89_900})) == "most_per_call"
    again = coach(rule(rest_ms=0))
    again.look(now)
    assert again.held_back(rule(rest_ms=0), moment(2_000, cues={"late": 900})) == "cue_answered"


def test_the_end_clears_the_screen() -> None:
    one = coach(rule())
    assert one.end(CallMs(0)) == []
    one.look(moment(1_000, cues={"late": 900}))
    assert names(list(one.end(CallMs(2_000)))) == ["call_ended"]


SAID = st.lists(
    st.tuples(st.integers(100, 9_000), st.sampled_from(["a", "b", "c", "step", "hot"])), max_size=30
)


@given(SAID)
def test_never_two_prompts_no_rule_within_its_rest_and_the_budget_holds(said: list[tuple[int, str]]) -> None:
    rules = {
        "a": rule("a", clears_on_steps=("step",)),
        "b": rule("b", urgency="high", rest_ms=9_000),
        "c": rule("c", rest_ms=5_000),
        "hot": rule("hot", when=HOT, rest_ms=20_000),
    }
    one = coach(*rules.values(), limits=Limits(prompts_per_minute=2))
    at, heat = 0, 0.0
    on_screen: Prompt | None = None
    shown: list[Prompt] = []
    cues: dict[str, int] = {}
    steps: dict[str, int] = {}
    for wait, what in said:
        at += wait
        heat = 60.0 - heat if what == "hot" else heat
        (steps if what == "step" else cues)[what] = at
        for change in one.look(moment(at, cues=dict(cues), agent_steps=dict(steps), heat_level=heat)):
            if isinstance(change, PromptGone):
                assert on_screen is not None
                assert change.id == on_screen.id
                on_screen = None
                continue
            assert on_screen is None
            on_screen = change
            before = [old.heard_ms for old in shown if old.rule == change.rule]
            assert not before or at - before[-1] >= rules[change.rule].rest_ms
            shown.append(change)
            if change.urgency != "high":
                assert (
                    len([old for old in shown if old.heard_ms > at - 60_000 and old.urgency != "high"]) <= 2
                )


def test_a_dismissed_prompt_leaves_and_its_rule_may_come_again_after_its_rest() -> None:
    one = coach(rule(rest_ms=10_000))
    (prompt,) = one.look(moment(1_200, cues={"late": 1_000}))
    assert isinstance(prompt, Prompt)
    assert one.dismiss(prompt.id, CallMs(1_500)) == [PromptGone(prompt.id, "dismissed", CallMs(1_500))]
    assert one.dismiss(prompt.id, CallMs(1_600)) == [], "it has just left"
    assert one.look(moment(9_000, cues={"late": 8_000})) == []
    assert names(one.look(moment(12_000, cues={"late": 11_900}))) == ["late"]


def test_a_dismissed_prompt_leaves_the_pause_that_every_prompt_does() -> None:
    one = coach(rule(), rule("lost"), limits=replace(FREE, pause_ms=2_000))
    one.look(moment(1_200, cues={"late": 1_000}))
    one.dismiss(1, CallMs(1_500))
    assert one.look(moment(3_000, cues={"late": 1_000, "lost": 2_900})) == []
    assert names(one.look(moment(3_500, cues={"late": 1_000, "lost": 2_900}))) == ["lost"]


def test_a_muted_rule_is_taken_off_and_stays_away_until_it_is_wanted() -> None:
    muted, other = rule(rest_ms=0), rule("lost")
    one = coach(muted, other)
    one.look(moment(1_200, cues={"late": 1_000}))
    assert one.mute("lost", True, CallMs(1_300)) == [], "another prompt is not its business"
    assert names(list(one.mute("late", True, CallMs(1_400)))) == ["muted"]
    assert [wanted_not.id for wanted_not in one.muted] == ["lost", "late"]
    said = moment(5_000, cues={"late": 4_900})
    assert one.held_back(muted, said) == "muted"
    assert one.look(said) == []
    one.mute("late", False, CallMs(5_100))
    one.mute("late", False, CallMs(5_100))
    assert names(one.look(moment(5_500, cues={"late": 4_900}))) == ["late"]


def test_all_muted_is_all_even_the_urgent_ones() -> None:
    urgent = rule(urgency="high")
    one = coach(urgent)
    one.mute(None, True, CallMs(0))
    assert one.all_muted
    assert one.look(moment(1_200, cues={"late": 1_000})) == []
    one.mute(None, False, CallMs(1_300))
    assert names(one.look(moment(1_500, cues={"late": 1_000}))) == ["late"]
    assert names(list(one.mute(None, True, CallMs(1_600)))) == ["muted"]
