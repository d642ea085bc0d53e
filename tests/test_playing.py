"""Recordings found, opened and played into a real service."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from live_service import KEYS, LiveService, silence, speech_like

from tyyni import wire
from tyyni.errors import TyyniError
from tyyni_bench.observed import CallLog
from tyyni_bench.playing import (
    REPEAT_AFTER_S,
    Known,
    Played,
    find_recordings,
    open_known,
    play_all,
    play_call,
    plays_of,
)
from tyyni_client.connection import Arrival, CallListener
from tyyni_models.scripted import ScriptedTranscriber

WORDS = ["this", "is", "unacceptable"]


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    caller = np.concatenate([silence(0.2), speech_like(1), silence(1)])
    path = tmp_path / "call.flac"
    soundfile.write(path, np.stack([caller, np.zeros_like(caller)], axis=1), 16_000)
    path.with_suffix(".json").write_text(
        '{"language": "en", "cues": [{"id": "T1", "party": "caller", "end_ms": 1200},'
        ' {"id": "P2", "party": "caller", "end_ms": 1200}]}'
    )
    return path


def test_a_folder_stands_for_its_recordings(recording: Path, tmp_path: Path) -> None:
    assert find_recordings([tmp_path, recording]) == [recording, recording]
    (tmp_path / "empty").mkdir()
    with pytest.raises(TyyniError, match="no WAV or FLAC") as refused:
        find_recordings([tmp_path / "empty"])
    assert refused.value.code == "recording_missing"


def test_a_language_must_be_known(recording: Path) -> None:
    assert open_known(recording, "fi").language == "en", "the sidecar knows better"
    recording.with_suffix(".json").unlink()
    assert open_known(recording, "fi").language == "fi"
    with pytest.raises(TyyniError, match="--language") as refused:
        open_known(recording)
    assert refused.value.code == "language_missing"


async def test_a_call_is_played_and_both_listeners_hear_it(recording: Path) -> None:
    other = CallLog()
    with LiveService(ScriptedTranscriber(WORDS)) as service:
        played = Played(open_known(recording), "Desk 1")
        await play_call(played, service.ws + "/ws/call", KEYS.agent, also=other)
    assert [text.stable for text, _ in other.of_kind(wire.TranscriptText) if text.final] == [" ".join(WORDS)]
    assert other.arrivals == played.log.arrivals
    assert other.parties == played.log.parties


def test_every_recording_is_heard_and_every_line_is_busy(recording: Path) -> None:
    one, two, three = (replace(open_known(recording), path=Path(name)) for name in ("a", "b", "c"))

    def planned(calls: int, *recordings: Known) -> list[tuple[str, float]]:
        return [(str(play.known.path), play.after_s) for play in plays_of(recordings, calls)]

    assert planned(1, one, two) == [("a", 0), ("b", 0)]
    assert planned(2, one, two, three) == [("a", 0), ("b", 0), ("c", 0), ("a", 0)]
    assert planned(4, one, two) == [("a", 0), ("b", 0), ("a", 1.1), ("b", 1.1)], "within half of 2.2 s"
    assert max(play.after_s for play in plays_of([one], 100, at_most_s=1.0)) == pytest.approx(0.5)
    labels = {play.label for play in plays_of([one], 12)}
    assert len(labels) == 12


async def test_so_many_calls_are_live_at_once_and_no_more(recording: Path) -> None:
    live: list[str] = []
    most = 0

    class Counting(CallListener):
        def __init__(self, label: str) -> None:
            self.label = label

        def on_message(self, arrival: Arrival) -> None:
            nonlocal most
            if isinstance(arrival.message, wire.Welcome):
                live.append(self.label)
                most = max(most, len(live))
            elif isinstance(arrival.message, wire.Ended):
                live.remove(self.label)

    plays = [Played(open_known(recording), f"Desk {number}") for number in range(3)]
    with LiveService(ScriptedTranscriber(WORDS)) as service:
        await play_all(
            plays,
            2,
            service.ws + "/ws/call",
            KEYS.agent,
            also=lambda play: Counting(play.label),
            at_most_s=0.5,
        )
    assert most == 2
    assert all(list(play.log.of_kind(wire.Ended)) for play in plays)


async def test_only_the_first_seconds_are_played_when_asked(recording: Path) -> None:
    with LiveService(ScriptedTranscriber(WORDS)) as service:
        played = Played(open_known(recording), "Desk 1")
        await play_call(played, service.ws + "/ws/call", KEYS.agent, at_most_s=0.5)
    ended = next(ended for ended, _ in played.log.of_kind(wire.Ended))
    assert ended.heard_ms == 500


def test_long_recordings_that_repeat_start_so_much_later(recording: Path) -> None:
    sound = np.zeros((60 * 8_000, 2), dtype=np.int16)
    soundfile.write(recording, sound, 8_000)
    assert [play.after_s for play in plays_of([open_known(recording)], 3)] == [
        0.0,
        REPEAT_AFTER_S,
        2 * REPEAT_AFTER_S,
    ]
