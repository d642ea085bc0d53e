"""Every row of the source articles, what serves it, and that what is named is really there."""

from __future__ import annotations

import ast
import importlib.util
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from tyyni.playbooks.cases import cases_beside, load_cases
from tyyni.playbooks.coverage import CUE_TESTS, Covered, cover, lines_of, load_rows, report, unknown_rows
from tyyni.playbooks.loader import DEFAULT_PLAYBOOK, load_playbook

ROOT = Path(__file__).parent.parent
PLAYBOOK = load_playbook()
ROWS = load_rows()
CASES = load_cases(cases_beside(DEFAULT_PLAYBOOK) or Path(), PLAYBOOK)

SERVED_BY_NOTHING: list[str] = []
"""Known gaps. Take a row off once something serves it: the test below says so."""


def covered(id_: str) -> Covered:
    return next(one for one in cover(PLAYBOOK, ROWS, CASES, cue_tests=CUE_TESTS) if one.row.id == id_)


def test_all_rows_of_the_articles_are_there() -> None:
    expected = [
        *(f"T{number}" for number in range(1, 9)),
        *(f"E{number}" for number in range(1, 8)),
        *("H1", "H2", "H3", "H4", "H4b", "H5", "H6", "H7", "H8", "H9"),
        *("W1", "W2", "W3", "W3b", *(f"W{number}" for number in range(4, 14))),
        *(f"P{number}" for number in range(1, 12)),
        *("P11b", "P12", "P13", "P14"),
    ]
    assert [row.id for row in ROWS] == expected
    assert not unknown_rows(PLAYBOOK, ROWS)


def test_what_serves_no_row_is_known() -> None:
    assert [one.row.id for one in cover(PLAYBOOK, ROWS) if one.status == "nothing"] == SERVED_BY_NOTHING


@pytest.mark.parametrize("row", [row for row in ROWS if row.served_by], ids=lambda row: row.id)
def test_code_and_tests_that_are_named_exist(row: msgspec.Struct) -> None:
    for code in row.served_by:  # type: ignore[attr-defined]
        assert importlib.util.find_spec(code.where), code.where
        file, _, test = code.test.partition("::")
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert test in names, code.test


def test_every_rule_cue_and_step_says_where_it_is_tested() -> None:
    assert (ROOT / CUE_TESTS).is_file()
    for one in cover(PLAYBOOK, ROWS, CASES, cue_tests=CUE_TESTS):
        for service in one.services:
            assert service.tested_in or service.kind == "later", (one.row.id, service)


def test_rules_cues_and_steps_serve_the_rows_they_name() -> None:
    late = covered("P2")
    assert {(service.kind, service.name) for service in late.services} == {
        ("rule", "late-delivery"),
        ("cue", "late_delivery"),
    }
    assert lines_of(late) == [
        ("rule late-delivery", "cases/late-delivery.toml"),
        ("cue late_delivery", "tests/test_cue_cases.py"),
    ]
    assert ("step", "thank") in {(service.kind, service.name) for service in covered("H2").services}


def test_a_draft_serves_nothing() -> None:
    drafts = replace(PLAYBOOK, rules=tuple(replace(rule, draft=True) for rule in PLAYBOOK.rules), cues=())
    (late,) = [one for one in cover(drafts, ROWS) if one.row.id == "P2"]
    assert (late.status, lines_of(late)) == ("nothing", [])


@pytest.mark.parametrize(("kept", "end"), [(True, "kept already"), (False, "not kept yet")])
def test_a_row_that_only_a_later_screen_serves_says_whether_its_data_is_kept(kept: bool, end: str) -> None:
    row = next(row for row in ROWS if row.id == "P12")
    assert row.later is not None
    later = msgspec.structs.replace(row.later, kept=kept)
    (feedback,) = cover(PLAYBOOK, [msgspec.structs.replace(row, later=later)])
    assert feedback.status == "later"
    ((told, tested),) = lines_of(feedback)
    assert told.startswith("later: supervisors' insights")
    assert told.endswith(end)
    assert tested == "-"


def test_what_later_screens_need_is_kept() -> None:
    """`tests/test_rows.py` and `tests/test_reading.py` show that it is."""
    assert [row.id for row in ROWS if row.later is not None and not row.later.kept] == []


def test_programs_get_the_whole_table() -> None:
    told = report([covered("T1")])[0]
    assert (told["row"], told["status"]) == ("T1", "served")
    assert {"kind", "name", "tested_in"} == set(told["served_by"][0])


def test_rows_of_ones_own_are_told() -> None:
    own = replace(PLAYBOOK, rules=(replace(PLAYBOOK.rules[0], sources=("HOUSE-1",)), *PLAYBOOK.rules[1:]))
    assert unknown_rows(own, ROWS) == ["HOUSE-1"]
