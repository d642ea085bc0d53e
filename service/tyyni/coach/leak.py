"""One party's voice in the other's channel: the loudspeaker in the microphone, or the agent's sidetone on the line.

Left alone, what one party says becomes text twice, and the agent's voice is read as the caller's tone. So a leak is
looked for all the time, told, and while it lasts the leaked sound is silence to everything after this.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tyyni.audio import Pcm16, to_float
from tyyni.units import FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ, Party

DOWN = 4
"""Compared at 4 kHz: most of the voice's energy, a quarter of the work."""
RATE_HZ = SAMPLE_RATE_HZ // DOWN
WINDOW = RATE_HZ
"""1 s is compared: in a shorter piece of speech too few sounds tell a leak from chance, the more so if it is late."""
EVERY = RATE_HZ * 6 // 10
MOST_LAG = RATE_HZ * 3 // 10
"""Acoustic paths and sound cards together delay by up to 0.3 s; what comes later is an echo that a person hears."""
BAND_HZ = (250.0, 1_800.0)
"""Above the hum of the mains, below half the rate."""
LIKE = 0.2
"""Of 1. In pieces of 0.6 s, nine recordings without leak peaked at 0.15 at most (1,000 windows); with a leak at -20 dB
through a room (as much reverberation as direct sound) the median was 0.35 to 0.51, at -30 dB 0.17 to 0.37."""
SAME_LAG = RATE_HZ // 500
"""2 ms: the lag of a leak stays, that of chance does not; devices drift by less between two windows."""
TIMES = 2
"""So many windows of the last `LOOKED_BACK` with the same lag: 1.2 s of one speaker. Our choice."""
LOOKED_BACK = 4
OVER_AFTER = 10
"""Windows, in which the leaking voice is the louder one, without it until the leak is over: 6 s. Our choice."""
SPEECH_RMS = 0.005
"""-46 dBFS: below it nobody speaks whose voice could leak audibly."""
DEAD_RMS = 1e-4
"""-80 dBFS: a channel so quiet holds no leak that a model could hear."""
QUIETER_DB = 3.0
"""Where the leaked voice is by this much quieter than the voice, that says which is which; else the lag does."""
LEAST_LAG = RATE_HZ // 200
"""5 ms: without lag and without loss it is one source on both channels, which is no leak: the client tells that."""
OVER_LEAK = 8.0
"""Of the power that the leak should have: what is stronger by 9 dB holds the party's own voice, and is kept."""
SPREAD_FRAMES = 4
"""80 ms around the lag: a room rings on."""


@dataclass(frozen=True, slots=True)
class Leak:
    """The voice of the other party is in a channel, or is so no more."""

    party: Party
    """Whose channel it is."""
    active: bool


@dataclass(frozen=True, slots=True)
class _Match:
    lag: int
    """By how much the caller's channel is behind, in samples at 4 kHz."""
    ear: Party
    gain: float
    """Power in the ear's channel over power in the other."""

    @property
    def source(self) -> Party:
        """Whose voice it is."""
        return Party.AGENT if self.ear is Party.CALLER else Party.CALLER


class LeakGate:
    """Hears both channels of a call frame by frame, and passes on what is each party's own."""

    def __init__(self) -> None:
        self._kept: dict[Party, deque[Pcm16]] = {
            party: deque(maxlen=WINDOW * DOWN // FRAME_SAMPLES) for party in (Party.CALLER, Party.AGENT)
        }
        frames = MOST_LAG * 1_000 // RATE_HZ // FRAME_MS + SPREAD_FRAMES
        self._powers: dict[Party, deque[float]] = {
            party: deque([0.0] * frames, maxlen=frames) for party in self._kept
        }
        self._since = 0
        self._seen: deque[_Match | None] = deque(maxlen=LOOKED_BACK)
        self._leak: _Match | None = None
        self._without = 0

    def hear(self, frames: Mapping[Party, Pcm16]) -> tuple[dict[Party, Pcm16], list[Leak]]:
        """Return a frame of each party without what leaked into it, and whether a leak began or ended.

        Args:
            frames: the next 20 ms of each party, int16, shape (320,). Without both, caller and agent, they pass.
        """
        passed = dict(frames)
        if not self._kept.keys() <= frames.keys():
            return passed, []
        for party, kept in self._kept.items():
            kept.append(frames[party])
            sound = frames[party].astype(np.float32)
            self._powers[party].append(float(sound @ sound))
        self._since += FRAME_SAMPLES // DOWN
        changes = self._compare() if self._since >= EVERY else []
        if self._leak is not None and self._only_leaked(self._leak):
            passed[self._leak.ear] = np.zeros_like(frames[self._leak.ear])
        return passed, changes

    def _compare(self) -> list[Leak]:
        self._since = 0
        low = {
            party: to_float(np.concatenate(kept)).reshape(-1, DOWN).mean(axis=1)
            for party, kept in self._kept.items()
        }
        rms = {party: float(np.sqrt(np.mean(sound**2))) for party, sound in low.items()}
        if max(rms.values()) < SPEECH_RMS or min(rms.values()) < DEAD_RMS:
            return []
        match = _match(low, rms)
        self._seen.append(match)
        alike = [seen for seen in self._seen if match and seen and _same(seen, match)]
        before = self._leak
        if match and len(alike) >= TIMES:
            self._without = 0
            # The least gain is that of the moments in which the ear's own party was silent.
            gain = min(seen.gain for seen in alike)
            if before and _same(before, match):
                gain = min(gain, before.gain)
            self._leak = _Match(match.lag, match.ear, gain)
        elif before and rms[before.ear] < rms[before.source]:
            self._without += 1
            if self._without >= OVER_AFTER:
                self._leak = None
        ears = [leak.ear if leak else None for leak in (before, self._leak)]
        if ears[0] == ears[1]:
            return []
        return [Leak(ear, active) for ear, active in zip(ears, (False, True), strict=True) if ear]

    def _only_leaked(self, leak: _Match) -> bool:
        """Say whether the ear's newest frame holds no more than the leak accounts for."""
        behind = leak.lag if leak.ear is Party.CALLER else -leak.lag
        frames = max(0, behind) * 1_000 // RATE_HZ // FRAME_MS
        told = list(self._powers[leak.source])
        end = len(told) - max(0, frames - SPREAD_FRAMES)
        around = told[max(0, end - 2 * SPREAD_FRAMES - 1) : end]
        expected = leak.gain * max(around)
        return self._powers[leak.ear][-1] <= OVER_LEAK * expected


def lag_of(late: NDArray[np.float32], early: NDArray[np.float32]) -> tuple[int, float]:
    """Return by how many samples one channel is behind the other, -1200..1200, and how alike they are there, -1..1.

    Args:
        late: shape (n,), at 4 kHz.
        early: likewise.
    """
    size = 1 << (len(late) + MOST_LAG).bit_length()
    shape = np.hanning(len(late))
    cross = np.fft.rfft(late * shape, size) * np.conj(np.fft.rfft(early * shape, size))
    at_hz = np.fft.rfftfreq(size, 1 / RATE_HZ)
    band = (at_hz > BAND_HZ[0]) & (at_hz < BAND_HZ[1])
    whitened = np.where(band, cross / np.maximum(np.abs(cross), 1e-12), 0)
    likeness = np.fft.irfft(whitened, size) * size / 2 / band.sum()
    lags = np.arange(-MOST_LAG, MOST_LAG + 1)
    best = int(lags[np.argmax(likeness[lags])])
    return best, float(likeness[best])


def _same(one: _Match, other: _Match) -> bool:
    return one.ear is other.ear and abs(one.lag - other.lag) <= SAME_LAG


def _match(low: Mapping[Party, NDArray[np.float32]], rms: Mapping[Party, float]) -> _Match | None:
    """Return where the two channels hold the same sound, if they do (generalised cross-correlation, PHAT)."""
    lag, likeness = lag_of(low[Party.CALLER], low[Party.AGENT])
    louder_db = 20 * float(np.log10(rms[Party.CALLER] / rms[Party.AGENT]))
    if likeness < LIKE or (abs(louder_db) < QUIETER_DB and abs(lag) < LEAST_LAG):
        return None
    caller_hears = louder_db < 0 if abs(louder_db) >= QUIETER_DB else lag > 0
    ear, source = (Party.CALLER, Party.AGENT) if caller_hears else (Party.AGENT, Party.CALLER)
    overlap = WINDOW - abs(lag)  # of what is in both windows, shifted onto each other
    heard, said = (
        (low[ear][-overlap:], low[source][:overlap])
        if (lag > 0) == caller_hears
        else (low[ear][:overlap], low[source][-overlap:])
    )
    return _Match(lag, ear, float(np.mean(heard**2)) / max(float(np.mean(said**2)), DEAD_RMS**2))
