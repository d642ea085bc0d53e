"""The search for the largest number of calls that holds."""

from __future__ import annotations

import pytest
from latency_runs import a_run
from msgspec.structs import replace

from tyyni_bench.capacity import MOST_CALLS, find_capacity, why_it_fails
from tyyni_bench.figures import Percentiles
from tyyni_bench.latency_results import Drops, LatencyRun

GOOD = a_run(calls=1)
BAD = replace(GOOD, overloaded=True, overloaded_because="the lag grew")


@pytest.mark.parametrize("holds", [0, 1, 2, 3, 5, 8, 100, MOST_CALLS])
async def test_the_largest_that_holds_is_found(holds: int) -> None:
    tried = []

    async def run(calls: int) -> LatencyRun:
        tried.append(calls)
        return GOOD if calls <= holds else BAD

    capacity = await find_capacity(run)
    assert capacity.calls == holds
    assert len(set(tried)) == len(tried) < 20
    if holds < MOST_CALLS:
        assert capacity.failed[holds + 1] == "the lag grew"
    else:
        assert not capacity.failed


async def test_a_run_that_was_stopped_ends_the_search() -> None:
    async def run(calls: int) -> LatencyRun:
        return replace(GOOD, partial=calls == 4)

    assert (await find_capacity(run)).calls == 2


def test_each_reason_that_calls_do_not_hold_is_said() -> None:
    assert why_it_fails(GOOD) == ""
    assert why_it_fails(BAD) == "the lag grew"
    late = {"cue_to_prompt_ms": Percentiles.of_those_that_came([2_001.0])}
    assert why_it_fails(replace(GOOD, figures=late)) == "cue to prompt p95 is 2.0 s"
    never = {"cue_to_prompt_ms": Percentiles.of_those_that_came([float("inf")])}
    assert why_it_fails(replace(GOOD, figures=never)) == "no cue was answered"
    assert why_it_fails(replace(GOOD, figures={})) == "", "without cues the lag alone decides"
    lost = Drops(frames=3, finals=0, partials=0, by_reason={})
    assert why_it_fails(replace(GOOD, drops=lost)) == "3 frames were lost"
