"""At most one prompt on the screen: which rule speaks now, and when its prompt leaves."""

from __future__ import annotations

from collections import Counter, deque

from tyyni.coach.playbook import (
    URGENCY_RANK,
    Moment,
    Playbook,
    Prompt,
    PromptGone,
    Rule,
    holds,
    newest_cue,
)
from tyyni.units import CallMs

MINUTE_MS = 60_000


class Coach:
    """Follows the rules through one call."""

    def __init__(self, playbook: Playbook) -> None:
        self._playbook = playbook
        self._rules = {rule.id: rule for rule in playbook.rules}
        self._shown: Prompt | None = None
        self._last_ms: dict[str, CallMs] = {}
        self._counts: Counter[str] = Counter()
        self._recent: deque[CallMs] = deque()
        self._next_id = 1

    def look(self, moment: Moment) -> list[Prompt | PromptGone]:
        """Return what changes on the screen at this moment."""
        changes: list[Prompt | PromptGone] = []
        if gone := self._leave(moment):
            changes.append(gone)
        rule = self._choose(moment)
        if rule is None:
            return changes
        if self._shown is not None:
            changes.append(PromptGone(self._shown.id, "replaced", moment.at_ms))
        changes.append(self._show(rule, moment))
        return changes

    def end(self, at_ms: CallMs) -> list[PromptGone]:
        """Clear the screen: the call is over."""
        shown, self._shown = self._shown, None
        return [PromptGone(shown.id, "call_ended", at_ms)] if shown else []

    def _leave(self, moment: Moment) -> PromptGone | None:
        shown = self._shown
        if shown is None:
            return None
        rule = self._rules[shown.rule]
        age_ms = moment.at_ms - shown.heard_ms
        done = any(moment.agent_steps.get(step, -1) >= shown.heard_ms for step in rule.clears_on_steps)
        if done:
            gone = PromptGone(shown.id, "step_done", moment.at_ms)
        elif age_ms >= rule.show_at_most_ms:
            gone = PromptGone(shown.id, "timed_out", moment.at_ms)
        elif age_ms >= rule.hold_ms and not holds(rule.when, moment):
            gone = PromptGone(shown.id, "cause_gone", moment.at_ms)
        else:
            return None
        self._shown = None
        return gone

    def _choose(self, moment: Moment) -> Rule | None:
        ready = [rule for rule in self._playbook.rules if self._may_speak(rule, moment)]
        # Of equally urgent rules the one that a cue called for is the more specific.
        best = max(
            ready, key=lambda rule: (URGENCY_RANK[rule.urgency], bool(rule.when.cues_any)), default=None
        )
        return best if best is not None and self._may_replace(best, moment) else None

    def _may_speak(self, rule: Rule, moment: Moment) -> bool:
        last_ms = self._last_ms.get(rule.id)
        if last_ms is not None and moment.at_ms - last_ms < rule.rest_ms:
            return False
        if self._counts[rule.id] >= rule.most_per_call or not holds(rule.when, moment):
            return False
        cue = newest_cue(rule.when, moment)
        if cue is not None and last_ms is not None and moment.caller_cues[cue] <= last_ms:
            return False  # that cue has had its prompt
        if rule.urgency == "high":
            return True
        limits = self._playbook.limits
        while self._recent and self._recent[0] <= moment.at_ms - MINUTE_MS:
            self._recent.popleft()
        return (
            len(self._recent) < limits.prompts_per_minute
            and moment.agent_turn_ms <= limits.quiet_after_agent_turn_ms
        )

    def _may_replace(self, rule: Rule, moment: Moment) -> bool:
        shown = self._shown
        if shown is None:
            return True
        if URGENCY_RANK[rule.urgency] > URGENCY_RANK[shown.urgency]:
            return True
        held = moment.at_ms - shown.heard_ms >= self._rules[shown.rule].hold_ms
        return held and rule.urgency == shown.urgency

    def _show(self, rule: Rule, moment: Moment) -> Prompt:
        cue = newest_cue(rule.when, moment)
        prompt = Prompt(
            id=self._next_id,
            rule=rule.id,
            sources=rule.sources,
            about=rule.about,
            urgency=rule.urgency,
            text=rule.text,
            why=rule.why,
            quote=moment.quotes.get(cue) if cue is not None else None,
            heard_ms=moment.at_ms,
        )
        self._next_id += 1
        self._shown = prompt
        self._last_ms[rule.id] = moment.at_ms
        self._counts[rule.id] += 1
        self._recent.append(moment.at_ms)
        return prompt
