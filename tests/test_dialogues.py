"""Whole written calls, in every language, played through the default playbook."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tyyni.playbooks.dialogues import Dialogue, dialogue_failure, load_dialogues
from tyyni.playbooks.loader import load_playbook
from tyyni.playbooks.rehearsal import rehearse
from tyyni.playbooks.schema import LANGUAGES, PlaybookError

PLAYBOOK = load_playbook()
FOLDER = Path(__file__).parent / "playbook_dialogues"
DIALOGUES = load_dialogues(FOLDER, PLAYBOOK)

AT_LEAST = 6
CALM_PROMPTS_PER_MINUTE = 0.2

CALL = """
prompts = {prompts}
most = {most}
heat = {heat}
fi = ["caller: Paketti on myöhässä."]
pl = ["caller: Paczka jest spóźniona."]
en = ["caller: My package is late."]
"""


def call(tmp_path: Path, prompts: str = "[]", most: int = 1, heat: str = "[[0, 20]]") -> Path:
    path = tmp_path / "call.toml"
    path.write_text(CALL.format(prompts=prompts, most=most, heat=heat), encoding="utf-8")
    return path


@pytest.mark.parametrize("dialogue", [pytest.param(d, id=Path(d.name).name) for d in DIALOGUES])
def test_a_call_has_its_prompts_in_order_and_no_more_than_it_may(dialogue: Dialogue) -> None:
    told = dialogue_failure(PLAYBOOK, dialogue)
    assert told is None, told


def test_each_language_has_enough_calls() -> None:
    known = Counter(dialogue.script.language for dialogue in DIALOGUES)
    assert all(known[language] >= AT_LEAST for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_calm_calls_are_left_in_peace(language: str) -> None:
    calm = [d for d in DIALOGUES if d.script.language == language and Path(d.name).name.startswith("calm")]
    minutes = sum(dialogue.lasts_ms for dialogue in calm) / 60_000
    prompts = sum(len(rehearse(PLAYBOOK, dialogue.script).prompts) for dialogue in calm)
    assert prompts / minutes <= CALM_PROMPTS_PER_MINUTE


@pytest.mark.parametrize(
    ("prompts", "most", "told"),
    [
        ('["late-delivery"]', 1, None),
        ('["threat"]', 1, "threat does not come in its order; shown: late-delivery at"),
        ('["late-delivery", "late-delivery"]', 2, "late-delivery does not come in its order"),
        ("[]", 0, "1 prompts, at most 0 may come"),
    ],
)
def test_what_differs_is_told(tmp_path: Path, prompts: str, most: int, told: str | None) -> None:
    dialogue = load_dialogues(call(tmp_path, prompts, most), PLAYBOOK)[2]
    found = dialogue_failure(PLAYBOOK, dialogue)
    assert found is None if told is None else found is not None and told in found


@pytest.mark.parametrize(
    ("prompts", "most", "heat", "code", "told"),
    [
        ('["no-such-rule"]', 1, "[[0, 20]]", "playbook_unknown_rule", "there is no rule 'no-such-rule'"),
        ('["threat"]', 0, "[[0, 20]]", "playbook_bad_value", "most: expected at least 1"),
        ("[]", 1, "[[5, 20], [5, 30]]", "playbook_bad_value", "heat: expected times that rise"),
    ],
)
def test_what_cannot_be_played_is_refused(
    tmp_path: Path, prompts: str, most: int, heat: str, code: str, told: str
) -> None:
    with pytest.raises(PlaybookError, match=re.escape(told)) as refused:
        load_dialogues(call(tmp_path, prompts, most, heat), PLAYBOOK)
    assert refused.value.code == code
