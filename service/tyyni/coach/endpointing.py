"""One party's frames into utterances: voice activity with hysteresis, pre-roll, end-pointing by silence."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tyyni.audio import AudioFrame, Pcm16
from tyyni.units import FRAME_MS, FRAME_SAMPLES, CallMs, Party, samples_to_ms
from tyyni_models.contracts import VoiceActivity


@dataclass(frozen=True, slots=True)
class EndpointThresholds:
    """When speech begins, is asked for, and ends. All are our choices, with the reason at each."""

    onset_window_frames: int = 5
    onset_speech_frames: int = 3
    """Speech is on when 3 of the last 5 frames are: one or two frames (up to 40 ms) are a click."""
    pre_roll_ms: int = 300
    """Audio kept from before the onset: voice activity comes late on a word's soft first consonant."""
    settle_ms: int = 200
    """Silence after which a full-quality transcript is asked for, in the hope that the utterance is over:
    longer than the closure of a stop consonant, so that most inner pauses do not cost a decode."""
    endpoint_ms: int = 320
    """Silence that ends an utterance. Hysteresis and voice activity stretch speech by 60 ms and more at both ends,
    so that gaps of 500 ms, from which on pauses count when figures are measured, end it with certainty: with 420
    utterances of a real call ran on over such a gap, and the text before it came up to 13 s late. The word error
    rate over 14 minutes of nine calls in three languages: .161 with 420, .161 with 340, .163 with 300 (our
    measurement, base model)."""
    first_partial_ms: int = 600
    """First text is asked for after this much speech: about two words at four syllables a second."""
    partial_step_ms: int = 500
    """And then again after this much more. What is stable by then is not read again, so that a long utterance costs no
    more than a short one. With 400 ms instead of the longer of 500 ms and an eighth of the utterance, words were stable
    240 ms sooner, and more of them wrongly: two readings so close make the same mistake (word error rate .166 instead
    of .141; two calls, with a rule for sure words in both runs that was not kept)."""
    longest_ms: int = 15_000
    """A monologue is cut: its text must not wait for a pause, and a decode of 25 s takes 2 s (our measurement)."""
    cut_search_ms: int = 3_000
    """The cut is made at the quietest frame of this last stretch, to fall between words."""

    @property
    def settle_frames(self) -> int:
        """Silence before settling, in frames."""
        return self.settle_ms // FRAME_MS

    @property
    def endpoint_frames(self) -> int:
        """Silence before the end, in frames."""
        return self.endpoint_ms // FRAME_MS


@dataclass(frozen=True, slots=True)
class Utterance:
    """A stretch of one party's speech, pre-roll included. ``samples``: int16, shape (n,), 16 kHz."""

    id: int
    party: Party
    start_ms: CallMs
    end_ms: CallMs
    samples: Pcm16


@dataclass(frozen=True, slots=True)
class UtteranceStep:
    """What has become of an utterance.

    ``grew``: more was said; ``settled``: probably over, worth a full transcript; ``ended``: over.
    """

    kind: Literal["grew", "settled", "ended"]
    utterance: Utterance
    as_settled: bool = False
    """With ``ended``: the last ``settled`` step already carried all of this utterance's speech."""


class Endpointer:
    """Cuts one party's frames into utterances; feed it every frame in order."""

    def __init__(
        self,
        party: Party,
        voice_activity: VoiceActivity,
        ids: Iterator[int],
        thresholds: EndpointThresholds | None = None,
    ) -> None:
        self._party = party
        self._voice_activity = voice_activity
        self._ids = ids
        self._thresholds = thresholds or EndpointThresholds()
        pre_roll_frames = self._thresholds.pre_roll_ms // FRAME_MS + self._thresholds.onset_window_frames
        self._recent: deque[bool] = deque(maxlen=self._thresholds.onset_window_frames)
        self._pre_roll: deque[AudioFrame] = deque(maxlen=pre_roll_frames)
        self._open: list[AudioFrame] = []
        self._id = 0
        self._silent_frames = 0
        self._asked_at_frames = 0
        self._settled = False

    @property
    def last_id(self) -> int:
        """The number of the utterance begun last; 0: none was."""
        return self._id

    @property
    def open_id(self) -> int | None:
        """The number of the utterance that is going on; None: none is."""
        return self._id if self._open else None

    @property
    def untold_from(self) -> int | None:
        """Index of the first sample that no ended utterance has carried and the next may; None: nothing was heard."""
        held = self._open or self._pre_roll
        return held[0].first_sample if held else None

    @property
    def speaking(self) -> bool:
        """Whether the party is speaking now, pauses shorter than ``settle_ms`` included."""
        return bool(self._open) and self._silent_frames < self._thresholds.settle_frames

    def hear(self, frame: AudioFrame) -> list[UtteranceStep]:
        """Take the next 20 ms frame of this party; return what it completed."""
        self._recent.append(self._voice_activity.is_speech(frame.samples))
        speech = sum(self._recent) >= self._thresholds.onset_speech_frames
        if not self._open:
            self._pre_roll.append(frame)
            if speech:
                self._begin()
            return []
        self._open.append(frame)
        if not speech:
            self._silent_frames += 1
            return self._hear_silence()
        self._silent_frames = 0
        self._settled = False
        if len(self._open) * FRAME_MS >= self._thresholds.longest_ms:
            return [self._cut()]
        return self._hear_speech()

    def finish(self) -> list[UtteranceStep]:
        """End what is open; the call is over."""
        return [self._end()] if self._open else []

    def _begin(self) -> None:
        self._id = next(self._ids)
        self._open = list(self._pre_roll)
        self._pre_roll.clear()
        self._silent_frames = 0
        self._asked_at_frames = 0
        self._settled = False

    def _hear_speech(self) -> list[UtteranceStep]:
        grown_ms = (len(self._open) - self._asked_at_frames) * FRAME_MS
        thresholds = self._thresholds
        wanted_ms = thresholds.partial_step_ms
        if not self._asked_at_frames:
            wanted_ms = thresholds.first_partial_ms + thresholds.pre_roll_ms
        if grown_ms < wanted_ms:
            return []
        self._asked_at_frames = len(self._open)
        return [UtteranceStep("grew", self._utterance(self._open))]

    def _hear_silence(self) -> list[UtteranceStep]:
        if self._silent_frames >= self._thresholds.endpoint_frames:
            return [self._end()]
        if self._silent_frames == self._thresholds.settle_frames:
            self._settled = True
            self._asked_at_frames = len(self._open)
            return [UtteranceStep("settled", self._utterance(self._open))]
        return []

    def _end(self) -> UtteranceStep:
        # Of the silence at the end only what `settled` carried is kept, so that both name the same audio.
        surplus = max(self._silent_frames - self._thresholds.settle_frames, 0)
        kept = self._open[: len(self._open) - surplus]
        # The dropped silence is the pre-roll of what comes next.
        self._pre_roll.extend(self._open[len(kept) :])
        self._open = []
        return UtteranceStep("ended", self._utterance(kept), as_settled=self._settled)

    def _cut(self) -> UtteranceStep:
        search = self._thresholds.cut_search_ms // FRAME_MS
        energies = [_energy(frame) for frame in self._open[-search:]]
        at = len(self._open) - len(energies) + int(np.argmin(energies))
        done, rest = self._open[:at], self._open[at:]
        step = UtteranceStep("ended", self._utterance(done))
        self._id = next(self._ids)
        self._open = rest
        self._asked_at_frames = 0
        return step

    def _utterance(self, frames: list[AudioFrame]) -> Utterance:
        samples = np.concatenate([frame.samples for frame in frames])
        start = samples_to_ms(frames[0].first_sample)
        return Utterance(self._id, self._party, start, frames[-1].end_ms, samples)


def _energy(frame: AudioFrame) -> float:
    values = frame.samples.astype(np.float64)
    return float(np.dot(values, values)) / FRAME_SAMPLES
