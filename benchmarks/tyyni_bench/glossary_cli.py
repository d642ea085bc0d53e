"""`tyyni bench glossary`: what it gives and costs to tell the speech model which words to expect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from tyyni.errors import TyyniError
from tyyni.playbooks.loader import load_playbook
from tyyni.serve.glossary import Glossary, hotwords_of, read_glossary
from tyyni.serve.languages import languages_of
from tyyni.serve.settings import ServeSettings, load_settings
from tyyni_bench.call_clips import call_clips
from tyyni_bench.clip_set import evenly, write_set
from tyyni_bench.glossary_figures import Found, GlossaryFigures, Judged, figures_of, judge
from tyyni_bench.manifest import Clip, read_manifest
from tyyni_bench.measuring import until_stopped
from tyyni_bench.playing import find_recordings, open_known
from tyyni_bench.results import (
    STOPPED_EXIT_CODE,
    Results,
    check_extra,
    check_place,
    header,
    write_results,
)
from tyyni_bench.transcribing import OurSystem, Outcome, in_turns, load_transcriber
from tyyni_bench.transcription_figures import known_text
from tyyni_models.hotwords import token_count

Told = Mapping[str, Mapping[str, str]]
"""What the model is told to expect: by name, then by language."""

METHOD = (
    "Cues (of the playbook that ships, callers' and agents') and terms (of the glossary, rightly spelt), each once a "
    "clip: heard of those said; false: heard, not said. Noise: words heard where nobody speaks."
)


class GlossaryResults(Results, frozen=True, kw_only=True):
    """Everything of one `tyyni bench glossary`."""

    told: dict[str, dict[str, str]]
    """What the model was told to expect: by name (nothing, glossary, playbook), then by language."""
    sets: dict[str, dict[str, GlossaryFigures]]
    """By set, then by what the model was told."""
    method: str = METHOD


def glossary(
    manifests: Annotated[
        list[Path] | None, typer.Argument(help="Lists of clips; a clip of noise needs no text.")
    ] = None,
    calls: Annotated[
        list[Path] | None,
        typer.Option("--calls", help="Recorded calls with sidecars, or folders; repeatable."),
    ] = None,
    terms: Annotated[Path | None, typer.Option("--glossary", help="As for `tyyni serve`.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Clips of each set, evenly spread.")] = None,
    model: Annotated[str | None, typer.Option(help="A model of `tyyni models list`.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")] = None,
) -> None:
    """Say what it gives and costs to tell the speech model which words to expect.

    It is told nothing, the glossary, and the playbook's phrases, clip by clip in turns. Counted are word errors, cues
    and terms that were heard, and cues, terms and words that nobody said.

    \b
    tyyni bench make-set product-names sets/names
    tyyni bench glossary sets/names/manifest.tsv sets/noises/manifest.tsv --glossary sets/names/glossary.txt
    """
    check_extra()
    check_place(json_file)
    settings = load_settings(model=model)
    spoken = languages_of(settings.model)
    own = read_glossary(terms, spoken) if terms else None
    listed = [clip for manifest in manifests or () for clip in read_manifest(manifest)]
    known = [open_known(path) for path in find_recordings(calls)] if calls else []
    with TemporaryDirectory() as folder:
        cut = call_clips(known, Path(folder))
        said = write_set(Path(folder), cut, None) if known else []
        clips = evenly([c for c in [*said, *listed] if known_text(c) and c.language in spoken], limit)
        if not clips:
            raise TyyniError("nothing_to_measure", "no clip whose text is known: name manifests or --calls")
        begun = header("glossary", settings.model)
        told, sets, partial = _measure(clips, settings, own)
    results = GlossaryResults(
        **begun,
        partial=partial,
        told=told,
        sets=sets,
    )
    show_glossary(results, Console())
    if json_file is not None:
        write_results(results, json_file)
    if partial:
        raise typer.Exit(STOPPED_EXIT_CODE)


def _measure(
    clips: Sequence[Clip], settings: ServeSettings, own: Glossary | None
) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, GlossaryFigures]], bool]:
    """Return what the model was told, the figures of each set, and whether Ctrl-C stopped it before the last clip."""
    playbook = load_playbook()
    folder, plain = load_transcriber(settings)
    count, languages = token_count(folder), sorted({clip.language for clip in clips})
    told: dict[str, dict[str, str]] = {"nothing": {}}
    if own is not None:
        told["glossary"] = hotwords_of(languages, own, None, count)
    told["playbook"] = hotwords_of(languages, None, playbook, count)
    readers = [plain, *(load_transcriber(settings, hotwords)[1] for hotwords in list(told.values())[1:])]

    def judged(outcome: Outcome) -> tuple[str, dict[str, Judged]]:
        clip = outcome.clip
        own_terms = own.of(clip.language) if own else ()
        heard = zip(told, outcome.heard, strict=True)
        return clip.set, {name: judge(clip, one, playbook.cues, own_terms) for name, one in heard}

    outcomes = in_turns(clips, [OurSystem(reader) for reader in readers])
    rows, stopped = until_stopped(
        outcomes, judged, lambda outcome: outcome.clip.set or "clips", total=len(clips)
    )
    figures = {
        of: {name: figures_of([row[name] for other, row in rows if other == of]) for name in told}
        for of in dict.fromkeys(of for of, _ in rows)
    }
    return told, figures, stopped


def show_glossary(results: GlossaryResults, console: Console) -> None:
    """Print the figures of each set, one line for each thing the model was told."""
    stopped = ", stopped before its end" if results.partial else ""
    table = Table(title=f"{results.model}{stopped}", title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    table.add_column("set", min_width=10)
    table.add_column("told", no_wrap=True)
    for column in ("n", "WER %", "cues", "false", "terms", "false", "noise", "CPU s"):
        table.add_column(column, justify="right", no_wrap=True)
    for name, by_told in results.sets.items():
        for told, figures in by_told.items():
            table.add_row(
                name,
                told,
                str(figures.clips),
                "-" if figures.wer is None else f"{100 * figures.wer:.1f}",
                *_cells(figures.cues),
                *_cells(figures.terms),
                str(figures.phantom_words),
                f"{figures.cpu_s:.1f}",
            )
    console.print(table)
    console.print(METHOD, markup=False, highlight=False)


def _cells(found: Found) -> tuple[str, str]:
    return f"{found.heard} of {found.said}", str(found.phantoms)
