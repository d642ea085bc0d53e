"""Whether a text is believed: Whisper speaks of noise, repeats itself and knows its subtitles by heart."""

from __future__ import annotations

import re
import tomllib
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Literal

from tyyni_models.contracts import Word

Suppressed = Literal["no_speech", "phantom", "repetition", "low_probability"]

LONGEST_PERIOD_WORDS = 10
"""Loops of more words than this are left to the compression ratio."""
SYLLABLE_LOOP = re.compile(r"([^\W\d_]{1,4}?)\1{7,}")
"""Up to four letters eight times over ("Riiiiiiii"); laughter and long vowels are shorter, numbers are spared."""


def load_phantoms() -> Mapping[str, frozenset[str]]:
    """Return, per language, the texts that Whisper makes of noise, as `spoken_letters` spells them."""
    data = tomllib.loads(resources.files("tyyni_models").joinpath("phantoms.toml").read_text("utf-8"))
    return {
        language: frozenset(spoken_letters(text) for texts in origins.values() for text in texts)
        for language, origins in data.items()
    }


@dataclass(frozen=True, slots=True)
class TextChecks:
    """When a text is not believed; probabilities are natural logarithms a token, or 0..1."""

    compression_ratio: float = 2.4
    """Above it a text repeats itself (Radford et al. 2022, section 4.5)."""
    log_probability: float = -1.0
    no_speech_probability: float = 0.6
    """Both together mean that nobody spoke (the same section)."""
    least_log_probability: float = -2.0
    """Whisper's -1.0 by itself would cost right answers: the base model gave 30 of 82 single words in Finnish and
    Polish with less, 15 of them with at least two letters in three right, and none with less than -2.0."""
    doubtful_log_probability: float = -0.9
    doubtful_no_speech_probability: float = 0.4
    """What a text must reach when it is not sure that there was speech at all: four of six shouted sentences that
    Silero missed do, none of 396 texts made of noise, tones and clicks does (our measurement, base model)."""
    words_without_length: float = 0.5
    """More of them, and the text has no place in the sound: in 464 clips of speech in three languages at most one word
    in eight had no length, in a loop that the model made of soft piano music 15 of 16 (our measurement, base model)."""
    words_to_judge_by: int = 4
    """Of fewer, one short word at the very end would be most of the text (our choice)."""
    phantoms: Mapping[str, frozenset[str]] = field(default_factory=load_phantoms)

    def doubt(
        self, text: str, language: str, log_probability: float, no_speech_probability: float
    ) -> Suppressed | None:
        """Return why a text is not believed; None when it is."""
        if spoken_letters(text) in self.phantoms.get(language, frozenset()):
            return "phantom"
        if log_probability < self.log_probability and no_speech_probability > self.no_speech_probability:
            return "no_speech"
        if has_loop(text) or compression_ratio(text) > self.compression_ratio:
            return "repetition"
        return "low_probability" if log_probability < self.least_log_probability else None

    def has_place(self, words: Sequence[Word]) -> bool:
        """Return whether the alignment found most of a text's words in the sound.

        >>> TextChecks().has_place([Word("to", 0, 300, 0.9), *[Word("jest", 900, 900, 0.9)] * 3])
        False
        """
        without = sum(word.end_ms <= word.start_ms for word in words)
        return len(words) < self.words_to_judge_by or without <= self.words_without_length * len(words)

    def certain(self, log_probability: float, no_speech_probability: float) -> bool:
        """Return whether a text is certain enough to prove by itself that somebody spoke."""
        return (
            log_probability > self.doubtful_log_probability
            and no_speech_probability < self.doubtful_no_speech_probability
        )


def spoken_letters(text: str) -> str:
    """Return a text without case, marks and spaces.

    >>> spoken_letters("Thanks for watching!")
    'thanksforwatching'
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def compression_ratio(text: str) -> float:
    """Return the length of a text by its length when compressed: repetition compresses well.

    >>> compression_ratio("")
    0.0
    """
    data = text.encode()
    return len(data) / len(zlib.compress(data)) if data else 0.0


def has_loop(text: str) -> bool:
    """Return whether words or syllables come again and again with nothing between them.

    An angry caller says a word five times, or a phrase twice; a menu has the same words in every line. So a loop
    is one word 6 times, two words 4 times, or more words 3 times, one after the other.

    >>> has_loop("no, no, no, no, no!"), has_loop("no no no no no no")
    (False, True)
    >>> has_loop("Dial 1 if you wish to wait. Dial 2 if you wish to hold. Dial 3 if you wish to talk.")
    False
    """
    words = [letters for word in text.split() if (letters := spoken_letters(word))]
    for period in range(1, LONGEST_PERIOD_WORDS + 1):
        times = {1: 6, 2: 4}.get(period, 3)
        same = 0
        for at in range(period, len(words)):
            same = same + 1 if words[at] == words[at - period] else 0
            if same == period * (times - 1):
                return True
    return SYLLABLE_LOOP.search(spoken_letters(text)) is not None
