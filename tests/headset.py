"""The real `tyyni-agent listen` as a program of its own, and what it prints."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

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


DEVICES = ("--caller", "caller_line.monitor", "--microphone", "agent_line.monitor")
"""Those of tests/pulse.py, by the names that the sound server gives them."""


def command(*arguments: str) -> list[str]:
    """Return the command line of `tyyni-agent`."""
    return [sys.executable, "-c", "from tyyni_client.cli import main; main()", *arguments]


def run(env: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `tyyni-agent` to its end, with nobody at its terminal."""
    return subprocess.run(
        command(*arguments), env=env, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )


@contextmanager
def listening(
    url: str, token: str, env: Mapping[str, str], *options: str, devices: Sequence[str] = DEVICES
) -> Iterator[Headset]:
    """Start listening to two devices."""
    process = subprocess.Popen(
        command("listen", "--url", url, *devices, *options),
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
