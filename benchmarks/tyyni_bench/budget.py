"""The project's own bars, as `benchmarks/budget.toml` holds them, and whether results meet them. Pure but for reading.

A bar names a value by its path in a result's JSON, keys joined by dots; ``calls=4`` picks, of a list, the entry whose
``calls`` is 4. A value that is null never came, so it meets no bar; a path that is not there was not measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from tyyni.errors import TyyniError


class Bar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One bar; exactly one of ``at_most`` and ``at_least``."""

    what: str
    """For people, with its unit."""
    kind: str
    """Of the results that hold it: latency, transcription, streaming, heat or voice."""
    value: str
    """Path in the JSON."""
    at_most: float | None = None
    at_least: float | None = None
    aim: float | None = None
    """What we would be proud of, in the same direction."""


class Verdict(StrEnum):
    """How a measured value stands to its bar."""

    AIM = "aim met"
    MET = "met"
    MISSED = "MISSED"
    UNMEASURED = "not measured"


class Judged(msgspec.Struct, frozen=True):
    """A bar and what was measured."""

    bar: Bar
    measured: float | None
    """None: it never came, or was not measured."""
    verdict: Verdict


class _Budget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bar: list[Bar]


def read_budget(path: Path) -> list[Bar]:
    """Return the bars of a budget.

    Raises:
        TyyniError: ``budget_invalid``, with what was expected.
    """
    try:
        bars = msgspec.toml.decode(path.read_bytes(), type=_Budget).bar
    except (OSError, msgspec.DecodeError, UnicodeError) as error:
        raise TyyniError("budget_invalid", f"{path}: {error}") from error
    for bar in bars:
        if (bar.at_most is None) is (bar.at_least is None):
            raise TyyniError(
                "budget_invalid", f'{path}: the bar "{bar.what}" needs either `at_most` or `at_least`'
            )
    return bars


def read_results(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Return results that benchmarks wrote.

    Raises:
        TyyniError: ``results_invalid``.
    """
    results = []
    for path in paths:
        try:
            result = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        except (OSError, msgspec.DecodeError) as error:
            raise TyyniError("results_invalid", f"{path}: {error}; expected what --json writes") from error
        if "kind" not in result:
            raise TyyniError("results_invalid", f"{path}: has no `kind`; expected what --json writes")
        results.append(result)
    return results


def judge(bars: Sequence[Bar], results: Sequence[dict[str, Any]]) -> list[Judged]:
    """Return each bar with what was measured; of several results of one kind the last that has the value counts."""
    return [_judge(bar, [result for result in results if result["kind"] == bar.kind]) for bar in bars]


def _judge(bar: Bar, results: Sequence[dict[str, Any]]) -> Judged:
    for result in reversed(results):
        try:
            value = look_up(result, bar.value)
        except KeyError:
            continue
        if value is None:
            return Judged(bar, None, Verdict.MISSED)
        return Judged(bar, float(value), _verdict(bar, float(value)))
    return Judged(bar, None, Verdict.UNMEASURED)


def _verdict(bar: Bar, value: float) -> Verdict:
    sign = 1.0 if bar.at_least is not None else -1.0
    limit = bar.at_least if bar.at_least is not None else bar.at_most
    assert limit is not None, "checked when it was read"
    if sign * value < sign * limit:
        return Verdict.MISSED
    return Verdict.AIM if bar.aim is not None and sign * value >= sign * bar.aim else Verdict.MET


def look_up(result: Any, path: str) -> Any:
    """Return the value at a path.

    >>> look_up({"runs": [{"calls": 1}, {"calls": 4, "p95": 7.5}]}, "runs.calls=4.p95")
    7.5

    Raises:
        KeyError: there is none.
    """
    here = result
    for step in path.split("."):
        name, picks, wanted = step.partition("=")
        if picks:
            entries = here if isinstance(here, list) else []
            found = [entry for entry in entries if str(entry.get(name)) == wanted]
            if not found:
                raise KeyError(step)
            here = found[0]
        elif isinstance(here, dict) and step in here:
            here = here[step]
        else:
            raise KeyError(step)
    return here
