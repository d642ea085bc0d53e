"""A recording through the real service over a real websocket, with a transcriber that follows a script."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from live_service import KEYS, LiveService

from tyyni import wire
from tyyni.playbooks.loader import load_playbook
from tyyni.serve.ears import hear_with
from tyyni.serve.languages import WHISPER_LANGUAGES
from tyyni.units import Party
from tyyni_client.connection import Arrival, CallConnection, CallListener, CallPlan
from tyyni_client.recording import open_recording
from tyyni_client.replay import play
from tyyni_models.scripted import ScriptedTranscriber


def bursts(seconds: float, level: float = 0.1, seed: int = 1) -> np.ndarray:
    """Return noise in the rhythm of syllables, which voice activity takes for speech; int16, 16 kHz."""
    rng = np.random.default_rng(seed)
    t = np.arange(int(seconds * 16_000)) / 16_000
    f0 = 140.0 * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * t))
    phase = 2 * np.pi * np.cumsum(f0) / 16_000
    voice = sum(np.sin(k * phase) / k for k in range(1, 25)) + 0.05 * rng.normal(size=len(t))
    envelope = 0.55 - 0.45 * np.cos(2 * np.pi * 4.0 * t)
    wave = voice * envelope
    return (level * 32767 * wave / np.abs(wave).max()).astype(np.int16)


class Kept(CallListener):
    """Keeps what the service says, and does something when it has heard a second."""

    def __init__(self, at_a_second: Callable[[], None] = lambda: None) -> None:
        self.messages: list[wire.AgentMessage] = []
        self._at_a_second = at_a_second

    def on_message(self, arrival: Arrival) -> None:
        self.messages.append(arrival.message)
        if isinstance(arrival.message, wire.Conduct) and arrival.message.heard_ms == 1_000:
            self._at_a_second()


def recorded(path: Path, channels: list[np.ndarray]) -> Path:
    soundfile.write(path, np.stack(channels, axis=1), 16_000)
    return path


async def heard(path: Path, *, true_speed: bool) -> list[wire.AgentMessage]:
    recording = open_recording(path)
    kept = Kept()
    transcriber = ScriptedTranscriber(["my", "package", "is", "late"])
    # The playbook that ships, not the small one of the other tests: the proof is of what users get.
    with LiveService(
        transcriber, load=lambda: hear_with(transcriber, load_playbook(), WHISPER_LANGUAGES)
    ) as service:
        plan = CallPlan(recording.parties, "en", voice_analysis=True, label="test")
        async with CallConnection(f"{service.ws}/ws/call", plan, kept, token=KEYS.agent) as connection:
            ended = await play(recording, connection, true_speed=true_speed)
    assert ended.heard_ms >= recording.duration_ms
    return kept.messages


async def test_a_spoken_cue_becomes_a_prompt_on_the_wire(tmp_path: Path) -> None:
    speech = bursts(2.0)
    caller = np.concatenate([np.zeros(8_000, dtype=np.int16), speech, np.zeros(24_000, dtype=np.int16)])
    path = recorded(tmp_path / "call.flac", [caller, np.zeros_like(caller)])
    messages = await heard(path, true_speed=True)
    prompts = [message for message in messages if isinstance(message, wire.PromptShown)]
    assert [prompt.rule for prompt in prompts][:1] == ["late-delivery"]
    texts = [m for m in messages if isinstance(m, wire.TranscriptText) and m.final]
    assert {text.party for text in texts} == {Party.CALLER}
    assert any(isinstance(message, wire.Heat) and message.reasons for message in messages)


async def test_flat_out_and_mono_is_words_only_and_says_so(tmp_path: Path) -> None:
    path = recorded(tmp_path / "mono.wav", [np.concatenate([bursts(2.0), np.zeros(16_000, dtype=np.int16)])])
    messages = await heard(path, true_speed=False)
    welcome = next(message for message in messages if isinstance(message, wire.Welcome))
    assert not welcome.voice_analysis
    assert any(isinstance(message, wire.Notice) for message in messages)
    assert not any(isinstance(message, wire.Voice) for message in messages)


@pytest.mark.parametrize("true_speed", [True, False])
async def test_playing_stops_when_the_service_ends_the_call(tmp_path: Path, true_speed: bool) -> None:
    silent = np.zeros(600 * 16_000, dtype=np.int16)
    recording = open_recording(recorded(tmp_path / "long.flac", [silent, silent]))
    with LiveService(ScriptedTranscriber([]), drain_s=0.0) as service:
        kept = Kept(lambda: service.server.handle_exit(signal.SIGTERM, None))
        plan = CallPlan(recording.parties, "en", voice_analysis=True)
        async with CallConnection(f"{service.ws}/ws/call", plan, kept, token=KEYS.agent) as connection:
            ended = await play(recording, connection, true_speed=true_speed)
    assert 1_000 <= ended.heard_ms < recording.duration_ms
