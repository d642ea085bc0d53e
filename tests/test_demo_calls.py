"""The demo's calls: how they are put together, and what those that ship must show with the real model."""

from __future__ import annotations

from pathlib import Path

import msgspec
import needs
import numpy as np
import pytest
import soundfile

from tyyni.playbooks.loader import load_playbook
from tyyni.serve.ears import Ears, load_ears
from tyyni.serve.settings import load_settings
from tyyni.units import Party
from tyyni_bench.demo_calls import (
    LEAD_MS,
    OUT,
    TAIL_MS,
    PlacedTurn,
    describe,
    hot_stretches,
    make_call,
    mix,
    place_turns,
)
from tyyni_bench.demo_check import check_call, unmet_demands
from tyyni_bench.demo_check import describe as describe_check
from tyyni_bench.demo_script import SCRIPTS, Script, ScriptedCue, Turn, read_script
from tyyni_bench.sidecar import Sidecar, Stretch
from tyyni_bench.synthesis import Speech
from tyyni_bench.telephone import LINE_RATE_HZ
from tyyni_bench.word_times import SpokenWord
from tyyni_client.recording import open_recording

NAMES = ("en-wrong-order", "fi-late-delivery", "pl-late-bicycle")
MOST_BYTES = 5_000_000
"""All three together travel in every installed client."""


def turn(party: Party, text: str, mood: str = "calm", **more: object) -> Turn:
    return Turn(party, text, mood, **more)  # type: ignore[arg-type]


def script(*turns: Turn) -> Script:
    voices = {Party.CALLER: "pl-dita", Party.AGENT: "pl-machac"}
    return Script("pl-test", "pl", 1, voices, {Party.CALLER: -23.0, Party.AGENT: -23.0}, turns)


def placed(turn_: Turn, start_ms: int) -> PlacedTurn:
    """Return a turn whose words last 400 ms each, after 100 ms of silence in its samples."""
    texts = turn_.text.rstrip(".").split()
    words = tuple(SpokenWord(text, 100 + 400 * n, 500 + 400 * n) for n, text in enumerate(texts))
    at = np.arange((words[-1].end_ms + 100) * 16)
    samples = (4_000 * np.sin(2 * np.pi * at / 16)).astype(np.int16)
    return PlacedTurn(turn_, Speech(samples, words), start_ms)


def test_the_sidecar_has_the_words_and_cues_at_their_places_in_the_call() -> None:
    cue = ScriptedCue("P2", "nie dotarł")
    told = placed(turn(Party.CALLER, "Rower nie dotarł wczoraj.", cues=(cue,)), 1_000)
    sidecar = describe(script(told.turn), [told])
    assert [(word.text, word.start_ms) for word in sidecar.words] == [
        ("Rower", 1_100),
        ("nie", 1_500),
        ("dotarł", 1_900),
        ("wczoraj", 2_300),
    ]
    assert [(cue.id, cue.party, cue.end_ms) for cue in sidecar.cues] == [("P2", Party.CALLER, 2_300)]
    assert sidecar.parties == {Party.CALLER: 0, Party.AGENT: 1}


def test_hot_is_from_one_hot_turn_to_the_next_unless_the_caller_calms_between() -> None:
    turns = [
        placed(turn(Party.CALLER, "Co", "hot"), 0),
        placed(turn(Party.AGENT, "Chwila"), 1_000),
        placed(turn(Party.CALLER, "Nie", "hot"), 2_000),
        placed(turn(Party.CALLER, "Dobrze", "raised"), 3_000),
        placed(turn(Party.CALLER, "Ale", "hot"), 4_000),
    ]
    assert hot_stretches(turns) == [Stretch(100, 2_500), Stretch(4_100, 4_500)]


def test_each_party_has_a_channel_of_its_own_and_the_call_a_tail() -> None:
    turns = [
        placed(turn(Party.AGENT, "Dobry"), 1_000),
        placed(turn(Party.CALLER, "Tak"), 2_000),
    ]
    call = mix(script(*(one.turn for one in turns)), turns)
    assert call.shape == ((2_500 + TAIL_MS) * LINE_RATE_HZ // 1000, 2)
    loud = np.abs(call.astype(np.int32)).reshape(-1, LINE_RATE_HZ // 10, 2).max(axis=1) > 200
    # Tenths of a second; the ones beside an edge may ring.
    assert loud[21:25, 0].all()
    assert not loud[:19, 0].any()
    assert not loud[27:, 0].any()
    assert loud[11:15, 1].all()
    assert not loud[:9, 1].any()
    assert not loud[17:, 1].any()


def test_a_call_is_spoken_written_and_can_be_played(tmp_path: Path) -> None:
    for voice in ("dita", "machac"):
        needs.festival(f"czech_{voice}", f"festvox-czech-{voice}")
    cue = ScriptedCue("P9", "Nikt nie oddzwonił")
    small = script(
        turn(Party.AGENT, "Dzień dobry."),
        turn(Party.CALLER, "Nikt nie oddzwonił!", "hot", after_ms=-200, cues=(cue,)),
    )
    said: list[str] = []
    recording = open_recording(make_call(small, tmp_path, said.append))
    sidecar = msgspec.json.decode((tmp_path / "pl-test.json").read_bytes(), type=Sidecar)
    assert said == ["pl-test: 1 of 2 turns", "pl-test: 2 of 2 turns"]
    assert (recording.language, recording.parties) == ("pl", (Party.CALLER, Party.AGENT))
    assert recording.duration_ms == pytest.approx(sidecar.words[-1].end_ms + TAIL_MS, abs=20)
    assert sidecar.words[0].start_ms == LEAD_MS
    agent_end_ms = max(word.end_ms for word in sidecar.words if word.party is Party.AGENT)
    assert sidecar.hot == [Stretch(agent_end_ms - 200, sidecar.cues[0].end_ms)]
    # The same script gives the same call: what is in the repository can be made again.
    first, again = (place_turns(small, said.append) for _ in range(2))
    assert np.array_equal(mix(small, first), mix(small, again))


def shipped(name: str) -> Sidecar:
    return msgspec.json.decode((OUT / f"{name}.json").read_bytes(), type=Sidecar)


def test_one_call_in_each_language_ships_and_two_of_them_turn_hot() -> None:
    assert sorted(path.stem for path in OUT.glob("*.flac")) == sorted(NAMES)
    sidecars = [shipped(name) for name in NAMES]
    assert [sidecar.language for sidecar in sidecars] == ["en", "fi", "pl"]
    assert [bool(sidecar.hot) for sidecar in sidecars] == [True, True, False]
    assert sum(path.stat().st_size for path in OUT.iterdir()) < MOST_BYTES


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.toml")), ids=lambda path: path.stem)
def test_what_ships_was_made_from_its_script(path: Path) -> None:
    written = read_script(path)
    sidecar = shipped(written.name)
    for party in (Party.CALLER, Party.AGENT):
        said = [word.text for word in sidecar.words if word.party is party]
        texts = " ".join(turn.text for turn in written.turn if turn.party is party)
        assert said == [word.strip(".,!?") for word in texts.split()]
    cues = [cue.id for turn in written.turn for cue in turn.cues]
    assert [cue.id for cue in sidecar.cues] == cues
    info = soundfile.info(OUT / f"{written.name}.flac")
    assert (info.samplerate, info.channels) == (LINE_RATE_HZ, 2)
    assert info.frames / LINE_RATE_HZ * 1000 == pytest.approx(sidecar.words[-1].end_ms + TAIL_MS, abs=1_000)


@pytest.fixture(scope="module")
def ears() -> Ears:
    return load_ears(load_settings(data_dir=Path("unused")), needs.model("base"), load_playbook())


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_what_ships_shows_what_it_is_meant_to_show(name: str, ears: Ears) -> None:
    """Length, heat by voice and words, cues within utterances, most of them answered: see `unmet_demands`."""
    checked = check_call(OUT / f"{name}.flac", ears, load_playbook())
    print(describe_check(checked))
    assert unmet_demands(checked) == []
    assert checked.meant_hot == (name != "pl-late-bicycle")
