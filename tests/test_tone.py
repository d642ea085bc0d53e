"""The tone model: weighted mean, missing cues, limits, bad files."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni.coach.baseline import PRIORS
from tyyni_models.errors import ModelError
from tyyni_models.tone import CuesToneModel

MODEL = CuesToneModel.load()
Z_SCORES = st.dictionaries(st.sampled_from(list(MODEL.weights)), st.none() | st.floats(-50, 50))


def test_shipped_model_weighs_exactly_the_cues_that_have_a_prior_but_for_the_tempo() -> None:
    tempo_alone = {"articulation_rate_per_s"}  # what is usual of it is asked for by the tempo
    assert set(MODEL.weights) == set(PRIORS) - tempo_alone


def test_a_calm_stranger_is_calm_and_a_raised_voice_is_not() -> None:
    assert MODEL.read(dict.fromkeys(PRIORS, 0.0)).arousal < 0.1
    assert MODEL.read(dict.fromkeys(PRIORS, MODEL.centre)).arousal == pytest.approx(0.5)
    assert MODEL.read(dict.fromkeys(PRIORS, 2.0)).arousal > 0.9


def test_missing_cues_leave_their_weight_to_the_others() -> None:
    model = CuesToneModel({"a": 1.0, "b": 3.0}, centre=0.0, scale=1.0, clip=3.0)
    reading = model.read({"a": 2.0, "b": None, "unknown": 9.0})
    assert reading.contributions == {"a": 2.0}
    assert reading.confidence == 0.25


def test_contributions_are_ordered_and_sum_to_the_score() -> None:
    model = CuesToneModel({"a": 1.0, "b": 3.0}, centre=0.5, scale=0.5, clip=3.0)
    reading = model.read({"a": 1.0, "b": -2.0})
    assert list(reading.contributions.items()) == [("b", -1.5), ("a", 0.25)]
    assert reading.arousal == pytest.approx(1 / (1 + math.exp(3.5)))


def test_nothing_measurable_means_no_confidence() -> None:
    reading = MODEL.read({})
    assert reading.confidence == 0.0
    assert reading.contributions == {}
    assert reading.arousal < 0.1


def test_one_wild_cue_counts_no_more_than_the_limit() -> None:
    model = CuesToneModel({"a": 1.0, "b": 1.0}, centre=0.0, scale=1.0, clip=3.0)
    assert model.read({"a": 1e9, "b": 0.0}) == model.read({"a": 3.0, "b": 0.0})


@given(Z_SCORES)
def test_readings_stay_in_range(cues: dict[str, float | None]) -> None:
    reading = MODEL.read(cues)
    assert 0.0 <= reading.arousal <= 1.0
    assert 0.0 <= reading.confidence <= 1.0 + 1e-9
    assert abs(sum(reading.contributions.values())) <= MODEL.clip + 1e-9


@given(Z_SCORES, st.sampled_from(list(MODEL.weights)), st.floats(0, 5))
def test_more_of_any_cue_never_calms(cues: dict[str, float | None], name: str, more: float) -> None:
    z = cues.get(name) or 0.0
    lower = MODEL.read({**cues, name: z}).arousal
    assert MODEL.read({**cues, name: z + more}).arousal >= lower - 1e-12


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("centre = ", "TOMLDecodeError"),
        ("centre = 1\nscale = 1\nclip = 3", "cue"),
        ("centre = 1\nscale = 1\nclip = 3\ncue = [{ name = 'a' }]", "weight"),
        ("centre = 1\nscale = 1\nclip = 3\ncue = [{ name = 'a', weight = 'heavy' }]", "heavy"),
        ("centre = 1\nscale = 1\nclip = 3\ncue = [{ name = 'a', weight = -1 }]", "['a']"),
        ("centre = 1\nscale = 0\nclip = 3\ncue = [{ name = 'a', weight = 1 }]", "['scale']"),
        ("centre = nan\nscale = 1\nclip = 3\ncue = [{ name = 'a', weight = 1 }]", "centre"),
        ("centre = 1\nscale = 1\nclip = 3\ncue = []", "cue"),
    ],
)
def test_a_broken_file_is_refused_and_says_what_is_wrong(text: str, named: str) -> None:
    with pytest.raises(ModelError) as caught:
        CuesToneModel.parse(text)
    assert caught.value.code == "tone_model_invalid"
    assert "tone.toml" in caught.value.message
    assert named in caught.value.message
