from __future__ import annotations

from tyyni.coach.events import OpenText
from tyyni.serve.lag import ARRIVALS_KEPT, NS_PER_MS, LagMeter
from tyyni.units import CallMs, Party, WallNs

BOTH = (Party.CALLER, Party.AGENT)


def ns(ms: int) -> WallNs:
    return WallNs(ms * NS_PER_MS)


def open_text(party: Party, final_to_ms: int) -> OpenText:
    return OpenText(1, party, CallMs(final_to_ms))


def test_no_text_to_come_is_no_lag() -> None:
    meter = LagMeter(BOTH)
    meter.arrived(Party.CALLER, 1_000, ns(0))
    assert meter.lag_ms([], ns(60_000)) == 0


def test_lag_counts_from_the_arrival_of_the_newest_sample_with_final_text() -> None:
    meter = LagMeter(BOTH)
    for end_ms in range(20, 1_020, 20):
        meter.arrived(Party.CALLER, end_ms, ns(5_000 + end_ms))
    assert meter.lag_ms([open_text(Party.CALLER, 400)], ns(6_000)) == 600
    assert meter.lag_ms([open_text(Party.CALLER, 390)], ns(6_000)) == 600
    assert meter.lag_ms([open_text(Party.CALLER, 900)], ns(6_000)) == 100


def test_the_party_that_is_further_behind_counts() -> None:
    meter = LagMeter(BOTH)
    meter.arrived(Party.CALLER, 100, ns(100))
    meter.arrived(Party.AGENT, 100, ns(300))
    texts = [open_text(Party.CALLER, 0), open_text(Party.AGENT, 0)]
    assert meter.lag_ms(texts, ns(1_000)) == 900


def test_text_beyond_what_has_arrived_is_not_behind() -> None:
    meter = LagMeter(BOTH)
    assert meter.lag_ms([open_text(Party.CALLER, 100)], ns(1_000)) == 0


def test_text_that_waits_for_more_to_be_said_is_not_behind() -> None:
    meter = LagMeter(BOTH)
    meter.arrived(Party.CALLER, 1_000, ns(0))
    waits = OpenText(1, Party.CALLER, CallMs(0), waits_for_speech=True)
    assert meter.lag_ms([waits], ns(9_000)) == 0
    assert meter.lag_ms([waits, open_text(Party.CALLER, 0)], ns(9_000)) == 9_000


def test_memory_is_bounded() -> None:
    meter = LagMeter((Party.MIXED,))
    arrivals = 2 * ARRIVALS_KEPT + 100
    for at in range(arrivals):
        meter.arrived(Party.MIXED, at, ns(at))
    # All that is known of what came first is that it is longer ago than what is kept.
    assert meter.lag_ms([open_text(Party.MIXED, 0)], ns(arrivals)) == ARRIVALS_KEPT + 100
    assert meter.lag_ms([open_text(Party.MIXED, arrivals - 50)], ns(arrivals)) == 50
