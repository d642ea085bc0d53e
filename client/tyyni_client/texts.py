"""Texts in the language of the screen: the same ones that the web pages show."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Literal

import msgspec

from tyyni.wire import HeatReason, ScreenLanguage

Text = str | dict[str, str]
"""One text, or one for each plural category that the language has (Unicode CLDR: one, few, many, other)."""


class Texts:
    """All texts in one language."""

    def __init__(self, language: ScreenLanguage) -> None:
        self.language = language
        catalogue = (files("tyyni_client") / "texts" / f"{language}.json").read_bytes()
        self._texts = msgspec.json.decode(catalogue, type=dict[str, Text])

    def say(self, text_id: str, **values: str | int) -> str:
        """Return a text with its placeholders filled; ``count`` also chooses the plural form."""
        text = self._texts[text_id]
        if isinstance(text, dict):
            text = text[plural_category(self.language, int(values["count"]))]
        return re.sub(r"\{(\w+)\}", lambda name: str(values[name[1]]), text)

    def say_code(self, group: Literal["notice", "reason", "step", "language"], code: str) -> str:
        """Return the text for a code of the wire; the code's own words when it is newer than this program."""
        text_id = f"{group}.{code}"
        return self.say(text_id) if text_id in self._texts else code.replace("_", " ")

    def spoken_language(self, code: str) -> str:
        """Return which language is spoken; one without a name here by its code."""
        return self.say("call.language", language=self.say_code("language", code))

    def seconds(self, ms: int) -> str:
        """Return a length of time with one decimal, as the language writes it: 0,6 s."""
        figure = f"{ms / 1000:.1f}"
        return f"{figure if self.language == 'en' else figure.replace('.', ',')}\u00a0s"

    def reason(self, reason: HeatReason) -> str:
        """Return what pushed the heat, with its points and what was heard."""
        quote = f" “{reason.quote}”" if reason.quote else ""
        return f"{self.say_code('reason', reason.kind)} {reason.points:+.0f}{quote}"


def plural_category(language: ScreenLanguage, count: int) -> str:
    """Return the plural category of a whole number (rules of Unicode CLDR).

    >>> [plural_category("pl", count) for count in (1, 2, 5, 12, 22)]
    ['one', 'few', 'many', 'many', 'few']
    """
    if count == 1:
        return "one"
    if language != "pl":
        return "other"
    return "few" if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else "many"


def clock(at_ms: int) -> str:
    """Return audio time as minutes and seconds.

    >>> clock(83_000)
    '1:23'
    """
    return f"{at_ms // 60_000}:{at_ms // 1000 % 60:02d}"
