"""Cues in written sentences, as data: a third of the sentences is held out, and no phrase was tuned on it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tyyni.coach.words import CueSpotter
from tyyni.playbooks.loader import load_playbook
from tyyni.units import Party
from tyyni_models.contracts import Word

CUES = load_playbook().cues
HELD_OUT_EVERY = 3
HELD_OUT_RECALL = 0.8
"""The least part of the cues in held-out sentences that must be found; 0.81 (fi), 0.84 (pl) and 0.81 (en) when it
was set. It flatters: in the newest sentences of each file, the first after the phrases had settled, only about a
third of the cues was found before phrases were added for the tuned ones. What nobody thought of is missed."""

HELD_OUT_WRONG = 1
"""Wrong cues in a language's held-out sentences, at most. Known: "se sopii" (it suits me) is also "it fits"."""


def sentences(language: str) -> list[tuple[Party, str, set[str], bool]]:
    data: dict[str, list[dict[str, Any]]] = tomllib.loads(
        (Path(__file__).parent / "cue_cases" / f"{language}.toml").read_text("utf-8")
    )
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
