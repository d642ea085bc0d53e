"""Frames: no sample lost or doubled for any chunking; gaps bridged; conversion clips."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from tyyni.audio import MAX_BRIDGE_SAMPLES, CallerFrame, Reframer, to_float, to_pcm16
from tyyni.errors import WireError
from tyyni.units import FRAME_SAMPLES, Party


def joined(frames: tuple) -> np.ndarray:
    return np.concatenate([frame.samples for frame in frames]) if frames else np.zeros(0, dtype=np.int16)


@given(st.lists(st.integers(1, 2_000), max_size=30))
def test_no_sample_is_lost_or_moved(sizes: list[int]) -> None:
    audio = np.arange(sum(sizes), dtype=np.int32).astype(np.int16)
    reframer = Reframer(Party.CALLER)
    frames: tuple = ()
    at = 0
    for size in sizes:
        frames += reframer.push(at, audio[at : at + size]).frames
        at += size
    frames += reframer.flush()
    assert np.array_equal(joined(frames)[: len(audio)], audio)
    assert [frame.first_sample for frame in frames] == [i * FRAME_SAMPLES for i in range(len(frames))]


def test_a_gap_becomes_silence_and_is_told() -> None:
    reframer = Reframer(Party.AGENT)
    ones = np.ones(FRAME_SAMPLES, dtype=np.int16)
    reframer.push(0, ones)
    got = reframer.push(3 * FRAME_SAMPLES, ones)
    assert got.bridged_samples == 2 * FRAME_SAMPLES
    assert [int(frame.samples[0]) for frame in got.frames] == [0, 0, 1]


def test_what_was_heard_is_dropped_and_told() -> None:
    reframer = Reframer(Party.AGENT)
    ones = np.ones(FRAME_SAMPLES, dtype=np.int16)
    reframer.push(0, ones)
    got = reframer.push(FRAME_SAMPLES // 2, ones)
    assert got.repeated_samples == FRAME_SAMPLES // 2
    assert reframer.next_sample == FRAME_SAMPLES + FRAME_SAMPLES // 2
    assert reframer.push(0, ones).repeated_samples == FRAME_SAMPLES


def test_a_jump_is_refused_and_nothing_is_taken() -> None:
    reframer = Reframer(Party.CALLER)
    with pytest.raises(WireError) as refused:
        reframer.push(MAX_BRIDGE_SAMPLES + 1, np.ones(10, dtype=np.int16))
    assert refused.value.code == "gap_too_long"
    assert reframer.next_sample == 0
    assert reframer.flush() == ()


def test_only_the_callers_frames_become_caller_frames() -> None:
    reframer = Reframer(Party.CALLER)
    (frame,) = reframer.push(0, np.ones(FRAME_SAMPLES, dtype=np.int16)).frames
    assert CallerFrame(frame).samples[0] == 1
    assert frame.end_ms == 20


@given(npst.arrays(np.float32, 50, elements=st.floats(-4, 4, width=32)))
def test_conversion_clips_and_never_wraps(samples: np.ndarray) -> None:
    back = to_float(to_pcm16(samples))
    assert np.all(np.abs(back - np.clip(samples, -1, 1)) <= 1 / 32768)


@given(npst.arrays(np.int16, 50))
def test_pcm_survives_the_round_trip(samples: np.ndarray) -> None:
    assert np.array_equal(to_pcm16(to_float(samples)), samples)


def test_a_party_that_goes_on_is_counted_on_from_there() -> None:
    reframer = Reframer(Party.CALLER, 2 * FRAME_SAMPLES)
    assert reframer.next_sample == 2 * FRAME_SAMPLES
    reframed = reframer.push(FRAME_SAMPLES, np.ones(2 * FRAME_SAMPLES, dtype=np.int16))
    assert [frame.first_sample for frame in reframed.frames] == [2 * FRAME_SAMPLES]
    assert reframed.repeated_samples == FRAME_SAMPLES
