from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from history_sample import HOT_CALL, PLAYBOOK, cue, heat, listed, tell

from tyyni import wire
from tyyni.coach.events import StepSaid
from tyyni.coach.resuming import Reached
from tyyni.history import tables
from tyyni.history.holding import Claim
from tyyni.history.recorder import CallRecorder, NullRecorder
from tyyni.history.rows import Change, Row
from tyyni.units import CallMs, Party

NOW = datetime(2026, 11, 24, 10, 5, tzinfo=UTC)


class Pile:
    """A sink with so much room."""

    def __init__(self, room: int = 1_000) -> None:
        self.room = room
        self.rows: list[Row] = []
        self.changes: list[Change] = []

    def add(self, row: Row) -> bool:
        if len(self.rows) >= self.room:
            return False
        self.rows.append(row)
        return True

    def change(self, change: Change) -> None:
        self.changes.append(change)

    def call(self) -> dict[str, Any]:
        """The call's row as its changes leave it."""
        (row,) = [row for row in self.rows if row.table is tables.calls]
        values = dict(row.values)
        for change in self.changes:
            if change.table is tables.calls:
                values |= change.values
        return values


def recorder(pile: Pile) -> CallRecorder:
    return CallRecorder(pile, keep_words=False, now=lambda: NOW)


def test_a_call_becomes_rows_that_are_numbered_in_their_order() -> None:
    pile = Pile()
    tell(recorder(pile), listed("a"))
    assert pile.rows[0].table is tables.calls
    assert pile.rows[1].table is tables.resumes
    assert [row.values["seq"] for row in pile.rows[2:]] == list(range(1, len(pile.rows) - 1))
    assert {row.values["call_id"] for row in pile.rows[1:]} == {"a"}
    call = pile.call()
    assert (call["started_at"], call["ended_at"]) == (datetime(2026, 11, 24, 10, tzinfo=UTC), NOW)
    assert (call["agent"], call["team"], call["language"], call["playbook"]) == (
        "Aino",
        "claims",
        "en",
        PLAYBOOK.version,
    )


def test_the_summary_says_how_hot_a_call_was_and_when_it_became_so() -> None:
    pile = Pile()
    tell(recorder(pile), listed("a"))
    call = pile.call()
    assert (call["heard_ms"], call["max_heat"], call["hot_from_ms"]) == (60_000, 60.0, 21_000)
    assert call["mean_heat"] == pytest.approx((20_000 * 10 + 9_000 * 60 + 30_000 * 30) / 60_000)
    assert call["hot_phase"] == "problem"


def test_the_phase_is_that_of_the_steps_said_by_then() -> None:
    pile = Pile()
    record = recorder(pile)
    record.begin(listed("a"), True, PLAYBOOK)
    step = next(item.step for item in PLAYBOOK.checklist if item.phase == "solving")
    record.take(
        [cue("late_delivery", 3_000), StepSaid(step, CallMs(30_000)), heat(40_000, 70.0), heat(50_000, 90.0)]
    )
    assert (pile.call()["hot_from_ms"], pile.call()["hot_phase"]) == (40_000, "solving")


def test_a_calm_call_never_was_hot_and_without_a_playbook_there_is_no_phase() -> None:
    calm, bare = Pile(), Pile()
    record = recorder(calm)
    record.begin(listed("a"), False, PLAYBOOK)
    record.take([heat(1_000, 20.0)])
    assert (calm.call()["hot_from_ms"], calm.call()["hot_phase"], calm.call()["voice_analysis"]) == (
        None,
        None,
        False,
    )
    record = recorder(bare)
    record.begin(listed("a"), True, None)
    record.take(HOT_CALL)
    assert (bare.call()["hot_from_ms"], bare.call()["hot_phase"], bare.call()["playbook"]) == (
        21_000,
        None,
        "",
    )


def test_what_is_heard_moves_on_with_every_event() -> None:
    pile = Pile()
    record = recorder(pile)
    record.begin(listed("a"), True, PLAYBOOK)
    record.take([heat(5_000, 10.0)])
    record.take([])
    assert pile.call()["heard_ms"] == 5_000
    assert len(pile.changes) == 1, "nothing happened, nothing is written"


def test_the_end_is_told_once() -> None:
    pile = Pile()
    record = recorder(pile)
    tell(record, listed("a"))
    count = len(pile.changes)
    record.end(70_000)
    assert len(pile.changes) == count


def test_before_a_call_begins_nothing_is_taken() -> None:
    pile = Pile()
    record = recorder(pile)
    record.take(HOT_CALL)
    record.end(1)
    assert (pile.rows, pile.changes) == ([], [])


def test_a_call_for_which_there_was_no_room_comes_in_when_there_is() -> None:
    pile = Pile(room=0)
    record = recorder(pile)
    record.begin(listed("a"), True, PLAYBOOK)
    record.take([heat(1_000, 10.0)])
    pile.room = 10
    record.take([heat(2_000, 20.0)])
    assert [row.table.name for row in pile.rows] == ["calls", "heat"]
    assert pile.rows[1].values["level"] == 20.0


def test_without_a_history_nothing_happens() -> None:
    record = NullRecorder()
    tell(record, listed("a"))
    record.hold(CLAIM)
    record.reach(REACHED)
    record.take_help()


REACHED = Reached(CallMs(2_000), {Party.CALLER: 16_000}, 3, ())
CLAIM = Claim("ab" * 32, "Aino", {})


def held(pile: Pile) -> list[dict[str, Any]]:
    """The rows and changes of what another process needs, in their order."""
    return [dict(one.values) for one in (*pile.rows, *pile.changes) if one.table is tables.resumes]


def test_how_far_a_call_has_come_is_kept_once_somebody_may_go_on_with_it() -> None:
    pile = Pile()
    record = recorder(pile)
    record.begin(listed("a"), True, PLAYBOOK)
    record.reach(REACHED)
    record.take_help()
    assert held(pile) == []
    record.hold(CLAIM)
    record.take([heat(1_000, 10.0)])
    record.act(wire.AskHelp(on=True), 1_000)
    record.take_help()
    record.reach(REACHED)
    record.act(wire.Rate(prompt=1, useful=True), 1_000)
    record.reach(REACHED)
    record.act(wire.AskHelp(on=True), 1_000)
    record.reach(REACHED)
    record.end(2_000)
    record.reach(REACHED)
    first, *later = held(pile)
    assert (first["token_sha256"], first["heard_ms"], first["alive_at"]) == (CLAIM.token_sha256, 0, NOW)
    assert [(one["heard_ms"], one["help_taken"]) for one in later] == [
        (2_000, True),
        (2_000, True),
        (2_000, False),
    ]
    assert later[0]["heat"]["level"] == 10.0


def test_a_call_that_found_no_room_cannot_go_on_elsewhere() -> None:
    pile = Pile(room=0)
    record = recorder(pile)
    record.begin(listed("a"), True, PLAYBOOK)
    record.hold(CLAIM)
    assert held(pile) == []
