"""Read and check a playbook: a folder with cues.toml and rules.toml, one strict schema for both.

What is wrong is refused with file, entry and key; nothing is guessed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from tyyni.coach.phrases import CuePhrases
from tyyni.coach.playbook import Limits, Playbook, Rule, When
from tyyni.errors import TyyniError
from tyyni.units import Party

LANGUAGES = ("fi", "pl", "en")
DEFAULT_PLAYBOOK = Path(__file__).parent / "default"
TEXT_CHARS = 60
WHY_CHARS = 90
"""A prompt is read at a glance (design): up to about 60 characters, one line of why."""

R = TypeVar("R", CuePhrases, Rule, When, Limits)


class PlaybookError(TyyniError):
    """A playbook that cannot be used; the message names file, entry and key."""


def load_playbook(folder: Path = DEFAULT_PLAYBOOK) -> Playbook:
    """Return the playbook in ``folder``.

    Raises:
        PlaybookError: ``playbook_missing``, ``playbook_syntax``, ``playbook_invalid``,
            ``playbook_duplicate``, ``playbook_unknown_cue``, ``playbook_language_missing`` or
            ``playbook_text_too_long``.
    """
    cues = tuple(_cue(folder / "cues.toml", entry) for entry in _entries(folder / "cues.toml", "cue"))
    rules_file = folder / "rules.toml"
    rules = tuple(_rule(rules_file, entry) for entry in _entries(rules_file, "rule"))
    limits = _convert(rules_file, "limits", _read(rules_file).get("limits", {}), Limits)
    _check_unique(folder / "cues.toml", [cue.id for cue in cues])
    _check_unique(rules_file, [rule.id for rule in rules])
    for rule in rules:
        _check_references(rules_file, rule, cues)
    return Playbook(cues, rules, limits)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise PlaybookError("playbook_missing", f"{path}: no such file; a playbook needs it") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlaybookError("playbook_syntax", f"{path}: not valid TOML: {error}") from error


def _entries(path: Path, key: str) -> list[dict[str, Any]]:
    data = _read(path)
    unknown = set(data) - {key, "limits"}
    if unknown:
        raise PlaybookError(
            "playbook_invalid", f"{path}: unknown key {sorted(unknown)[0]!r}: expected [[{key}]]"
        )
    entries = data.get(key)
    if not isinstance(entries, list):
        raise PlaybookError("playbook_invalid", f"{path}: expected at least one [[{key}]]")
    return entries


def _convert(path: Path, name: str, data: Mapping[str, Any], to: type[R]) -> R:
    # msgspec ignores what a dataclass does not know: a misspelt key must not pass for a setting.
    known = {field.name for field in fields(to)}
    unknown = sorted(set(data) - known)
    if unknown:
        raise PlaybookError(
            "playbook_invalid",
            f"{path}: {name}: unknown key {unknown[0]!r}; expected one of {', '.join(sorted(known))}",
        )
    try:
        return msgspec.convert(data, to)
    except msgspec.ValidationError as error:
        raise PlaybookError("playbook_invalid", f"{path}: {name}: {error}") from error


def _name(entry: Mapping[str, Any], kind: str) -> str:
    return f"{kind} {entry.get('id', '(without an id)')!r}"


def _cue(path: Path, entry: dict[str, Any]) -> CuePhrases:
    name = _name(entry, "cue")
    cue = _convert(path, name, entry, CuePhrases)
    if cue.party is Party.MIXED:
        raise PlaybookError("playbook_invalid", f"{path}: {name}: party: expected caller or agent")
    _check_languages(path, name, "says", cue.says)
    return cue


def _rule(path: Path, entry: dict[str, Any]) -> Rule:
    name = _name(entry, "rule")
    if isinstance(entry.get("when"), dict):
        _convert(path, f"{name}: when", entry["when"], When)
    rule = _convert(path, name, entry, Rule)
    for key, texts, longest in (("text", rule.text, TEXT_CHARS), ("why", rule.why, WHY_CHARS)):
        _check_languages(path, name, key, texts)
        for language, text in texts.items():
            if len(text) > longest:
                raise PlaybookError(
                    "playbook_text_too_long",
                    f"{path}: {name}: {key}.{language} has {len(text)} characters: at most {longest}",
                )
    return rule


def _check_languages(path: Path, name: str, key: str, texts: Mapping[Any, Any]) -> None:
    if missing := [language for language in LANGUAGES if not texts.get(language)]:
        raise PlaybookError("playbook_language_missing", f"{path}: {name}: {key}.{missing[0]} is missing")
    if unknown := sorted(set(texts) - set(LANGUAGES)):
        raise PlaybookError(
            "playbook_invalid", f"{path}: {name}: {key}.{unknown[0]}: expected one of {', '.join(LANGUAGES)}"
        )


def _check_unique(path: Path, ids: list[str]) -> None:
    for id_ in ids:
        if ids.count(id_) > 1:
            raise PlaybookError("playbook_duplicate", f"{path}: id {id_!r} stands more than once")


def _check_references(path: Path, rule: Rule, cues: tuple[CuePhrases, ...]) -> None:
    caller = {cue.id for cue in cues if cue.party is Party.CALLER}
    steps = {cue.id for cue in cues if cue.party is Party.AGENT}
    asked = (
        ("when.cues_any", rule.when.cues_any, caller),
        ("when.steps_missing", rule.when.steps_missing, steps),
        ("clears_on_steps", rule.clears_on_steps, steps),
    )
    for key, ids, known in asked:
        for id_ in ids:
            if id_ not in known:
                has = ", ".join(sorted(known))
                raise PlaybookError(
                    "playbook_unknown_cue",
                    f"{path}: rule {rule.id!r}: {key} names {id_!r}; cues.toml has {has}",
                )
