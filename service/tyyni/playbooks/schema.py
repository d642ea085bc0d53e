"""The schema of a playbook: parsed TOML in, checked rules and cues out. No files are read here.

What is wrong is refused with file, entry, key and what was expected; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from tyyni.coach.checklist import ChecklistStep
from tyyni.coach.cue_phrases import CuePhrases
from tyyni.coach.phrase_text import sets_asked_for
from tyyni.coach.playbook import Limits, Playbook, Rule, When
from tyyni.coach.spoken import split_spoken
from tyyni.errors import TyyniError
from tyyni.units import Party

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

LANGUAGES = ("fi", "pl", "en")

TEXT_CHARS = 60
WHY_CHARS = 90
"""A prompt is read at a glance: about 60 characters, and one line of why."""
NAME_CHARS = 40
"""A step of the checklist is one line of a narrow window."""

ID = re.compile(r"[a-z][a-z0-9_-]*")
"""How cues and rules are named."""
MOST_SOURCES = 4
HEAT_POINTS_FROM, HEAT_POINTS_TO = -30.0, 40.0
"""One cue alone neither boils a call nor cools a hot one to nothing."""

CONDUCT_CONDITIONS = (
    "talk_share_at_least", "talking_over_at_least_ms", "monologue_at_least_ms", "dead_air_at_least_ms",
    "agent_syllables_per_s_at_least",
)  # fmt: skip
"""What these ask about is the agent's conduct: the prompt is for the agent's own screen."""

STEP_CONDITIONS = ("steps_missing", "steps_done", "phases")
"""Without a cue of the caller, these too tell what the agent has said or not."""

R = TypeVar("R", bound="DataclassInstance")


class PlaybookError(TyyniError):
    """A playbook that cannot be used; the message names file, entry and key, and what was expected."""


@dataclass(frozen=True, slots=True)
class PlaybookFile:
    """One parsed file of a playbook."""

    name: str
    data: Mapping[str, Any]


TABLES = ("playbook", "limits", "checklist", "cue", "rule")
"""What may stand in a file of a playbook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """The ``[playbook]`` table: how house rules lie over the default playbook."""

    standalone: bool = False
    """They do not: this is all of it."""
    off: tuple[str, ...] = ()
    """Rules of the default that are switched off."""


def build_playbook(files: Sequence[PlaybookFile], version: str = "") -> Playbook:
    """Return the playbook that the parsed files make together.

    Raises:
        PlaybookError: ``playbook_unknown_key``, ``playbook_bad_value``, ``playbook_missing_language``,
            ``playbook_text_too_long``, ``playbook_duplicate``, ``playbook_unknown_cue``,
            ``playbook_shows_conduct`` or ``playbook_empty``.
    """
    for file in files:
        refuse_unknown(file.name, "the file", file.data, TABLES)
    cues = [(where, _cue(where, entry)) for where, entry in entries_of(files, "cue")]
    rules = [(where, _rule(where, entry)) for where, entry in entries_of(files, "rule")]
    checklist = [(where, _checklist_step(where, entry)) for where, entry in tables_of(files, "checklist")]
    limits = [
        convert_entry(file.name, "limits", file.data["limits"], Limits)
        for file in files
        if "limits" in file.data
    ]
    _refuse_twice("cue", ((where, cue.id) for where, cue in cues))
    _refuse_twice("rule", ((where, rule.id) for where, rule in rules))
    _refuse_twice("checklist", ((where, item.step) for where, item in checklist))
    _refuse_twice("limits", ((file.name, "limits") for file in files if "limits" in file.data))
    for where, rule in rules:
        _check_references(where, f"rule {rule.id!r}", _asked_of_cues(rule), [cue for _, cue in cues])
    for where, item in checklist:
        asked = (("step", (item.step,), Party.AGENT),)
        _check_references(where, f"checklist {item.step!r}", asked, [cue for _, cue in cues])
    return Playbook(
        cues=tuple(cue for _, cue in cues),
        rules=tuple(rule for _, rule in rules),
        limits=limits[0] if limits else Limits(),
        checklist=tuple(item for _, item in checklist),
        version=version,
    )


def entries_of(files: Sequence[PlaybookFile], kind: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the tables of one kind with the name of their file; at least one is expected.

    Raises:
        PlaybookError: ``playbook_bad_value`` or ``playbook_empty``.
    """
    entries = tables_of(files, kind)
    if not entries:
        names = ", ".join(dict.fromkeys(file.name for file in files))
        raise PlaybookError("playbook_empty", f"{names}: expected at least one [[{kind}]]")
    return entries


def tables_of(files: Sequence[PlaybookFile], kind: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the tables of one kind with the name of their file; there may be none.

    Raises:
        PlaybookError: ``playbook_bad_value``.
    """
    entries = []
    for file in files:
        listed = file.data.get(kind, [])
        if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
            raise PlaybookError("playbook_bad_value", f"{file.name}: {kind}: expected [[{kind}]] tables")
        entries += [(file.name, entry) for entry in listed]
    return entries


def _name(entry: Mapping[str, Any], kind: str) -> str:
    return f"{kind} {entry.get('id', '(without an id)')!r}"


def _cue(where: str, entry: Mapping[str, Any]) -> CuePhrases:
    name = _name(entry, "cue")
    cue = convert_entry(where, name, entry, CuePhrases)
    _check_id_and_sources(where, name, cue.id, cue.sources)
    if cue.party is Party.MIXED:
        raise _bad(where, name, "party", "caller or agent", cue.party.value)
    lowest, highest = (0.0, 0.0) if cue.party is Party.AGENT else (HEAT_POINTS_FROM, HEAT_POINTS_TO)
    if not lowest <= cue.heat_points <= highest:
        raise _bad(where, name, "heat_points", f"{lowest:g} to {highest:g}", cue.heat_points)
    _check_languages(where, name, "says", cue.says, all_of=LANGUAGES)
    _check_languages(where, name, "unless", cue.unless, all_of=())
    _check_phrases(where, name, "says", cue.says)
    _check_phrases(where, name, "unless", cue.unless)
    _check_word_sets(where, name, cue)
    return cue


def _check_word_sets(where: str, name: str, cue: CuePhrases) -> None:
    _check_languages(where, name, "words", cue.words, all_of=())
    for key, phrases in (("says", cue.says), ("unless", cue.unless)):
        for language, texts in phrases.items():
            sets = cue.words.get(language, {})
            for text in texts:
                if unknown := [asked for asked in sets_asked_for(text) if asked not in sets]:
                    expected = (
                        f"one of the cue's words.{language}: {', '.join(sorted(sets)) or 'it has none'}"
                    )
                    raise _bad(where, name, f"{key}.{language}", expected, unknown[0])
    for language, sets in cue.words.items():
        for set_, words in sets.items():
            if wrong := [word for word in words if len(word.split()) != 1] or ([] if words else ["nothing"]):
                raise _bad(where, name, f"words.{language}.{set_}", "single words", wrong[0])


def _checklist_step(where: str, entry: Mapping[str, Any]) -> ChecklistStep:
    name = f"checklist {entry.get('step', '(without a step)')!r}"
    item = convert_entry(where, name, entry, ChecklistStep)
    _check_sources(where, name, item.sources)
    _check_texts(where, name, "name", item.name, NAME_CHARS)
    return item


def _check_phrases(where: str, name: str, key: str, phrases: Mapping[str, Sequence[str]]) -> None:
    for language, texts in phrases.items():
        if twice := sorted({text for text in texts if texts.count(text) > 1}):
            raise PlaybookError(
                "playbook_duplicate",
                f"{where}: {name}: {key}.{language}: {twice[0]!r} stands more than once",
            )
        for text in texts:
            if not any(split_spoken(part, language) for part in text.split()):
                raise _bad(where, name, f"{key}.{language}", "phrases of at least one word", text)


def _rule(where: str, entry: Mapping[str, Any]) -> Rule:
    name = _name(entry, "rule")
    if isinstance(entry.get("when"), dict):
        convert_entry(where, f"{name}: when", entry["when"], When)
    rule = convert_entry(where, name, entry, Rule)
    _check_id_and_sources(where, name, rule.id, rule.sources)
    if rule.when == When():
        raise _bad(where, name, "when", "at least one condition", {})
    if rule.show_at_most_ms < rule.hold_ms:
        expected = f"at least hold_ms ({rule.hold_ms})"
        raise _bad(where, name, "show_at_most_ms", expected, rule.show_at_most_ms)
    for key, texts, most in (("text", rule.text, TEXT_CHARS), ("why", rule.why, WHY_CHARS)):
        _check_texts(where, name, key, texts, most)
    if rule.alert is not None:
        _check_texts(where, name, "alert", rule.alert, TEXT_CHARS)
    _check_audience(where, name, rule)
    return rule


def _check_texts(where: str, name: str, key: str, texts: Mapping[Any, str], most: int) -> None:
    _check_languages(where, name, key, texts, all_of=LANGUAGES)
    for language, text in texts.items():
        if len(text) > most:
            raise PlaybookError(
                "playbook_text_too_long",
                f"{where}: {name}: {key}.{language} has {len(text)} characters: at most {most}",
            )


def _check_audience(where: str, name: str, rule: Rule) -> None:
    """Refuse to show on the supervisors' floor what tells of the agent's conduct or missing steps."""
    if rule.alert is not None and rule.about == "conduct":
        raise PlaybookError(
            "playbook_shows_conduct",
            f'{where}: {name}: alert: supervisors are told only what is about = "caller"',
        )
    asked = [key for key in CONDUCT_CONDITIONS if getattr(rule.when, key) is not None]
    if not rule.when.cues_any:
        asked += [key for key in STEP_CONDITIONS if getattr(rule.when, key)]
    if asked and rule.about == "caller":
        raise PlaybookError(
            "playbook_shows_conduct",
            f'{where}: {name}: when.{asked[0]} tells of the agent; expected about = "conduct"',
        )


def convert_entry(where: str, name: str, data: Any, to: type[R]) -> R:
    """Return a table as the record that it describes; ``where`` and ``name`` tell which one is wrong.

    Raises:
        PlaybookError: ``playbook_unknown_key`` or ``playbook_bad_value``.
    """
    if isinstance(data, dict):
        # msgspec passes over what a dataclass does not know: a misspelt key must not pass for a setting.
        refuse_unknown(where, name, data, [field.name for field in fields(to)])
    try:
        return msgspec.convert(data, to)
    except msgspec.ValidationError as error:
        raise PlaybookError(
            "playbook_bad_value", f"{where}: {name}: {_explained(error, data, to)}"
        ) from error


def _explained(error: msgspec.ValidationError, data: Any, to: type[R]) -> str:
    """Return what msgspec found, naming the choices where there is a fixed set of them."""
    at = re.search(r" - at `\$\.?(\w+)", str(error))
    if at is None:
        return str(error)
    key = at.group(1)
    choices = _choices(get_type_hints(to)[key])
    expected = f"one of {', '.join(choices)}" if choices else str(error).split(" - at ")[0]
    return f"{key}: expected {expected.removeprefix('Expected ')}; found {data.get(key)!r}"


def _choices(hint: Any) -> tuple[str, ...]:
    if get_origin(hint) is Literal:
        return get_args(hint)
    return tuple(choice for inner in get_args(hint) for choice in _choices(inner))


def refuse_unknown(where: str, name: str, data: Mapping[str, Any], known: Iterable[str]) -> None:
    """Raise ``playbook_unknown_key`` for a key that is not among the ``known``."""
    if unknown := sorted(set(data) - set(known)):
        raise PlaybookError(
            "playbook_unknown_key",
            f"{where}: {name}: unknown key {unknown[0]!r}; expected one of {', '.join(known)}",
        )


def _check_id_and_sources(where: str, name: str, id_: str, sources: Sequence[str]) -> None:
    if not ID.fullmatch(id_):
        raise _bad(where, name, "id", "lower-case letters, digits, - and _", id_)
    _check_sources(where, name, sources)


def _check_sources(where: str, name: str, sources: Sequence[str]) -> None:
    if not 1 <= len(sources) <= MOST_SOURCES:
        raise _bad(where, name, "sources", f"1 to {MOST_SOURCES} source rows", list(sources))


def _check_languages(
    where: str, name: str, key: str, texts: Mapping[Any, Any], *, all_of: Sequence[str]
) -> None:
    if missing := [language for language in all_of if not texts.get(language)]:
        raise PlaybookError(
            "playbook_missing_language",
            f"{where}: {name}: {key}.{missing[0]} is missing; expected {', '.join(all_of)}",
        )
    if unknown := sorted(set(texts) - set(LANGUAGES)):
        raise _bad(where, name, key, f"languages {', '.join(LANGUAGES)}", unknown[0])


def _refuse_twice(kind: str, ids: Iterable[tuple[str, str]]) -> None:
    seen: set[str] = set()
    for where, id_ in ids:
        if id_ in seen:
            raise PlaybookError("playbook_duplicate", f"{where}: {kind} {id_!r} stands more than once")
        seen.add(id_)


Asked = tuple[tuple[str, tuple[str, ...], Party], ...]
"""Key, ids of cues, and who is to say them."""


def _asked_of_cues(rule: Rule) -> Asked:
    return (
        ("when.cues_any", rule.when.cues_any, Party.CALLER),
        ("when.cues_none", rule.when.cues_none, Party.CALLER),
        ("clears_on_cues", rule.clears_on_cues, Party.CALLER),
        ("when.steps_missing", rule.when.steps_missing, Party.AGENT),
        ("when.steps_done", rule.when.steps_done, Party.AGENT),
        ("clears_on_steps", rule.clears_on_steps, Party.AGENT),
    )


def _check_references(where: str, name: str, asked: Asked, cues: Sequence[CuePhrases]) -> None:
    for key, ids, party in asked:
        known = sorted(cue.id for cue in cues if cue.party is party)
        for id_ in ids:
            if id_ not in known:
                raise PlaybookError(
                    "playbook_unknown_cue",
                    f"{where}: {name}: {key}: {id_!r} is no cue; expected one of {', '.join(known)}",
                )


def _bad(where: str, name: str, key: str, expected: str, found: object) -> PlaybookError:
    return PlaybookError(
        "playbook_bad_value", f"{where}: {name}: {key}: expected {expected}; found {found!r}"
    )
