"""The headset's path, whole: sound cards, the real program, the real service, the real speech model."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import needs
import pytest
import soundfile
from headset import DEVICES, listening, run
from live_service import KEYS, LiveService
from pulse import SINKS, SoundServer, sound_server

import tyyni_client
from tyyni.playbooks.loader import load_playbook
from tyyni.serve.ears import load_ears
from tyyni.serve.settings import load_settings
from tyyni_models.scripted import ScriptedTranscriber

pytestmark = [pytest.mark.sound, pytest.mark.slow]

HOT_CALL = Path(tyyni_client.__file__).parent / "demo_calls" / "en-wrong-order.flac"
OPTIONS = ("--language", "en", "--voice-analysis", "--label", "Desk 12")


@pytest.fixture
def server() -> Iterator[SoundServer]:
    with sound_server(needs.sound_server()) as running:
        yield running


def a_wav_for_each_party(folder: Path) -> dict[str, Path]:
    """Return the demo call as one file for each sink."""
    sound, rate_hz = soundfile.read(HOT_CALL, dtype="int16")
    paths = {sink: folder / f"{sink}.wav" for sink in SINKS}
    for channel, path in enumerate(paths.values()):
        soundfile.write(path, sound[:, channel], rate_hz)
    return paths


@pytest.mark.model
def test_a_call_on_two_sound_devices_becomes_a_prompt(server: SoundServer, tmp_path: Path) -> None:
    model_dir = needs.model("base")
    settings = load_settings(data_dir=Path("unused"))
    with (
        LiveService(
            ScriptedTranscriber([]), load=lambda: load_ears(settings, model_dir, load_playbook())
        ) as service,
        listening(f"{service.ws}/ws/call", KEYS.agent, server.env, *OPTIONS) as headset,
    ):
        headset.wait_for("sound arrives")
        headset.wait_for("sound arrives")
        with server.playing(a_wav_for_each_party(tmp_path)):
            headset.wait_for("PROMPT")
        headset.hang_up()
    printed = "\n".join(headset.printed)
    assert headset.process.returncode == 0, printed
    assert "Call ended" in printed
    assert "You: " in printed
    assert "Caller: " in printed


def test_a_stalled_device_is_said_and_comes_back(server: SoundServer) -> None:
    with (
        LiveService(ScriptedTranscriber([])) as service,
        listening(f"{service.ws}/ws/call", KEYS.agent, server.env, *OPTIONS) as headset,
    ):
        headset.wait_for("Caller: sound arrives")
        server.control("suspend-sink", "caller_line", "1")
        headset.wait_for("Caller: no sound")
        server.control("suspend-sink", "caller_line", "0")
        assert "missed)" in headset.wait_for("Caller: sound is back")
        headset.hang_up(signal.SIGTERM)
    assert headset.process.returncode == 0
    assert "Call ended" in "\n".join(headset.printed)


def test_a_device_that_vanishes_ends_the_call_and_says_so(server: SoundServer) -> None:
    with (
        LiveService(ScriptedTranscriber([])) as service,
        listening(f"{service.ws}/ws/call", KEYS.agent, server.env, *OPTIONS) as headset,
    ):
        headset.wait_for("Caller: sound arrives")
        server.control("unload-module", "module-null-sink")
        headset.wait_for("no sound from the device")
        complaints = headset.finish()
    assert headset.process.returncode == 1
    assert "[device_lost]" in complaints
    assert "Call ended" in "\n".join(headset.printed)


def test_a_device_that_is_plugged_in_again_goes_on(server: SoundServer) -> None:
    """Meanwhile PulseAudio moves the caller's stream to the agent's source: that must not be heard."""
    with (
        LiveService(ScriptedTranscriber([])) as service,
        listening(f"{service.ws}/ws/call", KEYS.agent, server.env, *OPTIONS) as headset,
    ):
        headset.wait_for("sound arrives")
        headset.wait_for("sound arrives")
        server.unplug("caller_line")
        headset.wait_for("Caller: no sound")
        server.plug_in("caller_line")
        headset.wait_for("Caller: sound is back")
        headset.hang_up()
    assert headset.process.returncode == 0


def test_devices_are_tried_by_voice_and_then_remembered(server: SoundServer, tmp_path: Path) -> None:
    sounds = a_wav_for_each_party(tmp_path)
    names = ("--agent", "Anna", "--team", "Claims")
    swapped = ("--caller", "agent_line.monitor", "--microphone", "caller_line.monitor")
    with server.playing({"agent_line": sounds["agent_line"]}):
        refused = run(server.env, "test", *swapped, "--seconds", "3", "--remember")
        tried = run(server.env, "test", *DEVICES, "--remember")
    assert "[devices_swapped]" in refused.stderr
    assert "Good: your voice comes from the microphone" in tried.stdout, tried.stderr
    with (
        LiveService(ScriptedTranscriber([])) as service,
        listening(
            f"{service.ws}/ws/call", KEYS.agent, server.env, *OPTIONS, *names, devices=("--remember",)
        ) as headset,
    ):
        headset.wait_for("Caller: sound arrives")
        headset.hang_up()
    assert headset.process.returncode == 0
    kept = json.loads((Path(server.env["HOME"]) / ".config" / "tyyni" / "headset.json").read_text())
    assert kept == {
        "caller": {"name": "caller_line.monitor", "host_api": "PulseAudio"},
        "microphone": {"name": "agent_line.monitor", "host_api": "PulseAudio"},
        "agent": "Anna",
        "team": "Claims",
    }


def test_sources_of_the_sound_server_are_listed(server: SoundServer) -> None:
    listed = json.loads(run(server.env, "devices", "--json").stdout)
    assert {"caller_line.monitor", "agent_line.monitor"} <= {device["name"] for device in listed}
