"""At most one prompt on the screen: which rule speaks now, and when its prompt leaves."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from typing import Literal

from tyyni.coach.playbook import (
    URGENCY_RANK,
    Moment,
    Playbook,
    Prompt,
    PromptGone,
    Rule,
    Urgency,
    cause_gone,
    is_met,
    newest_cue,
)
from tyyni.coach.resuming import PastPrompt
from tyyni.errors import WireError
from tyyni.units import CallMs

MINUTE_MS = 60_000

STEP_GRACE_MS = 1_500
"""A step said this long before its prompt came answers it too: its text needs up to that long to be known
(the bar for a final transcript), and the agent was faster than the prompt."""


class Coach:
    """Follows the rules through one call."""

    def __init__(self, playbook: Playbook) -> None:
        self._limits = playbook.limits
        self._rules = {rule.id: rule for rule in playbook.rules if not rule.draft}
        self._places = {rule_id: place for place, rule_id in enumerate(self._rules)}
        self._without_cue = [rule for rule in self._rules.values() if not rule.when.cues_any]
        self._by_cue = _by_cue(self._rules.values())
        self._shown: Prompt | None = None
        self._shown_cue_ms: CallMs | None = None
        self._emptied_ms: CallMs | None = None
        self._last_ms: dict[str, CallMs] = {}
        self._counts: Counter[str] = Counter()
        self._recent: deque[tuple[CallMs, Urgency]] = deque()
        self._next_id = 1
        self._muted: dict[str, Rule] = {}
        self._all_muted = False

    def resume(self, past: Sequence[PastPrompt]) -> list[PromptGone]:
        """Go on with a call that has had these prompts; return that one has left whose rule is gone."""
        gone: list[PromptGone] = []
        for one in past:
            prompt = one.prompt
            self._next_id = prompt.id + 1
            self._last_ms[prompt.rule] = prompt.heard_ms
            self._counts[prompt.rule] += 1
            self._recent.append((prompt.heard_ms, prompt.urgency))
            if not one.gone and prompt.rule in self._rules:
                self._shown = prompt
            elif not one.gone:  # the playbook was edited meanwhile
                gone.append(PromptGone(prompt.id, "cause_gone", prompt.heard_ms))
        return gone

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

    # --- what the agent wants ---------------------------------------------------------------------------------

    def dismiss(self, prompt_id: int, at_ms: CallMs) -> list[PromptGone]:
        """Take a prompt off the screen; one that has just left by itself is none to complain about.

        Its rule rests as after any prompt, and then may speak again.

        Raises:
            WireError: ``prompt_unknown``: this call never had it.
        """
        if not 1 <= prompt_id < self._next_id:
            raise WireError("prompt_unknown", f"prompt {prompt_id} was never shown in this call")
        if self._shown is None or self._shown.id != prompt_id:
            return []
        return [self._take_off(self._shown, "dismissed", at_ms)]

    def mute(self, rule_id: str | None, on: bool, at_ms: CallMs) -> list[PromptGone]:
        """Show nothing of a rule in this call (None: of any, urgent ones too), or show it again.

        Raises:
            WireError: ``rule_unknown``: none that is ever shown has this name.
        """
        if rule_id is None:
            self._all_muted = on
        elif rule_id not in self._rules:
            raise WireError(
                "rule_unknown", f"rule {rule_id[:60]!r}: this call's playbook shows none of that name"
            )
        elif on:
            self._muted[rule_id] = self._rules[rule_id]
        else:
            self._muted.pop(rule_id, None)
        if self._shown is None or not self._is_muted(self._shown.rule):
            return []
        return [self._take_off(self._shown, "muted", at_ms)]

    @property
    def muted(self) -> tuple[Rule, ...]:
        """The rules that are muted one by one, in the order they were."""
        return tuple(self._muted.values())

    @property
    def all_muted(self) -> bool:
        """Whether nothing is shown at all."""
        return self._all_muted

    def fork(self) -> Coach:
        """Return a coach that goes on from here by itself."""
        other = copy(self)
        other._last_ms = dict(self._last_ms)
        other._counts = Counter(self._counts)
        other._recent = deque(self._recent)
        other._muted = dict(self._muted)
        return other

    def end(self, at_ms: CallMs) -> list[PromptGone]:
        """Clear the screen: the call is over."""
        shown, self._shown = self._shown, None
        return [PromptGone(shown.id, "call_ended", at_ms)] if shown else []

    def held_back(self, rule: Rule, moment: Moment) -> str | None:
        """Return why a rule does not speak now though its conditions hold; None when it may.

        One of ``draft``, ``muted``, ``rest``, ``most_per_call``, ``cue_answered``, ``agent_speaks``, ``budget``,
        ``pause`` and ``screen`` (another prompt is there).
        """
        if rule.id not in self._rules:
            return "draft"
        if self._is_muted(rule.id):
            return "muted"
        last_ms = self._last_ms.get(rule.id)
        if self._counts[rule.id] >= rule.most_per_call:
            return "most_per_call"
        if last_ms is not None and moment.at_ms - last_ms < rule.rest_ms:
            return "rest"
        cue = newest_cue(rule.when, moment)
        if cue is not None and last_ms is not None and moment.caller_cues[cue] <= last_ms:
            return "cue_answered"
        if rule.urgency not in self._limits.unlimited and (held := self._limited(rule, moment)):
            return held
        return None if self._may_replace(rule, moment) else "screen"

    def _leave(self, moment: Moment) -> PromptGone | None:
        shown = self._shown
        if shown is None:
            return None
        rule = self._rules[shown.rule]
        age_ms = moment.at_ms - shown.heard_ms
        cue_ms = self._shown_cue_ms
        since_ms = cue_ms if cue_ms is not None else shown.heard_ms - STEP_GRACE_MS
        if any(moment.agent_steps.get(step, since_ms - 1) >= since_ms for step in rule.clears_on_steps):
            return self._take_off(shown, "step_done", moment.at_ms)
        if age_ms >= rule.hold_ms and cause_gone(rule, moment, shown.heard_ms):
            return self._take_off(shown, "cause_gone", moment.at_ms)
        if age_ms >= rule.show_at_most_ms:
            return self._take_off(shown, "timed_out", moment.at_ms)
        return None

    def _take_off(
        self,
        shown: Prompt,
        reason: Literal["cause_gone", "step_done", "timed_out", "dismissed", "muted"],
        at_ms: CallMs,
    ) -> PromptGone:
        """Empty the screen."""
        self._shown = None
        self._emptied_ms = at_ms
        return PromptGone(shown.id, reason, at_ms)

    def _is_muted(self, rule_id: str) -> bool:
        return self._all_muted or rule_id in self._muted

    def _choose(self, moment: Moment) -> Rule | None:
        """Return the rule that speaks now; of equals the first in the file."""
        called_for = [rule for rule in self._asked(moment) if is_met(rule.when, moment)]
        ready = [rule for rule in called_for if self.held_back(rule, moment) is None]
        return max(ready, key=lambda rule: (*_priority(rule, moment), -self._places[rule.id]), default=None)

    def _asked(self, moment: Moment) -> Iterator[Rule]:
        """Go through the rules that may be met: of those that wait for a cue, the ones whose cue was said lately.

        A rule with two cues may come twice. It is done on every word, and most rules wait for a cue.
        """
        yield from self._without_cue
        for cue, said_ms in moment.caller_cues.items():
            for rule in self._by_cue.get(cue, ()):
                if moment.at_ms - said_ms <= rule.when.cues_within_ms:
                    yield rule

    def _limited(self, rule: Rule, moment: Moment) -> str | None:
        limits = self._limits
        if moment.agent_turn_ms > limits.quiet_after_agent_turn_ms and not rule.while_agent_speaks:
            return "agent_speaks"
        if self._spent(rule.urgency, moment.at_ms):
            return "budget"
        emptied_ms = self._emptied_ms
        if self._shown is None and emptied_ms is not None and moment.at_ms - emptied_ms < limits.pause_ms:
            return "pause"
        return None

    def _spent(self, urgency: Urgency, at_ms: CallMs) -> bool:
        """Return whether the minute or the call has had as many prompts as it may."""
        limits = self._limits
        while self._recent and self._recent[0][0] <= at_ms - MINUTE_MS:
            self._recent.popleft()
        low = sum(shown == "low" for _, shown in self._recent)
        return (
            len(self._recent) >= limits.prompts_per_minute
            or self._next_id > limits.prompts_per_call
            or (urgency == "low" and low >= limits.low_prompts_per_minute)
        )

    def _may_replace(self, rule: Rule, moment: Moment) -> bool:
        """Return whether a rule may have the screen: what is more urgent at once, a newer cue after the hold."""
        shown = self._shown
        if shown is None:
            return True
        if rule.urgency != shown.urgency:
            return URGENCY_RANK[rule.urgency] > URGENCY_RANK[shown.urgency]
        cue = newest_cue(rule.when, moment)
        if cue is None or moment.at_ms - shown.heard_ms < self._rules[shown.rule].hold_ms:
            return False
        return self._shown_cue_ms is None or moment.caller_cues[cue] > self._shown_cue_ms

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
            alert=rule.alert,
        )
        self._next_id += 1
        self._shown = prompt
        self._shown_cue_ms = moment.caller_cues[cue] if cue is not None else None
        self._last_ms[rule.id] = moment.at_ms
        self._counts[rule.id] += 1
        self._recent.append((moment.at_ms, rule.urgency))
        return prompt


def _priority(rule: Rule, moment: Moment) -> tuple[int, bool, int]:
    """Return what decides between rules: urgency, then the newest cue."""
    cue = newest_cue(rule.when, moment)
    return URGENCY_RANK[rule.urgency], cue is not None, moment.caller_cues[cue] if cue is not None else 0


def _by_cue(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    """Return the rules that wait for each cue."""
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        for cue in rule.when.cues_any:
            found.setdefault(cue, []).append(rule)
    return found
