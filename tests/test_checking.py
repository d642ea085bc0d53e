"""What `tyyni playbook check` finds beyond the schema: doubles, conflicts, missing cases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tyyni.playbooks.cases import Case, load_cases
from tyyni.playbooks.checking import (
    Finding,
    Places,
    doubles_and_conflicts,
    failures,
    missing_cases,
    places_of,
)
from tyyni.playbooks.loader import DEFAULT_PLAYBOOK, load_playbook, read_files
from tyyni.playbooks.rehearsal import Script, spoken_line
from tyyni.units import Party

PLAYBOOK = load_playbook()
PLACES = places_of([file for file, _ in read_files(DEFAULT_PLAYBOOK)])
CASES = load_cases(DEFAULT_PLAYBOOK / "cases", PLAYBOOK)
THREAT, ABUSE, *_ = PLAYBOOK.rules


def test_the_default_playbook_has_nothing_twice_and_all_cases() -> None:
    assert doubles_and_conflicts(PLAYBOOK, PLACES) == []
    assert missing_cases(PLAYBOOK, CASES, PLACES) == []


def test_places_are_files() -> None:
    assert Path(PLACES.rules["threat"]).name == "rules.toml"
    assert Path(PLACES.cues["threat"]).name == "cues.toml"


def test_the_same_text_in_two_rules_is_named() -> None:
    text = {**ABUSE.text, "fi": THREAT.text["fi"].upper()}
    (found,) = doubles_and_conflicts(
        replace(PLAYBOOK, rules=(THREAT, replace(ABUSE, text=text))),  # type: ignore[arg-type]
        PLACES,
    )
    assert found.code == "playbook_duplicate"
    assert "rules.toml: rule 'abuse': text.fi: the same as that of rule 'threat'" in found.message


def test_the_same_phrase_in_two_cues_is_named_however_it_is_written() -> None:
    first = replace(PLAYBOOK.cues[0], says={"en": ("it is late",)})
    second = replace(PLAYBOOK.cues[1], says={"en": ("It's late!",)})
    (found,) = doubles_and_conflicts(replace(PLAYBOOK, cues=(first, second), rules=()), PLACES)
    assert found.code == "playbook_duplicate"
    assert f"cue '{second.id}': says.en: \"It's late!\" stands in cue '{first.id}' too" in found.message
    agents = replace(second, party=Party.AGENT)
    assert not doubles_and_conflicts(replace(PLAYBOOK, cues=(first, agents), rules=()), PLACES)


def test_the_same_conditions_and_urgency_are_a_conflict_unless_one_is_a_draft() -> None:
    twin = replace(ABUSE, when=THREAT.when)
    (found,) = doubles_and_conflicts(replace(PLAYBOOK, rules=(THREAT, twin)), PLACES)
    assert found.code == "playbook_conflict"
    assert "rules.toml: rule 'abuse': when and urgency are those of rule 'threat'" in found.message
    for other in (replace(twin, draft=True), replace(twin, urgency="low")):
        assert not doubles_and_conflicts(replace(PLAYBOOK, rules=(THREAT, other)), PLACES)


def test_a_rule_without_enough_cases_is_named_with_language_and_kind() -> None:
    kept = [case for case in CASES if (case.rule, case.script.language) != ("abuse", "pl") or case.fires]
    found = missing_cases(PLAYBOOK, kept, PLACES)
    assert [str(one) for one in found] == [
        f"{PLACES.rules['abuse']}: rule 'abuse': has 0 cases in pl in which it stays silent; expected 2 in "
        "abuse.toml [playbook_too_few_cases]"
    ]
    draft = replace(PLAYBOOK, rules=(replace(ABUSE, draft=True),))
    assert [one.grave for one in missing_cases(draft, kept, PLACES)] == [False]
    assert str(Finding("code", "words", grave=False)) == "note: words [code]"


def test_a_rule_of_the_playbook_below_needs_no_cases_and_is_said_to_stand_there() -> None:
    own = Places({"abuse": "house.toml"}, {})
    assert {str(one).split(":")[0] for one in missing_cases(PLAYBOOK, [], own)} == {"house.toml"}
    twin = replace(THREAT, when=ABUSE.when, urgency=ABUSE.urgency)
    (found,) = doubles_and_conflicts(replace(PLAYBOOK, rules=(ABUSE, twin)), own)
    assert found.message.startswith("the playbook below: rule 'threat': when and urgency")


def test_a_draft_is_played_as_if_it_were_published() -> None:
    line = spoken_line(Party.CALLER, "I know where you live", 1_000)
    case = Case("threat.toml: case 1: en", "threat", True, Script(language="en", lines=(line,)))
    draft = replace(PLAYBOOK, rules=(replace(THREAT, draft=True), ABUSE))
    assert failures(draft, [case]) == []
    (told,) = failures(draft, [replace(case, fires=False)])
    assert "threat speaks" in told
