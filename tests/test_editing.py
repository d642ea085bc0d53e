"""An edit over the playbook in use: a folder, a file of the same name, or a few entries."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tyyni.playbooks.editing import load_edited
from tyyni.playbooks.loader import DEFAULT_PLAYBOOK, load_playbook
from tyyni.playbooks.schema import PlaybookError

PLAYBOOK = load_playbook()
RULE = """
[limits]
prompts_per_minute = 1

[[rule]]
id = "{id}"
sources = ["W3b"]
about = "caller"
situation = "The caller threatens"
urgency = "low"
when = {{ cues_any = ["threat"] }}
[rule.text]
fi = "Eri teksti"
pl = "Inny tekst"
en = "Another text"
[rule.why]
fi = "Eri syy"
pl = "Inny powód"
en = "Another reason"
"""


def edited(tmp_path: Path, id_: str) -> Path:
    path = tmp_path / "house.toml"
    path.write_text(RULE.format(id=id_), "utf-8")
    return path


def test_a_folder_is_a_playbook_of_its_own(tmp_path: Path) -> None:
    copied = Path(shutil.copytree(DEFAULT_PLAYBOOK, tmp_path / "mine"))
    assert load_edited(DEFAULT_PLAYBOOK, copied).rules == PLAYBOOK.rules


def test_a_file_of_the_same_name_stands_in_for_it(tmp_path: Path) -> None:
    text = (DEFAULT_PLAYBOOK / "rules.toml").read_text("utf-8")
    (tmp_path / "rules.toml").write_text(text.replace("heat_at_least = 25", "heat_at_least = 35"), "utf-8")
    changed = load_edited(DEFAULT_PLAYBOOK, tmp_path / "rules.toml")
    assert [rule.id for rule in changed.rules] == [rule.id for rule in PLAYBOOK.rules]
    assert changed.rules != PLAYBOOK.rules
    assert [cue.id for cue in changed.cues] == [cue.id for cue in PLAYBOOK.cues]


def test_what_is_wrong_in_an_edited_copy_is_said_of_it(tmp_path: Path) -> None:
    edit = tmp_path / "rules.toml"
    rules = (DEFAULT_PLAYBOOK / "rules.toml").read_text("utf-8")
    edit.write_text(rules.replace('cues_any = ["threat"]', 'cues_any = ["thread"]'), "utf-8")
    with pytest.raises(PlaybookError) as error:
        load_edited(DEFAULT_PLAYBOOK, edit)
    assert error.value.message.startswith(f"{edit}: rule 'threat': when.cues_any")


def test_an_entry_with_a_known_id_takes_its_place_and_a_new_one_is_added(tmp_path: Path) -> None:
    threat = load_edited(DEFAULT_PLAYBOOK, edited(tmp_path, "threat"))
    assert len(threat.rules) == len(PLAYBOOK.rules)
    assert next(rule for rule in threat.rules if rule.id == "threat").urgency == "low"
    assert threat.limits.prompts_per_minute == 1
    added = load_edited(DEFAULT_PLAYBOOK, edited(tmp_path, "another"))
    assert [rule.id for rule in added.rules] == [*(rule.id for rule in PLAYBOOK.rules), "another"]


def test_a_broken_edit_is_refused(tmp_path: Path) -> None:
    path = edited(tmp_path, "threat")
    path.write_text(path.read_text("utf-8").replace('["threat"]', '["thread"]'), "utf-8")
    with pytest.raises(PlaybookError) as error:
        load_edited(DEFAULT_PLAYBOOK, path)
    assert error.value.code == "playbook_unknown_cue"
