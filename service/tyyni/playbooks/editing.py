"""An edit of a playbook before it is published: a changed file, or a few entries, over the playbook in use."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tyyni.coach.playbook import Playbook
from tyyni.playbooks.loader import load_playbook, read_files
from tyyni.playbooks.schema import PlaybookError, PlaybookFile, build_playbook

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
    if edited.name in (Path(file.name).name for file in files):
        return load_with(base, edited, edited.read_text("utf-8"))
    files = [*(PlaybookFile(file.name, _without(file.data, edit.data)) for file in files), edit]
    return build_playbook(files, version=EDITED)


def load_with(base: Path, written: Path, text: str) -> Playbook:
    """Return the playbook that ``base`` would be with ``text`` in its file named as ``written``; nothing is changed.

    Raises:
        PlaybookError: one of those of `load_playbook`; what it says of that file, it says of ``written``.
    """
    with TemporaryDirectory() as folder:
        for file in base.glob("*.toml") if base.is_dir() else [base]:
            shutil.copy(file, folder)
        tried = Path(folder) / written.name
        tried.write_text(text, "utf-8")
        try:
            return load_playbook(Path(folder))
        except PlaybookError as error:
            told = error.message.replace(str(tried), str(written)).replace(folder, str(base))
            raise PlaybookError(error.code, told) from error


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
