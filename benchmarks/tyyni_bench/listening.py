"""A recording through the very `Call` of the service, faster than live: the algorithmic clock.

Everything that is wanted of the speech model is answered at once, so delays are in audio time: what the coaching
needs to hear, without what a machine needs to compute. The same sound gives the same events, whatever the machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from tyyni.audio import AudioFrame
from tyyni.coach.events import CallEvent, LanguageKnown, LanguageWanted, TranscriptWanted
from tyyni.serve.call_parts import Coaching
from tyyni.serve.hearing import request_of, transcript_of
from tyyni.units import FRAME_SAMPLES
from tyyni_client.recording import Recording
from tyyni_models.contracts import SpeechModel


def listen(
    recording: Recording,
    call: Coaching,
    model: SpeechModel,
    language: str | None,
    *,
    most_frames: int | None = None,
) -> list[CallEvent]:
    """Return all that a call says while it hears a recording, with every answer there at once.

    Args:
        recording: the sound.
        call: what hears it.
        model: what answers.
        language: the spoken one; None when the call is to hear it.
        most_frames: the call ends after so many frames of 20 ms; None: the whole recording.
    """
    events: list[CallEvent] = []
    spoken = language

    def follow(said: Iterable[CallEvent]) -> None:
        nonlocal spoken
        for event in said:
            if isinstance(event, TranscriptWanted):
                assert spoken is not None, "text is wanted once the language is known"
                follow(call.read(transcript_of(event, model.transcribe(request_of(event, spoken)))))
            elif isinstance(event, LanguageWanted):
                follow(call.hear_language(event.wanted, model.read_language(event.request)))
            else:
                spoken = event.language if isinstance(event, LanguageKnown) else spoken
                events.append(event)

    for number, frames in enumerate(islice(recording.frames(), most_frames)):
        for party, samples in frames.items():
            follow(call.hear(AudioFrame(party, number * FRAME_SAMPLES, samples)))
    follow(call.finish())
    follow(call.end())
    return events
