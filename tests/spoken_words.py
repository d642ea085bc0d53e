"""Words with times, for tests."""

from __future__ import annotations

from tyyni_models.contracts import Word


def spoken(*texts: str) -> tuple[Word, ...]:
    """Words of 400 ms, one after the other with 100 ms between."""
    return tuple(Word(text, at * 500, at * 500 + 400, 0.9) for at, text in enumerate(texts))
