"""Whole written calls as data, in every language: which prompts must come, in which order, and how many may.

A file per call. Its lines are those of the cases (`tyyni.playbooks.cases`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from tyyni.coach.playbook import Level, Milliseconds, Playbook, Prompt
from tyyni.playbooks.cases import Lines, check_heat, script_lines
from tyyni.playbooks.loader import read_files
from tyyni.playbooks.rehearsal import Rehearsal, Script, rehearse
from tyyni.playbooks.schema import LANGUAGES, PlaybookError, convert_entry


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueFile:
    """A call as it is written: one in three languages."""

    prompts: tuple[str, ...]
    """Rules that speak in this order; others may speak between them."""
    most: Annotated[int, Meta(ge=0)]
    """How many prompts may be shown in all."""
    fi: Lines
    pl: Lines
    en: Lines
    heat: tuple[tuple[Milliseconds, Level], ...] = ()
    """Time in ms and level, linear in between; without it, the heat that the words and turns make."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A call in one language."""

    name: str
    """File and language, such as ``calm.toml: en``."""
    prompts: tuple[str, ...]
    most: int
    script: Script

    @property
    def lasts_ms(self) -> int:
        """Return how long the call is, until its last word."""
        return self.script.lines[-1].end_ms


def load_dialogues(path: Path, playbook: Playbook) -> list[Dialogue]:
    """Return all calls in a folder's ``*.toml`` files, or in one file.

    Raises:
        PlaybookError: naming file and key: one of those of `read_files`, `convert_entry` and `script_lines`;
            ``playbook_unknown_rule``; ``playbook_bad_value`` when more prompts must come than may.
    """
    known = {rule.id for rule in playbook.rules}
    dialogues: list[Dialogue] = []
    for file, _ in read_files(path):
        told = convert_entry(file.name, "dialogue", file.data, DialogueFile)
        if unknown := sorted(set(told.prompts) - known):
            raise PlaybookError(
                "playbook_unknown_rule",
                f"{file.name}: prompts: there is no rule {unknown[0]!r}; expected of {', '.join(sorted(known))}",
            )
        if len(told.prompts) > told.most:
            expected = f"at least {len(told.prompts)}, the number of prompts"
            raise PlaybookError(
                "playbook_bad_value", f"{file.name}: most: expected {expected}; found {told.most}"
            )
        check_heat(file.name, told.heat)
        for language in LANGUAGES:
            name = f"{file.name}: {language}"
            lines = script_lines(name, getattr(told, language))
            script = Script(language=language, lines=lines, heat=told.heat)
            dialogues.append(Dialogue(name, told.prompts, told.most, script))
    return dialogues


def dialogue_failure(playbook: Playbook, dialogue: Dialogue) -> str | None:
    """Play a call; return None when its prompts came in their order and no more than may, else what came."""
    return mismatch(dialogue, rehearse(playbook, dialogue.script, explain=False))


def mismatch(dialogue: Dialogue, rehearsal: Rehearsal) -> str | None:
    """Return what differs between a call as it was played and what is expected of it; None: nothing."""
    shown = [prompt.rule for prompt in rehearsal.prompts]
    if len(shown) > dialogue.most:
        return f"{dialogue.name}: {len(shown)} prompts, at most {dialogue.most} may come: {_told(rehearsal.prompts)}"
    if missing := _first_missing(dialogue.prompts, shown):
        return f"{dialogue.name}: {missing} does not come in its order; shown: {_told(rehearsal.prompts)}"
    return None


def _first_missing(expected: Sequence[str], shown: Sequence[str]) -> str | None:
    left = iter(shown)
    return next((rule for rule in expected if rule not in left), None)


def _told(prompts: Sequence[Prompt]) -> str:
    return ", ".join(f"{prompt.rule} at {prompt.heard_ms} ms" for prompt in prompts) or "none"
