"""`tyyni bench streaming`: what the streamed text of recorded calls is worth beside an offline reading of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from tyyni.audio import Pcm16
from tyyni.coach.call import CallSettings
from tyyni.coach.events import TextHeard
from tyyni.errors import TyyniError
from tyyni.playbooks.loader import load_playbook
from tyyni.serve.ears import Ears, hear_with
from tyyni.serve.languages import languages_of
from tyyni.serve.settings import load_settings
from tyyni_bench.figures import nearest_rank
from tyyni_bench.measuring import until_stopped
from tyyni_bench.playing import Known, find_recordings, open_known
from tyyni_bench.results import STOPPED_EXIT_CODE, Results, check_extra, check_place, header, write_results
from tyyni_bench.streaming import Streamed, stable_delays_ms, stream
from tyyni_bench.summing import whole_tracks
from tyyni_bench.transcribing import load_transcriber
from tyyni_bench.word_errors import ErrorCounts, count_errors, summed
from tyyni_models.contracts import SpeechModel, TranscriptionRequest

METHOD = (
    "Virtual clock: sound at true speed, each decode as long as it took, no websocket. Offline: the same model on each "
    "party's whole channel at once."
)


class StreamingFigures(msgspec.Struct, frozen=True, kw_only=True):
    """All recordings in one language, or all of them; None: there was none to measure."""

    words: int
    """Of the references."""
    streamed_wer: float | None
    offline_wer: float | None
    wer_difference: float | None
    """Streamed less offline."""
    stable_ms_p50: int | None
    stable_ms_p95: int | None
    """End of a word to its being shown as one that will not change."""
    final_ms_p50: int | None
    final_ms_p95: int | None
    """End of an utterance, its 200 ms of silence included, to its final text."""
    cpu_s_per_audio_s: float
    """Of decoding, partials too, for each second of a call."""


class StreamingResults(Results, frozen=True, kw_only=True):
    """Everything of one `tyyni bench streaming`."""

    workers: int
    calls: StreamingFigures
    by_language: dict[str, StreamingFigures]
    method: str = METHOD


class Measured(msgspec.Struct, frozen=True):
    """One recording."""

    known: Known
    streamed: Streamed
    errors: list[ErrorCounts]
    offline_errors: list[ErrorCounts]


def streaming(
    recordings: Annotated[list[Path], typer.Argument(help="Recordings with sidecars, or folders of them.")],
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")] = None,
    language: Annotated[str | None, typer.Option(help="Spoken, where no sidecar names it.")] = None,
    model: Annotated[str | None, typer.Option(help="A model of `tyyni models list`.")] = None,
) -> None:
    """Play recorded calls to the service's own composition on a virtual clock; hold the text against an offline one.

    Example: `tyyni bench streaming calls/ --json streaming.json`
    """
    check_extra()
    check_place(json_file)
    settings = load_settings(model=model)
    known = [open_known(path, language) for path in find_recordings(recordings)]
    _, transcriber = load_transcriber(settings)
    transcriber.warm_up()
    ears = hear_with(transcriber, load_playbook(), languages_of(settings.model))
    begun = header("streaming", settings.model)
    measured, partial = until_stopped(
        known, lambda one: measure(one, ears, settings.workers), lambda one: one.path.stem, total=len(known)
    )
    if not measured:
        raise TyyniError("nothing_to_measure", "stopped before the first recording was heard")
    spoken = sorted({one.known.language for one in measured})
    results = StreamingResults(
        **begun,
        partial=partial,
        workers=settings.workers,
        calls=figures_of(measured),
        by_language={
            code: figures_of([one for one in measured if one.known.language == code]) for code in spoken
        },
    )
    show_streaming(results, Console())
    if json_file is not None:
        write_results(results, json_file)
    if partial:
        raise typer.Exit(STOPPED_EXIT_CODE)


def measure(known: Known, ears: Ears, workers: int) -> Measured:
    """Stream one recording and read it offline; errors are counted for each party whose words are known."""
    code = known.language
    parties = known.recording.parties
    call = ears.make_call(CallSettings(parties, code, voice_analysis=False))
    streamed = stream(known.recording, call, ears.transcriber, code, workers=workers)
    whole = whole_tracks(known.recording)
    errors, offline = [], []
    for party in parties:
        said = [word.text for word in known.sidecar.words or () if word.party is party and word.text]
        if said:
            heard = " ".join(word.text for word in streamed.final_words(party))
            errors.append(count_errors(" ".join(said), heard, code))
            at_once = _offline_text(whole[party], ears.transcriber, code)
            offline.append(count_errors(" ".join(said), at_once, code))
    return Measured(known, streamed, errors, offline)


def _offline_text(samples: Pcm16, model: SpeechModel, language: str) -> str:
    heard = model.transcribe(TranscriptionRequest(samples, language, final=True))
    return " ".join(word.text for word in heard.words)


def figures_of(measured: Sequence[Measured]) -> StreamingFigures:
    """Return the figures of at least one recording."""
    errors = summed(count for one in measured for count in one.errors)
    offline = summed(count for one in measured for count in one.offline_errors)
    delays = [
        delay
        for one in measured
        for party in one.known.recording.parties
        for delay in stable_delays_ms(one.streamed.said, party)
    ]
    finals = [
        at.now_ms - at.event.end_ms
        for one in measured
        for at in one.streamed.said
        if isinstance(at.event, TextHeard) and at.event.final
    ]
    audio_s = sum(one.known.recording.duration_ms for one in measured) / 1000
    return StreamingFigures(
        words=errors.words,
        streamed_wer=errors.wer,
        offline_wer=offline.wer,
        wer_difference=(errors.wer or 0.0) - (offline.wer or 0.0) if errors.words else None,
        stable_ms_p50=_rank(delays, 0.5),
        stable_ms_p95=_rank(delays, 0.95),
        final_ms_p50=_rank(finals, 0.5),
        final_ms_p95=_rank(finals, 0.95),
        cpu_s_per_audio_s=sum(one.streamed.cpu_s for one in measured) / audio_s,
    )


def _rank(values: Sequence[int], share: float) -> int | None:
    ranked = nearest_rank([float(value) for value in values], share, 0)
    return None if ranked is None else int(ranked)


def show_streaming(results: StreamingResults, console: Console) -> None:
    """Print the figures of each language and of all calls."""
    title = (
        f"{results.model}, {results.workers} worker(s){', stopped before its end' if results.partial else ''}"
    )
    table = Table(title=title, title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    columns = ("words", "WER % streamed", "offline", "stable ms p50", "p95", "final ms p50", "p95", "CPU s/s")
    for column in ("calls", *columns):
        table.add_column(column, justify="left" if column == "calls" else "right")
    for name, one in {**results.by_language, "all": results.calls}.items():
        table.add_row(
            name,
            str(one.words),
            *(_percent(wer) for wer in (one.streamed_wer, one.offline_wer)),
            *(
                "-" if ms is None else str(ms)
                for ms in (one.stable_ms_p50, one.stable_ms_p95, one.final_ms_p50, one.final_ms_p95)
            ),
            f"{one.cpu_s_per_audio_s:.2f}",
        )
    console.print(table)
    console.print(METHOD, markup=False, highlight=False)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}".removesuffix("%")
