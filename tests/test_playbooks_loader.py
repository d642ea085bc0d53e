"""The loader refuses what is wrong and names file, entry and key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tyyni.playbooks.loader import DEFAULT_PLAYBOOK, PlaybookError, load_playbook


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEFAULT_PLAYBOOK, tmp_path / "playbook"))


def test_the_default_has_a_dozen_rules_and_more() -> None:
    playbook = load_playbook()
    assert len(playbook.rules) >= 12
    assert all(1 <= len(rule.sources) <= 4 for rule in playbook.rules)


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "named"),
    [
        ("rules.toml", 'id = "broke"', 'id = "broke"\nurgancy = "low"', "playbook_invalid", "urgancy"),
        ("rules.toml", 'cues_any = ["broke"]', 'cues_all = ["broke"]', "playbook_invalid", "cues_all"),
        ("rules.toml", 'cues_any = ["broke"]', 'cues_any = ["brake"]', "playbook_unknown_cue", "brake"),
        ("rules.toml", 'urgency = "low"', 'urgency = "lowest"', "playbook_invalid", "lowest"),
        ("rules.toml", 'id = "broke"', 'id = "waiting"', "playbook_duplicate", "waiting"),
        ("rules.toml", ', en = "The product broke"', "", "playbook_language_missing", "why.en"),
        ("rules.toml", 'en = "The product broke"', 'de = "x", en = "y"', "playbook_invalid", "why"),
        ("rules.toml", "The product broke", "x" * 91, "playbook_text_too_long", "91"),
        ("rules.toml", "[[rule]]", "[[role]]", "playbook_invalid", "role"),
        ("rules.toml", 'when = { cues_any = ["broke"] }', "when = 3", "playbook_invalid", "when"),
        ("cues.toml", 'party = "agent"', 'party = "mixed"', "playbook_invalid", "party"),
        ("cues.toml", "[[cue]]", "[[cue]", "playbook_syntax", "cues.toml"),
    ],
)
def test_a_broken_playbook_is_refused(
    folder: Path, file: str, old: str, new: str, code: str, named: str
) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(PlaybookError) as refused:
        load_playbook(folder)
    assert refused.value.code == code
    assert named in refused.value.message
    assert file in refused.value.message


def test_a_missing_file_and_an_empty_one(folder: Path) -> None:
    (folder / "rules.toml").write_text("", "utf-8")
    with pytest.raises(PlaybookError, match="at least one"):
        load_playbook(folder)
    (folder / "rules.toml").unlink()
    with pytest.raises(PlaybookError, match="no such file"):
        load_playbook(folder)
