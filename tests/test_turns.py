"""Turn-taking from speech flags alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni.coach.turns import INTERRUPTION_MS, Conversation, Turns
from tyyni.units import FRAME_MS, CallMs, Party


def play(pattern: list[tuple[str, int]], turns: Turns | None = None) -> list[Conversation]:
    """Play stretches such as ("ca", 500): caller and agent speak together for 500 ms."""
    turns = turns or Turns()
    moments = []
    at = 0
    for who, duration_ms in pattern:
        for _ in range(duration_ms // FRAME_MS):
            at += FRAME_MS
            flags = {Party.CALLER: "c" in who, Party.AGENT: "a" in who}
            moments.append(turns.hear(CallMs(at), flags))
    return moments


def test_talk_share_and_dead_air() -> None:
    last = play([("c", 3000), ("a", 1000), ("", 2500)])[-1]
    assert last.agent_talk_share == pytest.approx(0.25)
    assert last.dead_air_ms == 2500


def test_caller_cuts_in() -> None:
    moments = play([("a", 2000), ("ca", 1000), ("c", 1000)])
    assert sum(moment.caller_interrupted for moment in moments) == 1
    assert moments[-1].caller_interruptions == 1
    assert moments[-1].agent_talking_over_ms == 0


def test_back_channel_is_no_interruption() -> None:
    moments = play([("a", 2000), ("ca", INTERRUPTION_MS - FRAME_MS), ("a", 1000)])
    assert not any(moment.caller_interrupted for moment in moments)


def test_agent_talks_over_the_caller() -> None:
    last = play([("c", 2000), ("ca", 1000), ("a", 500)])[-1]
    assert last.agent_talking_over_ms == 1000 - INTERRUPTION_MS + FRAME_MS
    assert last.caller_interruptions == 0


def test_talking_over_and_interruptions_are_forgotten() -> None:
    moments = play([("c", 1000), ("ca", 800), ("", 11_000), ("a", 1000), ("ca", 800), ("", 31_000)])
    assert moments[-1].agent_talking_over_ms == 0
    assert moments[-1].caller_interruptions == 0


def test_monologue_survives_back_channels_and_ends_with_a_turn() -> None:
    moments = play([("a", 5000), ("ca", 200), ("a", 1000)])
    assert moments[-1].agent_monologue_ms == 6200
    assert play([("a", 5000), ("c", 400)])[-1].agent_monologue_ms == 0
    assert play([("a", 5000), ("", 3000)])[-1].agent_monologue_ms == 0


def test_mixed_channel_counts_as_the_caller() -> None:
    assert Turns().hear(CallMs(20), {Party.MIXED: True}).caller_speaking


@given(st.lists(st.tuples(st.sampled_from(["", "c", "a", "ca"]), st.integers(20, 3000)), max_size=10))
def test_shares_stay_shares(pattern: list[tuple[str, int]]) -> None:
    for moment in play(pattern):
        assert 0.0 <= moment.agent_talk_share <= 1.0
        assert moment.dead_air_ms >= 0
        assert not (moment.dead_air_ms and (moment.caller_speaking or moment.agent_speaking))
