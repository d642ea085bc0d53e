"""The files of kept sound: sample by sample, whole or not at all, and nobody else's."""

from __future__ import annotations

import json
import os
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni.history import recordings as module
from tyyni.history.recordings import PCM, Recordings
from tyyni.units import SAMPLE_RATE_HZ, Party

BOTH = (Party.CALLER, Party.AGENT)


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    made = Recordings(tmp_path)
    made.prepare()
    return made


def write(recordings: Recordings, call_id: str, sound: dict[Party, Pcm16]) -> None:
    for party, samples in sound.items():
        with recordings.begin(call_id, party) as file:
            file.write(samples.astype(PCM).tobytes())


def noise(samples: int, seed: int = 1) -> Pcm16:
    return np.random.default_rng(seed).integers(-32768, 32768, samples, dtype=np.int16)


def heard(recordings: Recordings, call_id: str) -> Pcm16:
    path = recordings.sound(call_id)
    assert path is not None
    samples, rate_hz = soundfile.read(path, dtype="int16", always_2d=True)
    assert rate_hz == SAMPLE_RATE_HZ
    return np.asarray(samples)


def names(recordings: Recordings) -> set[str]:
    return {path.name for path in recordings.folder.iterdir()}


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Have the system refuse to let a file grow, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("lengths", [(0, 320), (50_000, 20_000), (160_000, 160_320), (320_001, 0)])
def test_each_party_has_a_channel_and_the_shorter_ends_in_silence(
    recordings: Recordings, lengths: tuple[int, int]
) -> None:
    caller, agent = noise(lengths[0]), noise(lengths[1], seed=2)
    write(recordings, "a", {Party.AGENT: agent, Party.CALLER: caller})
    assert recordings.finish("a", "fi")
    sound = heard(recordings, "a")
    assert sound.shape == (max(lengths), 2)
    for channel, samples in enumerate((caller, agent)):
        assert np.array_equal(sound[: len(samples), channel], samples)
        assert not sound[len(samples) :, channel].any()
    assert names(recordings) == {"a.flac", "a.json"}
    assert json.loads((recordings.folder / "a.json").read_text()) == {
        "language": "fi",
        "parties": {"caller": 0, "agent": 1},
    }


@pytest.mark.parametrize("party", [Party.MIXED, Party.CALLER])
def test_a_single_channel_is_one(recordings: Recordings, party: Party) -> None:
    write(recordings, "a", {party: noise(1_000)})
    assert recordings.finish("a", None)
    assert np.array_equal(heard(recordings, "a")[:, 0], noise(1_000))
    beside = json.loads((recordings.folder / "a.json").read_text())
    assert beside == {"language": "auto", "parties": {party: 0}}


def test_a_sample_cut_in_half_by_the_death_of_its_writer_is_left_out(recordings: Recordings) -> None:
    write(recordings, "a", {Party.CALLER: noise(100)})
    with recordings.go_on("a", Party.CALLER) as file:
        file.seek(0, os.SEEK_END)
        file.write(b"\x01")
    assert recordings.finish("a", "en")
    assert np.array_equal(heard(recordings, "a")[:, 0], noise(100))


def test_a_call_in_which_no_sound_came_leaves_nothing(recordings: Recordings) -> None:
    write(recordings, "a", dict.fromkeys(BOTH, noise(0)))
    assert recordings.finish("a", "en")
    assert names(recordings) == set()
    assert not recordings.finish("a", "en"), "there is nothing left of it"


def test_folder_and_files_are_their_owners_alone(recordings: Recordings) -> None:
    os.umask(before := os.umask(0))
    os.umask(0)
    try:
        write(recordings, "a", {Party.CALLER: noise(100)})
        write(recordings, "b", {Party.CALLER: noise(100)})
        recordings.finish("a", "en")
    finally:
        os.umask(before)
    assert stat.S_IMODE(recordings.folder.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in recordings.folder.iterdir()}
    assert modes == dict.fromkeys(("a.flac", "a.json", "b.caller.s16le"), 0o600)


def test_a_folder_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / "audio").mkdir(mode=0o755)
    Recordings(tmp_path).prepare()
    assert stat.S_IMODE((tmp_path / "audio").stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "audio").write_text("in the way")
    with pytest.raises(TyyniError, match="audio_folder_unusable") as raised:
        Recordings(tmp_path).prepare()
    assert "audio" in raised.value.message


def test_what_is_there_is_told_by_how_far_it_is(recordings: Recordings) -> None:
    write(recordings, "a", {Party.CALLER: noise(100)})
    recordings.finish("a", "en")
    write(recordings, "b", {party: noise(100) for party in BOTH})
    (recordings.folder / "notes.txt").write_text("somebody's")
    assert (recordings.finished(), recordings.growing(), recordings.all()) == ({"a"}, {"b"}, {"a", "b"})
    assert [recordings.grows(call) for call in ("a", "b", "c")] == [False, True, False]
    assert recordings.sound("b") is None
    assert recordings.remove("a")
    assert recordings.remove("b")
    assert not recordings.remove("c")
    assert names(recordings) == {"notes.txt"}
    assert Recordings(recordings.folder / "missing").all() == set()


@settings(max_examples=30)
@given(call_id=st.text(st.characters(codec="utf-8"), min_size=1, max_size=20))
def test_no_id_leads_out_of_the_folder_or_to_another_call(
    tmp_path_factory: pytest.TempPathFactory, call_id: str
) -> None:
    recordings = Recordings(tmp_path_factory.getbasetemp() / "ids")
    recordings.prepare()
    write(recordings, call_id, {Party.CALLER: noise(10)})
    assert recordings.all() == {call_id}
    assert recordings.finish(call_id, "en")
    assert recordings.finished() == {call_id}
    assert recordings.remove(call_id)
    assert names(recordings) == set()
    assert [path.name for path in recordings.folder.parent.iterdir()] == ["audio"]


def test_what_does_not_fit_on_the_disk_is_kept_as_it_was_written_and_can_be_tried_again(
    recordings: Recordings,
) -> None:
    sound = {party: noise(100_000) for party in BOTH}
    write(recordings, "a", sound)
    with no_file_larger_than(100_000), pytest.raises(OSError, match=r".+"):
        recordings.finish("a", "en")
    assert names(recordings) == {"a.caller.s16le", "a.agent.s16le"}
    assert recordings.finish("a", "en")
    assert np.array_equal(heard(recordings, "a")[:, 0], sound[Party.CALLER])


@pytest.mark.parametrize("step", ["_encode", "_put_beside"])
def test_a_purge_while_the_flac_is_made_leaves_nothing(
    recordings: Recordings, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    write(recordings, "a", {Party.CALLER: noise(1_000)})
    doing = getattr(recordings, step)

    def purged_after(*args: object) -> object:
        done = doing(*args)
        Recordings(recordings.folder.parent).remove("a")
        return done

    monkeypatch.setattr(recordings, step, purged_after)
    assert not recordings.finish("a", "en")
    assert names(recordings) == set()


def test_a_purge_of_what_is_written_after_the_flac_is_whole_takes_that_too(
    recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(recordings, "a", {Party.CALLER: noise(1_000)})
    replace = Path.replace

    def purged_before(self: Path, target: Path) -> Path:
        (recordings.folder / "a.caller.s16le").unlink()
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", purged_before)
    assert not recordings.finish("a", "en")
    assert names(recordings) == set()


def test_a_long_call_is_encoded_piece_by_piece(
    recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BLOCK_SAMPLES", 1_000)
    caller, agent = noise(4_500), noise(2_300, seed=2)
    write(recordings, "a", {Party.CALLER: caller, Party.AGENT: agent})
    assert recordings.finish("a", "en")
    sound = heard(recordings, "a")
    assert np.array_equal(sound[:, 0], caller)
    assert np.array_equal(sound[:2_300, 1], agent)
