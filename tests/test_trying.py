"""`tyyni playbook try`: what a sentence brings, and why all else stays silent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tyyni.playbooks.loader import load_playbook
from tyyni.playbooks.trying import Tried, lines, report, try_sentence
from tyyni.units import Party

PLAYBOOK = load_playbook()


def tried(
    sentence: str, *, language: str = "en", party: Party = Party.CALLER, heat: float | None = None
) -> Tried:
    return try_sentence(PLAYBOOK, sentence, language=language, party=party, heat=heat)


def entry(told: Tried, list_: str, id_: str, kind: str) -> dict[str, Any]:
    (found,) = [one for one in report(told)[list_] if (one["id"], one["kind"]) == (id_, kind)]
    return found


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fi", "mun paketti on myöhässä"), ("pl", "moja paczka się spóźnia"), ("en", "my parcel is late")],
)
def test_what_fired_names_its_rows_and_what_did_not_says_why(language: str, sentence: str) -> None:
    told = tried(sentence, language=language)
    cue = entry(told, "fired", "late_delivery", "cue")
    assert (cue["sources"], cue["heat_points"] > 0) == (["P2"], True)
    prompt = entry(told, "fired", "late-delivery", "prompt")
    assert "P2" in prompt["sources"]
    assert set(prompt["text"]) == {"fi", "pl", "en"}
    silent = entry(told, "not_fired", "stay-calm", "prompt")
    assert silent["unmet"] == ["heat_at_least"]
    assert silent["why"] == "asks for heat_at_least = 50.0"


def test_every_rule_and_every_cue_of_the_party_stands_in_one_of_the_lists() -> None:
    told = report(tried("my parcel is late"))
    prompts = {one["id"] for one in told["fired"] + told["not_fired"] if one["kind"] == "prompt"}
    cues = {one["id"] for one in told["fired"] + told["not_fired"] if one["kind"] == "cue"}
    assert prompts == {rule.id for rule in PLAYBOOK.rules}
    assert cues == {cue.id for cue in PLAYBOOK.cues if cue.party is Party.CALLER}


def test_heat_sets_the_scene_and_the_agents_words_are_steps() -> None:
    assert entry(tried("hello", heat=60), "fired", "stay-calm", "prompt")
    assert entry(tried("I am so sorry", party=Party.AGENT), "fired", "apologise", "step")


def test_a_near_miss_names_its_nearest_phrase() -> None:
    told = tried("my parcel is lagging")
    near = entry(told, "not_fired", "late_delivery", "cue")
    assert near["why"] == "no phrase of it was heard"
    assert near["likeness"] >= 0.6
    assert any(line.startswith("unheard late_delivery: no phrase of it") for line in lines(told))


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "I am not angry"), ("fi", "en ole vihainen"), ("pl", "nie jestem zły")]
)
def test_what_a_negation_takes_back_says_so(language: str, sentence: str) -> None:
    assert entry(tried(sentence, language=language), "not_fired", "angry", "cue")["why"] == (
        "a negation takes it back"
    )


def test_what_a_do_not_trigger_phrase_takes_back_says_so() -> None:
    cue = replace(
        next(cue for cue in PLAYBOOK.cues if cue.id == "threat"), unless={"en": ("to send you a card",)}
    )
    playbook = replace(PLAYBOOK, cues=(cue,), rules=PLAYBOOK.rules[:1])
    sentence = "I know where you live to send you a card"
    told = try_sentence(playbook, sentence, language="en", party=Party.CALLER, heat=None)
    assert entry(told, "fired", "threat", "cue")
    overlapping = replace(cue, unless={"en": ("where you live to send",)})
    told = try_sentence(
        replace(playbook, cues=(overlapping,)), sentence, language="en", party=Party.CALLER, heat=None
    )
    assert entry(told, "not_fired", "threat", "cue")["why"] == "a do-not-trigger phrase takes it back"
