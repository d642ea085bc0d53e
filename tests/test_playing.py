"""Recordings found, opened and played into a real service."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from live_service import KEYS, LiveService, silence, speech_like

from tyyni import wire
from tyyni.errors import TyyniError
from tyyni_bench.latency import measure, speech_of
from tyyni_bench.observed import CallLog
from tyyni_bench.playing import Played, find_recordings, open_known, play_call
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
    assert other.links == played.log.links
    assert other.parties == played.log.parties


async def test_calls_at_once_are_measured_and_missed_cues_count(recording: Path) -> None:
    known = open_known(recording)
    with LiveService(ScriptedTranscriber(WORDS)) as service:
        run = await measure([known, known], 3, service.ws + "/ws/call", KEYS.agent)
    assert run.calls == 3
    assert run.figures["speech_end_to_final"].n == 3 * len(speech_of(known))
    assert run.figures["speech_end_to_final"].never == 0
    assert (run.figures["cue_to_prompt"].n, run.figures["cue_to_prompt"].never) == (6, 3)
    assert list(run.left_out) == ["partial_delay"]


async def test_only_the_first_seconds_are_played_when_asked(recording: Path) -> None:
    with LiveService(ScriptedTranscriber(WORDS)) as service:
        played = Played(open_known(recording), "Desk 1")
        await play_call(played, service.ws + "/ws/call", KEYS.agent, at_most_s=0.5)
    ended = next(ended for ended, _ in played.log.of_kind(wire.Ended))
    assert ended.heard_ms == 500
