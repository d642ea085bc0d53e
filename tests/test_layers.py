"""House rules over the default: replaced in their place, added, switched off; limits key by key."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from test_playbooks_schema import SMALL, TEXTS

from tyyni.coach.playbook import Limits, Playbook
from tyyni.playbooks.layers import lay_over, layer_of
from tyyni.playbooks.loader import load_playbook
from tyyni.playbooks.schema import PlaybookError, PlaybookFile, build_playbook

RULE = SMALL["rule"][0]
BELOW = PlaybookFile(
    "below.toml",
    {
        **SMALL,
        "rule": [RULE, {**RULE, "id": "second"}],
        "limits": {"prompts_per_minute": 3, "prompts_per_call": 9},
        "checklist": [{"step": "sorry", "sources": ["H4"], "phase": "problem", "name": TEXTS}],
    },
)


def laid(*house: dict[str, Any]) -> Playbook:
    files = [PlaybookFile(f"house{at}.toml", data) for at, data in enumerate(house)]
    return build_playbook(lay_over([BELOW], files))


def refused(*house: dict[str, Any]) -> PlaybookError:
    with pytest.raises(PlaybookError) as caught:
        laid(*house)
    return caught.value


def test_an_empty_house_changes_nothing() -> None:
    assert laid({}).rules == build_playbook([BELOW]).rules
    assert laid().limits == Limits(prompts_per_minute=3, prompts_per_call=9)


def test_a_rule_is_replaced_in_its_place_and_another_added_at_the_end() -> None:
    ours = {**RULE, "urgency": "high"}
    playbook = laid({"rule": [{**RULE, "id": "third"}, ours]})
    assert [(rule.id, rule.urgency) for rule in playbook.rules] == [
        ("late-delivery", "high"),
        ("second", "normal"),
        ("third", "normal"),
    ]


def test_a_rule_is_switched_off() -> None:
    assert [rule.id for rule in laid({"playbook": {"off": ["late-delivery"]}}).rules] == ["second"]
    unknown = refused({"playbook": {"off": ["lat-delivery"]}})
    assert unknown.code == "playbook_unknown_rule"
    assert "house0.toml: playbook: off: there is no rule 'lat-delivery'" in unknown.message
    assert "late-delivery, second" in unknown.message


def test_a_cue_is_replaced_and_one_added() -> None:
    cue = {**SMALL["cue"][0], "heat_points": 1}
    playbook = laid({"cue": [cue, {**cue, "id": "lost"}]})
    assert [(cue.id, cue.heat_points) for cue in playbook.cues] == [("late", 1), ("sorry", 0), ("lost", 1)]


def test_limits_change_key_by_key_and_the_checklist_as_a_whole() -> None:
    assert laid({"limits": {"prompts_per_minute": 1}}).limits == Limits(
        prompts_per_minute=1, prompts_per_call=9
    )
    item = copy.deepcopy(BELOW.data["checklist"][0])
    item["phase"] = "closing"
    assert [item.phase for item in laid({"checklist": [item]}).checklist] == ["closing"]
    bare = PlaybookFile("below.toml", SMALL)
    house = PlaybookFile("house.toml", {"limits": {"pause_ms": 1}})
    assert build_playbook(lay_over([bare], [house])).limits == Limits(pause_ms=1)


@pytest.mark.parametrize(
    ("house", "code", "said"),
    [
        ({"rules": []}, "playbook_unknown_key", "house0.toml: the file: unknown key 'rules'"),
        ({"rule": 3}, "playbook_bad_value", "house0.toml: rule: expected [[rule]] tables"),
        ({"playbook": {"of": []}}, "playbook_unknown_key", "house0.toml: playbook: unknown key 'of'"),
        ({"limits": 3}, "playbook_bad_value", "house0.toml: limits: "),
        ({"limits": {"pause": 3}}, "playbook_unknown_key", "house0.toml: limits: unknown key 'pause'"),
        ({"rule": [RULE, RULE]}, "playbook_duplicate", "house0.toml: rule 'late-delivery' stands more"),
        ({"rule": [{**RULE, "urgency": "no"}]}, "playbook_bad_value", "house0.toml: rule 'late-delivery': "),
    ],
)
def test_what_is_wrong_names_the_file_of_the_house(house: dict[str, Any], code: str, said: str) -> None:
    error = refused(house)
    assert error.code == code
    assert said in error.message


def test_limits_stand_once_in_a_layer() -> None:
    assert refused({"limits": {}}, {"limits": {}}).code == "playbook_duplicate"


def test_files_of_a_layer_speak_together() -> None:
    files = [PlaybookFile("a", {"playbook": {"off": ["x"]}}), PlaybookFile("b", {"playbook": {"off": ["y"]}})]
    assert layer_of(files).off == ("x", "y")
    assert not layer_of(files).standalone
    assert layer_of([*files, PlaybookFile("c", {"playbook": {"standalone": True}})]).standalone


def test_a_house_file_lies_over_the_playbook_that_ships(tmp_path: Path) -> None:
    house = tmp_path / "house.toml"
    house.write_text('[playbook]\noff = ["fast-caller"]\n[limits]\nprompts_per_minute = 2\n', "utf-8")
    default, ours = load_playbook(), load_playbook(house)
    assert {rule.id for rule in default.rules} - {rule.id for rule in ours.rules} == {"fast-caller"}
    assert ours.limits.prompts_per_minute == 2
    assert ours.limits.pause_ms == default.limits.pause_ms
    assert ours.checklist == default.checklist
    assert ours.version != default.version
