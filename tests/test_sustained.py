"""The mean arousal of the last seconds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni.coach.sustained import CALM_AROUSAL, MEMORY_READINGS, Sustained


def after(arousal: float, readings: int, of: Sustained | None = None) -> Sustained:
    of = of or Sustained()
    for _ in range(readings):
        of.hear(arousal, 1.0)
    return of


def test_one_raised_reading_decides_nothing_and_many_do() -> None:
    assert after(0.9, 1).arousal < 0.31
    assert after(0.9, 30).arousal == pytest.approx(0.9, abs=0.1)


def test_it_forgets_what_lies_further_back_than_its_memory() -> None:
    calmed = after(0.1, 3 * int(MEMORY_READINGS), after(0.9, 30))
    assert calmed.arousal < 0.2


def test_an_unsure_reading_counts_for_less() -> None:
    assert Sustained().hear(0.9, 0.5) < Sustained().hear(0.9, 1.0)
    assert Sustained().hear(0.9, 0.0) == CALM_AROUSAL


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=40))
def test_it_lies_within_what_was_heard(readings: list[tuple[float, float]]) -> None:
    sustained = Sustained()
    for arousal, confidence in readings:
        sustained.hear(arousal, confidence)
    heard = [CALM_AROUSAL, *(arousal for arousal, _ in readings)]
    assert min(heard) - 1e-9 <= sustained.arousal <= max(heard) + 1e-9
