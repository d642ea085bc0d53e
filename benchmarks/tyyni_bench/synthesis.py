"""Sentences spoken by synthetic voices, with the synthesiser's own word times, calm or raised.

What is called hot here is calm synthetic speech with its prosody moved: it shows the flow and proves nothing
about how well a real caller's anger is heard.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from tyyni.audio import Pcm16, to_pcm16
from tyyni.errors import TyyniError
from tyyni.units import SAMPLE_RATE_HZ
from tyyni_bench.festival import FestivalVoice, Phones, run_festival
from tyyni_bench.polish import CZECH_SETUP, czech_phones
from tyyni_bench.psola import move_pitch
from tyyni_bench.word_times import SpokenWord
from tyyni_models.pitch import SwiftF0Pitch


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of the synthesiser and what is done to it before any mood."""

    festival: FestivalVoice
    tempo_ratio: float = 1.0
    """Against the synthesiser's own tempo."""
    formant_ratio: float = 1.0
    """Under 1.0 the vocal tract is longer: all frequencies, F0 too, are multiplied by this."""
    pitch_st: float = 0.0
    """On top of that, F0 alone."""
    pronounce: Callable[[str], Phones] | None = None
    """Gives the phones of a word, instead of the voice's own lexicon."""


SLT = FestivalVoice("cmu_us_slt_arctic_hts", "festvox-us-slt-hts", hts=True)

VOICES: dict[str, Voice] = {
    "fi-mv": Voice(FestivalVoice("hy_fi_mv_diphone", "festvox-suopuhe-mv")),
    "fi-lj": Voice(FestivalVoice("suo_fi_lj_diphone", "festvox-suopuhe-lj")),
    "pl-dita": Voice(
        FestivalVoice("czech_dita", "festvox-czech-dita", setup=CZECH_SETUP), pronounce=czech_phones
    ),
    "pl-machac": Voice(
        FestivalVoice("czech_machac", "festvox-czech-machac", setup=CZECH_SETUP),
        tempo_ratio=0.95,
        pronounce=czech_phones,
    ),
    "en-slt": Voice(SLT, tempo_ratio=0.93),
    "en-slt-low": Voice(SLT, tempo_ratio=0.95, formant_ratio=0.86, pitch_st=-3.0),
}
"""Name, beginning with the language: the voice behind it. "Low" is the same woman's voice with a man's vocal
tract and pitch, so that the two parties differ."""

SHELF_FROM_HZ = 800.0
SHELF_TO_HZ = 1_200.0
"""The shelf of the spectral tilt rises around 1 kHz, where the alpha ratio parts its two bands."""


@dataclass(frozen=True, slots=True)
class Prosody:
    """How a sentence is said, against the voice's own calm way."""

    tempo_ratio: float = 1.0
    pitch_st: float = 0.0
    pitch_range_ratio: float = 1.0
    brightness_db: float = 0.0
    """Energy above 1 kHz against below it."""
    emphasis: float = 0.0
    """By how much louder parts are made louder still: 0.5 turns a difference of 10 dB into 15 dB."""
    gain_db: float = 0.0


CALM = Prosody()
RAISED = Prosody(1.06, 1.5, 1.2, 2.0, 0.1, 1.5)
HOT = Prosody(1.16, 4.5, 1.6, 5.5, 0.3, 3.0)
"""Raised and loud voices: alpha ratio +2.5 and +5 dB (from ANSI S3.5-1997's speech spectra), F0 and tempo up
(Banse & Scherer 1996). The numbers are set by hand."""

MOODS: dict[str, Prosody] = {"calm": CALM, "raised": RAISED, "hot": HOT}


@dataclass(frozen=True, slots=True)
class Speech:
    """A spoken sentence. ``samples``: int16, 16 kHz, shape (n,)."""

    samples: Pcm16
    words: tuple[SpokenWord, ...]


def speak(text: str, voice: str, prosody: Prosody = CALM, *, level_dbfs: float = -23.0) -> Speech:
    """Return ``text`` spoken by one of `VOICES`.

    Args:
        text: words parted by spaces, numbers as words.
        voice: a key of `VOICES`.
        prosody: how it is said.
        level_dbfs: RMS of the speech, pauses left out, before the prosody's gain.

    Raises:
        TyyniError: ``voice_unknown``, ``voice_not_installed`` or ``synthesis_failed``.
    """
    if voice not in VOICES:
        raise TyyniError("voice_unknown", f"no voice {voice!r}; expected one of {', '.join(VOICES)}")
    chosen = VOICES[voice]
    tempo_ratio = chosen.tempo_ratio * prosody.tempo_ratio / chosen.formant_ratio
    pronunciations = [chosen.pronounce(word) for word in text.split()] if chosen.pronounce else ()
    spoken = run_festival(chosen.festival, text, tempo_ratio, pronunciations)
    # Read at another rate: slower and lower, which the tempo has made up for.
    samples = soxr.resample(spoken.samples, spoken.rate_hz * chosen.formant_ratio, SAMPLE_RATE_HZ)
    samples = _with_pitch(samples, chosen.pitch_st + prosody.pitch_st, prosody.pitch_range_ratio)
    samples = brighten(samples, prosody.brightness_db)
    samples = emphasise(samples, prosody.emphasis)
    samples = at_level(samples, level_dbfs + prosody.gain_db)
    words = tuple(
        SpokenWord(plain(word), _ms(start_s / chosen.formant_ratio), _ms(end_s / chosen.formant_ratio))
        for word, (start_s, end_s) in zip(text.split(), spoken.times_s, strict=True)
    )
    return Speech(to_pcm16(samples), words)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _with_pitch(samples: NDArray[np.float32], shift_st: float, range_ratio: float) -> NDArray[np.float32]:
    if not shift_st and range_ratio == 1.0:
        return samples
    track = SwiftF0Pitch().track(samples)
    hop_samples = round(track.hop_ms * SAMPLE_RATE_HZ / 1000)
    return move_pitch(samples, track.f0_hz, hop_samples, shift_st, range_ratio)


def plain(word: str) -> str:
    """Return a word without the punctuation around it.

    >>> plain("late,"), plain("can't")
    ('late', "can't")
    """
    return re.sub(r"^\W+|\W+$", "", word)


def brighten(samples: NDArray[np.float32], shelf_db: float) -> NDArray[np.float32]:
    """Return samples with a high shelf of ``shelf_db`` above 1 kHz; no delay, same length."""
    if not shelf_db:
        return samples
    freqs_hz = np.fft.rfftfreq(len(samples), 1.0 / SAMPLE_RATE_HZ)
    place = np.log(np.maximum(freqs_hz, 1.0) / SHELF_FROM_HZ) / np.log(SHELF_TO_HZ / SHELF_FROM_HZ)
    gains = 10.0 ** (shelf_db * np.clip(place, 0.0, 1.0) / 20.0)
    return np.fft.irfft(np.fft.rfft(samples) * gains, len(samples)).astype(np.float32)


EMPHASIS_WINDOW_SAMPLES = SAMPLE_RATE_HZ // 10
"""Levels are followed over 100 ms: by syllables, not by periods of the voice."""


def emphasise(samples: NDArray[np.float32], ratio: float) -> NDArray[np.float32]:
    """Return samples whose level differences between syllables are 1 + ``ratio`` times as large in dB."""
    if not ratio:
        return samples
    window = np.hanning(EMPHASIS_WINDOW_SAMPLES)
    power = np.convolve(samples.astype(np.float64) ** 2, window / window.sum(), mode="same")
    loudest = float(power.max()) or 1.0
    gains = np.maximum(power / loudest, 1e-4) ** (ratio / 2.0)
    emphasised: NDArray[np.float32] = (samples * gains).astype(np.float32)
    return emphasised


SPEECH_WITHIN_DB = 30.0
"""20 ms frames at most this far under the loudest one count as speech when its level is measured."""


def at_level(samples: NDArray[np.float32], level_dbfs: float) -> NDArray[np.float32]:
    """Return samples scaled so that their speech, pauses left out, has the RMS ``level_dbfs``."""
    frame = SAMPLE_RATE_HZ // 50
    powers = (samples[: len(samples) // frame * frame].reshape(-1, frame).astype(np.float64) ** 2).mean(
        axis=1
    )
    if not powers.size or not powers.max():
        return samples
    speech = powers[powers > powers.max() / 10.0 ** (SPEECH_WITHIN_DB / 10.0)]
    gain = 10.0 ** (level_dbfs / 20.0) / float(np.sqrt(speech.mean()))
    scaled: NDArray[np.float32] = (samples * gain).astype(np.float32)
    return scaled
