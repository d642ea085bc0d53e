"""A recording through the very `Call` of the service, faster than live: the algorithmic clock.

Every wanted transcript is answered at once, so delays are in audio time: what the coaching needs to hear, without
what a machine needs to compute. The same sound gives the same events, whatever the machine.
"""

from __future__ import annotations

from collections.abc import Iterable

from tyyni.audio import AudioFrame
from tyyni.coach.events import CallEvent, TranscriptWanted
from tyyni.serve.hearing import request_of, transcript_of
from tyyni.serve.session import Coaching
from tyyni.units import FRAME_SAMPLES
from tyyni_client.recording import Recording
from tyyni_models.contracts import Transcriber


def listen(recording: Recording, call: Coaching, transcriber: Transcriber, language: str) -> list[CallEvent]:
    """Return all that a call says while it hears a recording, with every transcript there at once."""
    events: list[CallEvent] = []

    def follow(said: Iterable[CallEvent]) -> None:
        for event in said:
            if isinstance(event, TranscriptWanted):
                transcription = transcriber.transcribe(request_of(event, language))
                follow(call.read(transcript_of(event, transcription)))
            else:
                events.append(event)

    for number, frames in enumerate(recording.frames()):
        for party, samples in frames.items():
            follow(call.hear(AudioFrame(party, number * FRAME_SAMPLES, samples)))
    follow(call.finish())
    follow(call.end())
    return events
