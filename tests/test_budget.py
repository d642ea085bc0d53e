"""Whether results meet the project's bars."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tyyni.errors import TyyniError
from tyyni_bench.budget import Bar, Verdict, judge, look_up, read_budget, read_results

ROOT = Path(__file__).parent.parent
RESULT: dict[str, Any] = {
    "kind": "latency",
    "runs": [{"calls": 1, "p95": 600.0, "never": None}, {"calls": 4, "p95": 900.0}],
    "auc": 0.9,
}


def bar(value: str, **given: Any) -> Bar:
    return Bar(what="a bar", kind="latency", value=value, **given)


@pytest.mark.parametrize(
    ("one", "measured", "verdict"),
    [
        (bar("runs.calls=1.p95", at_most=600, aim=500), 600, Verdict.MET),
        (bar("runs.calls=1.p95", at_most=700, aim=600), 600, Verdict.AIM),
        (bar("runs.calls=4.p95", at_most=700), 900, Verdict.MISSED),
        (bar("auc", at_least=0.9), 0.9, Verdict.MET),
        (bar("auc", at_least=0.8, aim=0.85), 0.9, Verdict.AIM),
        (bar("auc", at_least=0.95), 0.9, Verdict.MISSED),
        (bar("runs.calls=1.never", at_most=700), None, Verdict.MISSED),
        (bar("runs.calls=8.p95", at_most=700), None, Verdict.UNMEASURED),
        (bar("auc.more", at_most=700), None, Verdict.UNMEASURED),
        (bar("auc.calls=1", at_most=700), None, Verdict.UNMEASURED),
    ],
)
def test_a_value_is_judged_by_its_bar(one: Bar, measured: float | None, verdict: Verdict) -> None:
    (judged,) = judge([one], [RESULT])
    assert (judged.measured, judged.verdict) == (measured, verdict)


def test_results_of_another_kind_do_not_count_and_the_last_of_a_kind_does() -> None:
    one = bar("auc", at_least=0.5)
    assert judge([one], [{**RESULT, "kind": "heat"}])[0].verdict is Verdict.UNMEASURED
    assert judge([one], [RESULT, {**RESULT, "auc": 0.7}, {"kind": "latency"}])[0].measured == 0.7


def test_the_projects_own_budget_can_be_read() -> None:
    bars = read_budget(ROOT / "benchmarks" / "budget.toml")
    kinds = {"latency", "transcription", "streaming", "heat", "voice", "cues", "floor"}
    assert {one.kind for one in bars} == kinds
    for one in bars:
        limit = one.at_most if one.at_most is not None else one.at_least
        assert limit is not None
        if one.aim is not None:
            assert one.aim <= limit if one.at_most is not None else one.aim >= limit


@pytest.mark.parametrize(
    "text",
    [
        "bar = 1",
        "[[bar]]\nwhat='x'\nkind='heat'\nvalue='a'\n",
        "[[bar]]\nwhat='x'\nkind='heat'\nvalue='a'\nat_most=1\nat_least=1\n",
        "[[bar]]\nwhat='x'\nkind='heat'\nvalue='a'\nat_mots=1\n",
        "no toml",
    ],
)
def test_a_budget_that_says_nothing_clear_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "budget.toml").write_text(text)
    with pytest.raises(TyyniError, match="budget_invalid"):
        read_budget(tmp_path / "budget.toml")


def test_what_no_benchmark_wrote_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    for text in ("{}", "[]", "no json"):
        path.write_text(text)
        with pytest.raises(TyyniError, match="results_invalid"):
            read_results([path])
    with pytest.raises(TyyniError, match="results_invalid"):
        read_results([tmp_path / "missing.json"])
    path.write_text('{"kind": "heat"}')
    assert read_results([path]) == [{"kind": "heat"}]


def test_a_path_that_leads_nowhere_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        look_up(RESULT, "runs.0")
