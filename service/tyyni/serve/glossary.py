"""A company's own words, such as names of its products, which the speech model is told to expect.

A glossary is a plain text in UTF-8, one term a line. Terms are for all languages until a line such as ``[fi]``; what
follows it is for that language. Lines that begin with # are remarks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from tyyni.coach.phrase_text import is_plain
from tyyni.coach.playbook import Playbook
from tyyni.errors import TyyniError
from tyyni.units import Party
from tyyni_models.hotwords import MOST_TOKENS, TokenCount, as_hotwords, that_fit

LONGEST_TERM_CHARS = 60
"""A longer line is a sentence, not a name."""
NOT_IN_A_TERM = re.compile(r"[,;<>|\[\]\x00-\x1f]")
"""What parts terms, or would read as one of the model's own marks ("<|endoftext|>")."""
ALL = ""
"""Instead of a language: all of them."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """A glossary that was read; ``terms`` by language, those of `ALL` for every language."""

    file: Path
    terms: Mapping[str, tuple[str, ...]]

    def of(self, language: str) -> tuple[str, ...]:
        """Return the terms of a language, each once, those for all of them first."""
        return tuple(dict.fromkeys((*self.terms.get(ALL, ()), *self.terms.get(language, ()))))


def read_glossary(file: Path, languages: Collection[str]) -> Glossary:
    """Return what a glossary tells.

    Args:
        file: the glossary.
        languages: codes that may stand in square brackets.

    Raises:
        TyyniError: ``glossary_missing``, or ``glossary_invalid`` with the line and what was expected.
    """
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise TyyniError("glossary_invalid", f"{file}: not UTF-8 text ({error})") from error
    except OSError as error:
        raise TyyniError("glossary_missing", f"{file}: cannot be read: {error.strerror}") from error
    terms: dict[str, list[str]] = {}
    language = ALL
    for number, line in enumerate((line.strip() for line in lines), start=1):
        if line.startswith("[") and line.endswith("]"):
            language = line[1:-1].strip()
            if language not in languages:
                raise _invalid(
                    file, number, f"{line}: expected a language of the model, such as [fi] or [pl]"
                )
        elif line and not line.startswith("#"):
            terms.setdefault(language, []).append(_term(file, number, line))
    if not terms:
        raise TyyniError("glossary_invalid", f"{file}: no term in it; expected one a line")
    return Glossary(file, {of: tuple(said) for of, said in terms.items()})


def _term(file: Path, number: int, line: str) -> str:
    if found := NOT_IN_A_TERM.search(line):
        raise _invalid(file, number, f"{found.group()!r} cannot be in a term; expected one term a line")
    if len(line) > LONGEST_TERM_CHARS:
        raise _invalid(
            file, number, f"{len(line)} characters; expected a name of at most {LONGEST_TERM_CHARS}"
        )
    if not any(char.isalnum() for char in line):
        raise _invalid(file, number, f"{line}: expected letters or digits")
    return line


def _invalid(file: Path, number: int, why: str) -> TyyniError:
    return TyyniError("glossary_invalid", f"{file}, line {number}: {why}")


def hotwords_of(
    languages: Collection[str], glossary: Glossary | None, playbook: Playbook | None, count: TokenCount
) -> dict[str, str]:
    """Return for each language what the speech model is told; a language without terms is left out.

    Args:
        languages: those of the model.
        glossary: all its terms are told.
        playbook: its callers' phrases too, as many as there is room for; None: none of them.
        count: of the model (`tyyni_models.hotwords.token_count`).

    Raises:
        TyyniError: ``glossary_too_long``, saying how many tokens it has.
    """
    told: dict[str, str] = {}
    for language in sorted(languages):
        terms = glossary.of(language) if glossary else ()
        if glossary and (tokens := count(as_hotwords(terms))) > MOST_TOKENS:
            raise TyyniError(
                "glossary_too_long",
                f"{glossary.file}: its {len(terms)} terms for {language} are {tokens} tokens of the speech model; "
                f"expected at most {MOST_TOKENS}: leave out what is understood anyway",
            )
        phrases = caller_phrases(playbook, language) if playbook else ()
        if all_terms := that_fit(terms, phrases, count):
            told[language] = as_hotwords(all_terms)
    return told


def caller_phrases(playbook: Playbook, language: str) -> tuple[str, ...]:
    """Return the callers' phrases of a language: the first of each cue, then the second of each, and so on."""
    says = [
        [text for text in cue.says.get(language, ()) if is_plain(text)]
        for cue in playbook.cues
        if cue.party is Party.CALLER
    ]
    longest = max(map(len, says), default=0)
    return tuple(dict.fromkeys(phrases[at] for at in range(longest) for phrases in says if at < len(phrases)))
