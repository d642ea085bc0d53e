"""One clip's voice as the service reads it, beside what is known of the clip, and at other gains."""

from __future__ import annotations

import numpy as np

from tyyni.audio import Pcm16, to_float
from tyyni.coach.speech import without_stray_jumps
from tyyni.coach.syllables import count_syllables
from tyyni_bench.clip_speech import speech_s
from tyyni_bench.manifest import Clip, read_samples
from tyyni_bench.praat import Reference
from tyyni_bench.telephone import as_by_telephone
from tyyni_bench.voice_figures import ClipVoice, Move, PitchCounts, compare_pitch
from tyyni_bench.voice_heat import Score, VoiceHeat
from tyyni_models.pitch import SwiftF0Pitch

GAINS_DB = (-12.0, 12.0)
"""Lines differ by about so much from the middle (the bar of the project)."""


class ClipJudge:
    """Judges clips one by one; the models are loaded once."""

    def __init__(self, reference: Reference | None, *, phone: bool) -> None:
        self._reference = reference
        self._phone = phone
        self._ear = VoiceHeat()
        self._pitch = SwiftF0Pitch()

    def read(self, clip: Clip) -> Pcm16:
        """Return a clip's sound as the service hears it: int16, 16 kHz, shape (n,)."""
        return self._by_line(read_samples(clip.path))

    def judge(self, clip: Clip) -> ClipVoice:
        """Return what the service makes of a clip's voice at its first utterance."""
        sound = read_samples(clip.path)
        heard = self._by_line(sound)
        score = self._ear.score(heard)
        return ClipVoice(
            set=clip.set or "(no set)",
            pitch=self._compare_pitch(sound, heard),
            text_per_s=text_rate_per_s(clip, speech_s(sound)),
            voice_per_s=score.readings[-1].syllables_per_s if score.readings else None,
            moves=tuple(self._move(sound, gain_db, score) for gain_db in GAINS_DB),
        )

    def _compare_pitch(self, sound: Pcm16, heard: Pcm16) -> PitchCounts | None:
        if self._reference is None:
            return None
        track = self._pitch.track(to_float(heard))
        at_s = np.arange(len(track.f0_hz), dtype=np.float64) * (track.hop_ms / 1000.0)
        f0_hz = without_stray_jumps(track.f0_hz, track.confidence)
        return compare_pitch(f0_hz, self._reference(sound, at_s))

    def _move(self, sound: Pcm16, gain_db: float, score: Score) -> Move:
        """Return what the gain changes; it is the speaker's or the handset's, so it comes before the line."""
        moved, clipped = at_gain(sound, gain_db)
        other = self._ear.score(self._by_line(moved))
        arousal = abs(_highest_arousal(other) - _highest_arousal(score))
        return Move(abs(other.heat - score.heat), arousal, clipped)

    def _by_line(self, samples: Pcm16) -> Pcm16:
        return as_by_telephone(samples) if self._phone else samples


def _highest_arousal(score: Score) -> float:
    return max((reading.arousal for reading in score.readings), default=0.0)


def at_gain(samples: Pcm16, gain_db: float) -> tuple[Pcm16, bool]:
    """Return sound at another level, and whether that clipped it.

    >>> at_gain(np.array([100, -20000], dtype=np.int16), 20.0)
    (array([  1000, -32768], dtype=int16), True)
    """
    wanted = np.rint(samples.astype(np.float64) * 10.0 ** (gain_db / 20.0))
    moved: Pcm16 = np.clip(wanted, -32768, 32767).astype(np.int16)
    return moved, bool((moved != wanted).any())


def text_rate_per_s(clip: Clip, spoken_s: float) -> float | None:
    """Return the syllables of a clip's text for each second of speech; None when one of them is not known."""
    counts = [count_syllables(word, clip.language) for word in clip.text.split()]
    known = [count for count in counts if count is not None]
    if not spoken_s or not sum(known) or len(known) < len(counts):
        return None
    return sum(known) / spoken_s
