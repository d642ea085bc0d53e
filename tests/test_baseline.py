"""The caller's baseline: prior first, own voice later, anger never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni.coach.baseline import KNOWN_AFTER_STRETCHES, LONGEST_MEMORY_STRETCHES, Baseline, Prior

PRIOR = Prior(means=(0.0,), between_sd=3.0, within_sd=1.0)
TWO_KINDS = Prior(means=(0.0, 9.0), between_sd=2.0, within_sd=2.0)


def baseline() -> Baseline:
    return Baseline({"cue": PRIOR})


def learned(of: Baseline, value: float) -> Baseline:
    for _ in range(20):
        of.learn({"cue": value}, 0.25, arousal=0.0)
    return of


def z(of: Baseline, value: float) -> float:
    score = of.z_scores({"cue": value}, 1.0)["cue"]
    assert score is not None
    return score


def test_a_voice_that_lies_high_is_unusual_only_until_it_is_known() -> None:
    known = baseline()
    assert z(known, 4.0) > 1.2
    for _ in range(20):
        known.learn({"cue": 4.0}, 0.25, arousal=0.1)
    assert abs(z(known, 4.0)) < 0.2


def test_the_same_rise_counts_for_more_once_the_voice_is_known() -> None:
    known = baseline()
    assert z(learned(known, 0.0), 3.0) > 2 * z(baseline(), 3.0)


def test_a_lively_voice_gets_a_wider_baseline_and_a_monotone_one_no_narrower() -> None:
    monotone, lively = learned(baseline(), 0.0), baseline()
    for number in range(60):
        lively.learn({"cue": 4.0 * (-1) ** number}, 0.25, arousal=0.0)
    assert z(lively, 4.0) < 1.5
    assert 2.5 < z(monotone, 3.0) < 3.0


def test_both_kinds_of_voice_are_usual_until_one_is_known() -> None:
    fresh = Baseline({"cue": TWO_KINDS})
    assert z(fresh, 0.0) == pytest.approx(0.0, abs=0.4)
    assert z(fresh, 9.0) == pytest.approx(0.0, abs=0.4)
    assert z(fresh, 15.0) > 1.5
    low, high = (learned(Baseline({"cue": TWO_KINDS}), kind) for kind in (0.0, 9.0))
    assert z(low, 9.0) > 2.0
    assert abs(z(high, 9.0)) < 0.3


@given(st.floats(-100, 100), st.floats(0.5, 1.0))
def test_no_value_is_off_the_scale(value: float, completeness: float) -> None:
    score = Baseline({"cue": TWO_KINDS}).z_scores({"cue": value}, completeness)["cue"]
    assert score is not None
    assert abs(score) < 60


def test_anger_from_the_start_does_not_become_the_baseline() -> None:
    angry = baseline()
    for _ in range(60):  # 30 s of angry speech
        angry.learn({"cue": 6.0}, 0.25, arousal=0.9)
    assert z(angry, 6.0) > 0.75 * z(baseline(), 6.0)


def test_less_speech_is_less_unusual() -> None:
    fresh = baseline()
    half, whole = (fresh.z_scores({"cue": 5.0}, share)["cue"] for share in (0.5, 1.0))
    assert half is not None
    assert whole is not None
    assert half < whole


def test_the_unmeasured_stays_unmeasured_and_teaches_nothing() -> None:
    fresh = baseline()
    fresh.learn({"cue": None}, 5.0, arousal=0.0)
    assert fresh.own_mean("cue") is None
    assert fresh.z_scores({"cue": None}, 1.0) == {"cue": None}


def test_boundless_arousal_teaches_nothing() -> None:
    fresh = baseline()
    fresh.learn({"cue": 7.0}, 5.0, arousal=1.0)
    assert fresh.own_mean("cue") is None


def test_the_own_mean_is_claimed_once_it_is_known() -> None:
    known = baseline()
    known.learn({"cue": 5.0}, KNOWN_AFTER_STRETCHES - 0.1, arousal=0.0)
    assert known.own_mean("cue") is None
    known.learn({"cue": 5.0}, 0.1, arousal=0.0)
    assert known.own_mean("cue") == pytest.approx(5.0)


def test_the_old_fades_when_another_voice_comes_on_the_line() -> None:
    known = baseline()
    for value in (0.0, 5.0):
        known.learn({"cue": value}, 4 * LONGEST_MEMORY_STRETCHES, arousal=0.0)
    assert known.own_mean("cue") == pytest.approx(5.0)


@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(0, 1)), max_size=50),
    st.floats(-50, 50),
    st.floats(0, 20),
)
def test_a_higher_value_is_never_less_unusual(
    learned: list[tuple[float, float]], value: float, more: float
) -> None:
    any_baseline = baseline()
    for heard, arousal in learned:
        any_baseline.learn({"cue": heard}, 0.25, arousal)
    assert z(any_baseline, value + more) >= z(any_baseline, value) - 1e-9
