"""`tyyni bench heat`, as typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tyyni.errors import TyyniError
from tyyni_bench.clip_scores import figures_by, judged_clips
from tyyni_bench.heat_calls import call_figures
from tyyni_bench.heat_html import write_heat_report
from tyyni_bench.heat_measuring import measure
from tyyni_bench.heat_report import HeatResults, show_heat
from tyyni_bench.kind_figures import kind_figures
from tyyni_bench.manifest import Clip, read_manifest
from tyyni_bench.playing import Known, find_recordings, open_known
from tyyni_bench.results import STOPPED_EXIT_CODE, check_extra, check_place, header, write_results


def heat(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            help="A manifest of labelled clips (.tsv), two-channel recordings, or folders of them."
        ),
    ],
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")] = None,
    html_file: Annotated[
        Path | None, typer.Option("--html", help="Write a report with a plot of each call here.")
    ] = None,
    phone: Annotated[
        bool,
        typer.Option(
            "--phone", help="Pass all sound through a telephone line first: 300-3400 Hz, 8 kHz, µ-law."
        ),
    ] = False,
    only_set: Annotated[list[str] | None, typer.Option("--set", help="Only this set; repeatable.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many clips of each speaker and emotion, the first.")
    ] = None,
) -> None:
    """Say how well heat, from the voice alone, tells anger from calm: in clips, and over calls.

    A clip's score is the arousal of the voice at its end and the highest heat that the service's own pipeline reaches:
    at the first utterance, and after up to 10 s of the same speaker's calm clips. Of a manifest, calls are composed
    too: calm ones, ones that rise, ones that are hot from the start, and ones that might be taken for hot: joy, fear,
    noise, an agent who talks over, another caller. Of recordings, the sidecar's `hot` says where the caller is hot.

    \b
    tyyni bench heat clips/manifest.tsv my-calls/ --phone --json heat.json --html heat.html
    """
    check_extra()
    check_place(json_file)
    clips = [clip for path in inputs if path.suffix == ".tsv" for clip in read_manifest(path)]
    clips = _limited([clip for clip in clips if not only_set or clip.set in only_set], limit)
    recordings = [path for path in inputs if path.suffix != ".tsv"]
    known = [open_known(path, "und") for path in (find_recordings(recordings) if recordings else [])]
    labelled = [one for one in known if one.sidecar.hot is not None]
    if not judged_clips(clips) and not labelled:
        raise TyyniError(
            "nothing_to_measure", "no clip has an emotion such as anger or neutral, and no sidecar has `hot`"
        )
    begun = header("heat", None)
    measured, partial = measure(clips, labelled, phone)
    results = HeatResults(
        **begun,
        partial=partial,
        phone=phone,
        sets=figures_by(measured.scores, lambda clip: clip.set),
        by_language=figures_by(measured.scores, lambda clip: clip.language),
        calls=call_figures([one for seen in measured.seen.values() for one in seen]),
        calls_by_kind={kind: call_figures(seen) for kind, seen in measured.seen.items()},
        kinds=kind_figures(measured.watched),
        left_out=_left_out(clips, known),
    )
    show_heat(results, Console())
    if json_file is not None:
        write_results(results, json_file)
    if html_file is not None:
        write_heat_report(results, measured.tracks, html_file)
    if partial:
        raise typer.Exit(STOPPED_EXIT_CODE)


def _limited(clips: Iterable[Clip], limit: int | None) -> list[Clip]:
    counts: dict[tuple[str, str, str], int] = {}
    kept = []
    for clip in clips:
        group = (clip.set, clip.speaker, clip.emotion)
        counts[group] = counts.get(group, 0) + 1
        if limit is None or counts[group] <= limit:
            kept.append(clip)
    return kept


def _left_out(clips: Sequence[Clip], known: Sequence[Known]) -> dict[str, str]:
    return dict([*_unlabelled_sets(clips), *_unlabelled_calls(known)])


def _unlabelled_sets(clips: Sequence[Clip]) -> Iterator[tuple[str, str]]:
    judged = {clip.set for clip in judged_clips(clips)}
    for name in dict.fromkeys(clip.set for clip in clips):
        if name not in judged:
            yield name or "(no set)", "its clips have no emotion; they only make calm calls"


def _unlabelled_calls(known: Sequence[Known]) -> Iterator[tuple[str, str]]:
    for one in known:
        if one.sidecar.hot is None:
            yield one.recording.name, "its sidecar has no `hot`"
