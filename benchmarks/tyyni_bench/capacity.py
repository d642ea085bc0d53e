"""How many calls a machine carries: more and more at once, until they do not hold."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tyyni_bench.latency_results import Capacity, LatencyRun

CUE_TO_PROMPT_MS = 2_000.0
"""The bar for p95: a prompt later than this answers a sentence that the talk has left behind."""
MOST_CALLS = 256
"""Where the search ends: no machine that this runs on is thought to carry more."""


async def find_capacity(run: Callable[[int], Awaitable[LatencyRun]]) -> Capacity:
    """Return the largest number of calls that holds: doubled until one does not, then halved in between.

    A run that was stopped before its end settles nothing and ends the search.
    """
    holds, fails = 0, MOST_CALLS + 1
    failed: dict[int, str] = {}
    while holds + 1 < fails:
        calls = min(max(holds * 2, 1), MOST_CALLS) if fails > MOST_CALLS else (holds + fails) // 2
        measured = await run(calls)
        if measured.partial:
            break
        why = why_it_fails(measured)
        if why:
            fails, failed[calls] = calls, why
        else:
            holds = calls
    return Capacity(holds, dict(sorted(failed.items())))


def why_it_fails(run: LatencyRun) -> str:
    """Return in words why so many calls do not hold; empty when they do."""
    reasons = [run.overloaded_because]
    prompts = run.figures.get("cue_to_prompt_ms")
    if prompts is not None and prompts.p95 is not None and prompts.p95 > CUE_TO_PROMPT_MS:
        reasons.append(f"cue to prompt p95 is {prompts.p95 / 1000:.1f} s")
    if prompts is not None and prompts.n and prompts.p95 is None:
        reasons.append("no cue was answered")
    if run.drops.frames:
        reasons.append(f"{run.drops.frames} frames were lost")
    return "; ".join(reason for reason in reasons if reason)
