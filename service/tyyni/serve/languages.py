"""The languages a call may be spoken in: those the speech model knows."""

from __future__ import annotations

# fmt: off
WHISPER_LANGUAGES = frozenset({
    "af", "am", "ar", "as", "az", "ba", "be", "bg", "bn", "bo", "br", "bs", "ca", "cs", "cy", "da",
    "de", "el", "en", "es", "et", "eu", "fa", "fi", "fo", "fr", "gl", "gu", "ha", "haw", "he", "hi",
    "hr", "ht", "hu", "hy", "id", "is", "it", "ja", "jw", "ka", "kk", "km", "kn", "ko", "la", "lb",
    "ln", "lo", "lt", "lv", "mg", "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my", "ne", "nl", "nn",
    "no", "oc", "pa", "pl", "ps", "pt", "ro", "ru", "sa", "sd", "si", "sk", "sl", "sn", "so", "sq",
    "sr", "su", "sv", "sw", "ta", "te", "tg", "th", "tk", "tl", "tr", "tt", "uk", "ur", "uz", "vi",
    "yi", "yo", "zh", "yue",
})
# fmt: on
"""Whisper's codes (ISO 639-1, and haw, jw and yue as Whisper spells them)."""


def languages_of(model: str) -> frozenset[str]:
    """Return the languages a model knows; names that end in ``.en`` are English only.

    >>> languages_of("tiny.en")
    frozenset({'en'})
    """
    return frozenset({"en"}) if model.endswith(".en") else WHISPER_LANGUAGES
