"""The commands `tyyni models` as a user types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_model import CONTENT, small_model, write_files
from typer.testing import CliRunner

from tyyni_models import cli, fetch, store
from tyyni_models.catalogue import Catalogue

RUN = CliRunner()


@pytest.fixture(autouse=True)
def root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    model = small_model()
    for module in (cli, store, fetch):
        monkeypatch.setattr(module, "load_catalogue", lambda: Catalogue({model.name: model}, model.name))
    monkeypatch.setenv("TYYNI_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def test_fetch_verify_and_list_agree(root: Path, tmp_path: Path) -> None:
    usb = write_files(tmp_path / "usb")
    fetched = RUN.invoke(cli.app, ["fetch", "--from", str(usb)])
    assert (fetched.exit_code, fetched.stdout) == (0, f"small-one is there and verified: {root}/small-one\n")
    assert "model.bin: 100 %" in fetched.stderr
    verified = RUN.invoke(cli.app, ["verify", "small-one"])
    assert verified.exit_code == 0
    assert "right size and SHA-256" in verified.stdout
    listed = RUN.invoke(cli.app, ["list"])
    assert listed.exit_code == 0
    for told in ("small-one", "Finnish", "MIT", "verified", str(root)):
        assert told in listed.stdout


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({}, " - "),
        ({"config.json": CONTENT["config.json"]}, "incomplete"),
        ({**CONTENT, "config.json": b"?"}, "config.json: size is"),
    ],
)
def test_list_tells_what_is_not_usable(root: Path, content: dict[str, bytes], told: str) -> None:
    write_files(root / "small-one", content)
    assert told in RUN.invoke(cli.app, ["list"]).stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["verify"], "model_missing"),
        (["verify", "nobody"], "model_unknown"),
        (["fetch", "--from", "/nowhere"], "fetch_failed"),
    ],
)
def test_an_error_is_one_line_with_its_code(arguments: list[str], code: str) -> None:
    result = RUN.invoke(cli.app, arguments)
    assert result.exit_code == 1
    last = result.stderr.splitlines()[-1]
    assert last.startswith("error: ")
    assert last.endswith(f"[{code}]")


def test_help_teaches() -> None:
    told = RUN.invoke(cli.app, ["fetch", "--help"]).stdout
    assert "HF_ENDPOINT" in told
    assert "--from" in told
