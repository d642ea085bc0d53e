"""`tyyni bench cues`: how surely the playbook's cues are found in written sentences, and what a word costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from tyyni.coach.playbook import Playbook
from tyyni.playbooks.loader import DEFAULT_PLAYBOOK, load_playbook
from tyyni.serve.settings import ServeSettings, load_settings
from tyyni_bench.cue_cases import Spoken, read_cue_cases
from tyyni_bench.cue_figures import RULES, CueFigures, WordCost, figures_of, heard_in, with_rules, word_cost
from tyyni_bench.cue_speech import METHOD as SPOKEN_METHOD
from tyyni_bench.cue_speech import (
    HeardSentence,
    SpeechFigures,
    chosen,
    hear_all,
    service_hearing,
    speech_figures,
)
from tyyni_bench.results import (
    STOPPED_EXIT_CODE,
    Results,
    check_extra,
    check_place,
    header,
    write_results,
)

METHOD = (
    "Recall: of the cues in the sentences, how many were found; precision: of those found, how many are there. "
    "Held out: a third of the sentences, chosen by a hash of their text before any phrase was tuned; they have the "
    "same author. "
    "Cost: cue search and all rules on each word as it comes."
)

Judged = Sequence[tuple[Spoken, frozenset[str]]]


class CueResults(Results, frozen=True, kw_only=True):
    """Everything of one `tyyni bench cues`."""

    tuned: dict[str, CueFigures]
    """By language."""
    held_out: dict[str, CueFigures]
    """By language."""
    cues: dict[str, dict[str, CueFigures]]
    """By language and the cue the sentences were written about: that cue alone, tuned and held out together."""
    cost: WordCost
    method: str = METHOD


class CueSpeechResults(Results, frozen=True, kw_only=True):
    """Everything of one `tyyni bench cues --spoken`."""

    languages: dict[str, SpeechFigures]
    method: str = SPOKEN_METHOD


def cues(
    cases: Annotated[Path, typer.Argument(help="Folder with spoken_fi.toml and so on.")] = Path(
        "tests/cue_cases"
    ),
    playbook: Annotated[Path, typer.Option(help="A playbook other than the default.")] = DEFAULT_PLAYBOOK,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")] = None,
    misses: Annotated[
        bool, typer.Option("--misses", help="Print the sentences that went wrong; none of those held out.")
    ] = False,
    spoken: Annotated[
        bool,
        typer.Option("--spoken", help="Have free voices say them, and count what the speech model hears."),
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, help="With --spoken: sentences of each language, evenly spread.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="With --spoken: a model of `tyyni models list`.")] = None,
) -> None:
    """Say how many cues are found in sentences as people speak, per language and cue, and what a word costs.

    \b
    tyyni bench cues --json cues.json
    tyyni bench cues tests/cue_cases/fresh --spoken --limit 150
    """
    check_extra()
    check_place(json_file)
    known = load_playbook(playbook)
    sentences = read_cue_cases(cases)
    if spoken:
        _measure_spoken(known, chosen(sentences, limit), load_settings(model=model), misses, json_file)
        return
    begun = header("cues", None)
    judged_cues = {
        spoken.case.about for spoken in sentences
    }  # what no sentence is about is not labelled either
    judged = [(spoken, heard_in(known, spoken) & judged_cues) for spoken in sentences]
    results = CueResults(
        **begun,
        tuned=_by_language(judged, lambda spoken: not spoken.case.held_out),
        held_out=_by_language(judged, lambda spoken: spoken.case.held_out),
        cues={language: _by_cue(judged, language) for language in _languages(judged)},
        cost=word_cost(with_rules(known, RULES), sentences),
    )
    show_cues(results, Console())
    if misses:
        _show_misses(judged, Console())
    if json_file is not None:
        write_results(results, json_file)


def _measure_spoken(
    known: Playbook,
    sentences: Sequence[Spoken],
    settings: ServeSettings,
    misses: bool,
    json_file: Path | None,
) -> None:
    begun = header("cues-spoken", settings.model)
    heard, stopped = hear_all(known, sentences, service_hearing(known, settings))
    results = CueSpeechResults(**begun, partial=stopped, languages=speech_figures(heard))
    show_spoken(results, Console())
    if misses:
        _show_misheard(heard, Console())
    if json_file is not None:
        write_results(results, json_file)
    if stopped:
        raise typer.Exit(STOPPED_EXIT_CODE)


def show_spoken(results: CueSpeechResults, console: Console) -> None:
    """Print recall and precision of each language, of what was heard and of the same sentences as written."""
    table = _table("", f"{results.model}: sentences", "heard", "written")
    for language, figures in results.languages.items():
        table.add_row(f"{language}: {figures.sentences}", _figures(figures.heard), _figures(figures.written))
    console.print(table)
    console.print(results.method, markup=False, highlight=False)


def _show_misheard(heard: Sequence[HeardSentence], console: Console) -> None:
    for one in heard:
        case = one.spoken.case
        if one.heard_cues != case.cues and not case.held_out:
            missed, wrong = sorted(case.cues - one.heard_cues), sorted(one.heard_cues - case.cues)
            told = f"{one.spoken.language}: {case.say} heard as: {one.heard} missed {missed}, wrong {wrong}"
            console.print(told, markup=False, highlight=False)


def _languages(judged: Judged) -> list[str]:
    return sorted({spoken.language for spoken, _ in judged})


def _by_language(judged: Judged, wanted: Callable[[Spoken], bool]) -> dict[str, CueFigures]:
    return {
        language: figures_of(
            (spoken.case.cues, heard)
            for spoken, heard in judged
            if spoken.language == language and wanted(spoken)
        )
        for language in _languages(judged)
    }


def _by_cue(judged: Judged, language: str) -> dict[str, CueFigures]:
    abouts = dict.fromkeys(spoken.case.about for spoken, _ in judged)
    return {
        about: figures_of(
            (spoken.case.cues & {about}, heard & {about})
            for spoken, heard in judged
            if spoken.language == language
        )
        for about in abouts
    }


def show_cues(results: CueResults, console: Console) -> None:
    """Print recall and precision of each language, those of each cue, and the cost."""
    table = _table("", "sentences", *results.tuned)
    table.add_row("tuned", *(_figures(figures) for figures in results.tuned.values()))
    table.add_row("held out", *(_figures(figures) for figures in results.held_out.values()))
    table.add_section()
    for cue in next(iter(results.cues.values())):
        table.add_row(cue, *(_figures(by_cue[cue]) for by_cue in results.cues.values()))
    console.print(table)
    cost = results.cost
    search = f"of it the search for cues: p50 {cost.search_p50_ms:.2f}, p99 {cost.search_p99_ms:.2f} ms"
    console.print(
        f"{cost.rules} rules on a new word: p50 {cost.p50_ms:.2f}, p99 {cost.p99_ms:.2f}, at most {cost.max_ms:.2f} ms "
        f"({cost.words} words); {search}",
        markup=False,
        highlight=False,
    )
    console.print(METHOD, markup=False, highlight=False)


def _show_misses(judged: Judged, console: Console) -> None:
    for spoken, heard in judged:
        case = spoken.case
        if heard != case.cues and not case.held_out:
            missed, wrong = sorted(case.cues - heard), sorted(heard - case.cues)
            told = f"{spoken.language}: {case.say} missed {missed}, wrong {wrong}"
            console.print(told, markup=False, highlight=False)


def _figures(figures: CueFigures) -> str:
    return f"{_share(figures.recall)} / {_share(figures.precision)}"


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    for column in columns:
        named = column == columns[0]
        table.add_column(
            column if named else f"{column}: recall / precision", justify="left" if named else "right"
        )
    return table
