"""How a live call tells what is to be kept of it; nothing here waits for a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any, Protocol

from tyyni import wire
from tyyni.coach.checklist import newest_problem, phase_of, problem_of
from tyyni.coach.events import CallerPrompt, LanguageWanted, MutesChanged, StepSaid
from tyyni.coach.heat import HOT_BANDS, Heat
from tyyni.coach.playbook import Playbook
from tyyni.coach.resuming import Reached
from tyyni.coach.voice import VoiceReading
from tyyni.coach.words import Cue
from tyyni.history import tables
from tyyni.history.holding import Claim, Hold
from tyyni.history.resumable import ResumableCall
from tyyni.history.rows import Change, Event, Keeping, Row, done, kept
from tyyni.units import CallMs, Party


class Recorder(Protocol):
    """What a live call tells; none of it blocks or raises for the database's sake."""

    def begin(self, listed: wire.LiveCall, voice_analysis: bool, playbook: Playbook | None) -> None:
        """Take that a call begins, before anything else of it."""

    def take(self, events: Sequence[Event]) -> None:
        """Take what the call says, in its order."""

    def act(self, doing: wire.AgentDoing, heard_ms: int) -> None:
        """Take what the agent did."""

    def whisper(self, text: str, heard_ms: int) -> None:
        """Take what a supervisor wrote to the agent."""

    def hold(self, claim: Claim) -> None:
        """Take who may go on with the call in another process; nobody may until this."""

    def reach(self, reached: Reached) -> None:
        """Take how far the call has come."""

    def take_help(self) -> None:
        """Take that a supervisor has taken up the agent's request for help."""

    def go_on(self, kept: ResumableCall, playbook: Playbook | None) -> None:
        """Take that a call goes on that is in the history already; instead of `begin` and `hold`."""

    def end(self, heard_ms: int) -> None:
        """Take that the call is over; a second time changes nothing."""


class NullRecorder:
    """Keeps nothing: the history is off."""

    def begin(self, listed: wire.LiveCall, voice_analysis: bool, playbook: Playbook | None) -> None:
        """Do nothing."""

    def take(self, events: Sequence[Event]) -> None:
        """Do nothing."""

    def act(self, doing: wire.AgentDoing, heard_ms: int) -> None:
        """Do nothing."""

    def whisper(self, text: str, heard_ms: int) -> None:
        """Do nothing."""

    def hold(self, claim: Claim) -> None:
        """Do nothing."""

    def reach(self, reached: Reached) -> None:
        """Do nothing."""

    def take_help(self) -> None:
        """Do nothing."""

    def go_on(self, kept: ResumableCall, playbook: Playbook | None) -> None:
        """Do nothing."""

    def end(self, heard_ms: int) -> None:
        """Do nothing."""


class Sink(Protocol):
    """Where rows go."""

    def add(self, row: Row) -> bool:
        """Take a new row; return whether there was room for it."""

    def change(self, change: Change) -> None:
        """Take new values of rows that were added before."""


class CallRecorder:
    """Makes the rows of one call."""

    def __init__(
        self, sink: Sink, *, keep_words: bool, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._sink = sink
        self._keep_words = keep_words
        self._now = now
        self._numbers = count(1)
        self._call: Row | None = None
        self._waits = True
        """The call's own row has found no room yet: what belongs to it would have no call."""
        self._over = False
        self._summary = Summary(None)
        self._hold: Hold | None = None

    def begin(self, listed: wire.LiveCall, voice_analysis: bool, playbook: Playbook | None) -> None:
        """Take that a call begins."""
        self._open(listed.call_id, playbook)
        self._voice_analysis = voice_analysis
        self._call = Row(
            tables.calls,
            {
                "id": listed.call_id,
                "label": listed.label,
                "agent": listed.agent,
                "team": listed.team,
                "language": listed.language,
                "started_at": datetime.fromisoformat(listed.started_at),
                "playbook": playbook.version if playbook else "",
                "voice_analysis": voice_analysis,
                **self._summary.values(),
            },
        )
        self._has_call()

    def hold(self, claim: Claim) -> None:
        """Take who may go on with the call."""
        self._hold = Hold(self._keeping, self._voice_analysis)
        if self._has_call():
            self._sink.add(self._hold.row(claim, self._now()))

    def go_on(self, kept: ResumableCall, playbook: Playbook | None) -> None:
        """Take that a call goes on whose rows are there."""
        self._open(kept.call.call_id, playbook)
        self._waits = False
        self._call = Row(tables.calls, {"id": kept.call.call_id})
        self._numbers = count(kept.last_seq + 1)
        self._summary.go_on(kept)
        self._keeping.last_heat = kept.heat
        self._hold = Hold(self._keeping, kept.voice_analysis, help_taken=kept.help_taken, heat=kept.heat)

    def take(self, events: Sequence[Event]) -> None:
        """Take what the call says."""
        if self._call is None or not events:
            return
        for event in events:
            self._summary.take(event)
            if self._hold is not None:
                self._hold.take(event)
            made = kept(event, self._keeping)
            if isinstance(made, Row):
                self._add(made)
            elif made is not None:
                self._sink.change(made)
        self._sink.change(self._state({}))

    def act(self, doing: wire.AgentDoing, heard_ms: int) -> None:
        """Take what the agent did."""
        self._add(done(doing, heard_ms))
        if self._hold is not None and isinstance(doing, wire.AskHelp):
            self._hold.help_taken = False

    def take_help(self) -> None:
        """Take that the agent's request was taken up."""
        if self._hold is not None:
            self._hold.help_taken = True

    def reach(self, reached: Reached) -> None:
        """Take how far the call has come."""
        if self._hold is not None and not self._over:
            key = (("call_id", self._keeping.call_id),)
            self._sink.change(Change(tables.resumes, key, self._hold.values(reached, self._now())))

    def whisper(self, text: str, heard_ms: int) -> None:
        """Take what a supervisor wrote."""
        self._add(Row(tables.whispers, {"text": text, "heard_ms": heard_ms}))

    def end(self, heard_ms: int) -> None:
        """Take that the call is over."""
        if self._call is not None and not self._over:
            self._over = True
            self._summary.hear_until(heard_ms)
            self._has_call()
            self._sink.change(self._state({"ended_at": self._now()}))

    def _open(self, call_id: str, playbook: Playbook | None) -> None:
        sources = {cue.id: cue.sources for cue in playbook.cues} if playbook else {}
        self._keeping = Keeping(call_id, self._keep_words, sources)
        self._summary = Summary(playbook)

    def _has_call(self) -> bool:
        """Say whether the call's own row was taken; try again while it was not."""
        if self._waits and self._call is not None:
            self._waits = not self._sink.add(self._call)
        return not self._waits

    def _add(self, row: Row) -> None:
        if self._has_call():
            number = {"call_id": self._keeping.call_id, "seq": next(self._numbers)}
            self._sink.add(replace(row, values={**number, **row.values}))

    def _state(self, besides: Mapping[str, Any]) -> Change:
        return Change(tables.calls, self._keeping.of_call(), {**self._summary.values(), **besides})


class Summary:
    """What a list of calls shows: how long the call is, how hot it was, and in which phase it became so."""

    def __init__(self, playbook: Playbook | None) -> None:
        self._checklist = playbook.checklist if playbook else ()
        told = ((cue.id, problem_of(cue)) for cue in (playbook.cues if playbook else ()))
        self._problems = {cue: problem for cue, problem in told if problem is not None}
        self._caller_cues: dict[str, CallMs] = {}
        self._agent_steps: dict[str, CallMs] = {}
        self._heard_ms = 0
        self._level = self._max = self._level_ms = 0.0
        self._hot: tuple[int, str | None] = (0, None)
        self._was_hot = False

    def go_on(self, kept: ResumableCall) -> None:
        """Go on from what was kept of the call."""
        call = kept.call
        for cue in kept.cues:
            self.take(cue)
        self._level = kept.heat.level if kept.heat is not None else 0.0
        self._heard_ms, self._max = call.heard_ms, call.max_heat
        self._level_ms = call.mean_heat * call.heard_ms
        self._was_hot = call.hot_from_ms is not None
        self._hot = (call.hot_from_ms or 0, call.hot_phase)

    def take(self, event: Event) -> None:
        """Take an event that may change it."""
        self.hear_until(_heard_ms(event))
        if isinstance(event, Cue):
            said = self._caller_cues if event.party is Party.CALLER else self._agent_steps
            said[event.id] = event.said_ms
        elif isinstance(event, StepSaid):
            self._agent_steps[event.step] = event.heard_ms
        elif isinstance(event, Heat):
            self._level = event.level
            self._max = max(self._max, event.level)
            if event.band in HOT_BANDS and not self._was_hot:
                self._was_hot = True
                self._hot = event.at_ms, self._phase(event.at_ms)

    def hear_until(self, heard_ms: int) -> None:
        """Take that the call was heard up to a time; its heat held until then."""
        if heard_ms > self._heard_ms:
            self._level_ms += self._level * (heard_ms - self._heard_ms)
            self._heard_ms = heard_ms

    def values(self) -> dict[str, Any]:
        """Return the columns of the call's row."""
        return {
            "heard_ms": self._heard_ms,
            "max_heat": self._max,
            "mean_heat": self._level_ms / self._heard_ms if self._heard_ms else 0.0,
            "hot_from_ms": self._hot[0] if self._was_hot else None,
            "hot_phase": self._hot[1],
        }

    def _phase(self, at_ms: CallMs) -> str | None:
        if not self._checklist:
            return None
        named = newest_problem(self._problems, self._caller_cues)
        return phase_of(at_ms, named, self._agent_steps, self._checklist)


def _heard_ms(event: Event) -> int:
    """Return up to where the call was heard when it said this; 0 where the event does not say."""
    if isinstance(event, Heat | VoiceReading):
        return event.at_ms
    if isinstance(event, CallerPrompt):
        return event.prompt.heard_ms
    if isinstance(event, Cue | LanguageWanted | MutesChanged):
        return 0
    return event.heard_ms
