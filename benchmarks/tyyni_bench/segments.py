"""Where a recording holds speech: found offline, with the whole recording at hand, never by the service.

Used where a sidecar does not say it. webrtcvad (mode 3) decides on 20 ms frames; a frame must also be within
30 dB of the party's own loud speech, since webrtcvad takes a line's noise for speech now and then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import webrtcvad

from tyyni.audio import Pcm16, to_float
from tyyni.units import FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ, CallMs, Party
from tyyni_bench.sidecar import SaidWords

VAD_MODE = 3
"""webrtcvad's strictest: a soft ending more or less moves the end of speech by some 20 ms, noise taken for
speech would invent an utterance."""
BELOW_LOUD_DB = 30.0
"""Soft syllables lie within 30 dB of loud ones; the other party's voice in the line lies below (ITU-T G.122
asks for an echo loss of about that much)."""
LOUD_PERCENTILE = 95.0
JOIN_GAP_MS = 500
"""Pauses shorter than this are within an utterance (as the design defines speech end to final)."""
SHORTEST_MS = 200
"""A shorter sound is a click or a breath; the shortest word, "yes" on the telephone, takes about as long."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one party's speech, in audio time of the call."""

    party: Party
    start_ms: CallMs
    end_ms: CallMs


def speech_in(party: Party, samples: Pcm16) -> list[Segment]:
    """Return the segments of speech in one party's whole recording: int16, shape (n,), 16 kHz."""
    frames = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    if not len(frames):
        return []
    power = (to_float(frames).astype(np.float64) ** 2).mean(axis=1)
    levels_dbfs = 10.0 * np.log10(np.maximum(power, 1e-12))
    vad = webrtcvad.Vad(VAD_MODE)
    voiced = np.array([vad.is_speech(frame.tobytes(), SAMPLE_RATE_HZ) for frame in frames])
    if not voiced.any():
        return []
    loud_dbfs = float(np.percentile(levels_dbfs[voiced], LOUD_PERCENTILE))
    speech = np.flatnonzero(voiced & (levels_dbfs >= loud_dbfs - BELOW_LOUD_DB))
    single = [Segment(party, CallMs(int(at) * FRAME_MS), CallMs((int(at) + 1) * FRAME_MS)) for at in speech]
    return [one for one in joined(single) if one.end_ms - one.start_ms >= SHORTEST_MS]


def speech_of_words(words: Iterable[SaidWords]) -> list[Segment]:
    """Return the segments of speech that known words make up, per party, in order of time."""
    return joined(Segment(word.party, CallMs(word.start_ms), CallMs(word.end_ms)) for word in words)


def joined(segments: Iterable[Segment]) -> list[Segment]:
    """Return segments with those of one party that lie less than 500 ms apart taken as one.

    >>> [(s.start_ms, s.end_ms) for s in joined([
    ...     Segment(Party.CALLER, CallMs(0), CallMs(400)), Segment(Party.CALLER, CallMs(899), CallMs(1000)),
    ...     Segment(Party.CALLER, CallMs(1500), CallMs(1600))])]
    [(0, 1000), (1500, 1600)]
    """
    whole: dict[Party, list[Segment]] = {}
    for segment in sorted(segments, key=lambda one: one.start_ms):
        known = whole.setdefault(segment.party, [])
        if known and segment.start_ms - known[-1].end_ms < JOIN_GAP_MS:
            last = known.pop()
            segment = Segment(segment.party, last.start_ms, CallMs(max(last.end_ms, segment.end_ms)))
        known.append(segment)
    return sorted((one for known in whole.values() for one in known), key=_by_time)


def _by_time(segment: Segment) -> tuple[int, str]:
    return segment.start_ms, segment.party


def known_speech(words: Sequence[SaidWords] | None, tracks: dict[Party, Pcm16]) -> list[Segment]:
    """Return the speech of a call: from its known words, else found in each party's sound."""
    if words is not None:
        return speech_of_words(words)
    found = [segment for party, samples in tracks.items() for segment in speech_in(party, samples)]
    return sorted(found, key=_by_time)
