"""`tyyni bench heat`, as typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni.units import Party
from tyyni_bench.clip_scores import ClipScores, figures_by, judged_clips, score_clips
from tyyni_bench.composed import HeatCall, composed_calls
from tyyni_bench.heat_calls import Seen, call_figures, look
from tyyni_bench.heat_html import write_heat_report
from tyyni_bench.heat_report import HeatResults, show_heat
from tyyni_bench.latency_results import HeatTrack
from tyyni_bench.manifest import Clip, read_manifest, read_samples
from tyyni_bench.playing import Known, find_recordings, open_known
from tyyni_bench.results import STOPPED_EXIT_CODE, check_extra, check_place, header, write_results
from tyyni_bench.sidecar import Stretch
from tyyni_bench.summing import speech_of, whole_tracks
from tyyni_bench.telephone import as_by_telephone
from tyyni_bench.voice_heat import Level, VoiceHeat


@dataclass(slots=True)
class _Measured:
    """What there is so far."""

    scores: list[ClipScores] = field(default_factory=list)
    seen: dict[str, list[Seen]] = field(default_factory=dict)
    tracks: list[HeatTrack] = field(default_factory=list)
    """Of the calls that are drawn."""


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
    too: calm ones, ones that rise, and ones that are hot from the start. Of recordings, the sidecar's `hot` says where
    the caller is hot.

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
    measured, partial = _measure(clips, labelled, phone)
    results = HeatResults(
        **begun,
        partial=partial,
        phone=phone,
        sets=figures_by(measured.scores, lambda clip: clip.set),
        by_language=figures_by(measured.scores, lambda clip: clip.language),
        calls=call_figures([one for seen in measured.seen.values() for one in seen]),
        calls_by_kind={kind: call_figures(seen) for kind, seen in measured.seen.items()},
        left_out=_left_out(clips, known),
    )
    show_heat(results, Console())
    if json_file is not None:
        write_results(results, json_file)
    if html_file is not None:
        write_heat_report(results, measured.tracks, html_file)
    if partial:
        raise typer.Exit(STOPPED_EXIT_CODE)


def _measure(clips: Sequence[Clip], labelled: Sequence[Known], phone: bool) -> tuple[_Measured, bool]:
    """Return what was measured, and whether Ctrl-C stopped it."""
    ear, measured = VoiceHeat(), _Measured()
    sounds: dict[Path, Pcm16] = {}

    def read(clip: Clip) -> Pcm16:
        if clip.path not in sounds:
            sound = read_samples(clip.path)
            sounds[clip.path] = as_by_telephone(sound) if phone else sound
        return sounds[clip.path]

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    judged = judged_clips(clips)
    try:
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("clips", total=len(judged))
            for scores in score_clips(judged, read, ear):
                measured.scores.append(scores)
                bar.advance(task)
            calls = [*composed_calls(clips, read), *(_recorded(one, phone) for one in labelled)]
            task = bar.add_task("calls", total=len(calls))
            for call in calls:
                levels = ear.follow(_tracks(call)).heat
                seen = look(call, levels)
                measured.seen.setdefault(call.kind, []).append(seen)
                if call.hot or call.kind == "recorded" or seen.calm_hot:
                    measured.tracks.append(_track(call, levels))
                bar.advance(task)
    except KeyboardInterrupt:
        return measured, True
    return measured, False


def _track(call: HeatCall, levels: Sequence[Level]) -> HeatTrack:
    return HeatTrack(
        recording=call.name,
        at_s=[one.at_ms / 1000 for one in levels],
        level=[one.level for one in levels],
        hot=list(call.hot),
        prompts={},
    )


def _recorded(known: Known, phone: bool) -> HeatCall:
    tracks = whole_tracks(known.recording)
    if phone:
        tracks = {party: as_by_telephone(samples) for party, samples in tracks.items()}
    speech = [Stretch(one.start_ms, one.end_ms) for one in speech_of(known) if one.party is Party.CALLER]
    if Party.CALLER not in tracks:
        raise TyyniError(
            "caller_missing",
            f"{known.path}: heat is read from the caller's own channel; expected a two-channel call",
        )
    hot = tuple(known.sidecar.hot or ())
    agent = tracks.get(Party.AGENT)
    return HeatCall(known.recording.name, "recorded", tracks[Party.CALLER], agent, hot, tuple(speech))


def _tracks(call: HeatCall) -> dict[Party, Pcm16]:
    return {Party.CALLER: call.caller} | ({Party.AGENT: call.agent} if call.agent is not None else {})


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
