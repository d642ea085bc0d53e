"""A whole call without a service: sound made of noise and silence, and models that are as simple as may be."""

from __future__ import annotations

import numpy as np

from tyyni.audio import Pcm16, Reframer
from tyyni.coach.call import Call, CallSettings, CallTools
from tyyni.coach.events import CallEvent, Transcript, TranscriptWanted
from tyyni.playbooks.loader import load_playbook
from tyyni.units import FRAME_SAMPLES, Party
from tyyni_models.contracts import PitchTrack, Word
from tyyni_models.tone import CuesToneModel

PLAYBOOK = load_playbook()
TONE = CuesToneModel.load()
BOTH = (Party.CALLER, Party.AGENT)
SECOND = 16_000


class LoudIsSpeech:
    def is_speech(self, frame: Pcm16) -> bool:
        return bool(np.abs(frame).max() > 100)


class FlatPitch:
    def track(self, samples: np.ndarray) -> PitchTrack:
        count = len(samples) // 256
        return PitchTrack(np.full(count, 180.0), np.ones(count), 16.0)


def new_call(
    parties: tuple[Party, ...] = BOTH,
    *,
    voice: bool = True,
    language: str | None = "en",
    languages: tuple[str, ...] = (),
) -> Call:
    tools = CallTools(LoudIsSpeech, FlatPitch(), TONE, PLAYBOOK)
    return Call(CallSettings(parties, language, voice, languages), tools)


def speech(seconds: float, seed: int = 0) -> Pcm16:
    noise = np.random.default_rng(seed).normal(0, 3000, int(seconds * SECOND))
    return np.clip(noise, -32768, 32767).astype(np.int16)


def silence(seconds: float) -> Pcm16:
    return np.zeros(int(seconds * SECOND), dtype=np.int16)


def track(*parts: Pcm16) -> Pcm16:
    return np.concatenate(parts)


def play(call: Call, audio: dict[Party, Pcm16], says: dict[Party, str] | None = None) -> list[CallEvent]:
    """Play whole tracks frame by frame and answer every wanted transcript with a party's words."""
    events: list[CallEvent] = []
    reframers = {party: Reframer(party) for party in audio}
    longest = max(len(samples) for samples in audio.values())
    for at in range(0, longest, FRAME_SAMPLES):
        for party, samples in audio.items():
            piece = samples[at : at + FRAME_SAMPLES]
            for frame in reframers[party].push(at, piece).frames:
                events += answered(call, call.hear(frame), says or {})
    events += answered(call, call.finish(), says or {})
    return events + call.end()


def answered(call: Call, events: list[CallEvent], says: dict[Party, str]) -> list[CallEvent]:
    out: list[CallEvent] = []
    for event in events:
        out.append(event)
        if isinstance(event, TranscriptWanted) and event.party in says:
            out += answered(call, call.read(answer(event, says[event.party])), says)
    return out


def answer(wanted: TranscriptWanted, text: str) -> Transcript:
    words = tuple(
        Word(part, wanted.start_ms + at * 100, wanted.start_ms + at * 100 + 90, 0.9)
        for at, part in enumerate(text.split())
    )
    return wanted.answered(words)


def of(kind: type, events: list[CallEvent]) -> list[CallEvent]:
    return [event for event in events if isinstance(event, kind)]


TALK = {
    Party.CALLER: track(silence(0.4), speech(2.2, 1), silence(3.0)),
    Party.AGENT: track(silence(3.4), speech(1.2, 2), silence(1.0)),
}
