from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tyyni.cli import app
from tyyni.errors import TyyniError
from tyyni.serve.agents import AgentBook


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TYYNI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TYYNI_PORT", "9001")
    return tmp_path


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["agents", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def key_in(link: str) -> str:
    return link.strip().rpartition("?token=")[2]


def test_an_agent_gets_a_link_that_the_service_knows(data: Path) -> None:
    link = run("add", "Åsa Nowak", "--team", "Parcels")
    assert link.startswith("http://127.0.0.1:9001/agent?token=")
    agent = AgentBook(data / "agents.json").of_key(key_in(link))
    assert agent is not None
    assert run("list") == "Åsa Nowak\tParcels\n"


def test_a_new_link_ends_the_old_one_and_who_is_removed_is_gone(data: Path) -> None:
    old = key_in(run("add", "Bo"))
    new = run("link", "Bo", "--url", "https://tyyni.example/")
    assert new.startswith("https://tyyni.example/agent?token=")
    book = AgentBook(data / "agents.json")
    assert book.of_key(old) is None
    assert book.of_key(key_in(new)) is not None
    assert run("remove", "Bo") == ""
    assert run("list") == ""


def test_who_is_not_there_is_told_with_its_code() -> None:
    with pytest.raises(TyyniError, match="agent_unknown"):
        run("remove", "nobody")
