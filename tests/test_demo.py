"""The demo, whole, on the beginning of a call that ships."""

from __future__ import annotations

import asyncio
import json
import re
from io import StringIO
from pathlib import Path

import needs
import pytest
import soundfile
from rich.console import Console

from tyyni_bench.demo import DEMO_CALLS, DemoPlan, TimeSplit, run_demo
from tyyni_bench.playing import find_recordings, open_known

SECONDS = 17
"""Until after the first prompt of the English call."""


def beginning_of(path: Path, folder: Path) -> Path:
    samples, rate_hz = soundfile.read(path, frames=SECONDS * soundfile.info(path).samplerate)
    soundfile.write(folder / path.name, samples, rate_hz)
    known = json.loads(path.with_suffix(".json").read_text("utf-8"))
    cues = [cue for cue in known["cues"] if cue["end_ms"] < SECONDS * 1_000 - 2_000]
    (folder / path.name).with_suffix(".json").write_text(
        json.dumps({"language": known["language"], "cues": cues})
    )
    return folder / path.name


@pytest.mark.model
@pytest.mark.slow
def test_a_call_is_heard_and_prompts_are_printed(tmp_path: Path) -> None:
    needs.model()
    call = open_known(beginning_of(DEMO_CALLS / "en-wrong-order.flac", tmp_path))
    out = StringIO()
    split = TimeSplit(install_s=None, model_s=0.5)
    plan = DemoPlan((call,), "own", "base", at_once=3, again=False)
    asyncio.run(run_demo(plan, split, Console(file=out, width=120)))
    printed = out.getvalue()
    assert re.search(r"agent: +http://127\.0\.0\.1:\d+/agent\?token=\S+", printed)
    assert re.search(r"supervisors: +http://127\.0\.0\.1:\d+/floor\?token=\S+", printed)
    assert re.search(r"en-wrong-order: .*Correct it right away", printed)
    assert split.service_s > 0
    assert split.prompt_s is not None
    assert f"time: {split}" in printed
    assert "cue to prompt" in printed


@pytest.mark.parametrize(
    ("split", "said"),
    [
        (TimeSplit(12.34, 5.0, 3.0, 21.0),
         "install 12.3 s, model 5.0 s, service start 3.0 s, first prompt 21.0 s into the calls"),
        (TimeSplit(None, 0.0, 3.0, None), "model 0.0 s, service start 3.0 s, no prompt"),
    ],
)  # fmt: skip
def test_the_time_split_says_what_took_how_long(split: TimeSplit, said: str) -> None:
    assert str(split) == said


def test_the_calls_that_ship_can_be_played() -> None:
    calls = [open_known(path) for path in find_recordings([DEMO_CALLS])]
    assert calls
    assert all(len(call.recording.parties) == 2 and call.sidecar.cues for call in calls)
