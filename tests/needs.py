"""What a test needs from the machine: a person's machine skips with the reason, CI fails."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import platformdirs
import pytest


def lacking(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(f"CI must provide this: {reason}", pytrace=False)
    pytest.skip(reason)


def chromium() -> str:
    """Return the path of Chromium, or skip."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    lacking("no Chromium found: install it (Debian: apt install chromium)")


def sound_server() -> str:
    """Return the path of a PulseAudio daemon that PortAudio can reach through ALSA's plugin, or skip."""
    plugin = next(Path("/usr/lib").glob("**/alsa-lib/libasound_module_pcm_pulse.so"), None)
    path = shutil.which("pulseaudio")
    if path and shutil.which("paplay") and plugin and ctypes.util.find_library("portaudio"):
        return path
    lacking(
        "PulseAudio, ALSA's plugin for it or PortAudio is not there: install them "
        "(Debian: apt install pulseaudio pulseaudio-utils libasound2-plugins libportaudio2)"
    )


def festival(voice: str, package: str) -> None:
    """Make sure that Festival and one of its voices are installed, or skip."""
    program = shutil.which("festival")
    if program is not None:
        listed = subprocess.run([program, "-b", "(print (voice.list))"], capture_output=True, check=True)
        if voice.encode() in listed.stdout.replace(b"(", b" ").replace(b")", b" ").split():
            return
    lacking(f"no Festival with the voice {voice}: install it (Debian: apt install festival {package})")


def model(name: str = "base") -> Path:
    """Return the folder of a fetched speech model, or skip."""
    root = os.environ.get("TYYNI_MODELS") or platformdirs.user_data_path("tyyni") / "models"
    folder = Path(root) / name
    if (folder / "model.bin").is_file():
        return folder
    lacking(f"the speech model is not there: run `tyyni models fetch {name}`")


def recordings() -> Path:
    """Return the folder of recorded speech that TYYNI_AUDIO names, or skip (in CI too: it is optional)."""
    if folder := os.environ.get("TYYNI_AUDIO"):
        return Path(folder)
    pytest.skip("TYYNI_AUDIO names no folder of recorded speech")


@contextmanager
def small_disk(folder: Path, size_kb: int, inodes: int = 100) -> Iterator[Path]:
    """Give a folder a file system of its own that is this small, or skip (in CI too: only root may mount)."""
    folder.mkdir()
    options = f"size={size_kb}k,nr_inodes={inodes}"
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=False, capture_output=True
    ).returncode:
        pytest.skip("no small file system can be mounted here: that needs root on Linux")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
