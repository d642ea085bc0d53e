"""How far a call has come: the checklist of meeting a complaint, the problem named last, and the phase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from tyyni.coach.cue_phrases import CuePhrases
from tyyni.units import CallMs, Party
from tyyni.wire import Texts

Phase = Literal["opening", "problem", "solving", "closing"]
PHASES: tuple[Phase, ...] = get_args(Phase)

Problem = Literal["P1", "P2", "P3", "P4", "P5", "P6", "P7"]
"""The seven problems of the source table, by the id of its row."""
PROBLEMS: tuple[Problem, ...] = get_args(Problem)

OPENING_MS = 20_000
"""A greeting and a name are over by then; whoever calls has a concern, named in known words or not (our choice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistStep:
    """One step of meeting a complaint, in its place on the agent's checklist."""

    step: str
    """The agent's cue that ticks it off."""
    sources: tuple[str, ...]
    phase: Phase
    """A call in which it was said has come at least this far."""
    name: Texts


@dataclass(frozen=True, slots=True)
class Named:
    """A problem, and when the caller last spoke of it."""

    problem: Problem
    said_ms: CallMs


def problem_of(cue: CuePhrases) -> Problem | None:
    """Return the problem a caller's cue tells of: the first of its source rows that is one of the table's."""
    if cue.party is not Party.CALLER:
        return None
    return next((problem for row in cue.sources for problem in PROBLEMS if problem == row), None)


def newest_problem(problems: Mapping[str, Problem], caller_cues: Mapping[str, CallMs]) -> Named | None:
    """Return the problem that was named last; of two in the same moment that of the later row.

    Args:
        problems: the problem each cue tells of.
        caller_cues: when each cue was last said.
    """
    named = [Named(problems[cue], said_ms) for cue, said_ms in caller_cues.items() if cue in problems]
    return max(named, key=lambda one: (one.said_ms, one.problem), default=None)


def phase_of(
    at_ms: CallMs,
    named: Named | None,
    agent_steps: Mapping[str, CallMs],
    checklist: Sequence[ChecklistStep],
) -> Phase:
    """Return the phase of a call: the furthest that a step of the checklist has brought it to.

    Steps of an earlier phase never take it back; a problem named after them does, since it has to be met anew.
    """
    since_ms = named.said_ms if named else -1
    begun = 1 if named or at_ms >= OPENING_MS else 0
    reached = [PHASES.index(item.phase) for item in checklist if agent_steps.get(item.step, -1) > since_ms]
    return PHASES[max([begun, *reached])]
