"""Where the time goes, from what a service counts of itself."""

from __future__ import annotations

from tyyni_bench.stages import drops_of, stages_of
from tyyni_bench.vitals import Counted, Vitals

BEFORE = """
# TYPE tyyni_decode_seconds histogram
tyyni_decode_seconds_bucket{kind="final",le="0.5"} 10.0
tyyni_decode_seconds_bucket{kind="final",le="1.0"} 10.0
tyyni_decode_seconds_bucket{kind="final",le="+Inf"} 10.0
tyyni_decode_seconds_count{kind="final"} 10.0
tyyni_decode_seconds_sum{kind="final"} 4.0
# TYPE tyyni_decodes_dropped counter
tyyni_decodes_dropped_total{kind="partial",reason="overtaken"} 1.0
"""
AFTER = """
# TYPE tyyni_decode_seconds histogram
tyyni_decode_seconds_bucket{kind="final",le="0.5"} 25.0
tyyni_decode_seconds_bucket{kind="final",le="1.0"} 30.0
tyyni_decode_seconds_bucket{kind="final",le="+Inf"} 30.0
tyyni_decode_seconds_count{kind="final"} 30.0
tyyni_decode_seconds_sum{kind="final"} 14.0
# TYPE tyyni_decodes_dropped counter
tyyni_decodes_dropped_total{kind="partial",reason="overtaken"} 5.0
tyyni_decodes_dropped_total{kind="partial",reason="superseded"} 7.0
tyyni_decodes_dropped_total{kind="final",reason="queue_full"} 2.0
tyyni_decodes_dropped_total{kind="final",reason="caller_only"} 1.0
"""


def vitals(after: str) -> Vitals:
    return Vitals(0.0, Counted(BEFORE), Counted(after), cores=2)


def test_a_stage_counts_from_the_beginning_of_the_run_to_its_end() -> None:
    (stage,) = stages_of([], [], vitals(AFTER))
    assert (stage.name, stage.clock, stage.n) == ("final is decoded", "compute", 20)
    assert stage.mean_ms == 500.0
    assert stage.p95_ms == 1_000.0, "the edge of the bucket"


def test_what_took_longer_than_is_counted_has_no_p95() -> None:
    slow = AFTER.replace('le="0.5"} 25', 'le="0.5"} 10').replace('le="1.0"} 30', 'le="1.0"} 10')
    (stage,) = stages_of([], [], vitals(slow))
    assert stage.p95_ms is None


def test_what_did_not_happen_is_no_stage() -> None:
    assert stages_of([], [], vitals(BEFORE)) == []


def test_drops_for_load_are_told_from_needless_work() -> None:
    drops = drops_of(vitals(AFTER), 3)
    assert drops.by_reason == {
        "final caller_only": 1,
        "final queue_full": 2,
        "partial overtaken": 4,
        "partial superseded": 7,
    }
    assert (drops.frames, drops.finals, drops.partials) == (3, 3, 4)
