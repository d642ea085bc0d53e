from __future__ import annotations

import numpy as np
import pytest

from tyyni.audio import MAX_BRIDGE_SAMPLES
from tyyni.errors import WireError
from tyyni.serve.intake import Intake
from tyyni.units import FRAME_SAMPLES, Party
from tyyni.wire import AudioChunk

BOTH = (Party.CALLER, Party.AGENT)


def chunk(party: Party, sequence: int, first: int, count: int = FRAME_SAMPLES) -> AudioChunk:
    return AudioChunk(party, sequence, first, np.ones(count, dtype=np.int16))


def test_whole_frames_come_out_and_the_rest_waits() -> None:
    intake = Intake(BOTH)
    taken = intake.take(chunk(Party.CALLER, 0, 0, 500))
    assert [frame.first_sample for frame in taken.frames] == [0]
    assert intake.next_samples == {Party.CALLER: 500, Party.AGENT: 0}
    (last,) = intake.flush()
    assert (last.first_sample, last.samples[:180].sum(), last.samples[180:].sum()) == (320, 180, 0)
    assert intake.next_samples == {Party.CALLER: 500, Party.AGENT: 0}, "silence that nobody sent was counted"


def test_a_gap_is_bridged_and_told_and_never_shifts_the_other_party() -> None:
    intake = Intake(BOTH)
    intake.take(chunk(Party.AGENT, 0, 0))
    taken = intake.take(chunk(Party.CALLER, 0, 2 * FRAME_SAMPLES))
    assert taken.mends == (("audio_gap_bridged", 40),)
    assert len(taken.frames) == 3
    assert intake.next_samples[Party.AGENT] == FRAME_SAMPLES


def test_what_was_heard_before_is_dropped_and_told() -> None:
    intake = Intake(BOTH)
    intake.take(chunk(Party.CALLER, 0, 0))
    taken = intake.take(chunk(Party.CALLER, 1, 0))
    assert (taken.frames, taken.mends) == ((), (("audio_repeated", 20),))


def test_sequence_numbers_count_per_party_and_wrap() -> None:
    intake = Intake(BOTH)
    assert intake.take(chunk(Party.CALLER, 0xFFFFFFFF, 0)).mends == ()
    assert intake.take(chunk(Party.CALLER, 0, 320)).mends == ()
    assert intake.take(chunk(Party.AGENT, 9, 0)).mends == ()
    assert intake.take(chunk(Party.CALLER, 5, 640)).mends == (("sequence_out_of_order", None),)
    intake.begin_connection()
    assert intake.take(chunk(Party.CALLER, 77, 960)).mends == ()


def test_a_party_that_hello_did_not_declare_is_refused() -> None:
    with pytest.raises(WireError, match="party_not_declared"):
        Intake((Party.CALLER,)).take(chunk(Party.AGENT, 0, 0))


def test_a_gap_too_long_to_bridge_is_refused_and_nothing_is_taken() -> None:
    intake = Intake(BOTH)
    with pytest.raises(WireError, match="gap_too_long"):
        intake.take(chunk(Party.CALLER, 3, MAX_BRIDGE_SAMPLES + 1))
    assert intake.next_samples[Party.CALLER] == 0
    assert intake.take(chunk(Party.CALLER, 0, 0)).mends == ()


def test_a_call_that_goes_on_takes_each_party_from_where_it_was() -> None:
    intake = Intake(BOTH, {Party.CALLER: 3 * FRAME_SAMPLES})
    assert intake.next_samples == {Party.CALLER: 3 * FRAME_SAMPLES, Party.AGENT: 0}
    taken = intake.take(chunk(Party.CALLER, 7, 5 * FRAME_SAMPLES))
    assert taken.mends == (("audio_gap_bridged", 40),), "what the client has not kept is a gap like any other"
    assert [frame.first_sample // FRAME_SAMPLES for frame in taken.frames] == [3, 4, 5]
