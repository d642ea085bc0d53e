"""A sound server of its own for tests: PulseAudio with two null sinks, whose monitors PortAudio can open."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SINKS = ("caller_line", "agent_line")


@dataclass(frozen=True)
class SoundServer:
    """A running sound server; programs started with ``env`` use it and nothing else."""

    env: Mapping[str, str]

    def control(self, *command: str) -> None:
        """Run a command of pactl."""
        subprocess.run(["pactl", *command], env=self.env, check=True, capture_output=True, timeout=30)

    def unplug(self, sink: str) -> None:
        """Take a sink away as if it were unplugged."""
        listed = ["pactl", "list", "short", "modules"]
        modules = subprocess.run(listed, env=self.env, check=True, capture_output=True, text=True, timeout=30)
        (line,) = [line for line in modules.stdout.splitlines() if f"sink_name={sink}" in line]
        self.control("unload-module", line.split()[0])

    def plug_in(self, sink: str) -> None:
        """Bring a sink back."""
        self.control("load-module", "module-null-sink", f"sink_name={sink}")

    @contextmanager
    def playing(self, sounds: Mapping[str, Path]) -> Iterator[None]:
        """Play a WAV file into each sink, all at once, until the end of the block."""
        players = [
            subprocess.Popen(["paplay", f"--device={sink}", str(path)], env=self.env)
            for sink, path in sounds.items()
        ]
        try:
            yield
        finally:
            for player in players:
                player.kill()
                player.wait()


@contextmanager
def sound_server(pulseaudio: str) -> Iterator[SoundServer]:
    """Start a sound server in a folder of its own (in /tmp: a socket's path may have 107 characters)."""
    home = Path(tempfile.mkdtemp(prefix="tyyni-"))
    socket = home / "native"
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PULSE_", "XDG_"))},
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "PULSE_RUNTIME_PATH": str(home),
        "PULSE_SERVER": f"unix:{socket}",
    }
    loads = [f"--load=module-native-protocol-unix auth-anonymous=1 socket={socket}"]
    loads += [f"--load=module-null-sink sink_name={name}" for name in SINKS]
    loads += ["--load=module-rescue-streams"]  # as usual: it moves the streams of what vanishes elsewhere
    arguments = ["--daemonize=no", "--system=false", "--exit-idle-time=-1", "-n", "--use-pid-file=no", *loads]
    with (home / "log").open("w") as log:
        daemon = subprocess.Popen([pulseaudio, *arguments], env=env, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_until_it_answers(daemon, env, home / "log")
            yield SoundServer(env)
        finally:
            daemon.terminate()
            daemon.wait(timeout=30)
            shutil.rmtree(home)


def _wait_until_it_answers(daemon: subprocess.Popen[bytes], env: Mapping[str, str], log: Path) -> None:
    pause = threading.Event()
    for _ in range(300):
        assert daemon.poll() is None, f"PulseAudio did not start: {log.read_text()}"
        if subprocess.run(["pactl", "info"], env=env, capture_output=True, check=False).returncode == 0:
            return
        pause.wait(0.05)
    raise AssertionError(f"PulseAudio does not answer: {log.read_text()}")
