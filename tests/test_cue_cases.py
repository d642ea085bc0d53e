"""Cues in written sentences, as data: a third of the sentences is held out, and no phrase was tuned on it.

The sentences of ``fi.toml`` and so on are older than those of ``spoken_fi.toml``, which `tyyni bench cues` reads.
"""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tyyni.coach.words import CueSpotter
from tyyni.playbooks.loader import load_playbook
from tyyni.playbooks.schema import PlaybookError
from tyyni.units import Party
from tyyni_bench.cue_cases import read_cue_cases
from tyyni_bench.cue_figures import figures_of, heard_in
from tyyni_models.contracts import Word

PLAYBOOK = load_playbook()
CUES = PLAYBOOK.cues
FOLDER = Path(__file__).parent / "cue_cases"
SPOKEN = read_cue_cases(FOLDER)
AUTHORS = {name: read_cue_cases(FOLDER / name) for name in ("fresh", "second")}
HELD_OUT_EVERY = 3
HELD_OUT_RECALL = 0.8
"""The least part of the cues in the older held-out sentences that must be found; 0.89 (fi), 0.83 (pl) and 0.94 (en)
when last measured, 0.81, 0.84 and 0.81 before the phrases in any order."""

HELD_OUT_WRONG = 2
"""Wrong cues in a language's older held-out sentences, at most. Known: "se sopii" (it suits me) is also "it fits"."""

AUTHORS_HELD_OUT = {
    ("fresh", "fi"): (0.86, 0.77),
    ("fresh", "pl"): (0.85, 0.84),
    ("fresh", "en"): (0.87, 0.92),
    ("second", "fi"): (0.97, 0.91),
    ("second", "pl"): (0.99, 0.93),
    ("second", "en"): (0.98, 0.91),
}
"""Recall and precision in the held-out third of the sets by other authors: just under what was measured. They are
below the bars of the project; the author of the second set also tuned the phrases."""

TUNED_RECALL, TUNED_PRECISION = 0.95, 0.98
"""The bars of the project, on the newer sentences that the phrases were tuned on."""


def sentences(language: str) -> list[tuple[Party, str, set[str], bool]]:
    data: dict[str, list[dict[str, Any]]] = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    return [
        (Party(party), case["say"], set(case["cues"]), at % HELD_OUT_EVERY == HELD_OUT_EVERY - 1)
        for party, cases in data.items()
        for at, case in enumerate(cases)
    ]


def found(language: str, party: Party, text: str) -> set[str]:
    words = [Word(part, at * 300, at * 300 + 250, 0.9) for at, part in enumerate(text.split())]
    return {cue.id for cue in CueSpotter(CUES, language).hear(party, 1, words, final=True)}


@pytest.mark.parametrize("language", ["fi", "pl", "en"])
def test_tuned_sentences_have_their_cues_and_no_others(language: str) -> None:
    for party, text, cues, held_out in sentences(language):
        if not held_out:
            assert found(language, party, text) == cues, text


@pytest.mark.parametrize("language", ["fi", "pl", "en"])
def test_held_out_sentences_have_most_of_their_cues_and_hardly_a_wrong_one(language: str) -> None:
    held_out = [
        (found(language, party, text), cues) for party, text, cues, held in sentences(language) if held
    ]
    there = sum(len(cues) for _, cues in held_out)
    assert there >= 30
    assert sum(len(heard & cues) for heard, cues in held_out) / there >= HELD_OUT_RECALL
    assert sum(len(heard - cues) for heard, cues in held_out) <= HELD_OUT_WRONG


@pytest.mark.parametrize("language", ["fi", "pl", "en"])
def test_newer_tuned_sentences_reach_the_bars(language: str) -> None:
    judged = {spoken.case.about for spoken in SPOKEN}
    figures = figures_of(
        (spoken.case.cues, heard_in(PLAYBOOK, spoken) & judged)
        for spoken in SPOKEN
        if spoken.language == language and not spoken.case.held_out
    )
    assert figures.recall is not None
    assert figures.precision is not None
    assert figures.recall >= TUNED_RECALL
    assert figures.precision >= TUNED_PRECISION


@pytest.mark.parametrize(("folder", "language"), AUTHORS_HELD_OUT)
def test_sentences_of_other_authors_are_found_as_surely_as_when_last_measured(
    folder: str, language: str
) -> None:
    spoken = [one for one in AUTHORS[folder] if one.language == language]
    for held_out, (recall, precision) in (
        (False, (TUNED_RECALL, TUNED_PRECISION)),
        (True, AUTHORS_HELD_OUT[folder, language]),
    ):
        figures = figures_of(
            (one.case.cues, heard_in(PLAYBOOK, one)) for one in spoken if one.case.held_out == held_out
        )
        assert figures.recall is not None
        assert figures.precision is not None
        assert figures.recall >= recall, held_out
        assert figures.precision >= precision, held_out


def test_about_a_third_of_the_newer_sentences_is_held_out_by_a_hash_of_its_text() -> None:
    for spoken in [*SPOKEN, *AUTHORS["fresh"], *AUTHORS["second"]]:
        digest = int(hashlib.sha256(spoken.case.say.encode()).hexdigest(), 16)
        assert spoken.case.held_out == (digest % HELD_OUT_EVERY == 0), spoken.case.say


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("spoken_sv.toml", "caller = []", "playbook_bad_value"),
        ("spoken_en.toml", 'caller = [{ say = "hi", cues = [] }]', "playbook_bad_value"),
        ("spoken_en.toml", "callers = []", "playbook_unknown_key"),
        ("other.toml", "caller = []", "playbook_missing"),
    ],
)
def test_sentences_that_cannot_be_read_are_refused(tmp_path: Path, name: str, text: str, code: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(PlaybookError) as refused:
        read_cue_cases(tmp_path)
    assert refused.value.code == code
