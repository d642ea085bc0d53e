"""What benchmarks write down beside their figures."""

from __future__ import annotations

import json
import math
import subprocess
from pathlib import Path

import pytest

from tyyni.errors import TyyniError
from tyyni_bench import results
from tyyni_bench.results import Results, header, this_commit, write_results


class Figures(Results, frozen=True, kw_only=True):
    p95: float


def test_what_is_written_says_what_it_was_taken_on(tmp_path: Path) -> None:
    taken = Figures(**header("latency", "base"), p95=math.inf)
    write_results(taken, tmp_path / "figures.json")
    written = json.loads((tmp_path / "figures.json").read_text())
    assert (written["kind"], written["model"], written["commit"]) == ("latency", "base", this_commit())
    assert written["p95"] is None, "what never came is infinite, and JSON has no such number"
    assert written["machine"]["cores"] >= 1
    assert written["machine"]["memory_mb"] > 100
    assert written["machine"]["cpu"]
    assert written["versions"]["faster-whisper"]
    assert not written["partial"]


def test_the_commit_is_of_the_tree_it_runs_from(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = ["git", "rev-parse", "--short=12", "HEAD"]
    head = subprocess.run(asked, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    assert (this_commit() or "").removesuffix("-dirty") == head.stdout.strip(), "both empty: no git tree"
    monkeypatch.setattr(results.tyyni, "__file__", str(tmp_path / "__init__.py"))
    assert this_commit() is None, "an installed package lies in no git tree"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert this_commit() is None, "no git here"


def test_what_measuring_needs_is_asked_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    results.check_extra()
    monkeypatch.setattr(results, "NEEDED", ("jiwer", "no_such_module"))
    with pytest.raises(TyyniError, match="no_such_module missing") as refused:
        results.check_extra()
    assert refused.value.code == "extra_missing"
