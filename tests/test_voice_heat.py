"""Heat from voice alone, through the real call and its real voice models."""

from __future__ import annotations

import numpy as np
import pytest
from live_service import silence, speech_like

from tyyni.units import Party
from tyyni_bench.demo import DEMO_CALLS
from tyyni_bench.playing import open_known
from tyyni_bench.summing import whole_tracks
from tyyni_bench.voice_heat import VoiceHeat


@pytest.fixture(scope="module")
def ear() -> VoiceHeat:
    return VoiceHeat()


def test_a_raised_voice_heats_and_silence_does_not(ear: VoiceHeat) -> None:
    known = open_known(DEMO_CALLS / "en-wrong-order.flac")
    caller = whole_tracks(known.recording)[Party.CALLER]
    assert known.sidecar.hot is not None
    (hot,) = known.sidecar.hot
    raised = caller[hot.start_ms * 16 : hot.end_ms * 16]
    calm = caller[5_600 * 16 : 13_700 * 16]
    assert ear.score(raised) > ear.score(calm)
    assert ear.score(silence(3)) == 0.0


def test_heat_follows_the_callers_time_and_both_parties_may_differ_in_length(ear: VoiceHeat) -> None:
    levels = ear.follow({Party.CALLER: speech_like(4), Party.AGENT: silence(3.99)})
    times_ms = [one.at_ms for one in levels]
    assert times_ms == sorted(times_ms)
    assert all(0 <= one.level <= 100 for one in levels)


def test_what_came_before_a_clip_is_no_part_of_its_score(ear: VoiceHeat) -> None:
    quiet = np.zeros(16_000, dtype=np.int16)
    loud = speech_like(4, level=0.5)
    followed = ear.score(quiet, [loud])
    assert followed <= ear.score(loud)
