"""The loader reads a folder or a file, and says what it could not read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tyyni.playbooks.loader import DEFAULT_PLAYBOOK, load_playbook
from tyyni.playbooks.schema import PlaybookError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEFAULT_PLAYBOOK, tmp_path / "playbook"))


def refused(path: Path) -> PlaybookError:
    with pytest.raises(PlaybookError) as caught:
        load_playbook(path)
    return caught.value


def test_a_folder_and_one_file_with_all_of_it_are_the_same_playbook(folder: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole.toml"
    whole.write_text("\n".join(file.read_text("utf-8") for file in sorted(folder.glob("*.toml"))), "utf-8")
    one, other = load_playbook(folder), load_playbook(whole)
    assert one.rules == other.rules
    assert [cue.id for cue in one.cues] == [cue.id for cue in other.cues]


def test_the_version_is_that_of_the_content(folder: Path) -> None:
    before = load_playbook(folder).version
    assert before == load_playbook().version
    rules = folder / "rules.toml"
    rules.write_text(rules.read_text("utf-8") + "\n# a comment\n", "utf-8")
    assert load_playbook(folder).version != before


def test_what_is_wrong_is_named_with_its_file(folder: Path) -> None:
    rules = folder / "rules.toml"
    rules.write_text(
        rules.read_text("utf-8").replace('id = "broke"', 'id = "broke"\nurgancy = "low"'), "utf-8"
    )
    error = refused(folder)
    assert error.code == "playbook_unknown_key"
    assert f"{rules}: rule 'broke': unknown key 'urgancy'; expected one of id, sources" in error.message


def test_not_toml(folder: Path) -> None:
    (folder / "cues.toml").write_text("[[cue]", "utf-8")
    assert refused(folder).code == "playbook_syntax"
    assert "cues.toml" in refused(folder).message
    (folder / "cues.toml").write_bytes(b"\xff\xfe")
    assert refused(folder).code == "playbook_syntax"


def test_nothing_to_read(tmp_path: Path) -> None:
    assert refused(tmp_path).code == "playbook_missing"
    assert refused(tmp_path / "none.toml").code == "playbook_missing"
