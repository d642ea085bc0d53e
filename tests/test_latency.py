"""Calls played into a real service and measured."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
import soundfile
from live_service import LiveService, silence, speech_like

from tyyni.errors import TyyniError
from tyyni_bench.latency import measure, warm_up
from tyyni_bench.playing import Known, open_known
from tyyni_bench.summing import speech_of
from tyyni_models.scripted import ScriptedTranscriber

WORDS = ["this", "is", "unacceptable"]


@pytest.fixture
def known(tmp_path: Path) -> Known:
    caller = np.concatenate([silence(0.2), speech_like(1), silence(1)])
    path = tmp_path / "call.flac"
    soundfile.write(path, np.stack([caller, np.zeros_like(caller)], axis=1), 16_000)
    path.with_suffix(".json").write_text(
        '{"language": "en", "cues": [{"id": "T1", "party": "caller", "end_ms": 1200},'
        ' {"id": "P2", "party": "caller", "end_ms": 1200}], "hot": [{"start_ms": 200, "end_ms": 1200}]}'
    )
    return open_known(path)


async def test_calls_at_once_are_measured_and_missed_cues_count(known: Known) -> None:
    with LiveService(ScriptedTranscriber(WORDS)) as service:
        await warm_up(known, service.target)
        run = await measure([known, known], 3, service.target)
    assert run.calls == 3
    assert run.figures["speech_end_to_final_ms"].n == 3 * len(speech_of(known))
    assert run.missing_finals == 0
    cues = run.figures["cue_to_prompt_ms"]
    assert (cues.n, cues.never) == (6, 3)
    assert cues.p95 is not None
    assert run.figures["onset_to_heat_ms"].n == 3
    assert [stage.clock for stage in run.stages][:2] == ["algorithmic", "live"]
    assert run.real_time_factor >= 0
    assert not run.partial


async def test_what_was_measured_before_a_stop_is_kept_and_marked(known: Known) -> None:
    stop = asyncio.Event()
    with LiveService(ScriptedTranscriber(WORDS)) as service:
        asyncio.get_running_loop().call_later(0.6, stop.set)
        run = await measure([known], 1, service.target, stop=stop)
    assert run.partial
    assert 0 < run.audio_s < 2


async def test_what_a_call_fails_with_is_raised(known: Known) -> None:
    with (
        LiveService(ScriptedTranscriber(WORDS), max_calls=1) as service,
        pytest.raises(TyyniError, match="too_many_calls"),
    ):
        await measure([known], 2, service.target)
