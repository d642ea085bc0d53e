"""An edit of a playbook before it is published: a changed file, or a few entries, over the playbook in use."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from tyyni.coach.playbook import Playbook
from tyyni.playbooks.layers import lay_over
from tyyni.playbooks.loader import load_playbook, read_files
from tyyni.playbooks.schema import PlaybookError, build_playbook

EDITED = "edited"
"""The version of a playbook that is tried, not published."""


def load_edited(base: Path, edited: Path) -> Playbook:
    """Return the playbook that an edit makes of the one in ``base``.

    A folder is a playbook of its own. A file stands in for the file of the same name in ``base`` (an edited
    copy of rules.toml); with another name it is laid over ``base`` as house rules are (`tyyni.playbooks.layers`).

    Raises:
        PlaybookError: one of those of `load_playbook`.
    """
    if edited.is_dir():
        return load_playbook(edited)
    ((edit, _),) = read_files(edited)
    files = [file for file, _ in read_files(base)]
    if edited.name in (Path(file.name).name for file in files):
        return load_with(base, edited, edited.read_text("utf-8"))
    return build_playbook(lay_over(files, [edit]), version=EDITED)


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
