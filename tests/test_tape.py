"""What live calls bring to the disk: each sample in its place, whether the disk is slow, full or the process dies."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import structlog
from history_sample import Count
from hypothesis import given, settings
from hypothesis import strategies as st
from test_recordings import heard, names, no_file_larger_than, noise

from tyyni.audio import MAX_BRIDGE_SAMPLES, Pcm16, Reframer
from tyyni.history.recordings import Recordings
from tyyni.history.tape import BYTES_PER_S, CallTape, Deck, NullTape
from tyyni.units import FRAME_SAMPLES, SAMPLE_RATE_HZ, Party

BOTH = (Party.CALLER, Party.AGENT)


class Desk:
    """A deck on a folder of its own."""

    def __init__(self, folder: Path, most_waiting_bytes: int = 1_000_000) -> None:
        self.lost, self.failed = Count(), Count()
        self.recordings = Recordings(folder)
        self.recordings.prepare()
        self.deck = Deck(
            self.recordings, lost_s=self.lost, failed=self.failed, most_waiting_bytes=most_waiting_bytes
        )

    def tape(self, call_id: str = "a", parties: Sequence[Party] = BOTH, *, fresh: bool = True) -> CallTape:
        return CallTape(self.deck, call_id, parties, fresh=fresh)

    def run(self) -> None:
        """Do everything that waits; the deck is of no use afterwards."""
        self.deck.start()
        self.deck.stop()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def logged() -> Iterator[list]:
    with structlog.testing.capture_logs() as entries:
        yield entries


def play(tape: CallTape, party: Party, samples: Pcm16, first_sample: int = 0, chunk: int = 1_600) -> None:
    """Bring sound as the intake does."""
    reframer = Reframer(party, first_sample)
    for at in range(0, len(samples), chunk):
        tape.hear(reframer.push(first_sample + at, samples[at : at + chunk]).frames)
    tape.hear(reframer.flush())


def test_two_parties_are_kept_sample_by_sample(desk: Desk) -> None:
    tape = desk.tape()
    caller, agent = noise(48_000), noise(32_000, seed=2)
    play(tape, Party.CALLER, caller)
    play(tape, Party.AGENT, agent)
    assert (tape.running, tape.failed) == (True, False)
    tape.end("en")
    tape.end("fi")
    play(tape, Party.CALLER, noise(320), 48_000)
    desk.run()
    sound = heard(desk.recordings, "a")
    assert np.array_equal(sound[:, 0], caller)
    assert np.array_equal(sound[:32_000, 1], agent)
    assert not sound[32_000:, 1].any()
    assert b'"en"' in (desk.recordings.folder / "a.json").read_bytes()
    assert (desk.lost.total, desk.failed.total) == (0, 0)


Chunks = st.lists(
    st.tuples(st.sampled_from(BOTH), st.integers(0, 3_000), st.integers(1, 2_000)), min_size=1, max_size=12
)


@settings(max_examples=30)
@given(chunks=Chunks)
def test_gaps_are_silence_and_nothing_moves(
    tmp_path_factory: pytest.TempPathFactory, chunks: list[tuple[Party, int, int]]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("gaps"))
    tape = desk.tape()
    reframers = {party: Reframer(party) for party in BOTH}
    expected: dict[Party, Pcm16] = {party: noise(0) for party in BOTH}
    for seed, (party, gap, length) in enumerate(chunks):
        sound = noise(length, seed)
        tape.hear(reframers[party].push(len(expected[party]) + gap, sound).frames)
        expected[party] = np.concatenate([expected[party], np.zeros(gap, np.int16), sound])
    for reframer in reframers.values():
        tape.hear(reframer.flush())
    tape.end("en")
    desk.run()
    longest = -(-max(map(len, expected.values())) // FRAME_SAMPLES) * FRAME_SAMPLES
    kept = heard(desk.recordings, "a")
    assert len(kept) == longest, "both channels are as long, in whole frames"
    for channel, samples in enumerate(expected.values()):
        assert np.array_equal(kept[: len(samples), channel], samples)
        assert not kept[len(samples) :, channel].any()


def test_a_call_that_another_process_had_goes_on_and_what_that_one_wrote_stays(tmp_path: Path) -> None:
    caller = noise(64_000)
    before = Desk(tmp_path)
    dying = before.tape()
    play(dying, Party.CALLER, caller[:32_000])
    before.deck.put(lambda _: dying._close())  # as the death of the process does, which ends no tape
    before.run()
    assert names(before.recordings) == {"a.caller.s16le", "a.agent.s16le"}
    after = Desk(tmp_path)
    tape = after.tape(fresh=False)
    # The call asks again for sound from 1 s on; the client has kept nothing before 1.5 s, which is bridged.
    again = np.concatenate([np.zeros(8_000, np.int16), caller[24_000:]])
    play(tape, Party.CALLER, again, first_sample=16_000)
    tape.end("en")
    after.run()
    assert np.array_equal(heard(after.recordings, "a")[:, 0], caller)


def test_sound_is_on_the_disk_while_the_call_goes_on(desk: Desk) -> None:
    tape = desk.tape()
    desk.deck.start()
    play(tape, Party.CALLER, noise(16_000))
    written = threading.Event()
    desk.deck.put(lambda _: written.set())
    assert written.wait(10)
    assert desk.recordings.growing() == {"a"}
    path = desk.recordings.folder / "a.caller.s16le"
    assert np.array_equal(np.frombuffer(path.read_bytes(), "<i2"), noise(16_000))
    tape.end("en")
    desk.deck.stop()


def test_a_deck_that_falls_behind_loses_sound_loudly_and_the_clock_stays_right(
    tmp_path: Path, logged: list
) -> None:
    desk = Desk(tmp_path, most_waiting_bytes=2 * BYTES_PER_S)
    tape = desk.tape(parties=[Party.CALLER])
    busy, go_on, idle = threading.Event(), threading.Event(), threading.Event()
    desk.deck.start()
    desk.deck.put(lambda _: (busy.set(), go_on.wait(10)))
    assert busy.wait(10)
    sound = noise(5 * SAMPLE_RATE_HZ)
    play(tape, Party.CALLER, sound[: 4 * SAMPLE_RATE_HZ])  # two of four seconds find room
    go_on.set()
    desk.deck.put(lambda _: idle.set())
    assert idle.wait(10)
    play(tape, Party.CALLER, sound[4 * SAMPLE_RATE_HZ :], 4 * SAMPLE_RATE_HZ)
    tape.end("en")
    desk.deck.stop()
    kept = heard(desk.recordings, "a")[:, 0]
    assert desk.lost.total == pytest.approx(2.0)
    assert np.array_equal(kept[: 2 * SAMPLE_RATE_HZ], sound[: 2 * SAMPLE_RATE_HZ])
    assert not kept[2 * SAMPLE_RATE_HZ : 4 * SAMPLE_RATE_HZ].any()
    assert np.array_equal(kept[4 * SAMPLE_RATE_HZ :], sound[4 * SAMPLE_RATE_HZ :])
    assert [entry["event"] for entry in logged] == ["recording_behind", "recording_caught_up"]


def test_a_full_disk_ends_the_recording_loudly_and_nothing_else(desk: Desk, logged: list) -> None:
    full, other = desk.tape(), desk.tape("b", [Party.MIXED])
    sound = noise(64_000)
    with no_file_larger_than(64_000):
        play(full, Party.CALLER, sound)
        play(other, Party.MIXED, sound[:16_000])
        play(full, Party.AGENT, sound)
        done = threading.Event()
        desk.deck.put(lambda _: done.set())
        desk.deck.start()
        assert done.wait(10)
    assert (full.failed, full.running, other.failed) == (True, False, False)
    full.end("en")
    other.end("en")
    desk.deck.stop()
    assert np.array_equal(heard(desk.recordings, "a")[:, 0], sound[:32_000])
    assert np.array_equal(heard(desk.recordings, "b")[:, 0], sound[:16_000])
    (entry,) = logged
    assert (entry["event"], entry["call_id"], entry["log_level"]) == ("recording_failed", "a", "error")
    assert desk.failed.total == 1


def test_what_cannot_be_encoded_is_said_once_and_stays(desk: Desk, logged: list) -> None:
    tape = desk.tape()
    play(tape, Party.CALLER, noise(100_000))
    desk.deck.start()
    written = threading.Event()
    desk.deck.put(lambda _: written.set())
    assert written.wait(10)
    with no_file_larger_than(50_000):
        tape.end("en")
        desk.deck.put(lambda _: desk.deck.encode("a", "en"))
        desk.deck.stop()
    assert desk.recordings.growing() == {"a"}
    assert [entry["event"] for entry in logged] == ["recording_not_encoded"]
    assert desk.failed.total == 1


@pytest.mark.parametrize("fresh", [True, False])
def test_files_that_cannot_be_opened_end_the_recording(desk: Desk, logged: list, fresh: bool) -> None:
    if fresh:
        (desk.recordings.folder / "a.agent.s16le").write_bytes(b"in the way")
    tape = desk.tape(fresh=fresh)
    play(tape, Party.CALLER, noise(320))
    desk.run()
    assert tape.failed
    assert [entry["event"] for entry in logged] == ["recording_failed"]


def test_nothing_of_the_sound_is_in_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture, logged: list
) -> None:
    caplog.set_level(logging.DEBUG)
    tape = desk.tape()
    play(tape, Party.CALLER, noise(16_000))
    tape.end("en")
    desk.run()
    assert (logged, caplog.records) == ([], [])


def test_the_longest_gap_that_is_bridged_fits() -> None:
    tape = NullTape()
    tape.hear(Reframer(Party.CALLER).push(MAX_BRIDGE_SAMPLES, noise(320)).frames)
    tape.end(None)
    assert (tape.running, tape.failed) == (False, False)
