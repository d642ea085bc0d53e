"""A party's sound on the call's clock, whatever the device's own clock does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni.units import WallNs
from tyyni_client.track import Block, Track

BLOCK_S = 0.2
HOUR_S = 3_600


@given(st.lists(st.integers(1, 3_000), min_size=1, max_size=20), st.sampled_from([8_000, 44_100, 48_000]))
def test_any_split_into_blocks_gives_the_same_sound(lengths: list[int], rate_hz: int) -> None:
    t = np.arange(sum(lengths)) / rate_hz
    tone = (8_000 * np.sin(2 * np.pi * 440 * t)).astype(np.int16)
    stereo = np.stack([tone, tone], axis=1)
    whole = Track(rate_hz, WallNs(0)).take(Block(stereo, WallNs(0), after_loss=True))[1]
    track, pieces, at = Track(rate_hz, WallNs(0)), [], 0
    for length in lengths:
        block = Block(stereo[at : at + length], WallNs(0), after_loss=at == 0)
        pieces.append(track.take(block)[1])
        at += length
    joined = np.concatenate(pieces)
    shorter = min(len(whole), len(joined))
    assert abs(len(whole) - len(joined)) <= 16_000 // 100  # what a resampler may hold back at its end
    assert np.abs(whole[:shorter].astype(int) - joined[:shorter]).max(initial=0) <= 1


class Clock:
    """A device whose clock is ``ppm`` slow, on a machine that is busy now and then: one hour, simulated."""

    def __init__(self, ppm: float, seed: int) -> None:
        self._ppm = ppm
        self._random = np.random.default_rng(seed)

    def places_ms(self, track: Track, seconds: int) -> np.ndarray:
        """Return how far the party's sound is ahead of the true time after each block."""
        sound = np.ones((3_200, 1), dtype=np.int16)
        heard, ahead = 0, []
        for block in range(round(seconds / BLOCK_S)):
            true_s = (block + 1) * BLOCK_S * (1 + self._ppm * 1e-6)
            late_s = self._random.exponential(0.004) + (0.3 if self._random.random() < 0.01 else 0.0)
            captured = WallNs(round((true_s + late_s) * 1e9))
            heard += len(track.take(Block(sound, captured, after_loss=block == 0))[1])
            ahead.append(heard / 16 - true_s * 1000)
        return np.array(ahead)


def test_in_an_hour_two_clocks_stay_within_20_ms_of_each_other() -> None:
    agent = Clock(200.0, seed=1).places_ms(Track(16_000, WallNs(0)), HOUR_S)
    caller = Clock(-200.0, seed=2).places_ms(Track(16_000, WallNs(0)), HOUR_S)
    assert np.abs(agent - caller).max() < 20, "they would be 1440 ms apart"


def test_a_good_clock_is_left_alone() -> None:
    ahead = Clock(0.0, seed=3).places_ms(Track(16_000, WallNs(0)), 600)
    assert np.ptp(ahead) < 5


def test_a_clock_that_no_device_has_is_told() -> None:
    fine, odd = Track(16_000, WallNs(0)), Track(16_000, WallNs(0))
    Clock(200.0, seed=4).places_ms(fine, 60)
    Clock(-9_000.0, seed=4).places_ms(odd, 60)
    assert fine.odd_ppm is None
    assert odd.odd_ppm == pytest.approx(-9_000, abs=300)


def test_what_a_loopback_leaves_out_is_silence_in_its_place() -> None:
    track = Track(16_000, WallNs(0), pauses=True)

    def heard(until_ms: int) -> tuple[int, int, int]:
        sound = np.full((320, 1), 7, dtype=np.int16)
        missed, samples = track.take(Block(sound, WallNs(until_ms * 1_000_000), after_loss=False))
        return missed, int((samples == 0).sum()), int((samples == 7).sum())

    assert heard(20) == (0, 0, 320)
    assert heard(60) == (0, 0, 320), "a block that is only late"
    assert heard(240) == (0, 180 * 16, 320)
    assert len(track.fill(WallNs(1_000_000_000))) == 610 * 16
    assert heard(1_000) == (0, 130 * 16, 320)
    assert len(track.fill(WallNs(1_020_000_000))) == 0
