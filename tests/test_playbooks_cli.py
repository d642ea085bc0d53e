"""`tyyni playbook`: what it says about a playbook, its cases and a sentence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tyyni import cli
from tyyni.playbooks import checking
from tyyni.playbooks.cases import Case
from tyyni.playbooks.loader import DEFAULT_PLAYBOOK, load_playbook
from tyyni.playbooks.schema import PlaybookError
from tyyni.playbooks.trying import HELD_BACK

PLAYBOOK = load_playbook()
THREAT = """
[[case]]
fires = {fires}
fi = ["caller: Mä tiedän missä sä asut."]
pl = ["caller: Wiem, gdzie mieszkasz."]
en = ["caller: I know where you live."]
"""


def run(*args: str) -> str:
    """Run the command, which is to succeed; return what it prints."""
    result = CliRunner().invoke(cli.app, ["playbook", *args], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*args: str) -> PlaybookError:
    """Run the command, which is to be refused; return the error that `tyyni` prints in one line."""
    with pytest.raises(PlaybookError) as error:
        run(*args)
    return error.value


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of the default playbook to spoil, without its cases, which take a while to play."""
    without_cases = shutil.ignore_patterns("cases")
    return Path(shutil.copytree(DEFAULT_PLAYBOOK, tmp_path / "playbook", ignore=without_cases))


def spoil(playbook: Path, old: str, new: str) -> None:
    rules = playbook / "rules.toml"
    text = rules.read_text("utf-8")
    assert old in text
    rules.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("command", [[], ["check"], ["try"], ["coverage"], ["diff"]])
def test_help_teaches_with_an_example(command: list[str]) -> None:
    shown = CliRunner().invoke(cli.app, ["playbook", *command, "--help"])
    assert shown.exit_code == 0
    assert "caller 1.0:" in shown.output if not command else "Example" in shown.output


def test_the_default_playbook_is_good_and_its_own_cases_are_played(monkeypatch: pytest.MonkeyPatch) -> None:
    played: list[Case] = []
    monkeypatch.setattr(checking, "failures", lambda playbook, cases: played.extend(cases) or [])
    told = run("check")
    assert f"good. {len(PLAYBOOK.rules)} rules (0 drafts), {len(PLAYBOOK.cues)} cues" in told
    assert f"{DEFAULT_PLAYBOOK / 'cases'}: all {len(played)} cases pass" in told
    assert {case.rule for case in played} == {rule.id for rule in PLAYBOOK.rules}


def test_a_rule_without_cases_is_refused(tmp_path: Path) -> None:
    shutil.copy(DEFAULT_PLAYBOOK / "cases" / "abuse.toml", tmp_path)
    shown = CliRunner().invoke(cli.app, ["playbook", "check", "--cases", str(tmp_path)])
    assert "rule 'threat': has 0 cases in fi in which it speaks; expected 2" in shown.output
    assert "rule 'abuse'" not in shown.output
    assert isinstance(shown.exception, PlaybookError)
    assert shown.exception.code == "playbook_check_failed"
    assert f"{6 * (len(PLAYBOOK.rules) - 1)} things are to be mended" in shown.exception.message


def test_a_playbook_without_any_cases_is_told(edited: Path) -> None:
    assert "note: " in run("check", str(edited))


def test_a_row_that_nothing_serves_is_named(edited: Path) -> None:
    spoil(edited, 'sources = ["T3", "W5", "H3"]', 'sources = ["HOUSE-1"]')
    cues = edited / "cues.toml"
    cues.write_text(cues.read_text("utf-8").replace('"P2"', '"W6"'), "utf-8")
    rules = edited / "rules.toml"
    rules.write_text(rules.read_text("utf-8").replace('"P2", ', ""), "utf-8")
    shown = CliRunner().invoke(cli.app, ["playbook", "coverage", str(edited)])
    assert isinstance(shown.exception, PlaybookError)
    assert shown.exception.code == "playbook_row_not_served"
    assert "P2" in shown.exception.message
    assert "rows of your own: HOUSE-1" in shown.output
    assert "T1    Measure the caller's tone" in shown.output


def test_coverage_for_programs_says_where_each_row_is_tested() -> None:
    shown = CliRunner().invoke(cli.app, ["playbook", "coverage", "--json"])
    late = next(one for one in json.loads(shown.output) if one["row"] == "P2")
    assert {"kind": "rule", "name": "late-delivery", "tested_in": "cases/late-delivery.toml"} in late[
        "served_by"
    ]


def test_a_playbook_of_ones_own_is_named(edited: Path) -> None:
    spoil(edited, 'id = "threat"', 'id = "threat"\ndraft = true')
    assert f"{edited}: good. {len(PLAYBOOK.rules)} rules (1 drafts)" in run("check", str(edited))


def test_house_rules_are_told_by_what_they_change(tmp_path: Path, edited: Path) -> None:
    house = tmp_path / "house.toml"
    house.write_text('[playbook]\noff = ["broke"]\n[limits]\nprompts_per_minute = 2\n', "utf-8")
    assert run("diff", str(house)).splitlines() == [
        "~ limits: prompts_per_minute: 4 -> 2",
        "- rule broke",
    ]
    assert run("diff", str(edited)) == "no difference\n"


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ('urgency = "high"', 'urgency = "high', "playbook_syntax", "rules.toml: not valid TOML"),
        (
            'urgency = "high"',
            'urgncy = "high"',
            "playbook_unknown_key",
            "rule 'threat': unknown key 'urgncy'",
        ),
        ('urgency = "high"', 'urgency = "huge"', "playbook_bad_value", "expected one of low, normal, high"),
        ('["threat"]', '["thread"]', "playbook_unknown_cue", "when.cues_any: 'thread' is no cue"),
    ],
)
def test_what_is_wrong_is_named_with_file_rule_and_key(
    edited: Path, old: str, new: str, code: str, told: str
) -> None:
    spoil(edited, old, new)
    error = refused("check", str(edited))
    assert error.code == code
    assert told in error.message
    assert "rules.toml" in error.message


def test_cases_are_played_and_a_failing_one_says_why(tmp_path: Path) -> None:
    case = tmp_path / "threat.toml"
    case.write_text(THREAT.format(fires="true"), "utf-8")
    assert f"{case}: all 3 cases pass" in run("check", "--cases", str(case))

    case.write_text(THREAT.format(fires="false"), "utf-8")
    shown = CliRunner().invoke(cli.app, ["playbook", "check", "--cases", str(case)])
    assert "threat.toml: case 1: en: threat speaks at" in shown.output
    assert isinstance(shown.exception, PlaybookError)
    assert shown.exception.code == "playbook_case_failed"
    assert "3 of 3 cases fail" in shown.exception.message


def test_a_case_of_no_rule_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thread.toml").write_text(THREAT.format(fires="true"), "utf-8")
    assert refused("check", "--cases", str(tmp_path)).code == "playbook_unknown_rule"


@pytest.mark.parametrize(
    ("language", "sentence", "text"),
    [
        ("fi", "mä oon selittäny tän jo kolme kertaa", "Toista jo kerrottu"),
        ("pl", "dzwonię już trzeci raz", "Proszę powtórzyć"),
        ("en", "this is the third time I am calling", "Say back what you know"),
    ],
)
def test_a_sentence_shows_its_cue_and_its_prompt(language: str, sentence: str, text: str) -> None:
    shown = run("try", sentence, "--language", language, "--heat", "40").splitlines()
    assert shown[0].startswith("cue     repeats: ")
    assert "% " in shown[0]
    assert shown[0].endswith("heat +12")
    assert shown[1].startswith(f"prompt  repeats (P8, P3, W4): {text}")
    assert sum(line.startswith("silent  ") for line in shown[2:]) == len(PLAYBOOK.rules) - 1


def test_rules_that_came_nearest_say_first_what_they_asked_for() -> None:
    shown = run("try", "hello", "--language", "en", "--heat", "40").splitlines()
    assert shown[0] == "nothing: no cue, no prompt"
    assert "silent  early-heat: asks for trend = rising" in shown
    asked = [line.count(" = ") for line in shown[1:] if line.startswith("silent")]
    assert asked == sorted(asked)
    assert "silent  charm: asks for hottest_at_least = 50.0, cues_any = thanks or relief" in shown


def test_a_rule_whose_conditions_hold_says_what_held_it_back(edited: Path) -> None:
    spoil(edited, 'id = "threat"', 'id = "threat"\ndraft = true')
    playbook = ["--playbook", str(edited)]
    shown = run("try", "I know where you live", "--language", "en", *playbook)
    assert f"silent  threat: {HELD_BACK['draft']}" in shown


def test_what_the_agent_says_is_a_step() -> None:
    shown = run("try", "I am so sorry", "--language", "en", "--party", "agent")
    assert shown.startswith('step    apologise: "I am so sorry" is 100% "I am sorry"\n')


def test_json_has_what_fired_and_what_did_not() -> None:
    told = json.loads(run("try", "I know where you live", "--language", "en", "--json"))
    assert set(told) == {"fired", "not_fired"}
    assert [(one["id"], one["sources"], one["kind"]) for one in told["fired"]] == [
        ("threat", ["W3b"], "cue"),
        ("threat", ["W3b"], "prompt"),
    ]
