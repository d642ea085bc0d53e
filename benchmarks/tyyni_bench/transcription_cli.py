"""`tyyni bench transcription`: how well and at what cost speech becomes text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tyyni.errors import TyyniError
from tyyni.serve.languages import languages_of
from tyyni.serve.settings import ServeSettings, load_settings
from tyyni_bench.clip_set import evenly
from tyyni_bench.manifest import Clip, read_manifest
from tyyni_bench.measuring import until_stopped
from tyyni_bench.results import STOPPED_EXIT_CODE, check_extra, check_place, header, write_results
from tyyni_bench.stock import StockWhisper
from tyyni_bench.transcribing import OurSystem, Outcome, System, in_turns, load_transcriber
from tyyni_bench.transcription_figures import judge, known_text
from tyyni_bench.transcription_report import (
    JudgedClip,
    Ran,
    TranscriptionResults,
    clip_row,
    sets_of,
)
from tyyni_bench.transcription_tables import show_transcription
from tyyni_models.decoding import compute_type_for
from tyyni_models.hotwords import TokenCount, token_count


class Against(StrEnum):
    """What is measured beside the service's transcriber."""

    NONE = "none"
    STOCK = "stock"


def transcription(
    manifest: Annotated[Path, typer.Argument(help="Tab-separated list: path, set, language, emotion, text.")],
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")] = None,
    against: Annotated[
        Against, typer.Option(help="stock: faster-whisper as it comes, greedy, clip by clip in turns.")
    ] = Against.NONE,
    model: Annotated[str | None, typer.Option(help="A model of `tyyni models list`.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Only clips in this one; repeatable.")] = None,
    only_set: Annotated[list[str] | None, typer.Option("--set", help="Only this set; repeatable.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Clips of each set, evenly spread.")] = None,
    clips: Annotated[bool, typer.Option("--clips", help="Write each clip's texts into the JSON.")] = False,
) -> None:
    """Put recorded clips into words, as the service would, and say how wrong that was and what it cost.

    The service's own settings (TYYNI_THREADS and so on) hold for both systems. A clip without text is left out,
    unless its set or emotion is `noise` or `silence`: then nobody speaks in it, and words are phantoms. The same holds
    when all of its text stands in brackets. `tyyni bench make-set` makes clips whose word times are known, and noises.

    Example: `tyyni bench transcription clips/manifest.tsv --against stock --json figures.json`
    """
    check_extra()
    check_place(json_file)
    settings = load_settings(model=model)
    chosen = chosen_clips(read_manifest(manifest), language or (), only_set or (), settings.model)
    known = [clip for clip in chosen if known_text(clip)]
    left_out = Counter(clip.set for clip in chosen if not known_text(clip))
    if not known:
        raise TyyniError(
            "nothing_to_measure", f"{manifest}: none of {len(chosen)} clips has a text to judge by"
        )
    device, compute_type = settings.device, settings.compute_type
    ran = Ran(
        device=device,
        compute_type=compute_type_for(device) if compute_type == "auto" else compute_type,
        threads=settings.threads,
        workers=settings.workers,
    )
    systems, count_tokens = _loaded(settings, ran, against)
    begun = header("transcription", settings.model)
    measured, partial = _measure(evenly(known, limit), systems, count_tokens)
    results = TranscriptionResults(
        **begun,
        partial=partial,
        against=against.value if against is Against.STOCK else None,
        ran=ran,
        sets=sets_of(measured, left_out),
        left_out=dict(left_out),
        clips=[clip_row(clip, manifest) for clip in measured] if clips else None,
    )
    show_transcription(results, Console())
    if json_file is not None:
        write_results(results, json_file)
    if partial:
        raise typer.Exit(STOPPED_EXIT_CODE)


def chosen_clips(
    clips: Sequence[Clip], languages: Sequence[str], sets: Sequence[str], model: str
) -> list[Clip]:
    """Return the clips in any of the languages and sets (none given: all).

    Raises:
        TyyniError: ``nothing_to_measure``; ``language_unknown``: the model does not know a clip's language.
    """
    chosen = [
        clip
        for clip in clips
        if (not languages or clip.language in languages) and (not sets or clip.set in sets)
    ]
    if not chosen:
        there = sorted({f"{clip.set or '(no set)'} {clip.language}" for clip in clips})
        raise TyyniError(
            "nothing_to_measure", f"no clip is of that set and language; there are {', '.join(there)}"
        )
    if unknown := sorted({clip.language for clip in chosen if known_text(clip)} - languages_of(model)):
        raise TyyniError(
            "language_unknown",
            f"the model {model} does not know {', '.join(unknown)}: expected codes such as fi, pl or en; "
            "mend the manifest or choose with --language",
        )
    return chosen


def _loaded(settings: ServeSettings, ran: Ran, against: Against) -> tuple[list[System], TokenCount]:
    folder, transcriber = load_transcriber(settings)
    systems: list[System] = [OurSystem(transcriber)]
    if against is Against.STOCK:
        stock = StockWhisper(
            folder,
            threads=ran.threads,
            workers=ran.workers,
            device=ran.device,
            compute_type=ran.compute_type,
        )
        systems.append(stock)
    return systems, token_count(folder)


def _measure(
    clips: Sequence[Clip], systems: Sequence[System], count_tokens: TokenCount
) -> tuple[list[JudgedClip], bool]:
    """Return each clip judged, and whether Ctrl-C stopped it before the last."""

    def judged(outcome: Outcome) -> JudgedClip:
        each = (judge(outcome, heard, count_tokens(heard.reading.text)) for heard in outcome.heard)
        return JudgedClip(outcome, tuple(each))

    outcomes = in_turns(clips, systems)
    return until_stopped(outcomes, judged, lambda outcome: outcome.clip.set or "clips", total=len(clips))
