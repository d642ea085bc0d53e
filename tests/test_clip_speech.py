"""Where speech lies in a clip."""

from __future__ import annotations

import numpy as np
import pytest
from live_service import silence, speech_like

from tyyni_bench.clip_speech import speech_s, spoken_part


@pytest.mark.parametrize("level", [0.8, 0.1, 0.005])
def test_speech_is_found_however_soft_it_is(level: float) -> None:
    clip = np.concatenate([silence(1), speech_like(2, level), silence(1.5)])
    assert speech_s(clip) == pytest.approx(2.0, abs=0.3)
    assert len(spoken_part(clip)) / 16_000 == pytest.approx(2.0, abs=0.3)


def test_a_clip_without_speech_stays_whole() -> None:
    assert speech_s(silence(1)) == 0.0
    assert len(spoken_part(silence(1))) == 16_000
    assert speech_s(silence(0)) == 0.0
