"""Which calls are composed of which clips."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tyyni_bench.call_recipes import CALM_CALLS, MOST_CALLERS, recipes
from tyyni_bench.composed import Recipe
from tyyni_bench.manifest import Clip


def clips(speaker: str, gender: str, count: int, *emotions: str, of: str = "acted") -> list[Clip]:
    return [
        Clip(Path(f"{of}-{speaker}-{emotion}-{number}"), "pl", of, speaker, gender, emotion)
        for emotion in emotions
        for number in range(count)
    ]


CLIPS = [
    *clips("ann", "f", 4, "neutral", "anger", "happiness", "fear"),
    *clips("bea", "f", 3, "calm"),
    *clips("bea", "f", 2, "anger"),
    *clips("carl", "m", 3, "neutral", "angry", "sad"),
    *clips("dan", "m", 3, "neutral", of="other"),
    *clips("prompter", "f", 3, "", of="prompts"),
    Clip(Path("odd"), "pl", "acted", "ann", "f", ""),
]


@pytest.fixture(scope="module")
def made() -> list[Recipe]:
    return recipes(CLIPS)


def of_kind(made: list[Recipe], kind: str) -> list[str]:
    return [recipe.name for recipe in made if recipe.kind == kind]


def test_there_are_a_hundred_calm_minutes_of_all_who_speak_calmly(made: list[Recipe]) -> None:
    calm = Counter(name.split()[0] for name in of_kind(made, "calm"))
    assert sum(calm.values()) >= CALM_CALLS
    assert set(calm) == {"ann", "bea", "carl", "dan", "prompter"}


def test_only_who_has_three_angry_clips_gets_hot(made: list[Recipe]) -> None:
    assert of_kind(made, "turns to anger") == ["ann rises", "carl rises"]
    assert of_kind(made, "angry from the start") == ["ann hot from the start", "carl hot from the start"]
    rises = next(recipe for recipe in made if recipe.name == "ann rises")
    assert [(part.hot, part.watched, {clip.emotion for clip in part.clips}) for part in rises.parts] == [
        (False, False, {"neutral"}),
        (True, True, {"anger"}),
        (False, False, {"neutral"}),
    ]


def test_who_has_clips_of_a_feeling_turns_to_it(made: list[Recipe]) -> None:
    turns = {recipe.name for recipe in made if recipe.kind.startswith("turns to") and not recipe.timed}
    assert turns == {"ann turns to joy", "ann turns to fear", "carl turns to sadness"}
    assert not any(part.hot for recipe in made if recipe.name in turns for part in recipe.parts)


def test_noise_and_an_agent_who_talks_over_disturb_calm_speakers(made: list[Recipe]) -> None:
    noisy = [recipe.noise_snr_db for recipe in made if recipe.noise_snr_db is not None]
    assert Counter(noisy) == {20.0: 5, 10.0: 5}
    over = {recipe.name.split()[0]: recipe.agent[0].speaker for recipe in made if recipe.agent}
    assert over == {"ann": "bea", "bea": "carl", "carl": "dan", "dan": "prompter", "prompter": "ann"}


def test_the_next_of_the_other_sex_and_the_same_set_takes_the_telephone(made: list[Recipe]) -> None:
    assert of_kind(made, "another caller, calm") == [
        "ann then carl calm",
        "bea then carl calm",
        "carl then ann calm",
    ]
    assert len(of_kind(made, "another caller, angry")) == 3
    watched = [part.clips[0].speaker for recipe in made if recipe.name == "ann then carl angry"
               for part in recipe.parts if part.watched and part.hot]  # fmt: skip
    assert watched == ["carl"]


def test_what_is_timed_is_what_rises_and_what_is_calm(made: list[Recipe]) -> None:
    assert {recipe.kind for recipe in made if recipe.timed} == {
        "calm",
        "turns to anger",
        "angry from the start",
    }
    assert len({recipe.name for recipe in made}) == len(made), "a call's chance comes from its name"


def test_many_speakers_do_not_take_forever() -> None:
    crowd = [clip for n in range(60) for clip in clips(f"s{n}", "fm"[n % 2], 3, "neutral", "joy")]
    kinds = Counter(recipe.kind for recipe in recipes(crowd))
    assert max(count for kind, count in kinds.items() if kind != "calm") == MOST_CALLERS


def test_one_calm_speaker_has_nobody_to_be_talked_over_by() -> None:
    assert not any(recipe.agent for recipe in recipes(clips("ann", "f", 3, "neutral")))
    assert recipes(clips("ann", "f", 3, "anger")) == []
