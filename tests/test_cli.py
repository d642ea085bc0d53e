"""The tyyni command mounts its parts and says errors in one line."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from tyyni import cli
from tyyni.errors import TyyniError


def test_help_lists_what_there_is() -> None:
    shown = CliRunner().invoke(cli.app, ["--help"])
    assert shown.exit_code == 0
    assert "models" in shown.output


def test_an_error_is_one_line_with_its_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise TyyniError("port_taken", "port 8765 is taken: choose another with --port")

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 1
    assert capsys.readouterr().err == "port 8765 is taken: choose another with --port [port_taken]\n"
