"""`tyyni playbook new`: a rule, and the cue that calls for it, from a short dialogue of questions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import typer

from tyyni.coach.playbook import URGENCY_RANK, Playbook
from tyyni.playbooks.checking import published
from tyyni.playbooks.schema import ID, LANGUAGES, MOST_SOURCES, TEXT_CHARS, WHY_CHARS, PlaybookError
from tyyni.playbooks.trying import try_sentence, why_silent
from tyyni.units import Party

NAMES = {"fi": "Finnish", "pl": "Polish (in the polite form)", "en": "English"}

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What somebody wants to be shown, and when."""

    id: str
    situation: str
    cue: str
    """The cue of the caller that calls for it."""
    says: Mapping[str, tuple[str, ...]]
    """Phrases of a new cue by language; empty when the playbook has it already."""
    heat_at_least: float | None
    text: Mapping[str, str]
    why: Mapping[str, str]
    urgency: str
    sources: tuple[str, ...]


def ask(playbook: Playbook) -> Answers:
    """Ask on the terminal for all that a rule needs; an answer that will not do is asked for again."""
    rules = {rule.id for rule in playbook.rules}
    cues = {cue.id for cue in playbook.cues}
    callers = sorted(cue.id for cue in playbook.cues if cue.party is Party.CALLER)
    id_ = _ask("Name of the rule, such as wrong-invoice", lambda said: _id(said, rules))
    situation = _ask("The situation, in a few words", _filled)
    typer.echo(f"Cues of the caller that the playbook has: {', '.join(callers)}")
    new_cue = id_.replace("-", "_")
    cue = _ask(
        "Which of them calls for the rule? (a new one: leave it empty)",
        lambda said: _cue(said, callers, new_cue, cues),
        default="",
    )
    says = {} if cue in callers else {code: _ask(_says(code), _phrases) for code in LANGUAGES}
    heat = _ask("Only when the call is this hot, 0 to 100 (always: leave it empty)", _heat, default="")
    text = {
        code: _ask(_asked("What the agent reads", code, TEXT_CHARS), _up_to(TEXT_CHARS)) for code in LANGUAGES
    }
    why = {code: _ask(_asked("Why, in one line", code, WHY_CHARS), _up_to(WHY_CHARS)) for code in LANGUAGES}
    urgency = _ask(f"How urgent: {', '.join(URGENCY_RANK)}", _urgency, default="normal")
    sources = _ask(f"Rows of the sources it serves, 1 to {MOST_SOURCES}, such as P6, W10", _sources)
    return Answers(
        id=id_, situation=situation, cue=cue, says=says, heat_at_least=heat, text=text, why=why,
        urgency=urgency, sources=sources,
    )  # fmt: skip


def toml_of(answers: Answers) -> str:
    """Return the rule, and its cue when that is new, as a file of a playbook; the rule is a draft."""
    when = [f"cues_any = {_list([answers.cue])}"]
    if answers.heat_at_least is not None:
        when.append(f"heat_at_least = {answers.heat_at_least:g}")
    sources = _list(answers.sources)
    cue = [
        "[[cue]]",
        f"id = {_text(answers.cue)}",
        'party = "caller"',
        f"sources = {sources}",
        "heat_points = 5",
        "[cue.says]",
        *(f"{code} = {_list(phrases)}" for code, phrases in answers.says.items()),
        "",
    ]
    rule = [
        "[[rule]]",
        f"id = {_text(answers.id)}",
        f"sources = {sources}",
        'about = "caller"',
        f"situation = {_text(answers.situation)}",
        f"urgency = {_text(answers.urgency)}",
        f"when = {{ {', '.join(when)} }}",
        "draft = true # checked, never shown: take this line away to publish it",
        "[rule.text]",
        *(f"{code} = {_text(text)}" for code, text in answers.text.items()),
        "[rule.why]",
        *(f"{code} = {_text(text)}" for code, text in answers.why.items()),
    ]
    return "\n".join([*(cue if answers.says else []), *rule]) + "\n"


def write_rule(text: str, path: Path) -> None:
    """Write a new file.

    Raises:
        PlaybookError: ``playbook_file_exists`` or ``playbook_unwritable``.
    """
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise PlaybookError(
            "playbook_file_exists", f"{path}: is there already; choose another name"
        ) from error
    except OSError as error:
        raise PlaybookError("playbook_unwritable", f"{path}: cannot be written: {error.strerror}") from error


def first_tries(playbook: Playbook, answers: Answers) -> list[str]:
    """Return whether the new rule, once published, would speak when its first phrase is said, in each language."""
    live = published(playbook, answers.id)
    rule = next(rule for rule in live.rules if rule.id == answers.id)
    phrases = next(cue.says for cue in live.cues if cue.id == answers.cue)
    told = []
    for language in LANGUAGES:
        phrase = phrases[language][0]
        tried = try_sentence(
            live, phrase, language=language, party=Party.CALLER, heat=answers.heat_at_least
        ).rehearsal
        silence = tried.silent.get(rule.id)
        outcome = "brings it" if silence is None else f"does not bring it: {why_silent(rule, silence)}"
        told.append(f'{language}: "{phrase}" {outcome}')
    return told


def _ask(question: str, read: Callable[[str], T], default: str | None = None) -> T:
    answer: T = typer.prompt(question, default=default, value_proc=read, show_default=bool(default))
    return answer


def _asked(what: str, code: str, most: int) -> str:
    return f"{what}, in {NAMES[code]}, at most {most} characters"


def _says(code: str) -> str:
    return f"What the caller says, in {NAMES[code].split(' (')[0]}: phrases of a few words, between them a semicolon"


def _id(said: str, taken: set[str]) -> str:
    if not ID.fullmatch(said):
        raise typer.BadParameter("expected lower-case letters, digits, - and _, such as wrong-invoice")
    if said in taken:
        raise typer.BadParameter(f"the playbook has a rule {said!r} already")
    return said


def _cue(said: str, callers: Sequence[str], new: str, taken: set[str]) -> str:
    if said in callers:
        return said
    if said:
        raise typer.BadParameter(f"expected nothing, or one of {', '.join(callers)}")
    if new in taken:
        raise typer.BadParameter(
            f"the playbook has a cue {new!r} already; expected one of {', '.join(callers)}"
        )
    return new


def _filled(said: str) -> str:
    if not said.strip():
        raise typer.BadParameter("expected a few words")
    return said.strip()


def _phrases(said: str) -> tuple[str, ...]:
    phrases = tuple(dict.fromkeys(part.strip() for part in said.split(";") if part.strip()))
    if not phrases:
        raise typer.BadParameter("expected at least one phrase")
    return phrases


def _heat(said: str) -> float | None:
    if not said:
        return None
    try:
        level = float(said.replace(",", "."))
    except ValueError:
        level = -1.0
    if not 0 <= level <= 100:
        raise typer.BadParameter("expected a number from 0 to 100, or nothing")
    return level


def _up_to(most: int) -> Callable[[str], str]:
    def read(said: str) -> str:
        if len(_filled(said)) > most:
            raise typer.BadParameter(f"expected at most {most} characters; these are {len(said.strip())}")
        return said.strip()

    return read


def _urgency(said: str) -> str:
    if said not in URGENCY_RANK:
        raise typer.BadParameter(f"expected one of {', '.join(URGENCY_RANK)}")
    return said


def _sources(said: str) -> tuple[str, ...]:
    rows = tuple(dict.fromkeys(re.findall(r"[\w-]+", said)))
    if not 1 <= len(rows) <= MOST_SOURCES:
        raise typer.BadParameter(f"expected 1 to {MOST_SOURCES} rows, such as P6, W10")
    return rows


def _text(value: str) -> str:
    """Return a string of TOML; one of JSON is one, but for a character that nobody types."""
    return json.dumps(value.replace("\x7f", ""), ensure_ascii=False)


def _list(values: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"
