"""The tones of telephone networks: ringing, busy and dial tone of four countries, and the keys.

Frequencies and cadences are those of ITU-T E.180 supplement 2 (tones used in national networks), for the United Kingdom
also of BT's SIN 350; the keys are those of ITU-T Q.23. Every sound is float64, shape (n,), 16 kHz, at any level.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from tyyni.units import SAMPLE_RATE_HZ
from tyyni_bench.noise_sounds import Sound, mixed

RAMP_S = 0.003
"""Tones begin and end within 3 ms: an exchange has no sharper edges."""


@dataclass(frozen=True, slots=True)
class Tone:
    """What sounds, and for how long on and off, again and again."""

    freqs_hz: tuple[float, ...]
    cadence_s: tuple[float, ...] = ()
    """On, off, on, off; empty: without a break."""


TONES: dict[str, Tone] = {
    "ring-fi": Tone((425.0,), (1.0, 4.0)),
    "ring-pl": Tone((425.0,), (1.0, 4.0)),
    "ring-uk": Tone((400.0, 450.0), (0.4, 0.2, 0.4, 2.0)),
    "ring-us": Tone((440.0, 480.0), (2.0, 4.0)),
    "busy-fi": Tone((425.0,), (0.3, 0.3)),
    "busy-pl": Tone((425.0,), (0.5, 0.5)),
    "busy-uk": Tone((400.0,), (0.375, 0.375)),
    "busy-us": Tone((480.0, 620.0), (0.5, 0.5)),
    "dial-fi": Tone((425.0,)),
    "dial-us": Tone((350.0, 440.0)),
}
"""Kind, with its country (Finland, Poland, the United Kingdom, the United States): the tone."""

LOW_HZ = (697.0, 770.0, 852.0, 941.0)
HIGH_HZ = (1209.0, 1336.0, 1477.0, 1633.0)
"""A key is one tone of each group (ITU-T Q.23)."""
KEY_S = (0.07, 0.25)
"""Receivers must take 40 ms (ITU-T Q.24); fingers press for longer."""


def tone(kind: str, length: int, chance: Generator) -> Sound:
    """Return one of `TONES`, from anywhere in its cadence."""
    chosen = TONES[kind]
    sounds = _sines(chosen.freqs_hz, length)
    if not chosen.cadence_s:
        return sounds
    starts_s = np.cumsum((0.0, *chosen.cadence_s))
    at_s = np.arange(length) / SAMPLE_RATE_HZ + chance.uniform(0.0, starts_s[-1])
    within_s = at_s % starts_s[-1]
    gains = [
        _gate(within_s, on_s, off_s) for on_s, off_s in zip(starts_s[:-1:2], starts_s[1::2], strict=True)
    ]
    return sounds * mixed(gains, length)


def _gate(at_s: Sound, on_s: float, off_s: float) -> Sound:
    """Return 1 between two times and 0 outside, with ramps within."""
    return np.clip(np.minimum(at_s - on_s, off_s - at_s) / RAMP_S, 0.0, 1.0)


def keys(length: int, chance: Generator) -> Sound:
    """Return somebody who presses keys: single ones, or a number in one go."""
    sound = np.zeros(length)
    at = int(chance.uniform(0.1, 1.0) * SAMPLE_RATE_HZ)
    while at < length:
        for _ in range(int(chance.integers(1, 11))):
            pressed = int(chance.uniform(*KEY_S) * SAMPLE_RATE_HZ)
            freqs_hz = (float(chance.choice(LOW_HZ)), float(chance.choice(HIGH_HZ)))
            within_s = np.arange(pressed) / SAMPLE_RATE_HZ
            part = _sines(freqs_hz, pressed) * _gate(within_s, 0.0, pressed / SAMPLE_RATE_HZ)
            sound[at : at + pressed] = part[: max(length - at, 0)]
            at += pressed + int(chance.uniform(0.05, 0.3) * SAMPLE_RATE_HZ)
        at += int(chance.uniform(0.5, 2.5) * SAMPLE_RATE_HZ)
    return sound


def _sines(freqs_hz: tuple[float, ...], length: int) -> Sound:
    at_s = np.arange(length) / SAMPLE_RATE_HZ
    return mixed((np.sin(2.0 * np.pi * freq_hz * at_s) for freq_hz in freqs_hz), length)
