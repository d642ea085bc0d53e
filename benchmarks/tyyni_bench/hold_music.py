"""Music to hold by, in five styles: chance makes the tune, so it is nobody's; nobody sings.

A tune is a round of four chords in a major or minor key, played by simple additive instruments. Every piece is
float64, shape (n,), 16 kHz, at any level.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from tyyni.units import SAMPLE_RATE_HZ
from tyyni_bench.noise_sounds import Sound, mixed

ROUNDS = ((0, 4, 5, 3), (0, 5, 3, 4), (5, 3, 0, 4), (0, 3, 0, 4))
"""Chords by the step of the scale they stand on, from 0: the rounds that most songs of the radio have."""
SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10))
"""Major and natural minor, in semitones."""
A4_HZ = 440.0
TAIL_S = 1.5
"""What still sounds of a note when the next ones have begun."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note: semitones from A4, begin, length, and loudness 0..1."""

    pitch_st: float
    start_s: float
    seconds: float
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Instrument:
    """How notes sound: partials as (ratio to the pitch, amplitude), a swell, a decay, a vibrato."""

    partials: tuple[tuple[float, float], ...]
    attack_s: float
    half_life_s: float | None = None
    """None: it sounds until its end."""
    vibrato_st: float = 0.0


HARMONIC = tuple((float(order), order**-1.5) for order in range(1, 9))
PIANO = Instrument(HARMONIC, 0.005, 0.4)
STRINGS = Instrument(tuple((float(order), 1.0 / order) for order in range(1, 9)), 0.25, None, 0.15)
BELLS = Instrument(((1.0, 1.0), (2.756, 0.5), (5.404, 0.25)), 0.002, 0.5)
"""Partials of a free bar (Fletcher and Rossing, The Physics of Musical Instruments, chapter on bars)."""
LEAD = Instrument(HARMONIC[:4], 0.05, None, 0.4)
"""The nearest to a voice that hums: soft, with a singer's vibrato."""
BASS = Instrument(HARMONIC[:3], 0.01, 0.5)
VIBRATO_HZ = 5.5


def play(notes: Sequence[Note], instrument: Instrument, length: int) -> Sound:
    """Return notes as an instrument plays them; what lies outside the length is left out."""
    sound = np.zeros(length)
    for note in notes:
        first = round(note.start_s * SAMPLE_RATE_HZ)
        lasting_s = note.seconds + (TAIL_S if instrument.half_life_s else 0.0)
        part = _sounded(note, instrument, min(round(lasting_s * SAMPLE_RATE_HZ), max(length - first, 0)))
        sound[first : first + len(part)] += part
    return sound


def _sounded(note: Note, instrument: Instrument, length: int) -> Sound:
    at_s = np.arange(length) / SAMPLE_RATE_HZ
    pitch_hz = A4_HZ * 2.0 ** (note.pitch_st / 12.0)
    swing = instrument.vibrato_st * np.log(2.0) / 12.0 / (2.0 * np.pi * VIBRATO_HZ)
    warped_s = at_s - swing * np.cos(2.0 * np.pi * VIBRATO_HZ * at_s)
    parts = [
        amplitude * np.sin(2.0 * np.pi * ratio * pitch_hz * warped_s)
        for ratio, amplitude in instrument.partials
        if ratio * pitch_hz < SAMPLE_RATE_HZ / 2
    ]
    swell = np.clip(at_s / instrument.attack_s, 0.0, 1.0)
    if instrument.half_life_s is not None:
        fade = 0.5 ** (at_s / instrument.half_life_s)
    else:
        fade = np.clip((note.seconds - at_s) / instrument.attack_s, 0.0, 1.0)
    return note.strength * swell * fade * mixed(parts, length)


@dataclass(frozen=True, slots=True)
class Tune:
    """A key, a tempo and a round of chords; steps of the scale count from 0."""

    scale: tuple[int, ...]
    key_st: int
    """From A4."""
    bar_s: float
    """One chord lasts a bar."""
    chords: tuple[int, ...]

    def pitch_st(self, step: int) -> float:
        """Return the pitch of a step of the scale, in semitones from A4; any step, also below 0."""
        octave, within = divmod(step, len(self.scale))
        return self.key_st + 12 * octave + self.scale[within]

    def bars(self, seconds: float) -> Iterator[tuple[float, int]]:
        """Yield when each bar begins and the step that its chord stands on."""
        for number in range(int(seconds / self.bar_s) + 1):
            yield number * self.bar_s, self.chords[number % len(self.chords)]


def _tune(chance: Generator, bar_s: tuple[float, float]) -> Tune:
    scale, chords = SCALES[int(chance.integers(len(SCALES)))], ROUNDS[int(chance.integers(len(ROUNDS)))]
    return Tune(scale, int(chance.integers(-12, 0)), float(chance.uniform(*bar_s)), chords)


def _melody(tune: Tune, seconds: float, chance: Generator, per_bar: int, octave: int) -> list[Note]:
    """Return a line that walks by small steps and rests on the chord where a bar begins."""
    each_s, step = tune.bar_s / per_bar, 0
    notes = []
    for start_s, chord in tune.bars(seconds):
        step = chord + int(chance.choice((0, 2, 4)))
        for at in range(per_bar):
            if at and chance.uniform() < 0.25:
                continue
            notes.append(Note(tune.pitch_st(step) + 12 * octave, start_s + at * each_s, each_s))
            step += int(chance.choice((-2, -1, 1, 2)))
    return notes


def _chords(tune: Tune, seconds: float, strength: float = 0.5) -> list[Note]:
    return [
        Note(tune.pitch_st(chord + third), start_s, tune.bar_s, strength)
        for start_s, chord in tune.bars(seconds)
        for third in (0, 2, 4)
    ]


def _bass(tune: Tune, seconds: float) -> list[Note]:
    return [Note(tune.pitch_st(chord) - 24, start_s, tune.bar_s) for start_s, chord in tune.bars(seconds)]


def piano(length: int, chance: Generator) -> Sound:
    """Return broken chords on a piano with a melody above them."""
    tune, seconds = _tune(chance, (1.6, 2.4)), length / SAMPLE_RATE_HZ
    broken = [
        Note(tune.pitch_st(chord + third) - 12, start_s + at * tune.bar_s / 8, tune.bar_s / 8, 0.6)
        for start_s, chord in tune.bars(seconds)
        for at, third in enumerate((0, 2, 4, 2, 7, 4, 2, 4))
    ]
    return play([*broken, *_melody(tune, seconds, chance, 4, 0)], PIANO, length)


def strings(length: int, chance: Generator) -> Sound:
    """Return slow chords of strings."""
    tune, seconds = _tune(chance, (2.5, 4.0)), length / SAMPLE_RATE_HZ
    return play([*_chords(tune, seconds), *_bass(tune, seconds)], STRINGS, length)


def bells(length: int, chance: Generator) -> Sound:
    """Return a music box."""
    tune, seconds = _tune(chance, (1.5, 2.5)), length / SAMPLE_RATE_HZ
    return play(_melody(tune, seconds, chance, 6, 1), BELLS, length)


def lead(length: int, chance: Generator) -> Sound:
    """Return a soft lead that almost hums, over chords."""
    tune, seconds = _tune(chance, (2.0, 3.0)), length / SAMPLE_RATE_HZ
    melody = play(_melody(tune, seconds, chance, 3, 0), LEAD, length)
    return melody + 0.4 * play(_chords(tune, seconds), STRINGS, length)


def beat(length: int, chance: Generator) -> Sound:
    """Return drums, a bass and piano chords."""
    tune, seconds = _tune(chance, (1.7, 2.2)), length / SAMPLE_RATE_HZ
    sound = play(_chords(tune, seconds), PIANO, length) + play(_bass(tune, seconds), BASS, length)
    for start_s, _ in tune.bars(seconds):
        for at in range(8):
            first = round((start_s + at * tune.bar_s / 8) * SAMPLE_RATE_HZ)
            drum = (_kick() if at % 4 == 0 else _snare(chance) if at % 4 == 2 else _hat(chance))[
                : max(length - first, 0)
            ]
            sound[first : first + len(drum)] += drum
    return sound


def _kick() -> Sound:
    at_s = np.arange(int(0.2 * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return 2.5 * np.sin(2.0 * np.pi * 50.0 * at_s + 12.0 * np.exp(-at_s / 0.02)) * np.exp(-at_s / 0.06)


def _snare(chance: Generator) -> Sound:
    at_s = np.arange(int(0.15 * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return (0.7 * chance.normal(size=len(at_s)) + np.sin(2.0 * np.pi * 190.0 * at_s)) * np.exp(-at_s / 0.04)


def _hat(chance: Generator) -> Sound:
    at_s = np.arange(int(0.05 * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return 0.4 * np.diff(chance.normal(size=len(at_s) + 1)) * np.exp(-at_s / 0.012)


STYLES: dict[str, Callable[[int, Generator], Sound]] = {
    "piano": piano,
    "strings": strings,
    "bells": bells,
    "lead": lead,
    "beat": beat,
}
"""Name of a style: what plays it."""
