"""Utterances from frames: pre-roll, hysteresis, settling, ends, the cut of a monologue."""

from __future__ import annotations

from itertools import count, pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tyyni.audio import AudioFrame
from tyyni.coach.endpointing import Endpointer, EndpointThresholds, UtteranceStep
from tyyni.units import FRAME_MS, FRAME_SAMPLES, Party

THRESHOLDS = EndpointThresholds()


class LoudIsSpeech:
    """Voice activity for tests: a frame is speech when its first sample is not zero."""

    def is_speech(self, frame: np.ndarray) -> bool:
        return bool(frame[0])


def play(pattern: list[tuple[int, int]], thresholds: EndpointThresholds | None = None) -> list[UtteranceStep]:
    """Play (level, frames) stretches and hang up."""
    endpointer = Endpointer(Party.CALLER, LoudIsSpeech(), count(1), thresholds)
    steps: list[UtteranceStep] = []
    at = 0
    for level, frames in pattern:
        for _ in range(frames):
            samples = np.full(FRAME_SAMPLES, level, dtype=np.int16)
            steps += endpointer.hear(AudioFrame(Party.CALLER, at, samples))
            at += FRAME_SAMPLES
    return steps + endpointer.finish()


def kinds(steps: list[UtteranceStep]) -> list[str]:
    return [step.kind for step in steps]


def test_first_word_is_kept_by_the_pre_roll() -> None:
    steps = play([(0, 50), (900, 20), (0, 30)])
    utterance = steps[-1].utterance
    assert utterance.start_ms <= 50 * FRAME_MS - THRESHOLDS.pre_roll_ms
    assert utterance.samples[0] == 0
    assert (utterance.samples == 900).sum() == 20 * FRAME_SAMPLES


def test_a_click_is_no_utterance() -> None:
    assert play([(0, 20), (900, 2), (0, 60)]) == []


def test_settles_then_ends_with_the_same_audio() -> None:
    steps = play([(0, 20), (900, 20), (0, 40)])
    assert kinds(steps) == ["settled", "ended"]
    settled, ended = steps
    assert ended.as_settled
    assert ended.utterance.end_ms == settled.utterance.end_ms
    assert np.array_equal(ended.utterance.samples, settled.utterance.samples)


def test_a_short_pause_does_not_end_the_utterance() -> None:
    steps = play([(900, 20), (0, THRESHOLDS.settle_frames + 5), (900, 20), (0, 60)])
    assert kinds(steps) == ["settled", "grew", "settled", "ended"]
    assert len({step.utterance.id for step in steps}) == 1


def test_grows_with_partials() -> None:
    steps = play([(900, 120), (0, 60)])
    grew = [step for step in steps if step.kind == "grew"]
    assert len(grew) >= 3
    ends = [step.utterance.end_ms for step in grew]
    assert all(late - early == THRESHOLDS.partial_step_ms for early, late in pairwise(ends))


def test_hang_up_in_mid_word_ends_what_is_open() -> None:
    steps = play([(900, 15)])
    assert kinds(steps) == ["ended"]
    assert not steps[0].as_settled
    assert (steps[0].utterance.samples == 900).sum() == 15 * FRAME_SAMPLES


def test_silence_dropped_at_the_end_is_the_next_pre_roll() -> None:
    steps = play([(900, 20), (0, 26), (900, 20), (0, 60)])
    ended = [step.utterance for step in steps if step.kind == "ended"]
    assert len(ended) == 2
    assert ended[1].start_ms < 46 * FRAME_MS


def test_monologue_is_cut_at_the_quietest_frame_and_nothing_is_lost() -> None:
    thresholds = EndpointThresholds(longest_ms=1_000, cut_search_ms=400)
    steps = play([(900, 42), (5, 1), (900, 40), (0, 60)], thresholds)
    ended = [step.utterance for step in steps if step.kind == "ended"]
    assert len(ended) == 2
    assert ended[0].end_ms == ended[1].start_ms == 42 * FRAME_MS
    assert ended[0].id != ended[1].id


@given(st.lists(st.tuples(st.sampled_from([0, 700]), st.integers(1, 60)), max_size=12))
def test_utterances_hold_all_speech_once(pattern: list[tuple[int, int]]) -> None:
    """No frame of speech is in two utterances, and what is outside of all is too short to be speech."""
    utterances = [step.utterance for step in play(pattern) if step.kind == "ended"]
    for earlier, later in pairwise(utterances):
        assert earlier.end_ms <= later.start_ms
    for utterance in utterances:
        assert len(utterance.samples) == (utterance.end_ms - utterance.start_ms) * 16


def test_speaking_bridges_short_pauses_only() -> None:
    endpointer = Endpointer(Party.AGENT, LoudIsSpeech(), count(1))
    flags = []
    for at in range(60):
        level = 900 if at < 20 else 0
        frame = AudioFrame(Party.AGENT, at * FRAME_SAMPLES, np.full(FRAME_SAMPLES, level, dtype=np.int16))
        endpointer.hear(frame)
        flags.append(endpointer.speaking)
    assert flags[19]
    assert flags[25]
    assert not flags[40]
