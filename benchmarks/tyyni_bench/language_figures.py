"""How soon and how surely the service hears the language: clips of one speaker in sequence, through its own parts.

The model is asked after fixed lengths of speech, and the very `Call` of the service hears the same stretch with each
clip as an utterance of its own, until it says that it knows the language.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from tyyni.audio import Pcm16, Reframer, to_float
from tyyni.coach.call import CallSettings
from tyyni.coach.events import CallEvent, LanguageKnown, LanguageWanted
from tyyni.serve.ears import Ears
from tyyni.units import SAMPLE_RATE_HZ, SAMPLES_PER_MS, Party
from tyyni_bench.figures import nearest_rank
from tyyni_bench.manifest import Clip
from tyyni_models.contracts import LanguageReading, LanguageRequest
from tyyni_models.transcriber import SpeechCheck, silero_probabilities

LENGTHS_S = (1, 2, 3, 5)
"""After so much speech the model is asked."""
GAP = np.zeros(SAMPLE_RATE_HZ // 2, dtype=np.int16)
"""Between clips: long enough to end an utterance."""
NOTHING = np.zeros(0, dtype=np.int16)


@dataclass(frozen=True, slots=True)
class Stretch:
    """At least 5 s of one speaker's speech. ``samples``: int16, 16 kHz, shape (n,)."""

    set: str
    language: str
    speaker: str
    samples: Pcm16


@dataclass(frozen=True, slots=True)
class Judged:
    """What was heard in one stretch."""

    stretch: Stretch
    likeliest: dict[int, str]
    """After each of `LENGTHS_S`."""
    known: str | None
    """What the call took it for, and kept; None: it heard no speech in it."""
    known_after_speech_s: float
    """Infinite: never."""


class LanguageFigures(msgspec.Struct, frozen=True):
    """Of the stretches of one set and language."""

    stretches: int
    right_share: dict[str, float]
    """By seconds of speech: how often the likeliest language was the right one."""
    known_right: int
    """How often the language that the call kept was the right one."""
    known_after_speech_s_p50: float | None
    known_after_speech_s_p95: float | None
    """None: never."""


def stretches_of(clips: Iterable[Clip], read: Callable[[Clip], Pcm16]) -> Iterator[Stretch]:
    """Yield the stretches that clips make: of each set, language and speaker, the speakers of a set in turns."""
    groups: dict[tuple[str, str, str], list[Clip]] = {}
    for clip in clips:
        groups.setdefault((clip.set, clip.language, clip.speaker), []).append(clip)
    active = [_joined(of_one, read) for of_one in groups.values()]
    while active:
        found = [(speaker, next(speaker, None)) for speaker in active]
        yield from (stretch for _, stretch in found if stretch is not None)
        active = [speaker for speaker, stretch in found if stretch is not None]


def _joined(clips: Sequence[Clip], read: Callable[[Clip], Pcm16]) -> Iterator[Stretch]:
    """Yield one speaker's clips put together, as soon as they hold speech enough; a rest too short is left out."""
    parts: list[Pcm16] = []
    speech_s = 0.0
    for clip in clips:
        samples = read(clip)
        parts += [samples, GAP]
        speech_s += float(speech_so_far_s(samples).max(initial=0.0))
        if speech_s >= max(LENGTHS_S):
            yield Stretch(clip.set, clip.language, clip.speaker, np.concatenate(parts))
            parts, speech_s = [], 0.0


def speech_so_far_s(samples: Pcm16) -> NDArray[np.floating]:
    """Return how much speech there is up to the end of each 32 ms, by the service's own check (Silero VAD)."""
    check = SpeechCheck()
    if not len(samples):
        return np.zeros(0)
    speech = silero_probabilities(to_float(samples)) >= check.certain
    return np.cumsum(speech) * (check.window_samples / SAMPLE_RATE_HZ)


def judge(stretch: Stretch, ears: Ears, languages: Sequence[str]) -> Judged:
    """Return what the model and the call make of a stretch when it may be in any of the languages."""
    so_far_s = speech_so_far_s(stretch.samples)
    likeliest = {}
    for length_s in LENGTHS_S:
        window = int(np.searchsorted(so_far_s, length_s))
        samples = stretch.samples[: (window + 1) * SpeechCheck().window_samples]
        request = LanguageRequest(samples, NOTHING, tuple(languages))
        likeliest[length_s] = _likeliest(ears.transcriber.read_language(request))
    known = _first_known(stretch, ears, languages)
    if known is None:
        return Judged(stretch, likeliest, None, math.inf)
    window = known.heard_ms * SAMPLES_PER_MS // SpeechCheck().window_samples
    return Judged(stretch, likeliest, known.language, float(so_far_s[min(window, len(so_far_s) - 1)]))


def _likeliest(reading: LanguageReading) -> str:
    return max(reading.probabilities, key=lambda language: reading.probabilities[language])


def _first_known(stretch: Stretch, ears: Ears, languages: Sequence[str]) -> LanguageKnown | None:
    call = ears.make_call(CallSettings((Party.CALLER,), None, False, tuple(languages)))

    def known(said: Iterable[CallEvent]) -> LanguageKnown | None:
        for event in said:
            if isinstance(event, LanguageKnown):
                return event
            if isinstance(event, LanguageWanted):
                reading = ears.transcriber.read_language(event.request)
                if (found := known(call.hear_language(event.wanted, reading))) is not None:
                    return found
        return None

    for frame in Reframer(Party.CALLER).push(0, stretch.samples).frames:
        if (found := known(call.hear(frame))) is not None:
            return found
    return known(call.finish())


def figures_of(judged: Iterable[Judged]) -> dict[str, LanguageFigures]:
    """Return the figures of each set and language, by name: "nemo pl"."""
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(f"{one.stretch.set} {one.stretch.language}".strip(), []).append(one)
    return {name: _figures(group) for name, group in groups.items()}


def _figures(judged: Sequence[Judged]) -> LanguageFigures:
    after_s = [one.known_after_speech_s for one in judged]
    return LanguageFigures(
        stretches=len(judged),
        right_share={
            str(length_s): sum(one.likeliest[length_s] == one.stretch.language for one in judged)
            / len(judged)
            for length_s in LENGTHS_S
        },
        known_right=sum(one.known == one.stretch.language for one in judged),
        known_after_speech_s_p50=nearest_rank(after_s, 0.50, 1),
        known_after_speech_s_p95=nearest_rank(after_s, 0.95, 1),
    )


def confusion(judged: Sequence[Judged]) -> dict[str, dict[str, dict[str, int]]]:
    """Return how often each spoken language was heard as which: by seconds of speech, and as the call kept it."""
    after = {str(length_s): [one.likeliest[length_s] for one in judged] for length_s in LENGTHS_S}
    after["kept"] = [one.known or "never" for one in judged]
    tables: dict[str, dict[str, dict[str, int]]] = {}
    for name, heard in after.items():
        for one, language in zip(judged, heard, strict=True):
            row = tables.setdefault(name, {}).setdefault(one.stretch.language, {})
            row[language] = row.get(language, 0) + 1
    return tables
