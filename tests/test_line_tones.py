"""Tones of telephone networks: their frequencies and their cadences."""

from __future__ import annotations

import numpy as np
import pytest

from tyyni.units import SAMPLE_RATE_HZ
from tyyni_bench.line_tones import HIGH_HZ, LOW_HZ, TONES, keys, tone
from tyyni_bench.noise_sounds import Sound


def loudest_hz(sound: Sound, count: int) -> list[float]:
    """Return the frequencies of the highest local maxima of the spectrum, in order."""
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    peaks = np.flatnonzero((power[1:-1] > power[:-2]) & (power[1:-1] > power[2:])) + 1
    highest = peaks[np.argsort(power[peaks])[-count:]]
    return sorted(float(at * SAMPLE_RATE_HZ / len(sound)) for at in highest)


@pytest.mark.parametrize("kind", TONES)
def test_a_tone_has_its_frequencies_and_sounds_for_its_share_of_the_time(kind: str) -> None:
    chosen = TONES[kind]
    period_s = sum(chosen.cadence_s) or 1.0
    sound = tone(kind, round(4 * period_s * SAMPLE_RATE_HZ), np.random.default_rng(3))
    on_s = sum(chosen.cadence_s[::2]) or 1.0
    frames = np.abs(sound[: len(sound) // 160 * 160]).reshape(-1, 160).max(axis=1) > 0.05
    assert frames.mean() == pytest.approx(on_s / period_s, abs=0.03)
    window = round(0.9 * max(chosen.cadence_s[::2], default=1.0) * SAMPLE_RATE_HZ)
    power = np.cumsum(sound**2)
    at = int(np.argmax(power[window:] - power[:-window])) + 1
    found = loudest_hz(sound[at : at + window], len(chosen.freqs_hz))
    assert found == pytest.approx(sorted(chosen.freqs_hz), abs=4)


def test_the_cadence_begins_anywhere() -> None:
    starts = {
        bool(np.abs(tone("busy-us", 400, np.random.default_rng(seed))).max() > 0.1) for seed in range(20)
    }
    assert starts == {True, False}


def test_a_key_is_one_low_and_one_high_tone() -> None:
    sound = keys(10 * SAMPLE_RATE_HZ, np.random.default_rng(5))
    edges = np.flatnonzero(np.diff((np.convolve(np.abs(sound), np.ones(80), "same") > 0.5).astype(int)))
    presses = [(begin, end) for begin, end in zip(edges[::2], edges[1::2], strict=False)]
    assert len(presses) > 5
    for begin, end in presses:
        low_hz, high_hz = loudest_hz(np.pad(sound[begin:end], (0, 8 * SAMPLE_RATE_HZ - (end - begin))), 2)
        assert min(abs(low_hz - known) for known in LOW_HZ) < 15
        assert min(abs(high_hz - known) for known in HIGH_HZ) < 15
