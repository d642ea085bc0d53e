"""A voice that leaks into the other channel: real sound of the demo calls, through a made-up room."""

from __future__ import annotations

import numpy as np
import pytest
from live_service import silence
from numpy.typing import NDArray

from tyyni.audio import Pcm16, to_float, to_pcm16
from tyyni.coach.leak import LeakGate
from tyyni.units import FRAME_SAMPLES, Party
from tyyni_bench.demo import DEMO_CALLS
from tyyni_client.recording import open_recording

SECONDS = 30
CALLER, AGENT = Party.CALLER, Party.AGENT
Told = list[tuple[Party, bool]]


@pytest.fixture(scope="module")
def voices() -> dict[Party, Pcm16]:
    """Return the first half minute of both voices of a call."""
    tracks: dict[Party, list[Pcm16]] = {CALLER: [], AGENT: []}
    recording = open_recording(DEMO_CALLS / "en-wrong-order.flac")
    for count, frames in enumerate(recording.frames()):
        if count == SECONDS * 50:
            break
        for party, samples in frames.items():
            tracks[party].append(samples)
    return {party: np.concatenate(track) for party, track in tracks.items()}


def leaked(voice: Pcm16, gain: float, delay_ms: int) -> NDArray[np.float32]:
    """Return a voice as it arrives by way of a loudspeaker and a room, half of it as reverberation."""
    room = np.random.default_rng(1).normal(0, 1, 1_920) * np.exp(-np.arange(1_920) / 800)
    room[0] = np.sqrt(np.sum(room**2))
    room *= gain / np.sqrt(np.sum(room**2))
    path = np.concatenate([np.zeros(delay_ms * 16), room])
    size = len(voice) + len(path)
    whole = np.fft.irfft(np.fft.rfft(to_float(voice), size) * np.fft.rfft(path, size), size)
    return whole[: len(voice)].astype(np.float32)


def passed(caller: Pcm16, agent: Pcm16, gate: LeakGate | None = None) -> tuple[dict[Party, Pcm16], Told]:
    """Return what a gate passes on of both channels, and what it tells."""
    gate, told = gate or LeakGate(), []
    out: dict[Party, list[Pcm16]] = {CALLER: [], AGENT: []}
    for at in range(0, len(caller) // FRAME_SAMPLES * FRAME_SAMPLES, FRAME_SAMPLES):
        piece = slice(at, at + FRAME_SAMPLES)
        frames, changes = gate.hear({CALLER: caller[piece], AGENT: agent[piece]})
        for party, samples in frames.items():
            out[party].append(samples)
        told += [(change.party, change.active) for change in changes]
    return {party: np.concatenate(track) for party, track in out.items()}, told


def powers(sound: Pcm16 | NDArray[np.float32]) -> NDArray[np.float64]:
    return np.mean(sound.reshape(-1, FRAME_SAMPLES).astype(np.float64) ** 2, axis=1)


@pytest.mark.parametrize(("gain", "delay_ms"), [(0.3, 30), (0.1, 120), (0.1, 280)])
def test_the_agents_voice_in_the_callers_channel_is_told_and_left_out(
    voices: dict[Party, Pcm16], gain: float, delay_ms: int
) -> None:
    leak = leaked(voices[AGENT], gain, delay_ms)
    heard, told = passed(to_pcm16(to_float(voices[CALLER]) + leak), voices[AGENT])
    assert told == [(CALLER, True)]
    assert heard[AGENT].tobytes() == voices[AGENT].tobytes()
    known_from = 50 * 5  # it takes some seconds of the agent's speech
    leaks, own = powers(leak)[known_from:], powers(to_float(voices[CALLER]))[known_from:]
    out = powers(heard[CALLER])[known_from:]
    only_leak = (leaks > 1e-7) & (own < leaks / 10)
    assert only_leak.sum() > 200
    assert np.mean(out[only_leak] == 0) > 0.98
    assert np.mean(out[own > 1e-4] == 0) < 0.02, "the caller's own words stay"


def test_the_callers_voice_in_the_agents_channel_is_told_and_left_out(voices: dict[Party, Pcm16]) -> None:
    heard, told = passed(voices[CALLER], to_pcm16(to_float(voices[AGENT]) + leaked(voices[CALLER], 0.1, 60)))
    assert told == [(AGENT, True)]
    assert heard[CALLER].tobytes() == voices[CALLER].tobytes()


def test_as_loud_as_the_voice_itself_the_later_one_is_the_leak(voices: dict[Party, Pcm16]) -> None:
    late = np.concatenate([silence(0.05), voices[AGENT]])[: len(voices[AGENT])]
    assert passed(late, voices[AGENT])[1] == [(CALLER, True)]
    assert passed(voices[AGENT], late)[1] == [(AGENT, True)]


def test_two_voices_that_do_not_leak_pass_untouched(voices: dict[Party, Pcm16]) -> None:
    heard, told = passed(voices[CALLER], voices[AGENT])
    assert told == []
    assert all(heard[party].tobytes() == voices[party].tobytes() for party in voices)


def test_one_source_on_both_channels_is_no_leak(voices: dict[Party, Pcm16]) -> None:
    assert passed(voices[AGENT], voices[AGENT])[1] == []


def test_a_leak_that_is_mended_is_over_and_one_that_moves_is_followed(voices: dict[Party, Pcm16]) -> None:
    gate = LeakGate()
    agent = voices[AGENT]
    hiss = np.random.default_rng(2).normal(0, 30, len(agent)).astype(np.int16)
    assert passed(to_pcm16(leaked(agent, 0.1, 60)), agent, gate)[1] == [(CALLER, True)]
    assert passed(to_pcm16(leaked(agent, 0.1, 200)), agent, gate)[1] == []
    assert passed(hiss, agent, gate)[1] == [(CALLER, False)]
    assert passed(agent, to_pcm16(leaked(agent, 0.1, 60)), gate)[1] == [(AGENT, True)]
    assert passed(to_pcm16(leaked(agent, 0.1, 60)), agent, gate)[1] == [(AGENT, False), (CALLER, True)]


def test_a_call_of_one_party_passes_untouched() -> None:
    frame = np.full(FRAME_SAMPLES, 100, dtype=np.int16)
    heard, told = LeakGate().hear({Party.MIXED: frame})
    assert heard[Party.MIXED] is frame
    assert told == []
