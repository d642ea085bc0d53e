"""`tyyni playbook new`: a rule from answers, checked at once; nothing is written when something is wrong."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tyyni import cli
from tyyni.playbooks.asking import Answers, toml_of, write_rule
from tyyni.playbooks.loader import DEFAULT_PLAYBOOK, load_playbook
from tyyni.playbooks.schema import PlaybookError

ANSWERS = {
    "name": ["wrong-invoice"],
    "situation": ["The invoice is wrong"],
    "cue": [""],
    "says": ["lasku on väärin; laskussa on virhe", "faktura jest błędna", "the invoice is wrong"],
    "heat": [""],
    "text": ["Tarkista lasku heti", "Proszę od razu sprawdzić fakturę", "Check the invoice right away"],
    "why": ["Laskussa on virhe.", "Na fakturze jest pomyłka.", "The invoice has an error."],
    "urgency": [""],
    "sources": ["P6, W10"],
}


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A copy of the default playbook."""
    return Path(shutil.copytree(DEFAULT_PLAYBOOK, tmp_path / "mine"))


def asked(into: Path, **changed: list[str]) -> Result:
    lines = [line for part in {**ANSWERS, **changed}.values() for line in part]
    return CliRunner().invoke(
        cli.app, ["playbook", "new", "--into", str(into)], input="\n".join(lines) + "\n"
    )


def test_a_rule_is_written_as_a_draft_and_tried_at_once(mine: Path) -> None:
    shown = asked(mine)
    assert shown.exit_code == 0, shown.output
    assert 'en: "the invoice is wrong" brings it' in shown.output
    assert 'fi: "lasku on väärin" brings it' in shown.output
    playbook = load_playbook(mine)
    rule = next(rule for rule in playbook.rules if rule.id == "wrong-invoice")
    assert (rule.draft, rule.urgency, rule.sources) == (True, "normal", ("P6", "W10"))
    assert rule.when.cues_any == ("wrong_invoice",)
    cue = next(cue for cue in playbook.cues if cue.id == "wrong_invoice")
    assert cue.says["fi"] == ("lasku on väärin", "laskussa on virhe")


def test_a_cue_that_is_there_may_call_for_it_and_heat_may_be_asked_for(mine: Path) -> None:
    shown = asked(mine, cue=["order_error"], says=[], heat=["42,5"], urgency=["low"])
    assert shown.exit_code == 0, shown.output
    rule = next(rule for rule in load_playbook(mine).rules if rule.id == "wrong-invoice")
    assert (rule.when.cues_any, rule.when.heat_at_least) == (("order_error",), 42.5)
    assert "[[cue]]" not in (mine / "wrong-invoice.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("part", "lines", "told"),
    [
        ("name", ["Wrong Invoice", "threat", "wrong-invoice"], "has a rule 'threat' already"),
        ("cue", ["thread", ""], "expected nothing, or one of"),
        ("says", [";", "a b", "c d", "e f"], "expected at least one phrase"),
        ("heat", ["hot", "120", ""], "expected a number from 0 to 100"),
        ("text", ["x" * 61, "a", "b", "c"], "expected at most 60 characters; these are 61"),
        ("urgency", ["huge", ""], "expected one of low, normal, high"),
        ("sources", [", ,", "A B C D E", "P6"], "expected 1 to 4 rows"),
    ],
)
def test_an_answer_that_will_not_do_is_asked_for_again(
    mine: Path, part: str, lines: list[str], told: str
) -> None:
    shown = asked(mine, **{part: lines})
    assert told in " ".join(shown.output.split())
    assert (mine / "wrong-invoice.toml").exists(), shown.output


def test_a_text_of_another_rule_is_refused_and_nothing_is_written(mine: Path) -> None:
    text = next(rule.text for rule in load_playbook().rules if rule.id == "threat")
    shown = asked(mine, text=[text["fi"], text["pl"], text["en"]])
    assert isinstance(shown.exception, PlaybookError)
    assert shown.exception.code == "playbook_check_failed"
    assert "the same as that of rule 'threat'" in shown.output
    assert not (mine / "wrong-invoice.toml").exists()


def test_what_was_wrong_before_is_not_in_the_way(mine: Path) -> None:
    rules = mine / "rules.toml"
    text = rules.read_text("utf-8")
    threat = next(rule.text["en"] for rule in load_playbook().rules if rule.id == "threat")
    abuse = next(rule.text["en"] for rule in load_playbook().rules if rule.id == "abuse")
    rules.write_text(text.replace(abuse, threat), "utf-8")
    assert asked(mine).exit_code == 0


def test_a_cue_named_like_the_rule_must_be_chosen(mine: Path) -> None:
    shown = asked(mine, name=["order_error"], cue=["", "order_error"], says=[])
    assert "has a cue 'order_error' already" in " ".join(shown.output.split())
    assert (mine / "order_error.toml").exists(), shown.output


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    shown = asked(tmp_path / "none")
    assert isinstance(shown.exception, PlaybookError)
    assert shown.exception.code == "playbook_missing"
    write_rule("", tmp_path / "a.toml")
    for path, code in (
        (tmp_path / "a.toml", "playbook_file_exists"),
        (tmp_path / "no" / "a.toml", "playbook_unwritable"),
    ):
        with pytest.raises(PlaybookError) as error:
            write_rule("", path)
        assert error.value.code == code


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
def test_any_text_is_written_as_toml_that_says_the_same(text: str) -> None:
    texts = dict.fromkeys(("fi", "pl", "en"), text)
    answers = Answers(
        id="a", situation=text, cue="a", says={code: (text, "b") for code in texts}, heat_at_least=None,
        text=texts, why=texts, urgency="low", sources=("P6",),
    )  # fmt: skip
    read = tomllib.loads(toml_of(answers))
    said = text.replace("\x7f", "")
    assert read["rule"][0]["situation"] == said
    assert read["cue"][0]["says"]["fi"] == [said, "b"]
