"""`tyyni serve` as a person runs it: a process of its own."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import needs
import pytest

from tyyni.history.database import FILE, history_url, upgrade
from tyyni.playbooks.loader import DEFAULT_PLAYBOOK

RUN = "from tyyni.cli import main; main()"


@contextmanager
def serving(tmp_path: Path, env: Mapping[str, str], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run `tyyni serve` with its own data folder, and end it."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, "serve", *arguments],
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


@contextmanager
def watched_network() -> Iterator[tuple[dict[str, str], Callable[[], bool]]]:
    """Give an environment whose every way out leads to one socket, and ask whether anybody came."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        names = ("HF_ENDPOINT", "PIP_INDEX_URL", "http_proxy", "https_proxy", "all_proxy")
        environment = {**dict.fromkeys(names, url), "no_proxy": ""}

        def anybody_came() -> bool:
            try:
                visitor, _ = server.accept()
            except BlockingIOError:
                return False
            visitor.close()
            return True

        yield environment, anybody_came


def test_the_watched_network_sees_a_visitor() -> None:
    with watched_network() as (environment, anybody_came):
        assert not anybody_came()
        with socket.create_connection(("127.0.0.1", int(environment["http_proxy"].rpartition(":")[2]))):
            assert anybody_came()


def test_a_missing_model_is_refused_with_what_to_do_and_not_fetched(tmp_path: Path) -> None:
    with watched_network() as (environment, anybody_came):
        said = refusal(tmp_path, {"TYYNI_MODELS": str(tmp_path / "none"), **environment})
        assert not anybody_came()
    assert "model_missing" in said
    assert "config.json: missing expected 2309 bytes, found no file" in said
    assert "tyyni models fetch base" in said


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{}", "config.json: size expected 2309 bytes, found 2 bytes"),
        (b" " * 2_309, "config.json: sha256 expected 56a6d8110d311f19"),
    ],
)
def test_an_altered_model_is_refused_by_file_and_not_fetched(
    tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "config.json").write_bytes(content)
    with watched_network() as (environment, anybody_came):
        said = refusal(tmp_path, {"TYYNI_MODELS": str(tmp_path), **environment})
        assert not anybody_came()
    assert "model_altered" in said
    assert told in said
    assert "tyyni models fetch base" in said


@pytest.mark.model
def test_weights_with_one_altered_byte_are_refused(tmp_path: Path) -> None:
    copy = shutil.copytree(needs.model(), tmp_path / "base")
    with (copy / "model.bin").open("r+b") as weights:
        weights.seek(100_000_000)
        byte = weights.read(1)
        weights.seek(100_000_000)
        weights.write(bytes([byte[0] ^ 1]))
    said = refusal(tmp_path, {"TYYNI_MODELS": str(tmp_path)})
    assert "model_altered" in said
    assert "model.bin: sha256 expected" in said


def test_a_wrong_setting_is_refused_by_name(tmp_path: Path) -> None:
    said = refusal(tmp_path, {"TYYNI_MAX_CALLS": "many"})
    assert "settings_invalid" in said
    assert "TYYNI_MAX_CALLS" in said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'id = "broke"',
            'id = "broke"\nurgancy = "low"',
            "rules.toml: rule 'broke': unknown key 'urgancy'; expected one of id, sources",
        ),
        ("[[rule]]", "[[rule]", "rules.toml"),
    ],
)
def test_a_broken_playbook_is_refused_before_anything_is_loaded(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    folder = shutil.copytree(DEFAULT_PLAYBOOK, tmp_path / "playbook")
    rules = folder / "rules.toml"
    rules.write_text(rules.read_text("utf-8").replace(old, new, 1), "utf-8")
    said = refusal(tmp_path, {"TYYNI_MODELS": str(tmp_path / "none")}, "--playbook", str(folder))
    assert told in " ".join(said.split())
    assert "playbook_" in said


def test_a_faulty_glossary_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_text("Lumetar\n[klingon]\n", encoding="utf-8")
    said = refusal(tmp_path, {"TYYNI_MODELS": str(tmp_path / "none")}, "--glossary", str(file))
    assert "glossary_invalid" in said
    assert "line 2" in " ".join(said.split())


@pytest.mark.model
def test_a_long_glossary_is_refused_before_anything_is_served(tmp_path: Path) -> None:
    needs.model()
    file = tmp_path / "names.txt"
    file.write_text("\n".join(f"Lumetar {number}" for number in range(100)), encoding="utf-8")
    said = refusal(tmp_path, {"TYYNI_GLOSSARY": str(file)})
    assert "glossary_too_long" in said
    assert "100 terms" in " ".join(said.split())


@pytest.mark.model
def test_a_history_of_a_newer_version_is_refused_before_anything_is_served(tmp_path: Path) -> None:
    needs.model()
    asyncio.run(upgrade(history_url(None, tmp_path)))
    with closing(sqlite3.connect(tmp_path / FILE)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "database_newer" in refusal(tmp_path, {})


@pytest.mark.model
def test_it_prints_both_links_gets_ready_and_ends_cleanly_on_sigterm(tmp_path: Path) -> None:
    needs.model()
    with serving(tmp_path, {}, "--json-logs", "--keep-audio") as process:
        assert process.stdout is not None
        links = dict(process.stdout.readline().split() for _ in range(2))
        assert set(links) == {"agents:", "supervisors:"}
        line = process.stdout.readline()
        assert '"event": "ready"' in line
        for link in links.values():
            answer = httpx.get(link)
            assert answer.status_code == 303
        assert (tmp_path / "access-keys.json").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "audio").stat().st_mode & 0o777 == 0o700
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=60)
        assert process.returncode == 0
    token = links["agents:"].rpartition("=")[2]
    assert token not in rest, "a key was logged"
