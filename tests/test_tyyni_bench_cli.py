"""`tyyni demo`, as typed, and which benchmarks there are."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from tyyni.cli import app
from tyyni.errors import TyyniError


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["demo", "missing.flac"], "recording_missing"), (["demo", "--model", "huge"], "model_unknown")],
)
def test_the_demo_refuses_what_it_cannot_play(arguments: list[str], code: str) -> None:
    ran = CliRunner().invoke(
        app, [*arguments, *(["--language", "en"] if "missing.flac" in arguments else [])]
    )
    assert isinstance(ran.exception, TyyniError)
    assert ran.exception.code == code


def test_every_benchmark_has_a_command() -> None:
    ran = CliRunner().invoke(app, ["bench", "--help"])
    for command in ("latency", "transcription", "heat", "voice", "compare", "make-set"):
        assert command in ran.output
