"""What the floor's benchmark measures of the page, in real Chromium."""

from __future__ import annotations

import chromium
import pytest
import web_build

from tyyni.errors import TyyniError
from tyyni_bench import floor_load
from tyyni_bench.floor_calls import SimulatedCalls
from tyyni_bench.floor_service import simulated_floor


@pytest.mark.browser
def test_the_page_is_measured_while_calls_go_on() -> None:
    with (
        chromium.running() as browser,
        simulated_floor(SimulatedCalls(6), web_build.build_pages()) as url,
    ):
        load = floor_load.measure_page(browser, url, 6, "wall", 1.0)
    assert (load.calls, load.layout) == (6, "wall")
    assert load.frame_ms.n > 0
    assert load.messages_per_s > 0
    assert load.bytes_per_s > 100 * load.messages_per_s, "a call is told in some hundred bytes"
    assert load.page_cpu_ratio > 0
    assert load.heap_begin_mb > 0
    assert load.heap_end_mb > 0


def test_a_machine_without_chromium_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floor_load, "CHROMIUMS", ("no-such-browser",))
    with pytest.raises(TyyniError, match="no Chromium"), floor_load.chromium():
        pass
