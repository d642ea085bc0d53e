"""`tyyni serve` as a person runs it: a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import needs
import pytest

RUN = "import typer; from tyyni.serve.cli import serve; app = typer.Typer(); app.command()(serve); app()"


@contextmanager
def serving(tmp_path: Path, env: Mapping[str, str], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run `tyyni serve` with its own data folder, and end it."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments],
        env={**os.environ, "TYYNI_DATA_DIR": str(tmp_path), "TYYNI_PORT": "0", **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def refusal(tmp_path: Path, env: Mapping[str, str], *arguments: str) -> str:
    with serving(tmp_path, env, *arguments) as process:
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 1
    return said


def test_a_missing_model_is_refused_with_what_to_do(tmp_path: Path) -> None:
    said = refusal(tmp_path, {"TYYNI_MODELS": str(tmp_path / "none")})
    assert "model_missing" in said
    assert "tyyni models fetch" in said


def test_a_wrong_setting_is_refused_by_name(tmp_path: Path) -> None:
    said = refusal(tmp_path, {"TYYNI_MAX_CALLS": "many"})
    assert "settings_invalid" in said
    assert "TYYNI_MAX_CALLS" in said


@pytest.mark.model
def test_a_broken_playbook_is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    needs.model()
    (tmp_path / "cues.toml").write_text("[[cue]\n")
    said = refusal(tmp_path, {}, "--playbook", str(tmp_path))
    assert "playbook_syntax" in said


@pytest.mark.model
def test_it_prints_both_links_gets_ready_and_ends_cleanly_on_sigterm(tmp_path: Path) -> None:
    needs.model()
    with serving(tmp_path, {}, "--json-logs") as process:
        assert process.stdout is not None
        links = dict(process.stdout.readline().split() for _ in range(2))
        assert set(links) == {"agents:", "supervisors:"}
        line = process.stdout.readline()
        assert '"event": "ready"' in line
        for link in links.values():
            answer = httpx.get(link)
            assert answer.status_code == 303
        assert (tmp_path / "access-keys.json").stat().st_mode & 0o777 == 0o600
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=60)
        assert process.returncode == 0
    token = links["agents:"].rpartition("=")[2]
    assert token not in rest, "a key was logged"
