"""Every case of the default playbook, in every language; and that each rule has enough of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tyyni.playbooks.cases import Case, failure, load_cases
from tyyni.playbooks.loader import DEFAULT_PLAYBOOK, load_playbook
from tyyni.playbooks.schema import LANGUAGES

PLAYBOOK = load_playbook()
CASES = load_cases(DEFAULT_PLAYBOOK / "cases", PLAYBOOK)
AT_LEAST = 2
"""Firing and silent cases that each rule has in each language."""


@pytest.mark.parametrize("case", [pytest.param(case, id=Path(case.name).name) for case in CASES])
def test_a_rule_speaks_exactly_when_its_case_says_so(case: Case) -> None:
    told = failure(PLAYBOOK, case)
    assert told is None, told


def test_every_rule_has_firing_and_silent_cases_in_every_language() -> None:
    known = Counter((case.rule, case.script.language, case.fires) for case in CASES)
    wanted = [
        (rule.id, language, fires)
        for rule in PLAYBOOK.rules
        for language in LANGUAGES
        for fires in (True, False)
    ]
    assert [kind for kind in wanted if known[kind] < AT_LEAST] == []
