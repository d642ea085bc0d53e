"""What `tyyni bench heat` lets the service's own pipeline hear: clips, composed calls, recorded calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni.units import Party
from tyyni_bench.call_recipes import recipes
from tyyni_bench.clip_scores import ClipScores, judged_clips, score_clips
from tyyni_bench.composed import HeatCall, compose
from tyyni_bench.heat_calls import Seen, look
from tyyni_bench.kind_figures import Watched, watch
from tyyni_bench.latency_results import HeatTrack
from tyyni_bench.manifest import Clip, read_samples
from tyyni_bench.playing import Known
from tyyni_bench.sidecar import Stretch
from tyyni_bench.summing import speech_of, whole_tracks
from tyyni_bench.telephone import as_by_telephone
from tyyni_bench.voice_heat import Level, VoiceHeat

RECORDED = "recorded"


@dataclass(slots=True)
class Measured:
    """What there is so far."""

    scores: list[ClipScores] = field(default_factory=list)
    seen: dict[str, list[Seen]] = field(default_factory=dict)
    """Of calls that are timed: recorded and composed."""
    watched: dict[str, list[Watched]] = field(default_factory=dict)
    """By the kind of call."""
    tracks: list[HeatTrack] = field(default_factory=list)
    """Of the calls that are drawn."""


def measure(clips: Sequence[Clip], labelled: Sequence[Known], phone: bool) -> tuple[Measured, bool]:
    """Return what was measured, and whether Ctrl-C stopped it; a bar on the terminal shows how far it is.

    Args:
        clips: of a manifest; calls are composed of them too.
        labelled: recordings whose sidecar has `hot`.
        phone: whether all sound passes a telephone line first.

    Raises:
        TyyniError: ``caller_missing``, a recording without a channel of the caller's own; ``recording_unreadable``.
    """
    ear, measured = VoiceHeat(), Measured()
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
            calls: list[Callable[[], HeatCall]] = [
                *(partial(compose, recipe, read) for recipe in recipes(clips)),
                *(partial(_recorded, one, phone) for one in labelled),
            ]
            task = bar.add_task("calls", total=len(calls))
            for call in calls:
                _hear(call(), ear, measured)
                bar.advance(task)
    except KeyboardInterrupt:
        return measured, True
    return measured, False


def _hear(call: HeatCall, ear: VoiceHeat, measured: Measured) -> None:
    followed = ear.follow(_tracks(call))
    if (found := watch(call, followed.heat, followed.readings)) is not None:
        measured.watched.setdefault(call.kind, []).append(found)
    if not call.timed:
        return
    seen = look(call, followed.heat)
    measured.seen.setdefault(RECORDED if call.kind == RECORDED else "composed", []).append(seen)
    if call.hot or call.kind == RECORDED or seen.calm_hot:
        measured.tracks.append(_track(call, followed.heat))


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
    return HeatCall(known.recording.name, RECORDED, tracks[Party.CALLER], agent, hot, tuple(speech))


def _tracks(call: HeatCall) -> dict[Party, Pcm16]:
    return {Party.CALLER: call.caller} | ({Party.AGENT: call.agent} if call.agent is not None else {})
