"""The folder the models lie in, and the check that every byte of one is what the catalogue says."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import platformdirs

from tyyni_models.catalogue import CatalogueModel, ModelFile, load_catalogue
from tyyni_models.errors import ModelError


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one file; ``expected`` and ``found`` are ready to be shown."""

    file: ModelFile
    kind: Literal["missing", "size", "sha256"]
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.file.name}: {self.kind} expected {self.expected}, found {self.found}"


def models_root() -> Path:
    """Return the folder of all models: env ``TYYNI_MODELS``, or the user's data folder."""
    if folder := os.environ.get("TYYNI_MODELS"):
        return Path(folder).expanduser()
    return platformdirs.user_data_path("tyyni") / "models"


def verified_model_dir(name: str, root: Path | None = None) -> Path:
    """Return the folder of a model whose every file has the right size and SHA-256.

    Raises:
        ModelError: ``model_unknown``, ``model_missing`` or ``model_altered``; the message names the file,
            what was expected and found, and the command that mends it.
    """
    model = load_catalogue().find(name)
    folder = (root or models_root()) / name
    for file in model.files:
        if fault := file_fault(folder / file.name, file):
            raise ModelError(
                "model_missing" if fault.kind == "missing" else "model_altered",
                f"the model {name} in {folder} cannot be used: {fault}; run `tyyni models fetch {name}`",
            )
    return folder


def model_state(model: CatalogueModel, root: Path | None = None) -> Literal["absent", "verified"] | Fault:
    """Return whether a model is there: "absent" when it has no file at all, else its first fault."""
    folder = (root or models_root()) / model.name
    if not any((folder / file.name).exists() for file in model.files):
        return "absent"
    return next(
        (fault for file in model.files if (fault := file_fault(folder / file.name, file))), "verified"
    )


def file_fault(path: Path, file: ModelFile) -> Fault | None:
    """Return why the bytes at a path are not that file; None when size and SHA-256 are right."""
    if not path.is_file():
        return Fault(file, "missing", f"{file.size_bytes} bytes", "no file")
    if (size_bytes := path.stat().st_size) != file.size_bytes:
        return Fault(file, "size", f"{file.size_bytes} bytes", f"{size_bytes} bytes")
    if (digest := sha256_of(path)) != file.sha256:
        return Fault(file, "sha256", file.sha256, digest)
    return None


def sha256_of(path: Path) -> str:
    """Return a file's SHA-256 in lower-case hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
