"""Nothing is lost or doubled between the microphone and the service, up to 30 s."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni.errors import TyyniError
from tyyni.units import Party
from tyyni_client.outbox import Outbox

BOTH = (Party.CALLER, Party.AGENT)


def drained(outbox: Outbox, into: dict[Party, dict[int, int]]) -> None:
    while (chunk := outbox.next_chunk()) is not None:
        for offset, value in enumerate(chunk.samples):
            into[chunk.party][chunk.first_sample + offset] = int(value)


@given(st.lists(st.tuples(st.integers(1, 4_000), st.floats(0, 1)), max_size=12))
def test_every_sample_arrives_whatever_the_breaks(steps: list[tuple[int, float]]) -> None:
    outbox = Outbox(BOTH)
    arrived: dict[Party, dict[int, int]] = {party: {} for party in BOTH}
    end = 0
    for size, lost_share in steps:
        for party in BOTH:
            outbox.put(party, np.arange(end, end + size).astype(np.int16))
        end += size
        drained(outbox, arrived)
        back = int(end * (1 - lost_share))
        outbox.rewind(dict.fromkeys(BOTH, back))
        drained(outbox, arrived)
    for party in BOTH:
        assert arrived[party] == {at: int(np.int64(at).astype(np.int16)) for at in range(end)}
    assert outbox.sent_samples == outbox.end_sample == end
    assert outbox.lost_samples == 0


def test_the_party_that_is_behind_goes_first() -> None:
    outbox = Outbox(BOTH)
    for party in BOTH:
        outbox.put(party, np.ones(40_000, dtype=np.int16))
    order = [outbox.next_chunk() for _ in range(4)]
    assert [chunk.party for chunk in order if chunk] == [*BOTH, *BOTH]


def test_a_full_ring_counts_what_it_loses() -> None:
    outbox = Outbox((Party.CALLER,), kept_s=0.01)
    outbox.put(Party.CALLER, np.ones(400, dtype=np.int16))
    assert outbox.lost_samples == 240
    chunk = outbox.next_chunk()
    assert chunk is not None
    assert (chunk.first_sample, len(chunk.samples)) == (240, 160)


def test_a_service_that_remembers_another_call_is_refused() -> None:
    with pytest.raises(TyyniError) as refused:
        Outbox((Party.CALLER,)).rewind({Party.CALLER: 5})
    assert refused.value.code == "resume_impossible"


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 3), st.floats(0, 1), st.booleans()), max_size=30)
)
def test_a_lost_sample_is_counted_once(steps: list[tuple[int, int, float, bool]]) -> None:
    """Whatever was skipped, sent, lost on the way and skipped again: what never arrived is what is counted."""
    outbox = Outbox((Party.CALLER,), kept_s=0.01)
    arrived: set[int] = set()
    heard_until = 0
    for size, chunks, arrives_share, breaks in steps:
        outbox.put(Party.CALLER, np.zeros(size, dtype=np.int16))
        sent = [chunk for _ in range(chunks) if (chunk := outbox.next_chunk()) is not None]
        for chunk in sent[: round(len(sent) * arrives_share)] if breaks else sent:
            arrived |= set(range(chunk.first_sample, chunk.first_sample + len(chunk.samples)))
            heard_until = chunk.first_sample + len(chunk.samples)
        if breaks:
            outbox.rewind({Party.CALLER: heard_until})
    while (chunk := outbox.next_chunk()) is not None:
        arrived |= set(range(chunk.first_sample, chunk.first_sample + len(chunk.samples)))
    assert outbox.lost_samples == outbox.end_sample - len(arrived)
