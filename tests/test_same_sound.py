"""One source on both parties is noticed, whatever its delay; two voices, silence and hum are not taken for one."""

from __future__ import annotations

import numpy as np
import pytest
import soxr
from live_service import silence, speech_like

from tyyni.audio import Pcm16
from tyyni.units import Party
from tyyni_client.same_sound import SameSound


def noticed(caller: Pcm16, agent: Pcm16, block: int = 160) -> bool:
    """Say whether it was noticed before the end, fed in blocks in turn."""
    same = SameSound()
    told = False
    for at in range(0, len(caller), block):
        told |= same.hear(Party.CALLER, caller[at : at + block])
        told |= same.hear(Party.AGENT, agent[at : at + block])
    return told


@pytest.mark.parametrize("behind_ms", [-400, -3, 0, 20, 450])
def test_one_source_on_both_parties_is_noticed(behind_ms: int) -> None:
    voice = speech_like(5)
    late = np.concatenate([silence(abs(behind_ms) / 1000), voice])[: len(voice)]
    assert noticed(voice, late) if behind_ms >= 0 else noticed(late, voice)


def test_another_resampler_and_another_level_do_not_hide_it() -> None:
    voice = speech_like(5)
    there = soxr.resample(voice[5:].astype(np.float32), 16_000, 44_100)
    back = (0.3 * soxr.resample(there, 44_100, 16_000)).astype(np.int16)
    assert noticed(voice[: len(back)], back)


def test_what_is_not_the_same_is_not_taken_for_it() -> None:
    one, other = speech_like(5), speech_like(5, seed=7)[::-1]
    quiet = np.random.default_rng(1).normal(0, 300, len(one)).astype(np.int16)
    hum = (40 * np.sin(2 * np.pi * 50 * np.arange(len(one)) / 16_000)).astype(np.int16)
    assert not noticed(one, other)
    assert not noticed(one, silence(5))
    assert not noticed(silence(5), silence(5))
    assert not noticed(one, quiet)
    assert not noticed(hum, hum)


def test_a_voice_that_also_leaks_into_the_other_line_is_not_enough() -> None:
    caller, agent = speech_like(5), speech_like(5, seed=7)[::-1]
    leak = (0.3 * caller + agent).astype(np.int16)
    assert not noticed(caller, leak)
