"""Read a playbook: a folder of TOML files, or one file that holds everything."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

from tyyni.coach.playbook import Playbook
from tyyni.playbooks.schema import PlaybookError, PlaybookFile, build_playbook

DEFAULT_PLAYBOOK = Path(__file__).parent / "default"

VERSION_CHARS = 12


def load_playbook(path: Path = DEFAULT_PLAYBOOK) -> Playbook:
    """Return the playbook in ``path``: all ``*.toml`` files of a folder, or one file.

    Raises:
        PlaybookError: one of those of `read_files` or `build_playbook`.
    """
    digest = hashlib.sha256()
    files = []
    for file, content in read_files(path):
        digest.update(content)
        files.append(file)
    return build_playbook(files, version=digest.hexdigest()[:VERSION_CHARS])


def read_files(path: Path) -> list[tuple[PlaybookFile, bytes]]:
    """Return the ``*.toml`` files of a folder, or one file, parsed and as they are.

    Raises:
        PlaybookError: ``playbook_missing`` (nothing there to read) or ``playbook_syntax`` (not TOML in UTF-8).
    """
    contents = [(file, _read(file)) for file in _toml_files(path)]
    return [(_parse(file, content), content) for file, content in contents]


def _toml_files(path: Path) -> list[Path]:
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
