"""Sound through the very `Call` of the service with its real voice models; no word is ever read.

Of a caller alone that is the heat of the voice; with an agent on the line turn-taking adds its points, as it does live.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tyyni.audio import AudioFrame, Pcm16
from tyyni.coach.call import Call, CallSettings, CallTools
from tyyni.coach.heat import Heat
from tyyni.coach.playbook import Playbook
from tyyni.coach.voice import VoiceReading
from tyyni.units import FRAME_SAMPLES, CallMs, Party, samples_to_ms
from tyyni_models.contracts import PitchTrack, PitchTracker
from tyyni_models.pitch import SwiftF0Pitch
from tyyni_models.tone import CuesToneModel
from tyyni_models.voice_activity import WebRtcVoiceActivity

PAUSE_SAMPLES = 16_000
"""A second of silence between clips, as when the other party speaks: longer than the 0.7 s after which the voice is
read afresh (`tyyni.coach.voice`)."""
LOOK_SAMPLES = 8_000
"""Heat is looked at every half second: what a clip's end brings is told within as much silence."""
REMEMBERED = 256
"""Tracks of pitch that are kept: a speaker's baseline, some 30 of them, is then tracked once for all clips; 20 MB."""


@dataclass(frozen=True, slots=True)
class Level:
    """Heat 0..100 from ``at_ms`` on."""

    at_ms: CallMs
    level: float


@dataclass(frozen=True, slots=True)
class Followed:
    """What was told of a call's caller, in order of time."""

    heat: list[Level]
    readings: list[VoiceReading]


@dataclass(frozen=True, slots=True)
class Score:
    """What was told of one clip."""

    arousal: float
    """0..1, of the tone at the clip's end, which has heard most of it; 0 when its speech was too short to be read. (The
    highest of all readings, of which the first knows 1 s only, tells less: AUC .91/1.00/.95 against .94/1.00/.95 in
    three sets by telephone; our measurement.)"""
    heat: float
    """0..100, the highest. Heat that is left over from before counts: it is what a supervisor would see."""
    readings: tuple[VoiceReading, ...]
    """All of the clip."""


class RememberedPitch:
    """A `PitchTracker` that does not track the same sound twice: most of a benchmark's time goes there."""

    def __init__(self, pitch: PitchTracker) -> None:
        @lru_cache(maxsize=REMEMBERED)
        def track(sound: bytes) -> PitchTrack:
            return pitch.track(np.frombuffer(sound, dtype=np.float32))

        self._track = track

    def track(self, samples: NDArray[np.float32]) -> PitchTrack:
        """Return the F0 of float32 samples in -1..1, shape (n_samples,)."""
        return self._track(samples.tobytes())


class VoiceHeat:
    """Hears calls without their words; the models are loaded once."""

    def __init__(self) -> None:
        self._tools = CallTools(
            voice_activity=WebRtcVoiceActivity,
            pitch=RememberedPitch(SwiftF0Pitch()),
            tone=CuesToneModel.load(),
            playbook=Playbook(cues=(), rules=()),
        )

    def follow(self, tracks: Mapping[Party, Pcm16]) -> Followed:
        """Return the heat and the voice over a call; every transcript that is wanted stays away.

        Args:
            tracks: each party's sound: int16, 16 kHz; what ends early is silent from there.
        """
        # The language only chooses phrases, and none are read.
        call = Call(CallSettings(tuple(tracks), "en", voice_analysis=True), self._tools)
        followed = Followed([], [])
        longest = max(len(samples) for samples in tracks.values())
        whole = longest + -longest % FRAME_SAMPLES
        padded = {party: np.pad(samples, (0, whole - len(samples))) for party, samples in tracks.items()}
        for first in range(0, whole, FRAME_SAMPLES):
            for party, samples in padded.items():
                for event in call.hear(AudioFrame(party, first, samples[first : first + FRAME_SAMPLES])):
                    if isinstance(event, Heat):
                        followed.heat.append(Level(event.at_ms, event.level))
                    elif isinstance(event, VoiceReading):
                        followed.readings.append(event)
        return followed

    def score(self, clip: Pcm16, before: Sequence[Pcm16] = ()) -> Score:
        """Return what a clip was heard as from its beginning to its end, when these clips came before it."""
        pause, look = (np.zeros(length, dtype=np.int16) for length in (PAUSE_SAMPLES, LOOK_SAMPLES))
        lead = [part for piece in before for part in (piece, pause)]
        begins_ms = samples_to_ms(sum(map(len, lead)))
        followed = self.follow({Party.CALLER: np.concatenate([*lead, clip, look])})
        heat = [one.level for one in followed.heat if one.at_ms > begins_ms]
        readings = tuple(one for one in followed.readings if one.at_ms > begins_ms)
        return Score(
            arousal=readings[-1].arousal if readings else 0.0,
            heat=max([level_at(followed.heat, begins_ms), *heat]),
            readings=readings,
        )


def level_at(levels: Sequence[Level], at_ms: int) -> float:
    """Return the heat at a moment: what was told last; 0 before anything was.

    >>> level_at([Level(CallMs(500), 10.0), Level(CallMs(1_000), 20.0)], 999)
    10.0
    """
    return next((one.level for one in reversed(levels) if one.at_ms <= at_ms), 0.0)
