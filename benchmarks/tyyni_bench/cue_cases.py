"""Written sentences and the cues in them, as data; a third is held out for figures only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from tyyni.playbooks.loader import read_files
from tyyni.playbooks.schema import LANGUAGES, PlaybookError, refuse_unknown
from tyyni.units import Party

FILE_NAME = "spoken_*.toml"
"""A file per language: ``spoken_fi.toml``."""


class CueCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sentence of one party."""

    say: str
    cues: frozenset[str]
    """What is in it; none: it has a cue's words and another meaning."""
    about: str
    """The cue that it was written about."""
    held_out: bool = False
    """No phrase was tuned on it."""


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """A case with who says it, in which language."""

    case: CueCase
    party: Party
    language: str


def read_cue_cases(folder: Path) -> list[Spoken]:
    """Return the sentences of all languages.

    Raises:
        PlaybookError: ``playbook_missing`` (no such file in the folder), ``playbook_bad_value`` or
            ``playbook_unknown_key``, naming the file.
    """
    spoken: list[Spoken] = []
    for path in sorted(folder.glob(FILE_NAME)):
        language = path.stem.removeprefix("spoken_")
        if language not in LANGUAGES:
            raise PlaybookError(
                "playbook_bad_value", f"{path}: expected a language of {', '.join(LANGUAGES)}"
            )
        ((file, _),) = read_files(path)
        refuse_unknown(file.name, "the file", file.data, (Party.CALLER.value, Party.AGENT.value))
        for party, cases in file.data.items():
            spoken += [
                Spoken(case=case, party=Party(party), language=language) for case in _cases(path, cases)
            ]
    if not spoken:
        raise PlaybookError("playbook_missing", f"{folder}: expected files {FILE_NAME} with sentences")
    return spoken


def _cases(path: Path, data: Any) -> Sequence[CueCase]:
    try:
        return msgspec.convert(data, list[CueCase])
    except msgspec.ValidationError as error:
        raise PlaybookError("playbook_bad_value", f"{path}: {error}") from error
