"""What it costs to read a caller's voice: processor time of the service's own `Call` on the caller's track alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import process_time_ns

import msgspec
import numpy as np
from numpy.typing import NDArray

from tyyni.audio import AudioFrame, Pcm16
from tyyni.coach.call import Call, CallSettings, CallTools
from tyyni.coach.playbook import Playbook
from tyyni.units import FRAME_SAMPLES, SAMPLE_RATE_HZ, Party
from tyyni_bench.voice_heat import PAUSE_SAMPLES
from tyyni_models.contracts import PitchTrack, PitchTracker, VoiceActivity
from tyyni_models.pitch import SwiftF0Pitch
from tyyni_models.tone import CuesToneModel
from tyyni_models.voice_activity import WebRtcVoiceActivity

NS_PER_MS = 1_000_000


@dataclass(frozen=True, slots=True)
class Spent:
    """What a caller's track cost, in ms of processor time."""

    speech_s: float
    silence_s: float
    speech_ms: float
    """While the caller speaks."""
    silence_ms: float
    """In the pauses."""
    voice_activity_ms: float
    pitch_ms: float

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            self.speech_s + other.speech_s,
            self.silence_s + other.silence_s,
            self.speech_ms + other.speech_ms,
            self.silence_ms + other.silence_ms,
            self.voice_activity_ms + other.voice_activity_ms,
            self.pitch_ms + other.pitch_ms,
        )


class CostFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Processor time in ms for each second that the caller speaks, but for the last."""

    tracks: int
    speech_s: float
    silence_s: float
    with_pauses_ms: float
    """Everything, pauses included: ``voice_activity_ms``, ``pitch_ms`` and ``rest_ms`` sum to it."""
    speech_alone_ms: float
    voice_activity_ms: float
    pitch_ms: float
    rest_ms: float
    """Spectra, cues, tone, heat, cutting into utterances."""
    second_of_silence_ms: float | None
    """For each second in which the caller is silent; None: there was none."""


def cost_of(spent: Sequence[Spent]) -> CostFigures | None:
    """Return what tracks cost together; None when nobody spoke in any."""
    total = sum(spent, Spent(0.0, 0.0, 0.0, 0.0, 0.0, 0.0))
    if not total.speech_s:
        return None
    all_ms = total.speech_ms + total.silence_ms
    return CostFigures(
        tracks=len(spent),
        speech_s=round(total.speech_s, 1),
        silence_s=round(total.silence_s, 1),
        with_pauses_ms=round(all_ms / total.speech_s, 2),
        speech_alone_ms=round(total.speech_ms / total.speech_s, 2),
        voice_activity_ms=round(total.voice_activity_ms / total.speech_s, 2),
        pitch_ms=round(total.pitch_ms / total.speech_s, 2),
        rest_ms=round((all_ms - total.voice_activity_ms - total.pitch_ms) / total.speech_s, 2),
        second_of_silence_ms=round(total.silence_ms / total.silence_s, 2) if total.silence_s else None,
    )


class CostMeter:
    """Hears tracks by a clock of this process's processor time, all threads: what else runs in it counts too."""

    def __init__(self) -> None:
        self._activity_ns = 0
        self._pitch_ns = 0
        tracker = SwiftF0Pitch()
        tracker.track(np.zeros(SAMPLE_RATE_HZ, dtype=np.float32))  # the first time it takes its memory
        self._tools = CallTools(
            voice_activity=lambda: _ClockedActivity(WebRtcVoiceActivity(), self._spent_on_activity),
            pitch=_ClockedPitch(tracker, self._spent_on_pitch),
            tone=CuesToneModel.load(),
            playbook=Playbook(cues=(), rules=()),
        )

    def measure(self, pieces: Sequence[Pcm16]) -> Spent:
        """Return what a caller costs who says these pieces, with a second of silence after each.

        Args:
            pieces: speech: int16, 16 kHz, shape (n,) each; filled up to whole frames.
        """
        self._activity_ns = self._pitch_ns = 0
        # The language only chooses phrases, and there are none.
        call = Call(CallSettings((Party.CALLER,), "en", voice_analysis=True), self._tools)
        frames = {True: 0, False: 0}
        spent_ns = {True: 0, False: 0}
        for first, (samples, speaks) in enumerate(_frames(pieces)):
            frame = AudioFrame(Party.CALLER, first * FRAME_SAMPLES, samples)
            begun_ns = process_time_ns()
            call.hear(frame)
            spent_ns[speaks] += process_time_ns() - begun_ns
            frames[speaks] += 1
        return Spent(
            speech_s=frames[True] * FRAME_SAMPLES / SAMPLE_RATE_HZ,
            silence_s=frames[False] * FRAME_SAMPLES / SAMPLE_RATE_HZ,
            speech_ms=spent_ns[True] / NS_PER_MS,
            silence_ms=spent_ns[False] / NS_PER_MS,
            voice_activity_ms=self._activity_ns / NS_PER_MS,
            pitch_ms=self._pitch_ns / NS_PER_MS,
        )

    def _spent_on_activity(self, spent_ns: int) -> None:
        self._activity_ns += spent_ns

    def _spent_on_pitch(self, spent_ns: int) -> None:
        self._pitch_ns += spent_ns


def _frames(pieces: Sequence[Pcm16]) -> list[tuple[Pcm16, bool]]:
    """Return the 20 ms frames of a track, and whether the caller speaks in each."""
    silence = np.zeros(PAUSE_SAMPLES, dtype=np.int16)
    frames = []
    for piece in pieces:
        for sound, speaks in ((piece, True), (silence, False)):
            whole = np.pad(sound, (0, -len(sound) % FRAME_SAMPLES))
            frames += [(samples, speaks) for samples in whole.reshape(-1, FRAME_SAMPLES)]
    return frames


@dataclass(frozen=True, slots=True)
class _ClockedActivity:
    """`VoiceActivity` that tells what each answer cost."""

    inner: VoiceActivity
    spend: Callable[[int], None]

    def is_speech(self, frame: Pcm16) -> bool:
        begun_ns = process_time_ns()
        speech = self.inner.is_speech(frame)
        self.spend(process_time_ns() - begun_ns)
        return speech


@dataclass(frozen=True, slots=True)
class _ClockedPitch:
    """`PitchTracker` that tells what each track cost."""

    inner: PitchTracker
    spend: Callable[[int], None]

    def track(self, samples: NDArray[np.float32]) -> PitchTrack:
        begun_ns = process_time_ns()
        track = self.inner.track(samples)
        self.spend(process_time_ns() - begun_ns)
        return track
