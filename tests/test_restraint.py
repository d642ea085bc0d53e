"""What holds for the playbook that ships, whatever is said: few prompts, out of the agent's way, gone when done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from moments import CALM

from tyyni.coach.checklist import PHASES, PROBLEMS
from tyyni.coach.playbook import Moment, Prompt, PromptGone
from tyyni.coach.prompting import MINUTE_MS, Coach
from tyyni.playbooks.loader import load_playbook
from tyyni.units import CallMs, Party

PLAYBOOK = load_playbook()
RULES = {rule.id: rule for rule in PLAYBOOK.rules}
LIMITS = PLAYBOOK.limits
CUES = [cue.id for cue in PLAYBOOK.cues if cue.party is Party.CALLER]
STEPS = [cue.id for cue in PLAYBOOK.cues if cue.party is Party.AGENT]

MOMENTS = 240
"""Each up to 6 s after the one before: some twelve minutes, enough for every limit to be reached."""


def facts(dice: Random) -> dict[str, Any]:
    """Return what may be anything at any moment; cues and steps are what was said before."""
    return {
        "heat_level": dice.uniform(0, 100),
        "heat_trend": dice.choice(["rising", "steady", "falling"]),
        "hottest_level": dice.uniform(0, 100),
        "tempo_ratio": dice.choice([None, dice.uniform(0.5, 2)]),
        "agent_turn_ms": dice.choice([0, 0, dice.randrange(20_000)]),
        "agent_monologue_ms": dice.randrange(60_000),
        "agent_talking_over_ms": dice.randrange(3_000),
        "dead_air_ms": dice.randrange(15_000),
        "agent_syllables_per_s": dice.choice([None, dice.uniform(2, 10)]),
        "problem": dice.choice([None, *PROBLEMS]),
        "phase": dice.choice(PHASES),
    }


def a_call(seed: int) -> Iterator[Moment]:
    """Give the moments of a call in which anything may happen."""
    dice = Random(seed)
    at, cues, steps = 0, {}, {}
    for _ in range(MOMENTS):
        at += dice.randrange(20, 6_000)
        if dice.random() < 0.4:
            cues = {**cues, dice.choice(CUES): CallMs(at)}
        if dice.random() < 0.2:
            steps = {**steps, dice.choice(STEPS): CallMs(at)}
        yield replace(CALM, at_ms=CallMs(at), caller_cues=cues, agent_steps=steps, **facts(dice))


@settings(max_examples=20, phases=[Phase.generate])
@given(st.integers(0, 2**32))
def test_few_prompts_one_at_a_time_and_none_in_the_agents_way(seed: int) -> None:
    coach = Coach(PLAYBOOK)
    on_screen: Prompt | None = None
    shown: list[Prompt] = []
    for moment in a_call(seed):
        for change in coach.look(moment):
            if isinstance(change, PromptGone):
                assert on_screen is not None
                assert change.id == on_screen.id
                on_screen = None
                continue
            assert on_screen is None, "two at once"
            on_screen = change
            shown.append(change)
            rule = RULES[change.rule]
            in_the_way = moment.agent_turn_ms > LIMITS.quiet_after_agent_turn_ms
            assert rule.urgency == "high" or rule.while_agent_speaks or not in_the_way
        if on_screen is not None:
            rule = RULES[on_screen.rule]
            assert moment.at_ms - on_screen.heard_ms < rule.show_at_most_ms, "it outstays its time"
            said = [moment.agent_steps.get(step, -1) for step in rule.clears_on_steps]
            assert max(said, default=-1) <= on_screen.heard_ms, "its step is done, and it is still there"
    _assert_budget(shown)


def _assert_budget(shown: list[Prompt]) -> None:
    for rule, count in Counter(prompt.rule for prompt in shown).items():
        assert count <= RULES[rule].most_per_call
        times = [prompt.heard_ms for prompt in shown if prompt.rule == rule]
        assert all(later - earlier >= RULES[rule].rest_ms for earlier, later in pairwise(times))
    for prompt in shown:
        minute = [
            other
            for other in shown
            if prompt.heard_ms - MINUTE_MS < other.heard_ms <= prompt.heard_ms and other.id <= prompt.id
        ]
        if prompt.urgency != "high":
            assert len(minute) <= LIMITS.prompts_per_minute
        if prompt.urgency == "low":
            assert sum(other.urgency == "low" for other in minute) <= LIMITS.low_prompts_per_minute


TURNS = st.lists(st.tuples(st.integers(0, 20_000), st.sampled_from(PHASES)), max_size=30)


@given(TURNS)
def test_a_calm_call_in_which_both_talk_by_turns_is_left_in_peace(turns: list[tuple[int, Any]]) -> None:
    coach = Coach(PLAYBOOK)
    for at, (agent_turn_ms, phase) in enumerate(turns, start=1):
        moment = replace(CALM, at_ms=CallMs(at * 10_000), agent_turn_ms=agent_turn_ms, phase=phase)
        assert coach.look(replace(moment, agent_steps={"solve": CallMs(9_000)})) == []
