"""What `tyyni bench transcription` writes and prints."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
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
    table = Table(title=_title(results), title_justify="left")
    table.add_column("set")
    for column in ("clips", "WER %", "CER %", "real time", "CPU s/s", "tokens/s", "run away", "phantoms"):
        table.add_column(column, justify="right")
    if results.against:
        table.add_column("CPU, ours by stock")
        table.add_column("WER, ours less stock, points")
    for name, figures in results.sets.items():
        _add_rows(table, name, figures)
        for language, part in figures.by_language.items():
            _add_rows(table, f"  of it {language}", part)
    console.print(table)
    console.print(SPELLING, WEIGHING, "In [ ]: 95 % bootstrap over clips.", markup=False, highlight=False)
    for name, clips in results.left_out.items():
        line = f"{name or '(no set)'}: {clips} clip(s) left out, their text is not known"
        console.print(line, markup=False, highlight=False)


def _title(results: TranscriptionResults) -> str:
    ran, stopped = results.ran, ", stopped before its end" if results.partial else ""
    return f"{results.model}, {ran.compute_type}, {ran.threads} thread(s){stopped}"


def _add_rows(table: Table, name: str, figures: Compared) -> None:
    beside = [_ratio(figures), _difference(figures)] if figures.stock else []
    table.add_row(name or "(no set)", *_cells(figures), *beside)
    if figures.stock:
        table.add_row("    stock", *_cells(figures.stock))


def _cells(figures: Figures) -> list[str]:
    silent = f"{figures.phantoms} of {figures.no_speech_clips}" if figures.no_speech_clips else "-"
    return [
        str(figures.clips),
        f"{_share(figures.wer)} {_range(figures.wer_interval, 100, 1)}",
        _share(figures.cer),
        f"{figures.real_time_factor:.3f}",
        f"{figures.cpu_s_per_audio_s:.3f}",
        f"{figures.tokens_per_s_max:.1f}",
        str(figures.runaways),
        silent,
    ]


def _ratio(figures: Compared) -> str:
    if figures.cpu_ratio is None or figures.cpu_ratio_of_clips is None:
        return "-"
    clips = figures.cpu_ratio_of_clips
    spread = f"clips {clips.min:.2f} {clips.median:.2f} {clips.max:.2f}"
    return f"{figures.cpu_ratio:.3f} {_range(figures.cpu_ratio_interval, 1, 3)} {spread}"


def _difference(figures: Compared) -> str:
    if figures.wer_difference is None:
        return "-"
    return f"{100 * figures.wer_difference:+.2f} {_range(figures.wer_difference_interval, 100, 2)}"


def _share(rate: float | None) -> str:
    return "-" if rate is None else f"{100 * rate:.1f}"


def _range(interval: Interval | None, times: float, digits: int) -> str:
    if interval is None:
        return ""
    low, high = (times * bound for bound in interval)
    return f"[{low:.{digits}f}, {high:.{digits}f}]"
