"""Results of the heat benchmark, made up."""

from __future__ import annotations

from tyyni_bench.clip_scores import SetFigures
from tyyni_bench.heat_calls import Seen, call_figures
from tyyni_bench.heat_figures import Scored, Windows, calibration, figures_of
from tyyni_bench.heat_report import HeatResults
from tyyni_bench.kind_figures import Watched, kind_figures
from tyyni_bench.results import this_machine

HEAT = [Scored("anna", "f", "anger", 70.0), Scored("anna", "f", "neutral", 10.0)]
TONE = [Scored("anna", "f", "anger", 0.6), Scored("anna", "f", "neutral", 0.7)]
ACTED = SetFigures(
    figures_of(TONE, TONE, 0.5),
    figures_of(HEAT, HEAT, 50.0),
    calibration(TONE),
    {"f": Windows(8, 0.125)},
    {"high": Windows(8, 0.125)},
)


def results(*, phone: bool = False, partial: bool = False, clips: bool = True) -> HeatResults:
    """Return results of one set, of one recorded call and of a hundred calm minutes."""
    seen = [Seen((4.0,), (3.0,), (2.0,), (6.0,)), Seen(calm=100, calm_hot=1)]
    return HeatResults(
        kind="heat", date="", commit=None, machine=this_machine(), model=None, versions={}, partial=partial,
        phone=phone, sets={"acted": ACTED} if clips else {}, by_language={},
        calls=call_figures(seen), calls_by_kind={"recorded": call_figures(seen[:1])},
        kinds=kind_figures({"turns to joy": [Watched(True, 20, 5), Watched(False, 20, 0)]} if clips else {}),
        left_out={"prompts": "its clips have no emotion"},
    )  # fmt: skip
