"""What `tyyni bench voice` writes and prints."""

from __future__ import annotations

from rich.console import Console

from tyyni_bench.figures_table import figures_table
from tyyni_bench.results import Results
from tyyni_bench.voice_cost import CostFigures
from tyyni_bench.voice_figures import VoiceFigures

CAUTION = (
    "Pitch: frames that both call voiced, against Praat on the recording as it is; Praat errs too. Rate: syllables a "
    "second that the voice told at the clip's end, against its text. Heat, arousal: by how much the highest of each "
    "clip moves (p95/most) 12 dB softer and louder, where that does not clip the sound; clipped: heat where it does. "
    "Processor time is this machine's, and of this process alone."
)


class VoiceResults(Results, frozen=True, kw_only=True):
    """Everything of one `tyyni bench voice`."""

    phone: bool
    """Whether what the service heard went through 300-3400 Hz, 8 kHz, µ-law first."""
    sets: dict[str, VoiceFigures]
    overall: VoiceFigures | None
    """None: stopped before the first clip."""
    cost: CostFigures | None
    """None: stopped before, or nobody speaks in any clip."""
    left_out: dict[str, str]
    """What was not measured, with the reason."""


def show_voice(results: VoiceResults, console: Console) -> None:
    """Print the figures of each set, of all, and what they cost."""
    line = "on a telephone line" if results.phone else "as recorded"
    stopped = ", stopped before the end" if results.partial else ""
    columns = ("", "clips", "F0 off", "voiced", "rate r", "of", "heat", "arousal", "clipped")
    table = figures_table(f"The caller's voice, {line}{stopped}", *columns)
    shown = {**results.sets, **({"all": results.overall} if results.overall is not None else {})}
    for name, figures in shown.items():
        table.add_row(name, str(figures.clips), *_cells(figures))
    console.print(table)
    for line in _cost_lines(results.cost):
        console.print(line, highlight=False)
    for what, why in results.left_out.items():
        console.print(f"{what}: left out, {why}", markup=False, highlight=False)
    console.print(CAUTION, highlight=False)


def _cells(figures: VoiceFigures) -> list[str]:
    pitch, rate = figures.pitch, figures.rate
    return [
        "-" if pitch is None else _percent(pitch.gross_error_share),
        "-" if pitch is None else _percent(pitch.voicing_agreement_share),
        "-" if rate is None or rate.pearson_r is None else f"{rate.pearson_r:.2f}",
        "-" if rate is None else str(rate.clips),
        _moved(figures.gain.unclipped.heat_points_p95, figures.gain.unclipped.heat_points_max, 1),
        _moved(figures.gain.unclipped.arousal_p95, figures.gain.unclipped.arousal_max, 2),
        _moved(figures.gain.clipped.heat_points_p95, figures.gain.clipped.heat_points_max, 1),
    ]


def _cost_lines(cost: CostFigures | None) -> list[str]:
    if cost is None:
        return []
    silence = "-" if cost.second_of_silence_ms is None else f"{cost.second_of_silence_ms:.1f} ms"
    return [
        f"processor time for a second of the caller's speech: {cost.with_pauses_ms:.1f} ms with the pauses between "
        f"({cost.speech_s:.0f} s of speech, {cost.silence_s:.0f} s of pauses), {cost.speech_alone_ms:.1f} ms without",
        f"of it pitch {cost.pitch_ms:.1f} ms, voice activity {cost.voice_activity_ms:.1f} ms, all else "
        f"{cost.rest_ms:.1f} ms; a second of silence {silence}",
    ]


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _moved(p95: float | None, most: float | None, digits: int) -> str:
    return "-" if p95 is None or most is None else f"{p95:.{digits}f}/{most:.{digits}f}"
