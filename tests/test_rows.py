"""What is kept of each kind of event, and that words are not, unless that is switched on."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import msgspec
import pytest
from history_sample import DOINGS, HOT_CALL, SAID, heat, text

from tyyni import wire
from tyyni.coach.events import AgentConduct, CallEvent, TranscriptWanted
from tyyni.coach.heat import Heat
from tyyni.coach.voice import VoiceReading
from tyyni.history import tables
from tyyni.history.rows import HEAT_STEP, KEPT, Change, Event, Keeping, Row, done, kept
from tyyni.units import CallMs, Party


def keeping(*, keep_words: bool = False) -> Keeping:
    return Keeping("c", keep_words, {"late_delivery": ("P2",)})


def test_every_kind_of_event_has_been_decided_about() -> None:
    assert set(KEPT) == set(get_args(CallEvent)) | {wire.Notice, wire.VoiceAnalysis}


def test_a_kind_that_nobody_has_decided_about_raises() -> None:
    with pytest.raises(KeyError):
        kept(wire.Lag(lag_ms=0, dropped_partials=0, dropped_finals=0, heard_ms=0), keeping())  # type: ignore[arg-type]


def test_no_word_is_kept_unless_that_is_switched_on() -> None:
    def words(keep_words: bool) -> list[str]:
        given = keeping(keep_words=keep_words)
        made = [kept(event, given) for event in HOT_CALL]
        return [one.table.name for one in made if one and SAID in str(msgspec.to_builtins(one.values))]

    assert words(False) == []
    assert set(words(True)) == {"texts", "cues", "heat", "prompts", "caller_prompts"}


@pytest.mark.parametrize("kind", [VoiceReading, AgentConduct, TranscriptWanted])
def test_figures_of_voice_and_conduct_and_sound_are_not_kept(kind: type) -> None:
    events = [event for event in HOT_CALL if isinstance(event, kind)]
    assert all(kept(event, keeping(keep_words=True)) is None for event in events)
    assert KEPT[kind](None, keeping()) is None


def test_only_final_text_is_kept_and_no_empty_one() -> None:
    given = keeping(keep_words=True)
    assert kept(text(Party.CALLER, 0, final=False), given) is None
    assert kept(replace(text(Party.CALLER, 0), stable=""), given) is None
    assert isinstance(kept(text(Party.CALLER, 0), given), Row)


@pytest.mark.parametrize(
    ("change", "is_kept"),
    [
        ({"level": 40.0 + HEAT_STEP}, True),
        ({"level": 40.0 - HEAT_STEP}, True),
        ({"level": 40.9}, False),
        ({"band": "hot"}, True),
        ({"trend": "rising"}, True),
        ({"reasons": ()}, True),
        ({}, False),
    ],
)
def test_heat_is_kept_when_a_reader_would_see_a_difference(change: dict[str, object], is_kept: bool) -> None:
    given = keeping()
    first = heat(0, 40.0)
    assert kept(first, given) is not None
    assert (kept(replace(first, at_ms=CallMs(500), **change), given) is not None) is is_kept  # type: ignore[arg-type]


def test_heat_that_creeps_is_kept_once_it_has_come_a_step_far() -> None:
    given = keeping()
    first = heat(0, 40.0)
    creeping = [replace(first, level=40.0 + tenth / 10) for tenth in range(25)]
    made = [kept(one, given) for one in creeping]
    assert [row.values["level"] for row in made if isinstance(row, Row)] == [40.0, 41.0, 42.0]


def test_points_of_reasons_that_move_with_the_level_make_no_row() -> None:
    given = keeping()
    first: Heat = heat(0, 40.0)
    moved = replace(first, level=40.4, reasons=(replace(first.reasons[0], points=40.4),))
    kept(first, given)
    assert kept(moved, given) is None


def test_a_cue_keeps_the_rows_of_the_articles_that_it_served_then() -> None:
    (row,) = [made for event in HOT_CALL if (made := _cue(event)) is not None]
    assert (row.values["sources"], row.values["phrase"], row.values["quote"]) == (["P2"], None, None)


def _cue(event: Event) -> Row | None:
    made = kept(event, keeping())
    return made if isinstance(made, Row) and made.values.get("cue") == "late_delivery" else None


def test_what_changes_names_its_row() -> None:
    made = [kept(event, keeping()) for event in HOT_CALL]
    changes = [one for one in made if isinstance(one, Change)]
    assert [(one.table, one.key) for one in changes] == [
        (tables.calls, (("id", "c"),)),
        (tables.prompts, (("call_id", "c"), ("prompt", 1))),
        (tables.prompts, (("call_id", "c"), ("prompt", 2))),
    ]


def test_everything_an_agent_may_do_is_kept() -> None:
    rows = [done(doing, at_ms).values for doing, at_ms in DOINGS]
    assert [(row["kind"], row["prompt"], row["rule"], row["value"]) for row in rows] == [
        ("rate", 1, None, True),
        ("mute", None, "charm", True),
        ("dismiss", 2, None, None),
        ("ask_help", None, None, True),
    ]
    assert {type(doing) for doing, _ in DOINGS} == set(get_args(wire.AgentDoing))
