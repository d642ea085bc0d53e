"""Words that the speech model is told to expect: how many it may be told, and how they are put."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tokenizers import Tokenizer

MOST_TOKENS = 150
"""Whisper has 224 places for what was said before; the fewer the words, the more each of them counts."""

TokenCount = Callable[[str], int]


def token_count(model_dir: Path) -> TokenCount:
    """Return how to count a text's tokens: as the model writes them, each word with the space before it."""
    tokenizer = Tokenizer.from_file(str(model_dir / "tokenizer.json"))

    def count(text: str) -> int:
        return len(tokenizer.encode(f" {text}", add_special_tokens=False).ids) if text else 0

    return count


def as_hotwords(terms: Sequence[str]) -> str:
    """Return terms as the model is told them: a sentence, as what was said before would be.

    With the full stop 19 of 32 made-up names were right, without it 17, and fewer other words were wrong: 60.3 %
    against 61.8 % in Finnish, 21.8 % against 22.6 % in Polish (our measurement, base model, 40 clips each).

    >>> as_hotwords(["Lumetar", "Kotivahti"]), as_hotwords([])
    ('Lumetar, Kotivahti.', '')
    """
    return f"{', '.join(terms)}." if terms else ""


def that_fit(terms: Sequence[str], more: Sequence[str], count: TokenCount) -> list[str]:
    """Return the terms, and as many of the others, in their order, as `MOST_TOKENS` leaves room for.

    >>> that_fit(["a" * 100], ["b" * 40, "c" * 60], len)[1:] == ["b" * 40]
    True
    """
    told = list(terms)
    for term in more:
        if count(as_hotwords([*told, term])) > MOST_TOKENS:
            break
        told.append(term)
    return told
