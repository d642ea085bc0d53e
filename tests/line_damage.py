"""What telephone lines do to speech, for tests: each takes and gives int16, 16 kHz, of the same length."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence

import av
import numpy as np
import soxr
from numpy.typing import NDArray

from tyyni.audio import Pcm16, to_float, to_pcm16
from tyyni.units import SAMPLE_RATE_HZ, ms_to_samples
from tyyni_bench.telephone import LINE_RATE_HZ, as_by_telephone

Damage = Callable[[Pcm16], Pcm16]
HUM_HZ = (50.0,)
BUZZ_HZ = (50.0, 100.0, 150.0)
"""Mains hum, and what rectifiers make of it: each harmonic has its share of the first's amplitude."""
GAP_EVERY_MS = 700
GAPS_MS = (20, 40, 60)
"""In turn: 6 % of the packets, where calls are still held on the internet but sound bad (ITU-T G.113)."""
CODECS: Mapping[str, tuple[str, str, int, dict[str, str]]] = {
    "AMR-NB at 12.2 kbit/s": ("libopencore_amrnb", "amr", 12_200, {}),
    "AMR-NB at 4.75 kbit/s": ("libopencore_amrnb", "amr", 4_750, {}),
    "Opus at 8 kbit/s": ("libopus", "ogg", 8_000, {"application": "voip"}),
}
"""Name: encoder, container, bits a second, options."""


def louder(gain_db: float) -> Damage:
    """Return the damage of another level; what does not fit is clipped."""
    return lambda samples: to_pcm16(to_float(samples) * np.float32(10.0 ** (gain_db / 20.0)))


def with_dc(samples: Pcm16) -> Pcm16:
    """Add 5 % of full scale."""
    return to_pcm16(to_float(samples) + np.float32(0.05))


def with_hum(hum_hz: Sequence[float], below_db: float) -> Damage:
    """Return the damage of mains hum so far under the speech."""

    def damage(samples: Pcm16) -> Pcm16:
        t = np.arange(len(samples)) / SAMPLE_RATE_HZ
        hum = sum(np.sin(2 * np.pi * f_hz * t) / n for n, f_hz in enumerate(hum_hz, start=1))
        return _added(samples, np.asarray(hum), below_db)

    return damage


def with_noise(snr_db: float) -> Damage:
    """Return the damage of white noise so far under the speech, both over the whole band."""
    return lambda samples: _added(samples, np.random.default_rng(7).normal(size=len(samples)), snr_db)


def clipped(samples: Pcm16) -> Pcm16:
    """Cut off what is over half of the peak: 6 dB too loud."""
    limit = int(np.abs(samples.astype(np.int32)).max()) // 2
    return np.clip(samples, -limit, limit)


def with_gaps(samples: Pcm16) -> Pcm16:
    """Lose packets of 20 to 60 ms, which nothing conceals."""
    damaged = samples.copy()
    for number, begin in enumerate(range(ms_to_samples(300), len(samples), ms_to_samples(GAP_EVERY_MS))):
        damaged[begin : begin + ms_to_samples(GAPS_MS[number % len(GAPS_MS)])] = 0
    return damaged


def by_telephone(samples: Pcm16) -> Pcm16:
    """Pass sound through 300-3400 Hz, 8 kHz, 8-bit µ-law."""
    return as_by_telephone(samples)


def codecs_here() -> list[str]:
    """Return the narrow-band codecs that this build of PyAV can encode with."""
    return [name for name, (encoder, *_) in CODECS.items() if encoder in av.codec.codecs_available]


def through_codec(name: str) -> Damage:
    """Return the damage of a speech codec at 8 kHz."""
    encoder, container, bits_per_s, options = CODECS[name]

    def damage(samples: Pcm16) -> Pcm16:
        line = to_pcm16(soxr.resample(to_float(samples), SAMPLE_RATE_HZ, LINE_RATE_HZ))
        coded = io.BytesIO()
        with av.open(coded, "w", format=container) as out:
            stream = out.add_stream(
                encoder, rate=LINE_RATE_HZ, options=options, layout="mono", bit_rate=bits_per_s
            )
            frame = av.AudioFrame.from_ndarray(line[None, :], format="s16", layout="mono")
            frame.sample_rate = LINE_RATE_HZ
            out.mux([*stream.encode(frame), *stream.encode(None)])
        coded.seek(0)
        to_ours = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE_HZ)
        with av.open(coded) as heard:
            frames = [ours for frame in heard.decode(audio=0) for ours in to_ours.resample(frame)]
        sound = np.concatenate(
            [frame.to_ndarray().reshape(-1) for frame in [*frames, *to_ours.resample(None)]]
        )
        return np.pad(sound, (0, max(len(samples) - len(sound), 0)))[: len(samples)]

    return damage


def _added(samples: Pcm16, other: NDArray[np.float64], below_db: float) -> Pcm16:
    speech = to_float(samples).astype(np.float64)
    gain = np.sqrt(np.mean(speech**2) / np.mean(other**2)) * 10.0 ** (-below_db / 20.0)
    return to_pcm16(speech + gain * other)


DAMAGES: Mapping[str, Damage] = {
    "12 dB softer": louder(-12.0),
    "12 dB louder": louder(12.0),
    "DC": with_dc,
    "50 Hz hum": with_hum(HUM_HZ, 20.0),
    "buzzing hum": with_hum(BUZZ_HZ, 40.0),
    "noise, 20 dB": with_noise(20.0),
    "noise, 10 dB": with_noise(10.0),
    "µ-law": by_telephone,
    "clipping": clipped,
    "gaps": with_gaps,
    **{name: through_codec(name) for name in codecs_here()},
}
