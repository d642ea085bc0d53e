"""What `tyyni bench transcription` writes and prints."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from tyyni_bench.results import Results
from tyyni_bench.transcribing import Outcome
from tyyni_bench.transcription_figures import (
    RESAMPLES,
    SEED,
    Compared,
    Figures,
    Interval,
    Judged,
    SetFigures,
    compared,
)

SPELLING = (
    "Compared without case and marks (Unicode NFKC); fi, pl, en, de: digits as words of the language; letters such "
    "as ä and ł are kept."
)
WEIGHING = (
    "Error rates are all errors by all words of the set, so every word counts alike whatever its clip; tokens: the "
    "text by the model's own tokenizer."
)
NO_SET = "(no set)"


class Ran(msgspec.Struct, frozen=True):
    """How the model ran, the same for both systems."""

    device: str
    compute_type: str
    threads: int
    workers: int


class ClipRow(msgspec.Struct, frozen=True):
    """One clip, for a developer to look at; ``errors`` and ``stock_errors`` in words."""

    path: str
    """Relative to the manifest."""
    set: str
    language: str
    reference: str
    heard: str
    errors: int
    suppressed: str | None
    stock_heard: str | None
    stock_errors: int | None


class TranscriptionResults(Results, frozen=True, kw_only=True):
    """Everything of one `tyyni bench transcription`."""

    against: str | None
    """"stock", or None when nothing was compared."""
    ran: Ran
    sets: dict[str, SetFigures]
    left_out: dict[str, int]
    """Clips without text and not said to hold no speech, by set."""
    spelling: str = SPELLING
    weighing: str = WEIGHING
    bootstrap_resamples: int = RESAMPLES
    bootstrap_seed: int = SEED
    clips: list[ClipRow] | None = None
    """None: not asked for."""


@dataclass(frozen=True, slots=True)
class JudgedClip:
    """One clip with its judgements, ours first."""

    outcome: Outcome
    judged: tuple[Judged, ...]


def sets_of(clips: Sequence[JudgedClip], left_out: Mapping[str, int]) -> dict[str, SetFigures]:
    """Return the figures of each set, in the order in which the sets came."""
    sets: dict[str, list[JudgedClip]] = {}
    for clip in clips:
        sets.setdefault(clip.outcome.clip.set, []).append(clip)
    return {
        name: SetFigures(
            **msgspec.structs.asdict(_figures(of_set)),
            clips_without_text=left_out.get(name, 0),
            by_language=_by_language(of_set),
        )
        for name, of_set in sets.items()
    }


def _by_language(of_set: Sequence[JudgedClip]) -> dict[str, Compared]:
    languages: dict[str, list[JudgedClip]] = {}
    for clip in of_set:
        languages.setdefault(clip.outcome.clip.language, []).append(clip)
    if len(languages) == 1:
        return {}
    return {language: _figures(clips) for language, clips in sorted(languages.items())}


def _figures(clips: Sequence[JudgedClip]) -> Compared:
    return compared([clip.judged for clip in clips])


def clip_row(clip: JudgedClip, manifest: Path) -> ClipRow:
    """Return what a developer wants to see of a clip."""
    known, stock = clip.outcome.clip, len(clip.judged) > 1
    ours, *others = (heard.reading for heard in clip.outcome.heard)
    return ClipRow(
        path=Path(os.path.relpath(known.path, manifest.parent)).as_posix(),
        set=known.set,
        language=known.language,
        reference=known.text,
        heard=ours.text,
        errors=clip.judged[0].errors.word_errors,
        suppressed=ours.suppressed,
        stock_heard=others[0].text if stock else None,
        stock_errors=clip.judged[1].errors.word_errors if stock else None,
    )


def show_transcription(results: TranscriptionResults, console: Console) -> None:
    """Print the figures of each set, and of each language of a set in several."""
    rows = list(_rows(results.sets))
    console.print(_figures_table(_title(results), rows))
    if results.against:
        console.print(_comparison_table(rows))
    console.print(SPELLING, WEIGHING, "In brackets: 95 % bootstrap intervals over clips.", markup=False)
    for name, clips in results.left_out.items():
        console.print(f"{name or NO_SET}: {clips} clip(s) left out, their text is not known", markup=False)


def _title(results: TranscriptionResults) -> str:
    ran, stopped = results.ran, ", stopped before its end" if results.partial else ""
    return f"{results.model}, {ran.compute_type}, {ran.threads} thread(s){stopped}"


def _rows(sets: Mapping[str, SetFigures]) -> Iterator[tuple[str, Compared]]:
    for name, figures in sets.items():
        yield name or NO_SET, figures
        for language, part in figures.by_language.items():
            yield f"{name or NO_SET} {language}", part


def _figures_table(title: str, rows: Sequence[tuple[str, Compared]]) -> Table:
    table = _table(
        title, "set", "", "clips", "WER %", "CER %", "time", "CPU", "tok/s", "run away", "phantoms"
    )
    for name, figures in rows:
        table.add_row(name, "tyyni", *_cells(figures))
        if figures.stock:
            table.add_row("", "stock", *_cells(figures.stock))
    table.caption = "time, CPU: seconds for each second of sound; tok/s: the most of any clip"
    return table


def _cells(figures: Figures) -> list[str]:
    silent = f"{figures.phantoms} of {figures.no_speech_clips}" if figures.no_speech_clips else "-"
    return [
        str(figures.clips),
        _percent(figures.wer),
        _percent(figures.cer),
        f"{figures.real_time_factor:.3f}",
        f"{figures.cpu_s_per_audio_s:.3f}",
        f"{figures.tokens_per_s_max:.1f}",
        str(figures.runaways),
        silent,
    ]


def _comparison_table(rows: Sequence[tuple[str, Compared]]) -> Table:
    columns = ("set", "CPU by stock's", "its clips: least, median, most", "WER less stock's, points")
    table = _table("Beside faster-whisper as it comes, greedy", *columns)
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


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", caption_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column, justify="left" if column in ("set", "") else "right", no_wrap=True)
    return table
