"""What every benchmark writes down beside its figures: the machine, the model, the date, the commit."""

from __future__ import annotations

import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

import msgspec

import tyyni
from tyyni.errors import TyyniError
from tyyni.serve.settings import usable_cores

LIBRARIES = ("tyyni", "faster-whisper", "ctranslate2", "numpy", "swift-f0")
"""Whose versions may change a figure."""
NEEDED = ("jiwer", "matplotlib", "num2words", "psutil")
"""Of the extra `bench`: asked for at once, not after minutes of measuring."""
STOPPED_EXIT_CODE = 130
"""After Ctrl-C, as shells have it: 128 and the signal's number."""


def check_extra() -> None:
    """Say what is missing before anything is measured.

    Raises:
        TyyniError: ``extra_missing``.
    """
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise TyyniError(
            "extra_missing", f"{', '.join(missing)} missing: measuring needs `pip install 'tyyni[bench]'`"
        )


class Machine(msgspec.Struct, frozen=True):
    """What the figures were taken on; nothing that names the machine or its owner."""

    cpu: str
    cores: int
    """Processors that the benchmark might use."""
    memory_mb: int
    system: str
    python: str


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what a benchmark writes; times are UTC, and of its begin."""

    kind: str
    """latency, transcription, streaming, languages, glossary, heat, cues, voice or floor."""
    date: str
    commit: str | None
    """Of the source tree it ran from, with "-dirty" when that was changed; None: an installed package."""
    machine: Machine
    model: str | None
    """The speech model; None: none was used, or a service elsewhere chose it."""
    versions: dict[str, str]
    partial: bool = False
    """It was stopped before its end."""


class Header(TypedDict):
    """What every benchmark's results begin with: the fields of `Results`, but for ``partial``."""

    kind: str
    date: str
    commit: str | None
    machine: Machine
    model: str | None
    versions: dict[str, str]


def header(kind: str, model: str | None) -> Header:
    """Return the facts of a run as it begins: what is edited while it runs is not what it measures."""
    return Header(
        kind=kind,
        date=now(),
        commit=this_commit(),
        machine=this_machine(),
        model=model,
        versions=versions(),
    )


def now() -> str:
    """Return the time in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def versions() -> dict[str, str]:
    """Return the versions of the libraries that may change a figure."""
    return {name: version(name) for name in LIBRARIES}


def this_machine() -> Machine:
    """Return what this process runs on."""
    import psutil  # a benchmark's need, not the command's

    system = f"{platform.system()} {platform.machine()}"
    memory_mb = psutil.virtual_memory().total // 2**20
    return Machine(_cpu_name(), usable_cores(), memory_mb, system, platform.python_version())


def _cpu_name() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def this_commit() -> str | None:
    """Return the commit that this runs from; None when it does not run from a git tree."""
    asked = ["git", "describe", "--always", "--dirty", "--exclude=*", "--abbrev=12"]
    folder = Path(tyyni.__file__).parent
    try:
        told = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:  # no git here
        return None
    return told.stdout.strip() if told.returncode == 0 else None


def write_results(results: Results, path: Path) -> None:
    """Write results as JSON that a person can read too; an infinite figure is written null."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")


def check_place(json_file: Path | None) -> None:
    """Say that results cannot be written there before anything is measured.

    Raises:
        TyyniError: ``json_unwritable``.
    """
    if json_file is not None and not json_file.absolute().parent.is_dir():
        raise TyyniError(
            "json_unwritable", f"--json {json_file}: {json_file.parent} is not a folder; make it"
        )
