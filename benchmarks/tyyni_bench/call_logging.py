"""A call log of a recording: what the service's own composition hears in it, at true speed on a virtual clock."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from tyyni.audio import AudioFrame
from tyyni.coach.call import CallSettings
from tyyni.coach.endpointing import Endpointer
from tyyni.coach.events import TextHeard
from tyyni.coach.voice import VoiceReading
from tyyni.playbooks.call_log import (
    CallLog,
    CallTold,
    Heard,
    Speech,
    TextKnown,
    VoiceHeard,
    WordHeard,
    log_of,
)
from tyyni.serve.ears import Ears
from tyyni.units import FRAME_MS, FRAME_SAMPLES, Party
from tyyni_bench.streaming import At, stream
from tyyni_client.recording import Recording
from tyyni_models.voice_activity import WebRtcVoiceActivity


def log_recording(recording: Recording, language: str, ears: Ears, *, workers: int) -> CallLog:
    """Return what a live call would have heard of a recording, as late as this machine would have known it.

    Args:
        recording: the sound.
        language: spoken in it.
        ears: what hears it; its playbook plays no part in the log.
        workers: decodes at once.

    Raises:
        TyyniError: the recording is damaged further in.
    """
    call = ears.make_call(CallSettings(recording.parties, language, voice_analysis=True))
    said = stream(recording, call, ears.transcriber, language, workers=workers).said
    speech = speech_of(recording)
    duration_ms = -(-recording.duration_ms // FRAME_MS) * FRAME_MS
    told = CallTold(version=1, name=recording.name, language=language, duration_ms=duration_ms)
    return log_of(told, [*speech, *heard_of(said, duration_ms)])


def heard_of(said: Sequence[At], duration_ms: int) -> list[Heard]:
    """Return the texts and readings of what a call said; what came after its end was known at its end."""
    heard: list[Heard] = []
    for at in said:
        event = at.event
        if isinstance(event, TextHeard):
            words = tuple(
                WordHeard(one.text, one.start_ms, one.end_ms) for one in event.words[: event.likely]
            )
            heard.append(
                TextKnown(
                    party=event.party,
                    utterance=event.utterance,
                    words=words,
                    final=event.final,
                    known_ms=min(at.now_ms, duration_ms),
                )
            )
        elif isinstance(event, VoiceReading):
            heard.append(
                VoiceHeard(
                    at_ms=event.at_ms,
                    arousal=event.arousal,
                    confidence=event.confidence,
                    sustained_arousal=event.sustained_arousal,
                    tempo_ratio=event.tempo_ratio,
                )
            )
    return heard


def speech_of(recording: Recording) -> list[Speech]:
    """Return when each party speaks, told by the end-pointing of a call."""
    ids = count(1)
    endpointers = {party: Endpointer(party, WebRtcVoiceActivity(), ids) for party in recording.parties}
    since_ms: dict[Party, int] = {}
    speech = []
    for number, frames in enumerate(recording.frames()):
        for party, samples in frames.items():
            endpointers[party].hear(AudioFrame(party, number * FRAME_SAMPLES, samples))
            if endpointers[party].speaking:
                since_ms.setdefault(party, number * FRAME_MS)
            elif party in since_ms:
                speech.append(Speech(party=party, start_ms=since_ms.pop(party), end_ms=number * FRAME_MS))
    end_ms = -(-recording.duration_ms // FRAME_MS) * FRAME_MS
    speech += [Speech(party=party, start_ms=start, end_ms=end_ms) for party, start in since_ms.items()]
    return speech
