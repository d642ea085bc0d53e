"""What the agent dismisses or mutes changes the agent's screen alone: supervisors are told the same either way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from moments import CALM
from test_prompting import TEXT, moment, rule
from test_restraint import PLAYBOOK, a_call

from tyyni.coach.counsel import Counsel
from tyyni.coach.events import CallerPrompt, CallEvent, MutesChanged, PhaseReached
from tyyni.coach.playbook import Limits, Moment, Playbook, Prompt, PromptGone
from tyyni.errors import WireError
from tyyni.units import CallMs

RULES = [rule.id for rule in PLAYBOOK.rules if not rule.draft]
Touch = Callable[[Counsel, CallMs, int | None], list[CallEvent]]


def untouched(_counsel: Counsel, _at_ms: CallMs, _shown: int | None) -> list[CallEvent]:
    return []


def busy_hands(seed: int) -> Touch:
    """Return an agent who dismisses, mutes and unmutes at random."""
    dice = Random(seed)

    def touch(counsel: Counsel, at_ms: CallMs, shown: int | None) -> list[CallEvent]:
        if shown is not None and dice.random() < 0.3:
            return counsel.dismiss(shown, at_ms)
        if dice.random() < 0.2:
            return counsel.mute(dice.choice([None, *RULES]), dice.random() < 0.6, at_ms)
        return []

    return touch


def played(seed: int, touch: Touch) -> list[CallEvent]:
    """Return all events of a call with these hands at the screen; check that the screen has one prompt at most."""
    counsel = Counsel(PLAYBOOK)
    events: list[CallEvent] = []
    shown: int | None = None
    doings: tuple[Callable[[Moment, int | None], list[CallEvent]], ...] = (
        lambda at, _: counsel.look(at),
        lambda at, on_screen: touch(counsel, at.at_ms, on_screen),
    )
    for at in a_call(seed):
        for do in doings:
            for event in do(at, shown):
                events.append(event)
                if isinstance(event, Prompt):
                    assert shown is None
                    shown = event.id
                elif isinstance(event, PromptGone):
                    assert event.id == shown
                    shown = None
    return events


@settings(max_examples=10, phases=[Phase.generate])
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_supervisors_are_told_the_same_whatever_the_agent_touches(seed: int, hands: int) -> None:
    def for_floor(events: list[CallEvent]) -> list[Any]:
        told = [event for event in events if isinstance(event, CallerPrompt | PhaseReached)]
        return [replace(one.prompt, id=0) if isinstance(one, CallerPrompt) else one for one in told]

    calm, busy = played(seed, untouched), played(seed, busy_hands(hands))
    assert for_floor(calm) == for_floor(busy)
    assert [event.prompt for event in calm if isinstance(event, CallerPrompt)] == [
        event for event in calm if isinstance(event, Prompt) and event.about == "caller"
    ]


@settings(max_examples=10, phases=[Phase.generate])
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_what_is_muted_never_comes_until_it_is_wanted_again(seed: int, hands: int) -> None:
    muted: set[str] = set()
    everything = False
    for event in played(seed, busy_hands(hands)):
        if isinstance(event, MutesChanged):
            muted, everything = {rule.id for rule in event.rules}, event.all
        if isinstance(event, Prompt):
            assert not everything
            assert event.rule not in muted


def test_an_alert_comes_though_its_prompt_is_muted() -> None:
    counsel = Counsel(Playbook(cues=(), rules=(rule(alert=TEXT, urgency="high"),), limits=Limits()))
    assert counsel.mute(None, True, CallMs(0)) == [MutesChanged((), True)]
    (told,) = counsel.look(moment(1_200, cues={"late": 1_000}))
    assert isinstance(told, CallerPrompt)
    assert told.prompt.alert == TEXT
    assert counsel.end(CallMs(2_000)) == []


def test_prompts_about_conduct_are_none_of_the_floors_business() -> None:
    counsel = Counsel(Playbook(cues=(), rules=(replace(rule(), about="conduct"),)))
    assert [type(event) for event in counsel.look(moment(1_200, cues={"late": 1_000}))] == [Prompt]
    assert counsel.end(CallMs(2_000)) == [PromptGone(1, "call_ended", CallMs(2_000))]


def test_phases_are_told_when_they_change_and_only_with_a_checklist() -> None:
    with_phases, without = Counsel(PLAYBOOK), Counsel(replace(PLAYBOOK, checklist=()))
    told = []
    for at_ms, phase in ((0, "opening"), (500, "opening"), (1_000, "solving")):
        now = replace(CALM, at_ms=CallMs(at_ms), phase=phase)  # type: ignore[arg-type]
        told += [event for event in with_phases.look(now) if isinstance(event, PhaseReached)]
        assert not [event for event in without.look(now) if isinstance(event, PhaseReached)]
    assert told == [PhaseReached("opening", CallMs(0)), PhaseReached("solving", CallMs(1_000))]


def test_what_does_not_exist_cannot_be_dismissed_or_muted() -> None:
    counsel = Counsel(Playbook(cues=(), rules=(rule(), rule("draft", draft=True))))
    for name in ("nonsense", "draft"):
        with pytest.raises(WireError, match="rule_unknown"):
            counsel.mute(name, True, CallMs(0))
    for prompt in (0, 1, -1):
        with pytest.raises(WireError, match="prompt_unknown"):
            counsel.dismiss(prompt, CallMs(0))
    assert [type(event) for event in counsel.look(moment(1_200, cues={"late": 1_000}))] == [
        Prompt,
        CallerPrompt,
    ]
