"""How fast the caller speaks: counted in the voice at once, in the final words once they are there.

The voice's count comes with each reading but is coarse; the words are exact but come after the utterance, and not at
all in a degraded mode. Each count is compared with the caller's own calm rate by the same count, never with the
other's, since the two do not count alike; what is joined are the two changes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from tyyni.coach.baseline import Baseline, Prior
from tyyni.coach.cues import PAUSE_MS
from tyyni.coach.speech import HORIZON_FRAMES
from tyyni.coach.syllables import count_syllables
from tyyni.units import FRAME_MS, CallMs
from tyyni_models.contracts import Word

TEMPO_READINGS = 9
"""The rate is the mean of the last nine readings, which reach 6 s of speech back: a stretch of 2 s holds nine
syllables or so, and one more or less would look like a noticeable change (of 5 % in Quené 2007, Journal of
Phonetics 35; of 10-15 % in his earlier experiments)."""
TEXT_WEIGHT = 4.0
"""What the words say of a reading's 2 s counts four times what the voice says: means weigh by the inverse square of
their errors. The voice's is 13 % over a clip of 2 s (our measurement, the speaker's own mean taken out); that of words
about half as much, when their first and last edge are off by 50 to 100 ms (an estimate)."""
WINDOW_MS = HORIZON_FRAMES * FRAME_MS
"""A reading hears the last 2 s, and is given the rate of the words in them."""
FEWEST_WORDS_MS = 1_000
"""Half of them must be words: with less, the edges of a word or two decide (our choice)."""
AFTER_WORDS_MS = 500
"""A reading may be made in the silence that ends an utterance; what is read later belongs to the next one."""
UNREAD_READINGS = 60
"""Readings that wait for their words: 30 s of speech, twice the longest utterance."""

_TEXT_RATE = "text_rate_per_s"
_PRIORS = {_TEXT_RATE: Prior(means=(5.5,), between_sd=0.7, within_sd=1.0)}
"""Of the words' baseline only the caller's own calm mean is used, so the figures of the prior change nothing."""


@dataclass(frozen=True, slots=True)
class TempoReading:
    """How fast the caller spoke over the last 6 s of speech."""

    syllables_per_s: float | None
    """Pauses left out; None when not measurable."""
    ratio: float | None
    """Against the caller's own calm rate; 1.0 is unchanged, None until 4 s of it are known."""


@dataclass(slots=True)
class _Heard:
    """One reading of the voice, and the words in it."""

    at_ms: CallMs
    voice_rate: float
    arousal: float
    text_rate: float | None = None


@dataclass(frozen=True, slots=True)
class PacedWord:
    """A word as it takes time."""

    middle_ms: float
    took_ms: int
    syllables: int


class Tempo:
    """Follows one caller; deterministic, and no clock but that of the audio."""

    def __init__(self, hop_stretches: float) -> None:
        """Begin; ``hop_stretches`` is how much new speech a reading brings, in stretches of 2 s."""
        self._hop_stretches = hop_stretches
        self._heard: deque[_Heard] = deque(maxlen=UNREAD_READINGS)
        self._words: list[PacedWord] = []
        self._calm_text = Baseline(_PRIORS)

    def hear_voice(
        self, at_ms: CallMs, rate: float | None, calm_rate: float | None, arousal: float
    ) -> TempoReading:
        """Take what the voice alone says of the last 2 s of speech; return the tempo.

        Args:
            at_ms: when it was heard.
            rate: syllables a second as counted in the voice; None when not measurable.
            calm_rate: the caller's own calm rate by that count; None while it is not known.
            arousal: 0..1 of these 2 s: aroused speech does not teach what is calm.
        """
        if rate is not None:
            self._heard.append(_Heard(at_ms, rate, arousal))
        recent = list(islice(reversed(self._heard), TEMPO_READINGS))
        calm_text = self._calm_text.own_mean(_TEXT_RATE)
        return TempoReading(
            _mean([_joined(heard.voice_rate, heard.text_rate) for heard in recent]),
            _mean(
                [_joined(_over(one.voice_rate, calm_rate), _over(one.text_rate, calm_text)) for one in recent]
            ),
        )

    def hear_words(self, words: Sequence[Word], language: str) -> None:
        """Take the final words of the caller's next utterance; nothing is made of a language without rules."""
        if not words:
            return
        from_ms = words[0].start_ms - WINDOW_MS
        self._words = [word for word in self._words if word.middle_ms >= from_ms] + paced(words, language)
        for heard in self._heard:
            if heard.text_rate is None and heard.at_ms <= words[-1].end_ms + AFTER_WORDS_MS:
                self._give_words(heard)

    def _give_words(self, heard: _Heard) -> None:
        inside = [word for word in self._words if heard.at_ms - WINDOW_MS <= word.middle_ms <= heard.at_ms]
        took_ms = sum(word.took_ms for word in inside)
        if took_ms < FEWEST_WORDS_MS:
            return
        heard.text_rate = sum(word.syllables for word in inside) * 1000 / took_ms
        self._calm_text.learn({_TEXT_RATE: heard.text_rate}, self._hop_stretches, heard.arousal)


def paced(words: Sequence[Word], language: str) -> list[PacedWord]:
    """Return the words with their syllables and the time they take, short gaps after them included.

    Words with digits are left out: how they were said is not known.

    >>> words = [Word("late", 0, 400, 1.0), Word("again", 500, 900, 1.0), Word("and", 1500, 1700, 1.0)]
    >>> [(word.took_ms, word.syllables) for word in paced(words, "en")]
    [(500, 1), (400, 2), (200, 1)]
    """
    paced = []
    for at, word in enumerate(words):
        syllables = count_syllables(word.text, language)
        if syllables is None or any(char.isdigit() for char in word.text):
            continue
        next_ms = words[at + 1].start_ms if at + 1 < len(words) else word.end_ms
        end_ms = next_ms if next_ms - word.end_ms <= PAUSE_MS else word.end_ms
        paced.append(PacedWord((word.start_ms + word.end_ms) / 2, max(end_ms - word.start_ms, 0), syllables))
    return paced


def _over(rate: float | None, calm_rate: float | None) -> float | None:
    return rate / calm_rate if rate is not None and calm_rate else None


def _joined(voice: float | None, text: float | None) -> float | None:
    """Return the weighted mean of what is there.

    >>> _joined(1.0, 1.5), _joined(1.0, None), _joined(None, 1.5), _joined(None, None)
    (1.4, 1.0, 1.5, None)
    """
    if voice is None or text is None:
        return text if voice is None else voice
    return (voice + TEXT_WEIGHT * text) / (1.0 + TEXT_WEIGHT)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
