"""Voices whose F0, tilt, level and rate are known give these values, by the real tracker and the service's timeline."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from voices import vowels

from tyyni.audio import Pcm16, to_pcm16
from tyyni.coach.cues import HIGH_HZ, LOW_HZ
from tyyni.coach.speech import SpeechTrack
from tyyni.coach.voice import measure
from tyyni.units import FRAME_SAMPLES, SAMPLE_RATE_HZ
from tyyni_models.pitch import SwiftF0Pitch

PITCH = SwiftF0Pitch()
NOT_MEASURED = ("f0_median_st", "f0_slope_st_per_s", "alpha_ratio_db", "top_ratio_db", "level_range_db",
                "articulation_rate_per_s")  # fmt: skip


def cues_of(samples: NDArray[np.float64] | NDArray[np.float32] | Pcm16) -> dict[str, float | None]:
    """Return the cues of the last 2 s of sound, all of it taken for speech."""
    track = SpeechTrack(PITCH)
    pcm = samples if samples.dtype == np.int16 else to_pcm16(samples)
    for at in range(0, len(pcm) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        track.hear_speech(pcm[at : at + FRAME_SAMPLES])
    track.analyse()
    return measure(track.last(100))


def harmonics(f0_hz: NDArray[np.float64], tilt_db_per_octave: float) -> NDArray[np.float64]:
    """Return all harmonics below 3800 Hz of an F0 that is known at every sample."""
    phase = 2 * np.pi * np.cumsum(f0_hz) / SAMPLE_RATE_HZ
    numbers = range(1, int(3800 / f0_hz.max()) + 1)
    wave = sum(10 ** (tilt_db_per_octave * np.log2(n) / 20) * np.sin(n * phase) for n in numbers)
    return np.asarray(0.3 * wave / np.abs(wave).max())


def steady(f0_hz: float, seconds: float = 2.4) -> NDArray[np.float64]:
    return np.full(int(seconds * SAMPLE_RATE_HZ), f0_hz)


@pytest.mark.parametrize(("from_hz", "to_hz"), [(100.0, 200.0), (300.0, 150.0), (120.0, 160.0)])
def test_a_glide_has_its_slope_and_its_middle(from_hz: float, to_hz: float) -> None:
    seconds = 2.0
    f0_hz = np.geomspace(from_hz, to_hz, int(seconds * SAMPLE_RATE_HZ))
    cues = cues_of(harmonics(f0_hz, -9.0))
    # The newest 100 ms wait for their context: the middle of what was heard lies 50 ms before the glide's.
    middle_st = 12 * np.log2(np.sqrt(from_hz * to_hz) / 100.0)
    assert cues["f0_median_st"] == pytest.approx(middle_st, abs=0.4)
    assert cues["f0_slope_st_per_s"] == pytest.approx(12 * abs(np.log2(to_hz / from_hz)) / seconds, rel=0.15)


@pytest.mark.parametrize("f0_hz", [90.0, 130.0, 180.0, 260.0, 340.0])
def test_a_pulse_train_has_its_pitch_and_a_flat_spectrum(f0_hz: float) -> None:
    period = SAMPLE_RATE_HZ / f0_hz
    pulses = np.zeros(int(2.4 * SAMPLE_RATE_HZ))
    pulses[np.arange(0, len(pulses), period).astype(int)] = 0.5
    cues = cues_of(pulses)
    assert cues["f0_median_st"] == pytest.approx(12 * np.log2(f0_hz / 100.0), abs=0.3)
    assert cues["alpha_ratio_db"] == pytest.approx(expected_alpha_db(f0_hz, 0.0), abs=0.5)


def expected_alpha_db(f0_hz: float, tilt_db_per_octave: float) -> float:
    """Return the alpha ratio of harmonics by counting them."""
    numbers = np.arange(1, int(3800 / f0_hz) + 1)
    power = 10 ** (tilt_db_per_octave * np.log2(numbers) / 10)

    def within(band_hz: tuple[float, float]) -> float:
        return float(power[(numbers * f0_hz >= band_hz[0]) & (numbers * f0_hz < band_hz[1])].sum())

    return float(10 * np.log10(within(HIGH_HZ) / within(LOW_HZ)))


@pytest.mark.parametrize("tilt_db_per_octave", [-15.0, -9.0, -3.0])
@pytest.mark.parametrize("f0_hz", [115.0, 230.0])
def test_a_known_tilt_has_its_alpha_ratio(f0_hz: float, tilt_db_per_octave: float) -> None:
    cues = cues_of(harmonics(steady(f0_hz), tilt_db_per_octave))
    assert cues["alpha_ratio_db"] == pytest.approx(expected_alpha_db(f0_hz, tilt_db_per_octave), abs=0.5)
    assert cues["f0_slope_st_per_s"] == pytest.approx(0.0, abs=1.0)


def test_loud_and_soft_halves_lie_as_far_apart_as_they_were_made() -> None:
    wave = harmonics(steady(140.0), -9.0)
    softer = np.arange(len(wave)) % SAMPLE_RATE_HZ >= SAMPLE_RATE_HZ // 2
    wave[softer] *= 10 ** (-10 / 20)
    assert cues_of(wave)["level_range_db"] == pytest.approx(10.0, abs=0.5)


@pytest.mark.parametrize("syllables_per_s", [2.5, 3.5, 5.0, 6.5])
@pytest.mark.parametrize("f0_hz", [110.0, 220.0])
def test_syllables_at_a_known_rate_are_counted(f0_hz: float, syllables_per_s: float) -> None:
    sound = vowels(2.4, f0_hz=f0_hz, tilt_db_per_octave=-9.0, syllables_per_s=syllables_per_s)
    assert cues_of(sound)["articulation_rate_per_s"] == pytest.approx(syllables_per_s, rel=0.15)


def noise(seconds: float, level: float = 0.05) -> NDArray[np.float64]:
    return np.random.default_rng(3).normal(0.0, level, int(seconds * SAMPLE_RATE_HZ))


def whisper(seconds: float) -> NDArray[np.float64]:
    """Return noise in the rhythm of four syllables a second."""
    t = np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return noise(seconds) * (0.55 - 0.45 * np.cos(2 * np.pi * 4.0 * t))


@pytest.mark.parametrize(
    "sound", [np.zeros(38_400), noise(2.4), whisper(2.4)], ids=["silence", "noise", "whisper"]
)
def test_what_has_no_voice_has_no_cues(sound: NDArray[np.float64]) -> None:
    cues = cues_of(sound)
    assert {name: cues[name] for name in NOT_MEASURED} == dict.fromkeys(NOT_MEASURED)


def test_a_tenth_of_a_second_of_voice_is_too_little() -> None:
    sound = noise(2.4, 0.002)
    sound[16_000:17_600] += harmonics(steady(150.0, 0.1), -9.0)
    cues = cues_of(sound)
    assert (cues["f0_median_st"], cues["f0_slope_st_per_s"], cues["alpha_ratio_db"]) == (None, None, None)
