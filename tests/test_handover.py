"""Somebody else takes the telephone."""

from __future__ import annotations

import pytest

from tyyni.coach.handover import FAR_ST, READINGS, STRANGER_CALM, WHOLE_STRETCH, Handover

OWN_ST = 2.0
CALM = STRANGER_CALM - 0.1


def heard(
    *readings: tuple[float | None, float], own_st: float | None = OWN_ST, complete: float = 1.0
) -> bool:
    """Return what the last reading, of pitch and arousal to a stranger, led to."""
    handover = Handover()
    return [handover.hear(pitch_st, own_st, arousal, complete) for pitch_st, arousal in readings][-1]


@pytest.mark.parametrize("off_st", [FAR_ST, -FAR_ST])
def test_another_pitch_that_is_calm_for_a_stranger_is_another_person(off_st: float) -> None:
    readings = [(OWN_ST + off_st, CALM)] * READINGS
    assert heard(*readings)
    assert not heard(*readings[1:]), "not before 4 s"


def test_an_angry_caller_is_still_the_same() -> None:
    assert not heard(*[(OWN_ST + 10.0, 0.8)] * READINGS)
    assert not heard(*[(OWN_ST + FAR_ST - 0.1, CALM)] * READINGS)


def test_one_reading_near_the_own_pitch_begins_the_count_again() -> None:
    far = (OWN_ST + FAR_ST, CALM)
    assert not heard(*[far] * (READINGS - 1), (OWN_ST, CALM), *[far] * (READINGS - 1))
    assert heard((OWN_ST, CALM), *[far] * READINGS)


def test_what_cannot_be_measured_or_is_short_is_not_asked() -> None:
    far = (OWN_ST + FAR_ST, CALM)
    assert not heard(*[far] * READINGS, own_st=None)
    assert not heard(*[far] * READINGS, complete=WHOLE_STRETCH - 0.01)
    assert heard(*[far] * (READINGS - 1), (None, CALM), far)
