"""Sound through the very `Call` of the service with its real voice models and no words: heat from voice alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tyyni.audio import AudioFrame, Pcm16
from tyyni.coach.call import CallSettings
from tyyni.coach.heat import Heat
from tyyni.playbooks.loader import load_playbook
from tyyni.serve.ears import hear_with
from tyyni.units import FRAME_SAMPLES, CallMs, Party, samples_to_ms
from tyyni_models.scripted import ScriptedTranscriber

PAUSE_SAMPLES = 8_000
"""Half a second of silence between clips, as between two sentences."""
LANGUAGE = "en"
"""Of no matter: no word is ever read."""


@dataclass(frozen=True, slots=True)
class Level:
    """Heat 0..100 from ``at_ms`` on."""

    at_ms: CallMs
    level: float


class VoiceHeat:
    """Hears calls without their words; the models are loaded once."""

    def __init__(self) -> None:
        self._ears = hear_with(ScriptedTranscriber([]), load_playbook(), frozenset({LANGUAGE}))

    def follow(self, tracks: Mapping[Party, Pcm16]) -> list[Level]:
        """Return the heat over a call; every transcript that is wanted stays away.

        Args:
            tracks: each party's sound: int16, 16 kHz, all of one shape (n,).
        """
        call = self._ears.make_call(CallSettings(tuple(tracks), LANGUAGE, voice_analysis=True))
        levels = []
        longest = max(len(samples) for samples in tracks.values())
        whole = longest + -longest % FRAME_SAMPLES
        padded = {party: np.pad(samples, (0, whole - len(samples))) for party, samples in tracks.items()}
        for first in range(0, whole, FRAME_SAMPLES):
            for party, samples in padded.items():
                for event in call.hear(AudioFrame(party, first, samples[first : first + FRAME_SAMPLES])):
                    if isinstance(event, Heat):
                        levels.append(Level(event.at_ms, event.level))
        return levels

    def score(self, clip: Pcm16, before: Sequence[Pcm16] = ()) -> float:
        """Return the highest heat from a clip's beginning to its end, when these clips came before it.

        Heat that is left over from before counts: it is what a supervisor would see.
        """
        pause = np.zeros(PAUSE_SAMPLES, dtype=np.int16)
        lead = [part for piece in before for part in (piece, pause)]
        begins_ms = samples_to_ms(sum(map(len, lead)))
        levels = self.follow({Party.CALLER: np.concatenate([*lead, clip])})
        return max((one.level for one in levels if one.at_ms > begins_ms), default=0.0)
