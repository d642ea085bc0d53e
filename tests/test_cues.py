"""The acoustic measures on signals whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.voices import vowels

from tyyni.coach import cues


def spectra(tilt_db_per_octave: float = -12.0, f0_hz: float = 120.0) -> np.ndarray:
    return cues.power_spectra(vowels(2.0, f0_hz=f0_hz, tilt_db_per_octave=tilt_db_per_octave))


def test_spectra_of_too_little_sound_are_none_at_all() -> None:
    assert cues.power_spectra(np.zeros(511, dtype=np.float32)).shape == (0, cues.N_BINS)


def test_a_flatter_tilt_raises_the_band_ratios() -> None:
    for upper, lower in ((cues.HIGH_HZ, cues.LOW_HZ), (cues.TOP_HZ, cues.BOTTOM_HZ)):
        steep, flat = (cues.band_ratio_db(spectra(tilt), upper, lower) for tilt in (-12.0, -6.0))
        assert steep is not None
        assert flat is not None
        # From 10.9 dB over the octaves between the bands' middles: 6 dB an octave.
        assert flat - steep > 5.0


def test_hum_and_dc_do_not_count() -> None:
    sound = vowels(1.0)
    hum = 0.05 * np.sin(2 * np.pi * 50 * np.arange(len(sound)) / 16_000).astype(np.float32)
    clean, dirty = (
        cues.band_ratio_db(cues.power_spectra(x), cues.HIGH_HZ, cues.LOW_HZ)
        for x in (sound, sound + hum + 0.1)
    )
    assert dirty == pytest.approx(clean, abs=0.1)


@given(st.floats(-30, 0))
def test_ratios_do_not_hear_the_level(gain_db: float) -> None:
    power = spectra()
    softer = (power * 10 ** (gain_db / 10)).astype(np.float32)
    assert cues.band_ratio_db(softer, cues.HIGH_HZ, cues.LOW_HZ) == pytest.approx(
        cues.band_ratio_db(power, cues.HIGH_HZ, cues.LOW_HZ), abs=1e-3
    )
    levels, softer_levels = cues.levels_db(power), cues.levels_db(softer)
    assert cues.level_range_db(softer_levels) == pytest.approx(cues.level_range_db(levels), abs=1e-3)
    voiced = np.ones(len(power), dtype=bool)
    assert cues.articulation_rate_per_s(softer, voiced) == cues.articulation_rate_per_s(power, voiced)


def test_f0_slope_skips_unvoiced_gaps_and_limits_octave_errors() -> None:
    flat = np.concatenate([np.zeros(20), [np.nan], np.full(20, 9.0)])
    assert cues.f0_slope_st_per_s(flat, 16.0) == 0.0
    flat[10] = 12.0
    assert cues.f0_slope_st_per_s(flat, 16.0) == pytest.approx(2 * cues.STEEPEST_ST_PER_S / 38)
    assert cues.f0_slope_st_per_s(np.full(50, np.nan), 16.0) is None


@pytest.mark.parametrize("rate", [2.0, 4.0, 6.0])
def test_syllables_are_counted(rate: float) -> None:
    power = cues.power_spectra(vowels(3.0, syllables_per_s=rate))
    measured = cues.articulation_rate_per_s(power, np.ones(len(power), dtype=bool))
    assert measured == pytest.approx(rate, rel=0.12)


def test_unvoiced_peaks_small_dips_and_far_softer_peaks_are_no_nuclei() -> None:
    levels = np.array([50.0, 60, 50, 61, 50, 30, 34, 30, 55, 54, 56, 50])
    voiced = np.ones(len(levels), dtype=bool)
    assert cues.syllable_nuclei(levels, voiced) == 3  # at 60, 61 and 56; 34 is too soft, 55 melts into 56
    voiced[3] = False
    assert cues.syllable_nuclei(levels, voiced) == 2
    assert cues.syllable_nuclei(levels[:2], voiced[:2]) == 0
    falling = np.array([50.0, 60, 59, 59.5, 50])
    assert cues.syllable_nuclei(falling, np.ones(5, dtype=bool)) == 1


def test_shallow_ripples_are_rises_but_no_nuclei() -> None:
    levels = 60 + 0.5 * np.cos(2 * np.pi * np.arange(300) / 20)
    assert cues.syllable_nuclei(levels, np.ones(300, dtype=bool)) == 1
    assert cues.level_rises(levels) == 15
    assert cues.level_rises(np.full(100, 50.0)) == 0
    assert cues.level_rises(levels - 40.0 * (np.arange(300) >= 100)) < 6  # the rest lies far under the peak


def test_syllables_that_hardly_dip_count_half() -> None:
    power = np.ones((300, cues.N_BINS), dtype=np.float32)
    power *= (10 ** (0.05 * np.cos(2 * np.pi * np.arange(300) / 20)))[:, None]  # five a second, by 1 dB
    measured = cues.articulation_rate_per_s(power, np.ones(300, dtype=bool))
    assert measured == pytest.approx(2.5, abs=0.3)


def test_loud_unvoiced_sound_parts_two_vowels() -> None:
    power = cues.power_spectra(vowels(2.0, syllables_per_s=0.01) + 0.1)
    power[:] = power.max(axis=0)  # one long vowel
    voiced = np.ones(len(power), dtype=bool)
    one = cues.articulation_rate_per_s(power, voiced)
    voiced[np.arange(len(power)) % 50 >= 45] = False  # hisses as loud as the vowel, twice a second
    parted = cues.articulation_rate_per_s(power, voiced)
    assert one is not None
    assert parted is not None
    assert one < 1.0
    assert parted == pytest.approx(2.0, abs=0.3)


def test_a_pause_takes_no_part_but_the_closure_of_a_stop_does() -> None:
    power = cues.power_spectra(vowels(3.0, syllables_per_s=4.0))
    voiced = np.ones(len(power), dtype=bool)
    whole = cues.articulation_rate_per_s(power, voiced)
    for frames, share in ((24, (len(power) + 24) / len(power)), (60, 1.0)):
        silent = np.insert(power, [150] * frames, 0.0, axis=0)
        measured = cues.articulation_rate_per_s(silent, np.insert(voiced, [150] * frames, False))
        assert measured is not None
        assert whole is not None
        assert measured * share == pytest.approx(whole, rel=0.05)


def test_no_rate_without_enough_sounding_voice() -> None:
    power = spectra()
    assert cues.articulation_rate_per_s(power[:79], np.ones(79, dtype=bool)) is None
    assert cues.articulation_rate_per_s(power, np.zeros(len(power), dtype=bool)) is None
    click = np.full_like(power, 1e-9)
    click[100:110] = 1.0
    assert cues.articulation_rate_per_s(click, np.ones(len(click), dtype=bool)) is None


def test_too_little_is_not_measured() -> None:
    nothing = np.zeros((0, cues.N_BINS), dtype=np.float32)
    assert cues.band_ratio_db(nothing, cues.HIGH_HZ, cues.LOW_HZ) is None
    assert cues.level_range_db(np.zeros(19)) is None
    assert cues.f0_median_st(np.zeros(11)) is None
    assert not cues.loud_voiced(np.zeros(5), np.zeros(5, dtype=bool)).any()


def test_digital_silence_gives_finite_numbers() -> None:
    silence = np.zeros((30, cues.N_BINS), dtype=np.float32)
    ratio = cues.band_ratio_db(silence, cues.HIGH_HZ, cues.LOW_HZ)
    assert ratio is not None
    assert np.isfinite(ratio)
    assert np.isfinite(cues.levels_db(silence)).all()
