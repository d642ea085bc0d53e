"""`tyyni bench voice`, as typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni.units import SAMPLE_RATE_HZ
from tyyni_bench.clip_set import evenly
from tyyni_bench.clip_speech import speech_s, spoken_part
from tyyni_bench.manifest import Clip, by_speaker, read_manifest
from tyyni_bench.measuring import until_stopped
from tyyni_bench.praat import MISSING, praat_if_installed
from tyyni_bench.results import STOPPED_EXIT_CODE, check_extra, check_place, header, write_results
from tyyni_bench.voice_clips import ClipJudge
from tyyni_bench.voice_cost import CostMeter, Spent, cost_of
from tyyni_bench.voice_figures import ClipVoice, VoiceFigures, figures_of
from tyyni_bench.voice_report import VoiceResults, show_voice

TRACK_S = 60.0
"""Of each speaker so much is heard in one go to say what it costs: the first second of a call is a small part then."""


def voice(
    manifest: Annotated[Path, typer.Argument(help="Tab-separated list of clips: path, set, language, text.")],
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")] = None,
    phone: Annotated[
        bool,
        typer.Option(
            "--phone", help="Pass what the service hears through a telephone line: 300-3400 Hz, 8 kHz, µ-law."
        ),
    ] = False,
    only_set: Annotated[list[str] | None, typer.Option("--set", help="Only this set; repeatable.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Clips of each set, evenly spread.")] = None,
) -> None:
    """Say how right the reading of a voice is, how steady when the line is softer or louder, and what it costs.

    F0 is compared with Praat's on the recording as it is, where praat-parselmouth is installed (GPL, so Tyyni does
    not bring it); syllables a second with the text's. Each clip is heard as a caller's first utterance. Processor
    time is that of the caller's path through the service's own call, clips of one speaker after another.

    \b
    tyyni bench voice clips/manifest.tsv --phone --json voice.json
    """
    check_extra()
    check_place(json_file)
    clips = evenly([clip for clip in read_manifest(manifest) if not only_set or clip.set in only_set], limit)
    if not clips:
        raise TyyniError(
            "nothing_to_measure", f"{manifest}: no clip is of the set {', '.join(only_set or ())}"
        )
    begun = header("voice", None)
    reference = praat_if_installed()
    judge = ClipJudge(reference, phone=phone)
    judged, spent, partial = _measure(clips, judge)
    results = VoiceResults(
        **begun,
        partial=partial,
        phone=phone,
        sets=_by_set(judged),
        overall=figures_of(judged) if judged else None,
        cost=cost_of(spent),
        left_out={} if reference is not None else {"pitch": MISSING},
    )
    show_voice(results, Console())
    if json_file is not None:
        write_results(results, json_file)
    if partial:
        raise typer.Exit(STOPPED_EXIT_CODE)


def _measure(clips: Sequence[Clip], judge: ClipJudge) -> tuple[list[ClipVoice], list[Spent], bool]:
    """Return what was found of clips and what speakers' tracks cost, and whether Ctrl-C stopped it."""
    judged, partial = until_stopped(clips, judge.judge, lambda clip: clip.set or "clips", total=len(clips))
    if partial:
        return judged, [], True
    meter = CostMeter()
    speakers = list(by_speaker(clips).values())

    def spent_on(own: Sequence[Clip]) -> Spent:
        return meter.measure(list(_spoken(judge.read(clip) for clip in own)))

    spent, partial = until_stopped(speakers, spent_on, lambda own: "processor time", total=len(speakers))
    return judged, spent, partial


def _spoken(sounds: Iterable[Pcm16]) -> Iterator[Pcm16]:
    """Yield the spoken parts of sounds until there is a minute of them; those without speech are left out."""
    so_far_s = 0.0
    for sound in sounds:
        if so_far_s >= TRACK_S:
            return
        if speech_s(sound):
            piece = spoken_part(sound)
            so_far_s += len(piece) / SAMPLE_RATE_HZ
            yield piece


def _by_set(judged: Sequence[ClipVoice]) -> dict[str, VoiceFigures]:
    names = dict.fromkeys(one.set for one in judged)
    return {name: figures_of([one for one in judged if one.set == name]) for name in names}
