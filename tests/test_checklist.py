"""The problem named last, and the phase: from steps, time and cues alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni.coach.checklist import (
    OPENING_MS,
    PHASES,
    ChecklistStep,
    Named,
    Phase,
    newest_problem,
    phase_of,
    problem_of,
)
from tyyni.coach.cue_phrases import CuePhrases
from tyyni.units import CallMs, Party

NAME: Any = {"fi": "a", "pl": "b", "en": "c"}
STEPS: dict[str, Phase] = {"meet": "opening", "apologise": "problem", "solve": "solving", "close": "closing"}
CHECKLIST = tuple(
    ChecklistStep(step=step, sources=("H1",), phase=phase, name=NAME) for step, phase in STEPS.items()
)
LATE = Named("P2", CallMs(5_000))
DONE = st.dictionaries(st.sampled_from([*STEPS, "unlisted"]), st.integers(0, 600_000).map(CallMs))


def cue(*sources: str, party: Party = Party.CALLER) -> CuePhrases:
    return CuePhrases("a", party, sources, 0.0, {})


def test_a_cue_tells_of_the_first_problem_among_its_rows() -> None:
    assert problem_of(cue("P8", "P3", "P1")) == "P3"
    assert problem_of(cue("P8", "T3")) is None
    assert problem_of(cue("P4", party=Party.AGENT)) is None, "a step that answers a problem names none"


def test_the_newest_problem_whatever_else_was_said() -> None:
    problems: Any = {"late": "P2", "broke": "P4"}
    said = {"late": CallMs(5), "broke": CallMs(9), "angry": CallMs(20)}
    assert newest_problem(problems, said) == Named("P4", CallMs(9))
    assert newest_problem(problems, {"angry": CallMs(20)}) is None


@pytest.mark.parametrize(
    ("at_ms", "named", "steps", "phase"),
    [
        (OPENING_MS - 1, None, {}, "opening"),
        (OPENING_MS, None, {}, "problem"),
        (6_000, LATE, {"meet": 1_000}, "problem"),
        (6_000, None, {"meet": 1_000}, "opening"),
        (9_000, LATE, {"solve": 8_000, "apologise": 8_500}, "solving"),
        (9_000, LATE, {"solve": 4_000}, "problem"),
        (9_000, LATE, {"close": 8_000}, "closing"),
        (9_000, None, {"unlisted": 8_000}, "opening"),
    ],
)
def test_the_phase(at_ms: int, named: Named | None, steps: dict[str, int], phase: str) -> None:
    assert phase_of(CallMs(at_ms), named, steps, CHECKLIST) == phase  # type: ignore[arg-type]


@given(st.integers(0, 600_000).map(CallMs), DONE, st.sampled_from([*STEPS]))
def test_time_and_steps_only_ever_take_a_call_further(at_ms: CallMs, done: Any, step: str) -> None:
    now = PHASES.index(phase_of(at_ms, LATE, done, CHECKLIST))
    assert PHASES.index(phase_of(CallMs(at_ms + 1), LATE, done, CHECKLIST)) >= now
    more = {**done, step: CallMs(max(done.get(step, 0), at_ms))}
    assert PHASES.index(phase_of(at_ms, LATE, more, CHECKLIST)) >= now


@given(st.integers(0, 600_000).map(CallMs), DONE)
def test_a_problem_named_after_all_steps_is_to_be_met_anew(at_ms: CallMs, done: Any) -> None:
    last = CallMs(max(done.values(), default=0))
    assert phase_of(at_ms, Named("P1", last), done, CHECKLIST) == "problem"
