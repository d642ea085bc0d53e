"""The figures of `tyyni bench voice`, for people."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from tyyni_bench.results import this_machine
from tyyni_bench.voice_cost import Spent, cost_of
from tyyni_bench.voice_figures import ClipVoice, Move, PitchCounts, figures_of
from tyyni_bench.voice_report import CAUTION, VoiceResults, show_voice

CLIPS = [
    ClipVoice("a", PitchCounts(100, 50, 1, 90), rate, rate, (Move(1.5, 0.02, clipped=False),))
    for rate in (4.0, 5.0, 6.0)
]
BARE = ClipVoice("b", None, None, None, (Move(30.0, 0.4, clipped=True),))


def shown(
    clips: list[ClipVoice], *, phone: bool = True, partial: bool = False, spent: list[Spent] | None = None
) -> str:
    results = VoiceResults(
        kind="voice", date="", commit=None, machine=this_machine(), model=None, versions={}, partial=partial,
        phone=phone, sets={}, overall=figures_of(clips) if clips else None, cost=cost_of(spent or []),
        left_out={"pitch": "Praat is not installed"},
    )  # fmt: skip
    out = StringIO()
    show_voice(results, Console(file=out, width=600))
    return out.getvalue()


def test_all_figures_are_printed() -> None:
    text = shown(CLIPS, spent=[Spent(10.0, 5.0, 80.0, 5.0, 10.0, 60.0)])
    assert "The caller's voice, on a telephone line" in text
    assert "2.0%" in text
    assert "90.0%" in text
    assert "1.00" in text
    assert "1.5/1.5" in text
    assert "0.02/0.02" in text
    assert "8.5 ms with the pauses between (10 s of speech, 5 s of pauses), 8.0 ms without" in text
    assert "pitch 6.0 ms, voice activity 1.0 ms, all else 1.5 ms; a second of silence 1.0 ms" in text
    assert "pitch: left out, Praat is not installed" in text
    assert CAUTION in text


def test_what_was_not_measured_is_a_dash() -> None:
    text = shown([BARE], phone=False, partial=True, spent=[Spent(10.0, 0.0, 80.0, 0.0, 10.0, 60.0)])
    assert "as recorded, stopped before the end" in text
    assert "30.0/30.0" in text
    assert text.count(" -") >= 4
    assert "a second of silence -" in text
    assert "processor time for" not in shown([])
