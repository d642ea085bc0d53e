"""What `tyyni bench transcription` prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from tyyni_bench.figures_table import figures_table
from tyyni_bench.transcription_figures import Compared, Figures, Interval, SetFigures
from tyyni_bench.transcription_report import SPELLING, WEIGHING, TranscriptionResults
from tyyni_bench.word_matching import WordTimes

NO_SET = "(no set)"
Row = tuple[str, Compared]


def show_transcription(results: TranscriptionResults, console: Console) -> None:
    """Print the figures of each set, and of each language of a set in several."""
    rows = list(_rows(results.sets))
    console.print(_figures_table(_title(results), rows))
    if silent := [row for row in rows if row[1].no_speech_clips]:
        console.print(_silence_table(silent))
    if timed := [row for row in rows if row[1].word_times]:
        console.print(_times_table(timed))
    if results.against:
        console.print(_comparison_table(rows))
    console.print(SPELLING, WEIGHING, "In brackets: 95 % bootstrap intervals over clips.", markup=False)
    for name, figures in results.sets.items():
        if figures.made_of:
            console.print(f"{name or NO_SET}: {figures.made_of}", markup=False)
    for name, clips in results.left_out.items():
        console.print(f"{name or NO_SET}: {clips} clip(s) left out, their text is not known", markup=False)


def _title(results: TranscriptionResults) -> str:
    ran, stopped = results.ran, ", stopped before its end" if results.partial else ""
    return f"{results.model}, {ran.compute_type}, {ran.threads} thread(s){stopped}"


def _rows(sets: Mapping[str, SetFigures]) -> Iterator[Row]:
    for name, figures in sets.items():
        yield name or NO_SET, figures
        for language, part in figures.by_language.items():
            yield f"{name or NO_SET} {language}", part


def _figures_table(title: str, rows: Sequence[Row]) -> Table:
    table = figures_table(title, "set", "", "clips", "WER %", "CER %", "time", "CPU", "tok/s", "run away")
    _add_systems(table, rows, _cells)
    table.caption = "time, CPU: seconds for each second of sound; tok/s: the most of any clip"
    return table


def _add_systems(table: Table, rows: Sequence[Row], cells: Callable[[Figures], list[str]]) -> None:
    for name, figures in rows:
        table.add_row(name, "tyyni", *cells(figures))
        if figures.stock:
            table.add_row("", "stock", *cells(figures.stock))


def _cells(figures: Figures) -> list[str]:
    return [
        str(figures.clips),
        _percent(figures.wer),
        _percent(figures.cer),
        f"{figures.real_time_factor:.3f}",
        f"{figures.cpu_s_per_audio_s:.3f}",
        f"{figures.tokens_per_s_max:.1f}",
        str(figures.runaways),
    ]


def _silence_table(rows: Sequence[Row]) -> Table:
    table = figures_table("Where nobody speaks", "set", "", "minutes", "clips", "clips with words", "words")
    _add_systems(table, rows, _silence_cells)
    return table


def _silence_cells(figures: Figures) -> list[str]:
    counts = (figures.no_speech_clips, figures.phantoms, figures.phantom_words)
    return [f"{figures.no_speech_s / 60:.1f}", *map(str, counts)]


def _times_table(rows: Sequence[Row]) -> Table:
    title = "Word times: how far off, ms, where the word was heard right"
    table = figures_table(title, "set", "words", "start p50, p90", "end p50, p90", "late by: start, end")
    for name, figures in rows:
        if (times := figures.word_times) is not None:
            table.add_row(name, *_times_cells(times))
    table.caption = "late by: the median with its sign, below 0 is too early"
    return table


def _times_cells(times: WordTimes) -> list[str]:
    pairs = (
        (times.start_ms_p50, times.start_ms_p90),
        (times.end_ms_p50, times.end_ms_p90),
        (times.start_late_ms_p50, times.end_late_ms_p50),
    )
    return [f"{times.matched} of {times.words}", *(", ".join(map(_ms, pair)) for pair in pairs)]


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def _comparison_table(rows: Sequence[Row]) -> Table:
    columns = ("set", "CPU by stock's", "its clips: least, median, most", "WER less stock's, points")
    table = figures_table("Beside faster-whisper as it comes, greedy", *columns)
    for name, figures in rows:
        table.add_row(name, *_compared_cells(figures))
    return table


def _compared_cells(figures: Compared) -> list[str]:
    ratio, clips, difference = figures.cpu_ratio, figures.cpu_ratio_of_clips, figures.wer_difference
    return [
        "-" if ratio is None else f"{ratio:.3f} {_range(figures.cpu_ratio_interval, '.3f')}",
        "-" if clips is None else f"{clips.min:.2f}  {clips.median:.2f}  {clips.max:.2f}",
        "-" if difference is None else f"{100 * difference:+.2f} {_range(_points(figures), '+.2f')}",
    ]


def _points(figures: Compared) -> Interval | None:
    found = figures.wer_difference_interval
    return found and (100 * found[0], 100 * found[1])


def _range(interval: Interval | None, form: str) -> str:
    return f"({interval[0]:{form}} to {interval[1]:{form}})" if interval else ""


def _percent(rate: float | None) -> str:
    return "-" if rate is None else f"{100 * rate:.1f}"
