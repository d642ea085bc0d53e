"""The tables of the latency report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tyyni_bench.figures import Percentiles
from tyyni_bench.latency_results import FIGURES, LatencyResults, LatencyRun
from tyyni_bench.markup import OVERLOADED, facts, table
from tyyni_bench.report_texts import MEANINGS, NOTHING, duration, in_ms, run_names, share
from tyyni_bench.results import Results

_PERCENTILES = ["n", "p50", "p95", "p99", "max", "never"]


def headline_table(runs: Sequence[LatencyRun]) -> str:
    """Return the two figures that matter most, and whether it kept up, a row for each run."""
    rows = [
        [
            name + (" (stopped early)" if run.partial else ""),
            _p95(run, "cue_to_prompt_ms"),
            _p95(run, "speech_end_to_final_ms"),
            OVERLOADED if run.overloaded else "kept up",
        ]
        for name, run in zip(run_names(runs), runs, strict=True)
    ]
    head = ["calls at once", "cue to prompt, p95", "speech end to final, p95", "load"]
    return table("The two figures that matter most", head, {"": rows})


def _p95(run: LatencyRun, key: str) -> str:
    figure = run.figures.get(key)
    return NOTHING if figure is None else duration(figure.p95, figure.n)


def figures_table(runs: Sequence[LatencyRun]) -> str:
    """Return every figure of every run, in ms."""
    groups = {
        name: [_percentiles(FIGURES.get(key, key), figure) for key, figure in run.figures.items()]
        for name, run in zip(run_names(runs), runs, strict=True)
    }
    return table("In milliseconds", ["figure", *_PERCENTILES], groups)


def own_error_table(own_error_ms: Mapping[str, Percentiles]) -> str:
    """Return by how much the bench itself is off, in ms."""
    rows = [_percentiles(FIGURES.get(key, key), figure) for key, figure in own_error_ms.items()]
    return table("Too late by, in milliseconds", ["figure", *_PERCENTILES], {"": rows})


def _percentiles(name: str, figure: Percentiles) -> list[str]:
    values = (figure.p50, figure.p95, figure.p99, figure.max)
    return [name, f"{figure.n:,}", *(in_ms(value, figure.n) for value in values), f"{figure.never:,}"]


def meanings() -> str:
    """Return from where to where each figure reaches, as a list of facts."""
    return facts(
        {FIGURES[key]: f"From: {meaning.begins}. To: {meaning.ends}." for key, meaning in MEANINGS.items()}
    )


def load_table(runs: Sequence[LatencyRun]) -> str:
    """Return what each run did to the machine and what it could not do: a column for each run."""
    groups = {
        "The load": {
            "sound of all calls": [f"{run.audio_s:,.0f} s" for run in runs],
            "took": [f"{run.wall_s:,.0f} s" for run in runs],
            "somebody speaks (both parties added)": [share(run.talk_share) for run in runs],
        },
        "The machine": {
            "of all processors": [share(run.cpu_share) for run in runs],
            "decoding, s for each s of call": [f"{run.real_time_factor:.3f}" for run in runs],
            "memory at the start, MB": [_mb(run, "start") for run in runs],
            "memory at most, MB": [_mb(run, "peak") for run in runs],
            "memory at the end, MB": [_mb(run, "end") for run in runs],
            "oldest waiting work, p50": [_age(run.queue_age_ms.p50, run) for run in runs],
            "oldest waiting work, p95": [_age(run.queue_age_ms.p95, run) for run in runs],
            "oldest waiting work, at most": [_age(run.queue_age_ms.max, run) for run in runs],
        },
        "The text": {
            "word error rate of the finals": [share(run.streaming_wer) for run in runs],
            "finals that never came": [f"{run.missing_finals:,}" for run in runs],
        },
        "Dropped because of load": {
            "frames": [f"{run.drops.frames:,}" for run in runs],
            "finals": [f"{run.drops.finals:,}" for run in runs],
            "partials": [f"{run.drops.partials:,}" for run in runs],
        },
        "Transcription not done, by reason": {
            reason: [f"{run.drops.by_reason.get(reason, 0):,}" for run in runs] for reason in _reasons(runs)
        },
    }
    rows = {
        group: [[name, *values] for name, values in lines.items()] for group, lines in groups.items() if lines
    }
    return table("Over the whole of each run", ["what", *run_names(runs)], rows)


def _reasons(runs: Sequence[LatencyRun]) -> list[str]:
    return sorted({reason for run in runs for reason in run.drops.by_reason})


def _mb(run: LatencyRun, when: str) -> str:
    return NOTHING if run.rss_mb is None else f"{getattr(run.rss_mb, when):,.0f}"


def _age(value_ms: float | None, run: LatencyRun) -> str:
    return duration(value_ms, run.queue_age_ms.n)


def about(results: LatencyResults) -> str:
    """Return what was run on what, as a list of facts."""
    recordings = sorted({name for run in results.runs for name in run.recordings})
    told = {
        "recordings": ", ".join(recordings) or NOTHING,
        "calls at once": ", ".join(str(run.calls) for run in results.runs) or NOTHING,
    }
    return facts(told | ran_on(results))


def ran_on(results: Results) -> dict[str, str]:
    """Return the machine, the model, the versions and the date of any benchmark's run, for people."""
    machine = results.machine
    return {
        "processor": f"{machine.cpu}, {machine.cores} used",
        "memory": f"{machine.memory_mb / 1024:.1f} GB",
        "system": f"{machine.system}, Python {machine.python}",
        "speech model": results.model or "not known: none, or the service chose it",
        "versions": ", ".join(f"{name} {version}" for name, version in results.versions.items()),
        "commit": results.commit or "an installed package",
        "date": results.date.replace("T", " ").replace("+00:00", " UTC"),
    }
