"""Cases as data: how they are read, what is refused, and what a failing one tells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tyyni.playbooks.cases import Case, failure, load_cases
from tyyni.playbooks.loader import load_playbook
from tyyni.playbooks.rehearsal import Line, Script, spoken_line
from tyyni.playbooks.schema import PlaybookError
from tyyni.units import Party

PLAYBOOK = load_playbook()
CASE = """
[[case]]
fires = true
heat = [[0, 10], [4_000, 30.5]]
arousal = 0.8
tempo_ratio = 1.3
until_ms = 9_000
fi = ["agent: No niin", "caller 3.5: Olet idiootti"]
pl = ["agent: No tak", "caller 3.5: Jesteś idiotą"]
en = ["agent: Well then", "caller 3.5: You are an idiot", "caller: Yes", "agent 7.0-8.0:"]
"""


def cases_in(folder: Path, text: str = CASE, name: str = "abuse.toml") -> list[Case]:
    (folder / name).write_text(text, "utf-8")
    return load_cases(folder, PLAYBOOK)


def test_a_case_is_a_scene_in_each_language(tmp_path: Path) -> None:
    finnish, polish, english = cases_in(tmp_path)
    assert [case.script.language for case in (finnish, polish, english)] == ["fi", "pl", "en"]
    assert english.name.endswith("abuse.toml: case 1: en")
    assert (english.rule, english.fires) == ("abuse", True)
    script = english.script
    assert (script.heat, script.until_ms) == (((0, 10.0), (4_000, 30.5)), 9_000)
    assert (script.arousal, script.tempo_ratio) == (0.8, 1.3)


def test_lines_say_who_when_and_what(tmp_path: Path) -> None:
    script = cases_in(tmp_path)[2].script
    assert script.lines == (
        spoken_line(Party.AGENT, "Well then", 600),
        spoken_line(Party.CALLER, "You are an idiot", 3_500),
        spoken_line(Party.CALLER, "Yes", 3_500 + 4 * 320 + 600),
        Line(Party.AGENT, "", 7_000, 8_000, timed=True),
    )


def test_one_file_is_read_too(tmp_path: Path) -> None:
    cases_in(tmp_path)
    assert len(load_cases(tmp_path / "abuse.toml", PLAYBOOK)) == 3


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("fires = true", "fires = ", "playbook_syntax", "not valid TOML"),
        (
            "fires = true",
            'fires = "yes"',
            "playbook_bad_value",
            "case 1: fires: expected `bool`, got `str`",
        ),
        (
            "fires = true",
            "fire = true",
            "playbook_unknown_key",
            "case 1: unknown key 'fire'; expected one of",
        ),
        ("[[case]]", "[[scene]]", "playbook_unknown_key", "the file: unknown key 'scene'"),
        ("[[case]]", "[case]", "playbook_bad_value", "case: expected [[case]] tables"),
        (CASE, "", "playbook_empty", "expected at least one [[case]]"),
        ("[4_000, 30.5]", "[4_000, 130]", "playbook_bad_value", "case 1: heat: expected `float` <= 100.0"),
        ("[4_000, 30.5]", "[0, 30.5]", "playbook_bad_value", "case 1: heat: expected times that rise"),
        ("until_ms = 9_000", "until_ms = 5", "playbook_bad_value", "case 1: until_ms: expected `int` >= 500"),
        ('"agent: No tak", ', '"agnt: No tak", ', "playbook_bad_value", "case 1: pl: expected lines such as"),
        ("7.0-8.0", "8.0-7.0", "playbook_bad_value", "case 1: en: expected lines such as"),
        ('"caller: Yes"', '"caller:"', "playbook_bad_value", "case 1: en: expected lines such as"),
        ('pl = ["agent: No tak", "caller 3.5: Jesteś idiotą"]', "", "playbook_bad_value", "field `pl`"),
        (
            'pl = ["agent: No tak", "caller 3.5: Jesteś idiotą"]',
            "pl = []",
            "playbook_bad_value",
            "case 1: pl:",
        ),
    ],
)
def test_what_is_wrong_is_named_with_file_case_and_key(
    tmp_path: Path, old: str, new: str, code: str, told: str
) -> None:
    assert old in CASE
    with pytest.raises(PlaybookError) as error:
        cases_in(tmp_path, CASE.replace(old, new))
    assert error.value.code == code
    assert told in error.value.message
    assert str(tmp_path / "abuse.toml") in error.value.message


def test_a_file_is_named_after_a_rule(tmp_path: Path) -> None:
    with pytest.raises(
        PlaybookError, match="no rule 'abyss'; expected a file named after one of threat, abuse"
    ) as e:
        cases_in(tmp_path, name="abyss.toml")
    assert e.value.code == "playbook_unknown_rule"


def test_a_scene_stands_once_for_a_rule(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match=r"case 2: fi: the same scene as .*case 1: fi") as error:
        cases_in(tmp_path, CASE + CASE.replace("true", "false"))
    assert error.value.code == "playbook_duplicate"


def scene(text: str, *, fires: bool, rule: str = "abuse", heat: float = 0.0) -> Case:
    line = spoken_line(Party.CALLER, text, 1_000)
    return Case("a.toml: case 1: en", rule, fires, Script(language="en", lines=(line,), heat=((0, heat),)))


def test_a_case_that_holds_tells_nothing() -> None:
    assert failure(PLAYBOOK, scene("You are an idiot", fires=True)) is None
    assert failure(PLAYBOOK, scene("You are kind", fires=False)) is None


def test_a_rule_that_does_not_speak_tells_what_was_not_met() -> None:
    told = failure(PLAYBOOK, scene("My package is late", fires=True, rule="fast-caller"))
    assert told == (
        "a.toml: case 1: en: fast-caller does not speak: not met: heat_at_least, tempo_ratio_at_least; "
        'cues heard: late_delivery in "is late"'
    )


def test_a_rule_that_speaks_tells_when_and_what_was_heard() -> None:
    told = failure(PLAYBOOK, scene("You are an idiot", fires=False))
    assert told == (
        "a.toml: case 1: en: abuse speaks at 2280 ms, expected not to; "
        'cues heard: abuse in "You are an idiot"'
    )


def test_a_rule_that_was_held_back_tells_by_what() -> None:
    drafts = tuple(replace(rule, draft=rule.id == "abuse") for rule in PLAYBOOK.rules)
    told = failure(replace(PLAYBOOK, rules=drafts), scene("You are an idiot", fires=True))
    assert told is not None
    assert "abuse does not speak: held back (draft)" in told
