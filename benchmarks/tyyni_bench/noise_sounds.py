"""What stands on a telephone line when nobody speaks: noise, hum, breath, clicks, keys; by numpy, from chance.

Every function takes how many samples at 16 kHz to make and where chance comes from, and returns float64, shape (n,),
at any level: whoever asks sets it. Spectra and rates are as the named sources have them; where none is named they are
set by hand, to sound like what they are called.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tyyni.units import SAMPLE_RATE_HZ

Sound = NDArray[np.float64]

LOWEST_HZ = 20.0
"""Below hearing, coloured noise keeps the level it has here: 1/f has no end."""
MAINS_HZ = (49.5, 50.5)
"""Where Europe's mains stay for 99.5 % of a year (EN 50160)."""
HARMONICS = 10
"""Of the hum, up to 500 Hz; rectifiers put more into the even ones than into the odd ones."""
BREATHS_PER_MINUTE = (12.0, 20.0)
"""Adults at rest (as textbooks of physiology have it)."""
KEYS_PER_S = (3.0, 8.0)
"""40 to 95 words a minute, five strokes to a word: a practised typist."""


def mixed(parts: Iterable[Sound], length: int) -> Sound:
    """Return sounds of the same length together."""
    whole = np.zeros(length)
    for part in parts:
        whole += part
    return whole


def silence(length: int, chance: Generator) -> Sound:
    """Return digital silence."""
    return np.zeros(length)


def white(length: int, chance: Generator) -> Sound:
    """Return noise with as much power in every Hz."""
    return chance.normal(size=length)


def pink(length: int, chance: Generator) -> Sound:
    """Return noise whose power falls by 3 dB an octave: about that of a room."""
    return _coloured(length, chance, -1.0)


def brown(length: int, chance: Generator) -> Sound:
    """Return noise whose power falls by 6 dB an octave: wind on a microphone, a far street."""
    return _coloured(length, chance, -2.0)


def hiss(length: int, chance: Generator) -> Sound:
    """Return noise whose power rises by 3 dB an octave: a cheap amplifier."""
    return _coloured(length, chance, 1.0)


def _coloured(length: int, chance: Generator, exponent: float) -> Sound:
    """Return noise whose power goes with frequency to the power of ``exponent``."""
    freqs_hz = np.maximum(np.fft.rfftfreq(length, 1.0 / SAMPLE_RATE_HZ), LOWEST_HZ)
    shaped = np.fft.rfft(chance.normal(size=length)) * freqs_hz ** (exponent / 2.0)
    return np.fft.irfft(shaped, length).astype(np.float64)


def hum(length: int, chance: Generator) -> Sound:
    """Return what the mains induce: 50 Hz and its harmonics."""
    at_s = np.arange(length) / SAMPLE_RATE_HZ
    mains_hz = chance.uniform(*MAINS_HZ)
    parts = [
        chance.uniform(0.3, 1.0)
        / order
        * np.sin(2.0 * np.pi * (order * mains_hz * at_s + chance.uniform()))
        * (1.0 if order == 1 or order % 2 == 0 else 0.5)
        for order in range(1, HARMONICS + 1)
    ]
    return mixed(parts, length)


def breathing(length: int, chance: Generator) -> Sound:
    """Return breath into a headset's microphone: in, out and a rest, each cycle a little different."""
    airflow = _coloured(length, chance, -0.5)
    loudness = np.zeros(length)
    at = -int(chance.uniform(0.0, 3.0) * SAMPLE_RATE_HZ)
    while at < length:
        cycle_s = 60.0 / chance.uniform(*BREATHS_PER_MINUTE)
        for share, strength in ((0.35, chance.uniform(0.4, 0.8)), (0.4, chance.uniform(0.7, 1.0))):
            swell = strength * np.hanning(int(share * cycle_s * SAMPLE_RATE_HZ))
            _add(loudness, at, swell)
            at += len(swell)
        at += int(0.25 * cycle_s * SAMPLE_RATE_HZ)
    return airflow * loudness


def clicks(length: int, chance: Generator) -> Sound:
    """Return a line's clicks: a few each second, some ms long."""
    return _bursts(length, chance, each_s=0.5, lasting_ms=(1.0, 6.0))


def crackle(length: int, chance: Generator) -> Sound:
    """Return a bad contact: dozens of cracks each second, under a ms, few of them loud."""
    return _bursts(length, chance, each_s=0.02, lasting_ms=(0.2, 0.8))


def _bursts(length: int, chance: Generator, each_s: float, lasting_ms: tuple[float, float]) -> Sound:
    sound = np.zeros(length)
    at = chance.exponential(each_s)
    while at * SAMPLE_RATE_HZ < length:
        _add(sound, int(at * SAMPLE_RATE_HZ), chance.lognormal(0.0, 0.8) * _knock(chance, lasting_ms))
        at += chance.exponential(each_s)
    return sound


def typing(length: int, chance: Generator) -> Sound:
    """Return a keyboard: each stroke a knock and a softer one when the key comes up; runs with pauses between."""
    sound = np.zeros(length)
    at = chance.uniform(0.0, 0.5)
    while at * SAMPLE_RATE_HZ < length:
        each_s = 1.0 / chance.uniform(*KEYS_PER_S)
        for _ in range(int(chance.integers(5, 30))):
            force = chance.uniform(0.5, 1.0)
            _add(sound, int(at * SAMPLE_RATE_HZ), force * _knock(chance, (4.0, 12.0)))
            up = at + chance.uniform(0.05, 0.1)
            _add(sound, int(up * SAMPLE_RATE_HZ), 0.4 * force * _knock(chance, (2.0, 6.0)))
            at += each_s * chance.uniform(0.6, 1.4)
        at += chance.uniform(0.3, 1.5)
    return sound


def _knock(chance: Generator, lasting_ms: tuple[float, float]) -> Sound:
    """Return one burst of noise that has died away (to a thousandth) within so many ms."""
    length = max(int(chance.uniform(*lasting_ms) * SAMPLE_RATE_HZ / 1000.0), 2)
    fade: Sound = np.exp(-np.log(1000.0) * np.arange(length) / length)
    return chance.normal(size=length) * fade


def _add(sound: Sound, at: int, part: Sound) -> None:
    """Add a part into a sound at a sample, which may lie before its begin; what does not fit is left out."""
    part = part[max(-at, 0) :]
    at = max(at, 0)
    sound[at : at + len(part)] += part[: max(len(sound) - at, 0)]


def line(length: int, chance: Generator) -> Sound:
    """Return a poor line: hum, hiss and crackle together."""
    parts = (hum(length, chance), hiss(length, chance), crackle(length, chance))
    return mixed((part / max(float(np.sqrt((part**2).mean())), 1e-12) for part in parts), length)
