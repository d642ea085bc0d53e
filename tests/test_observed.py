"""What a client saw of a call."""

from __future__ import annotations

from tyyni import wire
from tyyni.units import CallMs, Party, WallNs
from tyyni_bench.observed import CallLog
from tyyni_client.connection import Arrival, Sent

CALLER, AGENT = Party.CALLER, Party.AGENT


def sent(party: Party, first_ms: int, end_ms: int, wall_ns: int) -> Sent:
    return Sent(party, first_ms * 16, end_ms * 16, WallNs(wall_ns))


def test_a_moment_was_sent_when_the_chunk_that_holds_it_was() -> None:
    log = CallLog()
    log.on_sent(sent(CALLER, 0, 20, 5))
    log.on_sent(sent(CALLER, 20, 40, 25))
    assert log.sent_ns(CALLER, CallMs(1)) == 5
    assert log.sent_ns(CALLER, CallMs(20)) == 5
    assert log.sent_ns(CALLER, CallMs(21)) == 25
    assert log.sent_ns(CALLER, CallMs(41)) is None
    assert log.sent_ns(AGENT, CallMs(1)) is None


def test_all_parties_were_sent_when_the_last_one_was() -> None:
    log = CallLog()
    assert log.all_sent_ns(CallMs(1)) is None
    log.on_sent(sent(CALLER, 0, 20, 5))
    log.on_sent(sent(AGENT, 0, 20, 9))
    assert log.parties == (CALLER, AGENT)
    assert log.all_sent_ns(CallMs(20)) == 9
    log.on_sent(sent(CALLER, 20, 40, 25))
    assert log.all_sent_ns(CallMs(40)) is None


def test_what_is_sent_again_after_a_break_counts_from_the_first_time() -> None:
    log = CallLog()
    log.on_sent(sent(CALLER, 0, 40, 5))
    log.on_sent(sent(CALLER, 0, 40, 99))
    assert log.sent_ns(CALLER, CallMs(40)) == 5


def test_messages_are_kept_by_kind_in_order() -> None:
    log = CallLog()
    lag = wire.Lag(lag_ms=7, dropped_partials=0, dropped_finals=0, heard_ms=0)
    log.on_message(Arrival(wire.Ended(call_id="a", heard_ms=0), WallNs(1)))
    log.on_message(Arrival(lag, WallNs(2)))
    assert list(log.of_kind(wire.Lag)) == [(lag, 2)]
    assert log.call_id is None
    log.on_message(
        Arrival(wire.Welcome(call_id="c1", resume_token="", next_sample={}, voice_analysis=True), WallNs(3))
    )
    assert log.call_id == "c1"


def test_how_much_was_sent_and_when() -> None:
    log = CallLog()
    assert log.sent_between_ns is None
    assert log.sent_ms(CALLER) == 0
    log.on_sent(sent(CALLER, 0, 20, 5))
    log.on_sent(sent(AGENT, 0, 20, 9))
    log.on_sent(sent(CALLER, 20, 40, 25))
    assert log.sent_between_ns == (5, 25)
    assert (log.sent_ms(CALLER), log.sent_ms(AGENT)) == (40, 20)
