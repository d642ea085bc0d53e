"""Heat from voice alone, through the real call and its real voice models."""

from __future__ import annotations

import numpy as np
import pytest
from live_service import silence, speech_like
from numpy.typing import NDArray

from tyyni.units import Party
from tyyni_bench.demo import DEMO_CALLS
from tyyni_bench.playing import open_known
from tyyni_bench.summing import whole_tracks
from tyyni_bench.voice_heat import RememberedPitch, VoiceHeat
from tyyni_models.contracts import PitchTrack


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
    loud, soft, none = ear.score(raised), ear.score(calm), ear.score(silence(3))
    assert loud.heat > soft.heat
    assert loud.arousal == loud.readings[-1].arousal > soft.arousal
    assert (none.heat, none.arousal, none.readings) == (0.0, 0.0, ())


def test_heat_follows_the_callers_time_and_both_parties_may_differ_in_length(ear: VoiceHeat) -> None:
    levels = ear.follow({Party.CALLER: speech_like(4), Party.AGENT: silence(3.99)}).heat
    times_ms = [one.at_ms for one in levels]
    assert times_ms == sorted(times_ms)
    assert all(0 <= one.level <= 100 for one in levels)


def test_heat_that_is_left_from_before_counts(ear: VoiceHeat) -> None:
    known = open_known(DEMO_CALLS / "en-wrong-order.flac")
    assert known.sidecar.hot is not None
    (hot,) = known.sidecar.hot
    raised = whole_tracks(known.recording)[Party.CALLER][hot.start_ms * 16 : hot.end_ms * 16]
    after = ear.score(silence(1), [raised])
    assert 0 < after.heat <= ear.score(raised).heat
    assert after.readings == (), "what was read before is not the clip's"


def test_pitch_is_tracked_once_for_the_same_sound() -> None:
    class Counting:
        asked = 0

        def track(self, samples: NDArray[np.float32]) -> PitchTrack:
            self.asked += 1
            return PitchTrack(samples.astype(np.float64), samples.astype(np.float64), 16.0)

    inner = Counting()
    pitch = RememberedPitch(inner)
    sound = np.ones(4, dtype=np.float32)
    assert pitch.track(sound) is pitch.track(sound.copy())
    assert pitch.track(sound * 2).f0_hz[0] == 2.0
    assert inner.asked == 2
