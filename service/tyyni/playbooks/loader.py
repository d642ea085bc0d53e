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
        PlaybookError: ``playbook_missing`` (nothing there to read), ``playbook_syntax`` (not TOML in UTF-8), or
            one of those of `build_playbook`.
    """
    files = []
    digest = hashlib.sha256()
    for file in _toml_files(path):
        content = _read(file)
        digest.update(content)
        files.append(_parse(file, content))
    return build_playbook(files, version=digest.hexdigest()[:VERSION_CHARS])


def _toml_files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    if files := sorted(path.glob("*.toml")):
        return files
    raise PlaybookError("playbook_missing", f"{path}: no .toml file in this folder; expected a playbook")


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
