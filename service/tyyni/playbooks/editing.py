"""An edit of a playbook before it is published: a changed file, or a few entries, over the playbook in use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tyyni.coach.playbook import Playbook
from tyyni.playbooks.loader import load_playbook, read_files
from tyyni.playbooks.schema import PlaybookFile, build_playbook

EDITED = "edited"
"""The version of a playbook that is tried, not published."""


def load_edited(base: Path, edited: Path) -> Playbook:
    """Return the playbook that an edit makes of the one in ``base``.

    A folder is a whole playbook of its own. A file stands in for the file of the same name in ``base`` (an edited
    copy of rules.toml); with another name its rules and cues take the place of those with the same id, and new ones
    come after them.

    Raises:
        PlaybookError: one of those of `load_playbook`.
    """
    if edited.is_dir():
        return load_playbook(edited)
    ((edit, _),) = read_files(edited)
    files = [file for file, _ in read_files(base)]
    names = [Path(file.name).name for file in files]
    if edited.name in names:
        files = [edit if name == edited.name else file for name, file in zip(names, files, strict=True)]
    else:
        files = [*(PlaybookFile(file.name, _without(file.data, edit.data)) for file in files), edit]
    return build_playbook(files, version=EDITED)


def _without(data: Mapping[str, Any], edit: Mapping[str, Any]) -> dict[str, Any]:
    """Return a file's tables without those that the edit gives anew."""
    kept: dict[str, Any] = {}
    for kind, entries in data.items():
        if isinstance(entries, list):
            anew = {entry.get("id") for entry in edit.get(kind, ()) if isinstance(entry, dict)}
            kept[kind] = [
                entry for entry in entries if not (isinstance(entry, dict) and entry.get("id") in anew)
            ]
        elif kind not in edit:
            kept[kind] = entries
    return kept
