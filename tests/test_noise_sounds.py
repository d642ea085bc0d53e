"""Sounds of a line on which nobody speaks: their spectra, their rates, no surprises in their numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.random import Generator

from tyyni.units import SAMPLE_RATE_HZ
from tyyni_bench import noise_sounds
from tyyni_bench.noise_sounds import Sound

LENGTH = 8 * SAMPLE_RATE_HZ
ALL = (
    noise_sounds.silence, noise_sounds.white, noise_sounds.pink, noise_sounds.brown, noise_sounds.hiss,
    noise_sounds.hum, noise_sounds.line, noise_sounds.breathing, noise_sounds.clicks, noise_sounds.crackle,
    noise_sounds.typing,
)  # fmt: skip


def chance() -> Generator:
    return np.random.default_rng(1)


def band_db(sound: Sound, low_hz: float, high_hz: float) -> float:
    power = np.abs(np.fft.rfft(sound)) ** 2
    freqs_hz = np.fft.rfftfreq(len(sound), 1.0 / SAMPLE_RATE_HZ)
    return float(10.0 * np.log10(power[(freqs_hz >= low_hz) & (freqs_hz < high_hz)].mean()))


@pytest.mark.parametrize("made", ALL, ids=lambda made: made.__name__)
def test_sounds_have_the_length_asked_for_and_come_again_from_the_same_chance(
    made: Callable[[int, Generator], Sound],
) -> None:
    for length in (1_234, LENGTH):
        sound = made(length, chance())
        assert sound.shape == (length,)
        assert np.isfinite(sound).all()
        assert np.array_equal(sound, made(length, chance()))
    assert sound.any() != (made is noise_sounds.silence)


@pytest.mark.parametrize(
    ("made", "per_octave_db"),
    [(noise_sounds.white, 0), (noise_sounds.pink, -3), (noise_sounds.brown, -6), (noise_sounds.hiss, 3)],
)
def test_noise_has_the_slope_of_its_colour(
    made: Callable[[int, Generator], Sound], per_octave_db: float
) -> None:
    sound = made(LENGTH, chance())
    slope_db = (band_db(sound, 3_200, 4_000) - band_db(sound, 200, 250)) / 4.0
    assert slope_db == pytest.approx(per_octave_db, abs=0.3)


def test_hum_is_the_mains_and_its_harmonics() -> None:
    sound = noise_sounds.hum(LENGTH, chance())
    assert band_db(sound, 49, 51) > band_db(sound, 60, 90) + 30
    assert band_db(sound, 98, 102) > band_db(sound, 60, 90) + 20
    assert band_db(sound, 600, 8_000) < band_db(sound, 49, 51) - 60


def stretches(sound: Sound, frame_samples: int, share: float) -> int:
    """Return how often the sound comes up from below a share of its loudest frame."""
    power = (sound[: len(sound) // frame_samples * frame_samples].reshape(-1, frame_samples) ** 2).mean(
        axis=1
    )
    return int((np.diff((power > share * power.max()).astype(int)) == 1).sum())


def test_breath_comes_in_and_goes_out_at_an_adults_rate() -> None:
    minute = noise_sounds.breathing(60 * SAMPLE_RATE_HZ, chance())
    assert 2 * 12 <= stretches(minute, SAMPLE_RATE_HZ // 10, 0.1) <= 2 * 20 + 2


def test_clicks_are_few_and_cracks_are_many() -> None:
    lasting_s = LENGTH / SAMPLE_RATE_HZ
    clicks = stretches(noise_sounds.clicks(LENGTH, chance()), 160, 1e-4)
    cracks = stretches(noise_sounds.crackle(LENGTH, chance()), 16, 1e-4)
    assert 0.5 * lasting_s < clicks < 4 * lasting_s
    assert cracks > 15 * lasting_s


def test_what_begins_before_the_sound_or_ends_after_it_is_cut() -> None:
    sound = np.zeros(4)
    noise_sounds._add(sound, -2, np.array([1.0, 2.0, 3.0]))
    noise_sounds._add(sound, 3, np.array([4.0, 5.0]))
    noise_sounds._add(sound, -9, np.array([6.0]))
    noise_sounds._add(sound, 9, np.array([7.0]))
    assert sound.tolist() == [3.0, 0.0, 0.0, 4.0]
