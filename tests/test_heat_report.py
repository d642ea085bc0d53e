"""The heat benchmark's figures, for people."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from tyyni_bench.clip_scores import SetFigures
from tyyni_bench.heat_calls import Seen, call_figures
from tyyni_bench.heat_figures import Scored, Windows, figures_of
from tyyni_bench.heat_report import CAUTION, HeatResults, show_heat
from tyyni_bench.results import this_machine

HEAT = [Scored("anna", "f", "anger", 70.0), Scored("anna", "f", "neutral", 10.0)]
TONE = [Scored("anna", "f", "anger", 0.6), Scored("anna", "f", "neutral", 0.7)]
ACTED = SetFigures(
    figures_of(TONE, TONE, 0.5),
    figures_of(HEAT, HEAT, 50.0),
    {"f": Windows(8, 0.125)},
    {"high": Windows(8, 0.125)},
)


def shown(*, phone: bool = False, partial: bool = False, clips: bool = True) -> str:
    seen = [Seen((4.0,), (3.0,), (2.0,), (6.0,)), Seen(calm=100, calm_hot=1)]
    results = HeatResults(
        kind="heat", date="", commit=None, machine=this_machine(), model=None, versions={}, partial=partial,
        phone=phone, sets={"acted": ACTED} if clips else {}, by_language={},
        calls=call_figures(seen), calls_by_kind={"recorded": call_figures(seen[:1])},
        left_out={"prompts": "its clips have no emotion"},
    )  # fmt: skip
    out = StringIO()
    show_heat(results, Console(file=out, width=300))
    return out.getvalue()


def test_sets_calls_and_what_was_left_out_are_printed() -> None:
    text = shown()
    assert "Anger against calm by tone, as recorded" in text
    assert "Anger against calm by heat, as recorded" in text
    assert "anna 0.000" in text
    assert "acted, calm windows of 2 s read as raised: f 12.5% of 8" in text
    assert "acted, calm windows of 2 s read as raised: high 12.5% of 8" in text
    assert "1.000" in text
    assert "anna 1.000" in text
    assert "recorded, 1 that rise: hot after 4.0 s (p90 4.0 s), 0 missed, 0 hot before" in text
    assert "recorded, 1 hot from the start: hot after 3.0 s, 2.0 s of speech (p90 3.0 s), 0 missed" in text
    assert "recorded, cool again after 6.0 s" in text
    assert "all, 100 calm minutes: 1 ever hot (1.0%, 95 % 0.2% to 5.4%)" in text
    assert "prompts: left out, its clips have no emotion" in text
    assert CAUTION in text


def test_the_line_and_an_early_stop_are_said_and_no_empty_table_is_shown() -> None:
    assert "on a telephone line, stopped before the end" in shown(phone=True, partial=True)
    assert "Anger against calm" not in shown(clips=False)
