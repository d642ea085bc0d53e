"""Recordings of any rate and shape; broken ones get a coded error that names the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tyyni.errors import TyyniError
from tyyni.units import Party
from tyyni_client.recording import open_recording


def tone(rate_hz: int, channels: int, seconds: float = 1.0) -> np.ndarray:
    t = np.arange(int(seconds * rate_hz)) / rate_hz
    wave = np.stack([np.sin(2 * np.pi * 200 * (n + 1) * t) * 0.3 for n in range(channels)], axis=1)
    return wave.astype(np.float32)


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100])
def test_any_rate_becomes_frames_of_both_parties(tmp_path: Path, rate_hz: int) -> None:
    path = tmp_path / "call.wav"
    soundfile.write(path, tone(rate_hz, 2), rate_hz)
    recording = open_recording(path)
    assert recording.parties == (Party.CALLER, Party.AGENT)
    frames = list(recording.frames())
    assert abs(len(frames) - 50) <= 1
    assert all(len(samples) == 320 for frame in frames for samples in frame.values())


def test_the_sidecar_says_who_is_where_and_the_language(tmp_path: Path) -> None:
    path = tmp_path / "call.flac"
    soundfile.write(path, tone(16_000, 2), 16_000)
    path.with_suffix(".json").write_text('{"language": "fi", "parties": {"agent": 0, "caller": 1}}')
    recording = open_recording(path)
    assert recording.language == "fi"
    assert {track.party: track.channel for track in recording.tracks} == {Party.AGENT: 0, Party.CALLER: 1}


def test_mono_is_mixed_and_two_mono_files_are_two_parties(tmp_path: Path) -> None:
    one, two = tmp_path / "one.wav", tmp_path / "two.wav"
    for path in (one, two):
        soundfile.write(path, tone(16_000, 1), 16_000)
    assert open_recording(one).parties == (Party.MIXED,)
    assert open_recording(one, two).parties == (Party.CALLER, Party.AGENT)


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "recording_missing"), (b"", "recording_empty"), (b"RIFF nonsense", "recording_unreadable")],
)
def test_broken_files_are_named(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "call.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TyyniError) as refused:
        open_recording(path)
    assert refused.value.code == code
    assert "call.wav" in refused.value.message


def test_three_channels_and_a_wrong_sidecar(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    soundfile.write(path, tone(16_000, 3), 16_000)
    with pytest.raises(TyyniError) as refused:
        open_recording(path)
    assert refused.value.code == "recording_channels"
    path.with_suffix(".json").write_text('{"parties": {"nobody": 0}}')
    with pytest.raises(TyyniError) as refused:
        open_recording(path)
    assert refused.value.code == "sidecar_invalid"
