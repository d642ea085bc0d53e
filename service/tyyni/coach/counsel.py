"""What a moment calls for: on the agent's screen, as the agent wants it, and for supervisors, whom that never shows.

Two coaches follow the same call from the moment the agent first dismisses or mutes something: one obeys the agent, the
other goes on as if nothing had been touched. Supervisors are told of the second alone, so an alert reaches them though
its prompt is muted, and nothing on the floor can tell what an agent has dismissed or muted.
"""

from __future__ import annotations

from collections.abc import Sequence

from tyyni.coach.checklist import Phase
from tyyni.coach.events import CallerPrompt, CallEvent, MutesChanged, PhaseReached
from tyyni.coach.playbook import Moment, Playbook, Prompt
from tyyni.coach.prompting import Coach
from tyyni.coach.resuming import PastPrompt
from tyyni.units import CallMs


class Counsel:
    """Follows one call's moments."""

    def __init__(self, playbook: Playbook) -> None:
        self._has_phases = bool(playbook.checklist)
        self._phase: Phase | None = None
        self._coach = Coach(playbook)
        self._untouched: Coach | None = None
        """None: the agent has dismissed and muted nothing yet, so both would do the same."""

    def resume(self, past: Sequence[PastPrompt]) -> list[CallEvent]:
        """Go on with a call that has had these prompts; see `Coach.resume`."""
        return list(self._coach.resume(past))

    def look(self, moment: Moment) -> list[CallEvent]:
        """Return what changes at this moment."""
        changes = self._coach.look(moment)
        due = changes if self._untouched is None else self._untouched.look(moment)
        return [*self._phase_reached(moment), *changes, *_about_caller(due)]

    def dismiss(self, prompt_id: int, at_ms: CallMs) -> list[CallEvent]:
        """Take a prompt off the agent's screen; see `Coach.dismiss`.

        Raises:
            WireError: ``prompt_unknown``.
        """
        return list(self._touched().dismiss(prompt_id, at_ms))

    def mute(self, rule_id: str | None, on: bool, at_ms: CallMs) -> list[CallEvent]:
        """Show the agent nothing of a rule (None: of any), or show it again; see `Coach.mute`.

        Raises:
            WireError: ``rule_unknown``.
        """
        coach = self._touched()
        gone = coach.mute(rule_id, on, at_ms)
        return [*gone, MutesChanged(coach.muted, coach.all_muted)]

    def end(self, at_ms: CallMs) -> list[CallEvent]:
        """Clear the screen: the call is over."""
        return list(self._coach.end(at_ms))

    def _touched(self) -> Coach:
        """Return the coach that obeys the agent, once the other has gone its own way."""
        if self._untouched is None:
            self._untouched = self._coach.fork()
        return self._coach

    def _phase_reached(self, moment: Moment) -> list[CallEvent]:
        if not self._has_phases or moment.phase == self._phase:
            return []
        self._phase = moment.phase
        return [PhaseReached(moment.phase, moment.at_ms)]


def _about_caller(changes: Sequence[object]) -> list[CallEvent]:
    return [CallerPrompt(one) for one in changes if isinstance(one, Prompt) and one.about == "caller"]
