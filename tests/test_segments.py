"""Where a recording holds speech, found without the service."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from live_service import silence, speech_like

from tyyni.units import CallMs, Party
from tyyni_bench.segments import JOIN_GAP_MS, Segment, joined, known_speech, speech_in, speech_of_words
from tyyni_bench.sidecar import SaidWords

CALLER, AGENT = Party.CALLER, Party.AGENT


def test_speech_between_silences_is_found_where_it_is() -> None:
    sound = np.concatenate([silence(1), speech_like(2), silence(1), speech_like(1), silence(1)])
    first, second = speech_in(CALLER, sound)
    # Syllables rise and fall over 125 ms, so an edge may lie that far inside.
    assert abs(first.start_ms - 1_000) <= 125
    assert abs(first.end_ms - 3_000) <= 125
    assert abs(second.start_ms - 4_000) <= 125
    assert abs(second.end_ms - 5_000) <= 125


def test_noise_and_silence_are_not_speech_and_nothing_is_nothing() -> None:
    noise = np.random.default_rng(1).normal(0, 20, 32_000).astype(np.int16)
    loud = np.concatenate([speech_like(2, level=0.5), noise])
    assert [segment.end_ms <= 2_200 for segment in speech_in(CALLER, loud)] == [True]
    assert speech_in(CALLER, silence(2)) == []
    assert speech_in(CALLER, silence(0)) == []


def test_a_click_is_not_speech() -> None:
    sound = np.concatenate([silence(1), speech_like(0.1), silence(1)])
    assert speech_in(CALLER, sound) == []


def test_known_words_come_before_what_is_found() -> None:
    words = [
        SaidWords(AGENT, "hei", 100, 400),
        SaidWords(AGENT, "vaan", 500, 800),
        SaidWords(CALLER, "no", 900, 990),
    ]
    segments = [Segment(AGENT, CallMs(100), CallMs(800)), Segment(CALLER, CallMs(900), CallMs(990))]
    assert speech_of_words(words) == segments
    assert known_speech(words, {CALLER: speech_like(2)}) == segments
    assert [segment.party for segment in known_speech(None, {CALLER: speech_like(2)})] == [CALLER]


@given(
    st.lists(
        st.tuples(st.sampled_from([CALLER, AGENT]), st.integers(0, 20_000), st.integers(1, 3_000)),
        max_size=20,
    )
)
def test_joined_segments_lie_apart_and_cover_all_speech(spans: list[tuple[Party, int, int]]) -> None:
    single = [Segment(party, CallMs(start), CallMs(start + length)) for party, start, length in spans]
    whole = joined(single)
    for party in (CALLER, AGENT):
        own = [segment for segment in whole if segment.party is party]
        for before, after in pairwise(own):
            assert after.start_ms - before.end_ms >= JOIN_GAP_MS
        for one in single:
            if one.party is party:
                assert any(s.start_ms <= one.start_ms and one.end_ms <= s.end_ms for s in own)
