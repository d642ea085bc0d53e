"""Read a playbook: a folder of TOML files or one file, over the default playbook unless it stands alone."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

from tyyni.coach.playbook import Playbook
from tyyni.playbooks.layers import lay_over, layer_of
from tyyni.playbooks.schema import PlaybookError, PlaybookFile, build_playbook

DEFAULT_PLAYBOOK = Path(__file__).parent / "default"

VERSION_CHARS = 12


def load_playbook(path: Path = DEFAULT_PLAYBOOK) -> Playbook:
    """Return the playbook in ``path``: all ``*.toml`` files of a folder, or one file.

    It is laid over the default one (`tyyni.playbooks.layers`), unless a file says ``standalone = true`` in its
    ``[playbook]`` table, as the default itself and every copy of it do.

    Raises:
        PlaybookError: one of those of `read_files`, `lay_over` or `build_playbook`.
    """
    read = read_files(path)
    files = [file for file, _ in read]
    if not layer_of(files).standalone:
        below = read_files(DEFAULT_PLAYBOOK)
        files = lay_over([file for file, _ in below], files)
        read = [*below, *read]
    digest = hashlib.sha256()
    for _, content in read:
        digest.update(content)
    return build_playbook(files, version=digest.hexdigest()[:VERSION_CHARS])


def read_files(path: Path) -> list[tuple[PlaybookFile, bytes]]:
    """Return the ``*.toml`` files of a folder, or one file, parsed and as they are.

    Raises:
        PlaybookError: ``playbook_missing`` (nothing there to read) or ``playbook_syntax`` (not TOML in UTF-8).
    """
    contents = [(file, _read(file)) for file in toml_files(path)]
    return [(_parse(file, content), content) for file, content in contents]


def toml_files(path: Path) -> list[Path]:
    """Return the files of a playbook.

    Raises:
        PlaybookError: ``playbook_missing``: a folder without any.
    """
    if not path.is_dir():
        return [path]
    if files := sorted(path.glob("*.toml")):
        return files
    raise PlaybookError("playbook_missing", f"{path}: no .toml file in this folder")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PlaybookError("playbook_missing", f"{path}: cannot be read: {error.strerror}") from error


def _parse(path: Path, content: bytes) -> PlaybookFile:
    try:
        return PlaybookFile(str(path), tomllib.loads(content.decode("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlaybookError("playbook_syntax", f"{path}: not valid TOML: {error}") from error
