"""The real `tyyni-agent listen` as a program of its own, and what it prints."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PATIENCE_S = 120
"""Then the program is killed, so that a test that waits for a line fails instead of hanging."""


class Headset:
    """A running `tyyni-agent listen`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.printed: list[str] = []

    def wait_for(self, part: str) -> str:
        """Return the next line that contains ``part``."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed.append(line.rstrip())
            if part in line:
                return line.rstrip()
        raise AssertionError(f"'{part}' never came; it printed: {self.printed}")

    def hang_up(self, number: signal.Signals = signal.SIGINT) -> None:
        """Press Ctrl-C, and take what is still printed."""
        self.process.send_signal(number)
        self.finish()

    def finish(self) -> str:
        """Take what is still printed until it ends by itself; return what it said on standard error."""
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.printed += [line.rstrip() for line in self.process.stdout]
        complaints = self.process.stderr.read()
        self.process.wait()
        return complaints


@contextmanager
def listening(url: str, token: str, env: Mapping[str, str], *options: str) -> Iterator[Headset]:
    """Start listening to the two devices of tests/pulse.py."""
    command = [str(Path(sys.executable).parent / "tyyni-agent"), "listen", "--url", url]
    devices = ["--caller", "caller_line_tap", "--microphone", "agent_line_tap"]
    process = subprocess.Popen(
        [*command, *devices, *options],
        env={**env, "TYYNI_TOKEN": token, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    deadline = threading.Timer(PATIENCE_S, process.kill)
    deadline.start()
    try:
        yield Headset(process)
    finally:
        deadline.cancel()
        process.kill()
        process.communicate()
