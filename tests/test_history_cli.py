"""`tyyni history`, as whoever runs the service uses it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from history_sample import keep, listed
from typer.testing import CliRunner

from tyyni import cli
from tyyni.errors import TyyniError
from tyyni.history.cli import clock
from tyyni.history.database import FILE, history_url, upgrade
from tyyni.history.recordings import Recordings
from tyyni.units import Party


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A service's data folder, without a history."""
    monkeypatch.setenv("TYYNI_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("TYYNI_DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def calls(folder: Path) -> Path:
    """A data folder with two calls."""

    async def make() -> None:
        url = history_url(None, folder)
        await upgrade(url)
        await keep(
            url, listed("aaaa1111"), listed("bbbb2222", started_at="2026-11-25T10:00:00+00:00", team="sales")
        )

    asyncio.run(make())
    return folder


def run(*args: str, answer: str = "") -> str:
    result = CliRunner().invoke(cli.app, ["history", *args], input=answer, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*args: str) -> TyyniError:
    with pytest.raises(TyyniError) as error:
        run(*args)
    return error.value


def test_the_tables_are_made_by_hand_where_there_are_none(folder: Path) -> None:
    assert refused("list").code == "database_outdated"
    assert "upgraded to 0003" in run("upgrade")
    assert (folder / FILE).is_file()
    assert "is up to date" in run("upgrade")
    assert run("list") == "no calls\n"


def test_calls_are_listed_the_newest_first(calls: Path) -> None:
    told = run("list")
    assert told.index("bbbb2222") < told.index("aaaa1111")
    assert "2026-11-24 10:00" in told
    assert "1:00" in told
    assert "bbbb2222" not in run("list", "--team", "claims", "--hot")
    assert "more: --after bbbb2222" in run("list", "--limit", "1")
    assert "aaaa1111" in run("list", "--after", "bbbb2222")


def test_programs_get_json(calls: Path) -> None:
    page = json.loads(run("list", "--json", "--agent", "Aino"))
    assert [call["call_id"] for call in page["calls"]] == ["bbbb2222", "aaaa1111"]
    assert json.loads(run("show", "aaaa1111", "--json"))["call"]["agent"] == "Aino"


def test_a_call_is_shown_without_the_agents_own_part(calls: Path) -> None:
    told = run("show", "aaaa1111")
    assert "0:03  cue late_delivery" in told
    assert "0:21  heat 60, hot" in told
    assert "0:22  prompt late-delivery: Stay calm" in told
    assert "0:35  whisper: Offer a refund" in told
    assert "charm" not in told
    assert refused("show", "x").code == "call_not_found"


def test_a_call_is_exported_and_no_file_is_overwritten(calls: Path) -> None:
    assert json.loads(run("export", "aaaa1111"))["own"] is None
    assert json.loads(run("export", "aaaa1111", "--own"))["own"]["steps"]
    file = calls / "call.csv"
    run("export", "aaaa1111", "--format", "csv", "--language", "fi", "--into", str(file))
    assert "Rauhassa" in file.read_text("utf-8")
    assert refused("export", "aaaa1111", "--into", str(file)).code == "export_unwritable"


def test_calls_are_deleted_only_when_that_is_meant(calls: Path) -> None:
    assert refused("purge").code == "purge_what"
    assert refused("purge", "--call", "aaaa1111", "--older-than-days", "3").code == "purge_what"
    kept = CliRunner().invoke(cli.app, ["history", "purge", "--call", "aaaa1111"], input="n\n")
    assert kept.exit_code == 1
    assert "aaaa1111" in run("list")
    recordings = Recordings(calls)
    recordings.prepare()
    with recordings.begin("aaaa1111", Party.CALLER) as file:
        file.write(bytes(640))
    assert "sound:" not in run("show", "aaaa1111")
    recordings.finish("aaaa1111", "fi")
    assert f"sound: {calls / 'audio' / 'aaaa1111.flac'}" in run("show", "aaaa1111")
    assert "deleted call aaaa1111" in run("purge", "--call", "aaaa1111", answer="y\n")
    assert "aaaa1111" not in run("list")
    assert recordings.all() == set()
    assert "deleted 0 calls" in run("purge", "--older-than-days", "36500", "--yes")


def test_a_wrong_address_is_told_without_being_repeated(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TYYNI_DATABASE_URL", "mysql://me:secret@host/name")
    error = refused("list")
    assert error.code == "database_url_invalid"
    assert "secret" not in error.message


@pytest.mark.parametrize("command", ["list", "show", "export", "purge", "upgrade"])
def test_the_help_says_how_it_is_used(command: str) -> None:
    assert f"history {command}" in run(command, "--help") or command == "upgrade"


def test_a_time_in_a_call_is_minutes_and_seconds() -> None:
    assert [clock(ms) for ms in (0, 59_999, 60_000, 3_600_000)] == ["0:00", "0:59", "1:00", "60:00"]
