"""One latency measurement from warm-up to capacity, on a service that the test runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
import soundfile
from latency_runs import a_run
from live_service import LiveService, silence, speech_like
from rich.console import Console

from tyyni_bench import latency_session
from tyyni_bench.figures import Percentiles
from tyyni_bench.latency_results import LatencyRun
from tyyni_bench.latency_session import LatencySession
from tyyni_bench.playing import Known, open_known
from tyyni_bench.target import Target
from tyyni_models.scripted import ScriptedTranscriber


@pytest.fixture
def known(tmp_path: Path) -> Known:
    path = tmp_path / "call.wav"
    caller = np.concatenate([speech_like(0.5), silence(0.5)])
    soundfile.write(path, np.stack([caller, np.zeros_like(caller)], axis=1), 16_000)
    return open_known(path, "en")


@pytest.fixture
def out(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    async def own_error(_call: Path) -> dict[str, Percentiles]:
        return {"cue_to_prompt_ms": Percentiles.of([2.0])}

    monkeypatch.setattr(latency_session, "measure_own_error", own_error)
    return StringIO()


@asynccontextmanager
async def nowhere() -> AsyncIterator[Target]:
    yield Target("http://nowhere", "a", None, None)


async def test_each_number_of_calls_is_measured_on_one_service(known: Known, out: StringIO) -> None:
    session = LatencySession([known], None, Console(file=out, width=120))
    with LiveService(ScriptedTranscriber(["hello"])) as service:

        @asynccontextmanager
        async def running() -> AsyncIterator[Target]:
            yield service.target

        await session.run(running(), [1, 2], find=False)
    assert [run.calls for run in session.runs] == [1, 2]
    assert session.capacity is None
    assert session.own_error_ms["cue_to_prompt_ms"].p50 == 2.0
    assert "2 call(s) at once" in out.getvalue()


async def test_the_search_uses_the_runs_there_are(
    known: Known, out: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*_: object) -> None: ...

    async def scripted(_known: object, calls: int, *_: object) -> LatencyRun:
        return a_run(
            calls=calls, overloaded=calls > 2, overloaded_because="the lag grew" if calls > 2 else ""
        )

    monkeypatch.setattr(latency_session, "warm_up", nothing)
    monkeypatch.setattr(latency_session, "measure", scripted)
    session = LatencySession([known], None, Console(file=out, width=120))
    await session.run(nowhere(), [1, 4], find=True)
    assert [run.calls for run in session.runs] == [1, 4, 2, 3]
    assert session.capacity is not None
    assert session.capacity.calls == 2
    assert "2 call(s) at once hold" in out.getvalue()


async def test_a_stop_ends_what_was_to_come(
    known: Known, out: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = LatencySession([known], None, Console(file=out))

    async def nothing(*_: object) -> None: ...

    async def stopped(
        _known: object, calls: int, _target: object, _seconds: object, stop: asyncio.Event
    ) -> LatencyRun:
        stop.set()
        return a_run(calls=calls, partial=True)

    monkeypatch.setattr(latency_session, "warm_up", nothing)
    monkeypatch.setattr(latency_session, "measure", stopped)
    await session.run(nowhere(), [1, 2], find=True)
    assert [run.calls for run in session.runs] == [1]
    assert session.capacity is None
