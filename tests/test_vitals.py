"""A service seen from outside while it works."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from live_service import LiveService

from tyyni.errors import TyyniError
from tyyni_bench import vitals as vitals_module
from tyyni_bench.vitals import Counted, until_normal, watched_vitals
from tyyni_models.scripted import ScriptedTranscriber

EXPOSITION = """
# TYPE work counter
work_total{kind="final",reason="stale"} 2.0
work_total{kind="final",reason="failed"} 3.0
work_total{kind="partial",reason="stale"} 10.0
"""


def test_figures_are_summed_over_the_labels_that_are_not_asked_for() -> None:
    counted = Counted(EXPOSITION)
    assert counted.of("work_total") == 15
    assert counted.of("work_total", kind="final") == 5
    assert counted.of("work_total", kind="final", reason="stale") == 2
    assert counted.of("rest_total") == 0
    assert len(counted.each("work_total", reason="stale")) == 2


async def test_a_service_of_this_machine_shows_its_processor_time_and_memory() -> None:
    with LiveService(ScriptedTranscriber(["hello"])) as service:
        async with watched_vitals(replace(service.target, pid=os.getpid()), cores=2) as vitals:
            sum(range(3_000_000))
    assert vitals.rss_mb is not None
    assert 0 < vitals.rss_mb.start <= vitals.rss_mb.peak
    assert vitals.cpu_s is not None
    assert vitals.cpu_s > 0
    assert vitals.seconds[-1].rss_mb is not None, "it is looked at once more when it is left"
    assert vitals.grown("tyyni_frames_total") == 0


async def test_a_service_elsewhere_shows_what_it_counts_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitals_module, "LOOK_EVERY_S", 0.0)
    with LiveService(ScriptedTranscriber(["hello"])) as service:
        async with watched_vitals(service.target, cores=2) as vitals:
            while len(vitals.seconds) < 3:
                await vitals_module.asyncio.sleep(0)
    assert vitals.cpu_s is None
    assert vitals.seconds[0].rss_mb is None
    times_s = [second.at_s for second in vitals.seconds]
    assert times_s == sorted(times_s)


async def test_the_mode_of_the_service_is_seen_and_its_recovery_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(vitals_module, "LOOK_EVERY_S", 0.0)
    with LiveService(ScriptedTranscriber(["hello"])) as service:
        mode = service.service.doors.metrics.mode
        mode.set(2)
        async with watched_vitals(service.target, cores=2) as vitals:
            await until_normal(service.target, looks=2)
            mode.set(0)
        assert {second.mode for second in vitals.seconds} <= {"caller_only", "normal"}
        assert vitals.seconds[-1].mode == "normal"
        assert vitals.last.of("tyyni_mode") == 0
        mode.set(1)
        waiting = vitals_module.asyncio.create_task(until_normal(service.target, looks=10_000))
        await vitals_module.asyncio.sleep(0)
        assert not waiting.done()
        mode.set(0)
        await waiting


async def test_a_service_that_refuses_its_figures_is_told() -> None:
    with LiveService(ScriptedTranscriber(["hello"])) as service:
        stranger = replace(service.target, agent_token="wrong")
        with pytest.raises(TyyniError, match="figures_refused"):
            async with watched_vitals(stranger, cores=2):
                raise AssertionError("it must not begin")
