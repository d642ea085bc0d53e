"""`tyyni bench languages`: how soon and how surely the spoken language is heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni.playbooks.loader import load_playbook
from tyyni.serve.ears import Ears, hear_with
from tyyni.serve.languages import languages_of
from tyyni.serve.settings import ServeSettings, load_settings
from tyyni_bench.language_figures import (
    LENGTHS_S,
    Judged,
    LanguageFigures,
    Stretch,
    confusion,
    figures_of,
    judge,
    stretches_of,
)
from tyyni_bench.manifest import Clip, read_manifest, read_samples
from tyyni_bench.measuring import until_stopped
from tyyni_bench.results import STOPPED_EXIT_CODE, Results, check_extra, check_place, header, write_results
from tyyni_bench.telephone import as_by_telephone
from tyyni_bench.transcribing import load_transcriber

METHOD = (
    "Clips of one speaker in sequence, at least 5 s of speech (as Silero VAD hears it). Right: the likeliest language, "
    "asked once after so much speech; kept: what the service's own call says, each clip an utterance."
)


class LanguageResults(Results, frozen=True, kw_only=True):
    """Everything of one `tyyni bench languages`."""

    languages: list[str]
    """The allowed ones."""
    phone: bool
    """Whether all sound went through 300-3400 Hz, 8 kHz, µ-law first."""
    sets: dict[str, LanguageFigures]
    """By set and language: "nemo pl"."""
    confusion: dict[str, dict[str, dict[str, int]]]
    """By seconds of speech, and "kept": spoken language, heard language, how often."""
    left_out: dict[str, int]
    """Clips whose language is not allowed, by language."""
    method: str = METHOD


def languages(
    manifest: Annotated[Path, typer.Argument(help="Tab-separated list: path, set, language, speaker.")],
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")] = None,
    allowed: Annotated[
        str, typer.Option("--languages", help="Those it may be; clips in others are left out.")
    ] = "fi,pl,en",
    only_set: Annotated[list[str] | None, typer.Option("--set", help="Only this set; repeatable.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Stretches of each set and language, its speakers in turns.")
    ] = None,
    phone: Annotated[
        bool, typer.Option("--phone", help="Pass all sound through a telephone line first.")
    ] = False,
    model: Annotated[str | None, typer.Option(help="A model of `tyyni models list`.")] = None,
) -> None:
    """Say how often the spoken language is heard rightly after 1, 2, 3 and 5 s of speech, and what a call keeps.

    Clips of one speaker are put together to at least 5 s of speech.

    Example: `tyyni bench languages clips/manifest.tsv --limit 60 --json languages.json`
    """
    check_extra()
    check_place(json_file)
    settings = load_settings(model=model)
    spoken = _allowed(allowed, settings.model)
    clips = [clip for clip in read_manifest(manifest) if not only_set or clip.set in only_set]
    chosen = [clip for clip in clips if clip.language in spoken]
    begun = header("languages", settings.model)
    measured, partial = _measure(chosen, _ears(settings), spoken, limit, phone) if chosen else ([], False)
    if not measured:
        raise TyyniError(
            "nothing_to_measure",
            f"{manifest}: no speaker has {max(LENGTHS_S)} s of speech in {', '.join(spoken)} in these sets",
        )
    results = LanguageResults(
        **begun,
        partial=partial,
        languages=list(spoken),
        phone=phone,
        sets=figures_of(measured),
        confusion=confusion(measured),
        left_out=dict(Counter(clip.language for clip in clips if clip.language not in spoken)),
    )
    show_languages(results, Console())
    if json_file is not None:
        write_results(results, json_file)
    if partial:
        raise typer.Exit(STOPPED_EXIT_CODE)


def _allowed(said: str, model: str) -> tuple[str, ...]:
    spoken = tuple(dict.fromkeys(said.split(",")))
    unknown = [language for language in spoken if language not in languages_of(model)]
    if unknown or len(spoken) < 2:
        raise TyyniError(
            "languages_invalid",
            f"--languages {said}: expected two codes or more that the model {model} knows, such as fi,pl,en",
        )
    return spoken


def _ears(settings: ServeSettings) -> Ears:
    _, transcriber = load_transcriber(settings)
    return hear_with(transcriber, load_playbook(), languages_of(settings.model))


def _measure(
    clips: Sequence[Clip], ears: Ears, spoken: Sequence[str], limit: int | None, phone: bool
) -> tuple[list[Judged], bool]:
    """Return what was heard in each stretch, and whether Ctrl-C stopped it before the last."""

    def read(clip: Clip) -> Pcm16:
        samples = read_samples(clip.path)
        return as_by_telephone(samples) if phone else samples

    return until_stopped(
        _limited(stretches_of(clips, read), limit),
        lambda stretch: judge(stretch, ears, spoken),
        lambda stretch: f"{stretch.set} {stretch.language}",
        total=None,
    )


def _limited(stretches: Iterator[Stretch], limit: int | None) -> Iterator[Stretch]:
    seen: Counter[tuple[str, str]] = Counter()
    for stretch in stretches:
        group = (stretch.set, stretch.language)
        seen[group] += 1
        if limit is None or seen[group] <= limit:
            yield stretch


def show_languages(results: LanguageResults, console: Console) -> None:
    """Print the figures of each set and language, and what was taken for what."""
    line = ", on a telephone line" if results.phone else ""
    stopped = ", stopped before its end" if results.partial else ""
    title = f"{results.model}, one of {', '.join(results.languages)}{line}{stopped}"
    columns = (*(f"{length_s} s" for length_s in LENGTHS_S), "kept", "known after", "p95")
    table = _table(title, "set", "n", *columns)
    for name, figures in results.sets.items():
        table.add_row(
            name,
            str(figures.stretches),
            *(f"{share:.1%}" for share in figures.right_share.values()),
            f"{figures.known_right / figures.stretches:.1%}",
            _seconds(figures.known_after_speech_s_p50),
            _seconds(figures.known_after_speech_s_p95),
        )
    console.print(table)
    for name, rows in results.confusion.items():
        after = name if name == "kept" else f"after {name} s"
        told = "; ".join(f"{spoken} as {_counts(heard)}" for spoken, heard in rows.items())
        console.print(f"{after}: {told}", markup=False, highlight=False)
    console.print(METHOD, markup=False, highlight=False)
    for language, clips in results.left_out.items():
        console.print(f"{language}: {clips} clip(s) left out", markup=False, highlight=False)


def _counts(heard: dict[str, int]) -> str:
    return ", ".join(f"{language} {times}" for language, times in sorted(heard.items()))


def _seconds(value: float | None) -> str:
    return "never" if value is None else f"{value:.1f} s"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    for column in columns:
        named = column == "set"  # long names are wrapped, figures are not
        table.add_column(column, justify="left" if named else "right", no_wrap=not named)
    return table
