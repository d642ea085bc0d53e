"""Progress as a bar and as plain lines."""

from __future__ import annotations

import io

from rich.console import Console

from tyyni_models.progress import LineProgress, TerminalProgress, progress_on


def test_lines_tell_every_tenth() -> None:
    lines: list[str] = []
    progress = LineProgress(lines.append)
    progress.say("hello")
    with progress.file("model.bin", 1_000_000, 500_000) as advance:
        for _ in range(50):
            advance(10_000)
    assert lines == ["hello"] + [f"  model.bin: {p} % of 1.0 MB" for p in (60, 70, 80, 90, 100)]


def test_a_file_in_one_piece_is_told_once() -> None:
    lines: list[str] = []
    with LineProgress(lines.append).file("config.json", 10, 0) as advance:
        advance(10)
    assert lines == ["  config.json: 100 % of 0.0 MB"]


def test_a_terminal_gets_a_bar() -> None:
    out = io.StringIO()
    progress = progress_on(Console(file=out, force_terminal=True, width=120))
    assert isinstance(progress, TerminalProgress)
    progress.say("[fetching]")
    with progress.file("model.bin", 2_000_000, 1_000_000) as advance:
        advance(1_000_000)
    assert "[fetching]" in out.getvalue()
    assert "model.bin" in out.getvalue()
    assert "2.0/2.0 MB" in out.getvalue()


def test_a_log_gets_lines() -> None:
    out = io.StringIO()
    progress = progress_on(Console(file=out, force_terminal=False))
    progress.say("hello")
    assert out.getvalue() == "hello\n"
