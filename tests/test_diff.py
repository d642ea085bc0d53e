"""The differences of two playbooks, as lines."""

from __future__ import annotations

from typing import Any

from test_layers import BELOW, RULE, laid
from test_playbooks_schema import SAYS, TEXTS

from tyyni.playbooks.diff import diff_lines
from tyyni.playbooks.schema import build_playbook

BEFORE = build_playbook([BELOW])


def told(**house: Any) -> list[str]:
    return diff_lines(BEFORE, laid(house))


def test_nothing_changed_is_no_line() -> None:
    assert told() == []
    assert told(rule=[RULE]) == []


def test_limits() -> None:
    assert told(limits={"prompts_per_minute": 1}) == ["~ limits: prompts_per_minute: 3 -> 1"]


def test_rules_changed_added_and_switched_off() -> None:
    changed = {**RULE, "text": {**TEXTS, "fi": "uusi"}, "when": {"cues_any": ["late"], "heat_at_least": 30}}
    assert told(rule=[changed]) == [
        "~ rule late-delivery: when.heat_at_least: nothing -> 30.0",
        '~ rule late-delivery: text.fi: "a" -> "uusi"',
    ]
    assert told(rule=[{**RULE, "id": "third"}]) == ["+ rule third: late"]
    assert told(playbook={"off": ["second"]}) == ["- rule second"]


def test_phrases_that_came_and_went() -> None:
    late = {**BELOW.data["cue"][0], "says": {**SAYS, "en": ["is overdue"]}, "unless": {"fi": ["ei haittaa"]}}
    assert told(cue=[late]) == [
        '~ cue late: says.en: -"is late" +"is overdue"',
        '~ cue late: unless.fi: +"ei haittaa"',
    ]


def test_an_order_that_changed() -> None:
    first, second = BEFORE.rules
    assert first.id == "late-delivery"
    swapped = build_playbook([BELOW])
    object.__setattr__(swapped, "rules", (second, first))
    assert diff_lines(BEFORE, swapped) == ["~ rules: order: second, late-delivery"]


def test_a_step_of_the_checklist() -> None:
    item = {**BELOW.data["checklist"][0], "phase": "closing"}
    assert told(checklist=[item]) == ['~ checklist sorry: phase: "problem" -> "closing"']
