"""The report of `tyyni bench latency` as one page: it needs no network, no script and no other file."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from tyyni_bench.heat_plot import heat_plot, told_heat
from tyyni_bench.latency_plots import against_calls, distributions, undrawn
from tyyni_bench.latency_results import LatencyResults, LatencyRun
from tyyni_bench.load_plots import lags, machine_use, stages
from tyyni_bench.markup import escaped, facts
from tyyni_bench.page import items, page, plots_section, section, words
from tyyni_bench.plots import legend
from tyyni_bench.report_tables import (
    about,
    figures_table,
    headline_table,
    load_table,
    meanings,
    own_error_table,
)
from tyyni_bench.report_texts import CLOCKS, explanations, headline, left_out, run_names, told_modes


def write_report(results: LatencyResults, path: Path) -> None:
    """Write results as a page for people; the same results always give the same bytes.

    Raises:
        OSError: the file cannot be written.
    """
    path.write_text(report_page(results), encoding="utf-8", newline="\n")


def report_page(results: LatencyResults) -> str:
    """Return the whole page."""
    sections = [
        section("What was run on what", about(results)),
        *(_measured(results.runs) if results.runs else []),
        _own_error(results),
        _clocks(),
        _again(results),
    ]
    return page(f"Tyyni, latency: {headline(results)}", _verdict(results), sections)


def _verdict(results: LatencyResults) -> str:
    stopped = results.partial or any(run.partial for run in results.runs)
    partial = (
        '<p class="partial"><strong>Stopped early: a partial result.</strong> '
        "It holds what was measured until then; later calls and later growth are not in it.</p>"
    )
    sentences = "".join(f"<li>{escaped(sentence)}</li>" for sentence in explanations(results))
    return (
        f'<header><p class="kind">Tyyni, latency</p><h1>{escaped(headline(results))}</h1>'
        f"{partial if stopped else ''}"
        f"{headline_table(results.runs) if results.runs else ''}"
        f"{f'<ul>{sentences}</ul>' if sentences else ''}</header>"
    )


def _measured(runs: Sequence[LatencyRun]) -> list[str]:
    names = run_names(runs)
    return [
        section(
            "Every figure",
            figures_table(runs),
            items(left_out(runs)),
            words(
                "Percentiles are nearest-rank: each is a value that was measured. What never came stays in "
                "as infinite, so losing work cannot improve a figure; only cues that no prompt answers are "
                "counted apart."
            ),
            "<h3>What each figure measures</h3>" + meanings(),
        ),
        _spread(runs, names),
        _growth(runs),
        plots_section(
            "Lag over time",
            "The largest lag of all calls, second by second. It rises while somebody speaks and falls when the "
            "text is final; when it keeps growing, the machine is too small for so many calls.",
            lags(runs),
            "no run lasted long enough to be seen once",
        ),
        plots_section(
            "Stage by stage",
            "Where the time goes, as the service counted it. Thick bar: mean; thin line: p95. Each clock has a scale "
            "of its own; times of different clocks do not add up.",
            stages(runs),
            "the service told no times of its stages",
        ),
        section("Load, text and drops", load_table(runs), items(_modes(runs))),
        plots_section(
            "Processors and memory",
            "",
            machine_use(runs),
            "a service elsewhere cannot be looked at from here",
            key=legend("use-key", names),
        ),
        _heat(runs),
    ]


def _modes(runs: Sequence[LatencyRun]) -> list[str]:
    """Return for each run when the service put less into words than all, as a sentence."""
    return [
        f"{name}, mode of the service: {told_modes(run)}."
        for name, run in zip(run_names(runs), runs, strict=True)
    ]


def _spread(runs: Sequence[LatencyRun], names: Sequence[str]) -> str:
    never = [f"{name} is not drawn: nothing of it ever came." for name in undrawn(runs)]
    return plots_section(
        "How each figure is spread",
        "The height of a line is the share of values that came within the time below it; further left is faster. "
        "Marks are p50 and p95. A line that ends below 100 % never got the rest.",
        distributions(runs),
        "no run gave a figure with values",
        key=legend("spread-key", names),
        after=items(never),
    )


def _growth(runs: Sequence[LatencyRun]) -> str:
    return plots_section(
        "Latency against the number of calls",
        "Flat is good: more calls at once cost no time. Where a line turns up, work begins to wait.",
        against_calls(runs),
        "all runs had the same number of calls, or none gave a figure",
        key=legend("calls-key", ["p50", "p95"]),
    )


def _heat(runs: Sequence[LatencyRun]) -> str:
    tracks = [run.heat for run in runs if run.heat is not None]
    drawn = [(track, heat_plot(track, index)) for index, track in enumerate(tracks)]
    beside = {
        plot.title: words(" ".join(told_heat(track))) + _prompts(track.prompts)
        for track, plot in drawn
        if plot
    }
    return plots_section(
        "Heat against labels",
        "",
        [plot for _, plot in drawn if plot],
        "no recording that was played has labels of heat",
        beside=beside,
    )


def _prompts(prompts: dict[str, list[float]]) -> str:
    if not prompts:
        return words("No prompt came to the agent.")
    told = "".join(
        f"<li>{escaped(rule)} at {' s, '.join(f'{at_s:.1f}' for at_s in times)} s</li>"
        for rule, times in prompts.items()
    )
    return f"<p>Prompts:</p><ul>{told}</ul>"


def _own_error(results: LatencyResults) -> str:
    title = "The bench's own error"
    if not results.own_error_ms:
        return section(title, words("Left out: it was not measured in this run."))
    told = "Measured with a service that answers after exactly known times: what it adds is the bench's own."
    return section(title, words(told), own_error_table(results.own_error_ms))


def _clocks() -> str:
    return section(
        "Three clocks, kept apart",
        words(
            "A time of one clock is never added to a time of another. The figures above are of the live clock, "
            "taken at the client through real websockets at true speed; it started after a warm-up."
        ),
        facts(CLOCKS),
    )


def _again(results: LatencyResults) -> str:
    counts = ",".join(str(count) for count in sorted({run.calls for run in results.runs}))
    options = [f"--calls {counts or 1}"]
    if results.model:
        options.append(f"--model {shlex.quote(results.model)}")
    if results.capacity is not None:
        options.append("--find-capacity")
    options.append("--json latency.json --html latency.html")
    command = " \\\n  ".join(["tyyni bench latency RECORDINGS", *options])
    return section(
        "To run it again",
        words("With the folder of the recordings named above:"),
        f'<pre tabindex="0">{escaped(command)}</pre>',
    )
