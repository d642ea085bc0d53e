"""What tests of the browser capture share: sound for Chromium's fake devices, a service that keeps what it hears."""

from __future__ import annotations

import asyncio
import base64
import wave
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from live_service import PLAYBOOK
from playwright.sync_api import Page

from tyyni.audio import AudioFrame, Pcm16
from tyyni.serve.ears import Ears, hear_with
from tyyni.serve.languages import WHISPER_LANGUAGES
from tyyni.units import SAMPLE_RATE_HZ, Party
from tyyni.wire import decode_audio
from tyyni_models.scripted import ScriptedTranscriber

KEEP_WHAT_IS_SENT = """
  window.sent = [];
  window.tracks = [];
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (data instanceof ArrayBuffer) {
      sent.push(btoa(String.fromCharCode(...new Uint8Array(data))));
    }
    send.call(this, data);
  };
  window.contexts = [];
  const Context = window.AudioContext;
  window.AudioContext = class extends Context {
    constructor(options) {
      super(options);
      contexts.push(this);
    }
  };
  const open = MediaDevices.prototype.getUserMedia;
  MediaDevices.prototype.getUserMedia = async function (wanted) {
    const stream = await open.call(this, wanted);
    tracks.push(...stream.getTracks());
    return stream;
  };
"""
"""Runs before the page: every binary message is kept, and every track and audio context, so that a test can
take them away."""


def fake_sound(path: Path, samples: Pcm16) -> list[str]:
    """Write a sound (int16, shape (n,), 16 kHz) to a file; return the flags with which every fake input plays it."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(samples.astype("<i2").tobytes())
    return [f"--use-file-for-fake-audio-capture={path}"]


class KeptCall:
    """A call's coaching that keeps every frame it hears."""

    def __init__(self, coaching: Any, keeper: Keeper) -> None:
        self._coaching = coaching
        self._keeper = keeper

    def hear(self, frame: AudioFrame) -> Any:
        """Keep a frame, and hear it."""
        self._keeper.frames.append(frame)
        self._keeper.loop = asyncio.get_running_loop()
        return self._coaching.hear(frame)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._coaching, name)


class Keeper:
    """Loads ears whose calls keep their frames."""

    def __init__(self, words: Sequence[str]) -> None:
        self.frames: list[AudioFrame] = []
        self.loop: asyncio.AbstractEventLoop | None = None
        """The service's, once it hears something."""
        self._words = words

    def load(self) -> Ears:
        """Return ears with a scripted transcriber."""
        ears = hear_with(ScriptedTranscriber(self._words), PLAYBOOK, WHISPER_LANGUAGES)
        return replace(ears, make_call=lambda settings: KeptCall(ears.make_call(settings), self))

    def heard(self, party: Party) -> Pcm16:
        """Return what the service heard of a party; its frames must follow each other without a gap."""
        frames = [frame for frame in self.frames if frame.party is party]
        assert [frame.first_sample for frame in frames] == [at * 320 for at in range(len(frames))]
        return np.concatenate([frame.samples for frame in frames])


def sent(page: Page, party: Party) -> tuple[Pcm16, int]:
    """Return the sound of a party as the page sent it, and how many of its samples were sent twice.

    What was sent again must be the same sound, and nothing may be left out.
    """
    sound = np.zeros(0, dtype=np.int16)
    again = 0
    for message in page.evaluate("sent"):
        chunk = decode_audio(base64.b64decode(message))
        if chunk.party is not party:
            continue
        assert chunk.first_sample <= len(sound), "the page left sound out"
        known = len(sound) - chunk.first_sample
        np.testing.assert_array_equal(
            chunk.samples[:known], sound[chunk.first_sample :][: len(chunk.samples)]
        )
        again += min(known, len(chunk.samples))
        sound = np.concatenate([sound, chunk.samples[known:]])
    return sound, again
