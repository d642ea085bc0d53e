from __future__ import annotations

from tyyni.serve.alarms import HOLD_MS, LEVELS, MODE_CODES, NS_PER_MS, Alarms
from tyyni.serve.modes import DEGRADED
from tyyni.units import Party, WallNs
from tyyni.wire import Notice

START = WallNs(0)


def later(ms: int) -> WallNs:
    return WallNs(ms * NS_PER_MS)


def test_a_notice_is_told_once_and_its_values_add_up() -> None:
    alarms = Alarms()
    first = alarms.sound("audio_gap_bridged", START, party=Party.CALLER, value_ms=20)
    assert first == Notice(
        code="audio_gap_bridged", level="warning", party=Party.CALLER, value_ms=20, active=True
    )
    assert alarms.sound("audio_gap_bridged", later(10), party=Party.CALLER, value_ms=40) is None
    (grown,) = alarms.tick(later(1_000))
    assert grown.value_ms == 60
    assert alarms.tick(later(2_000)) == []


def test_parties_are_told_apart() -> None:
    alarms = Alarms()
    assert alarms.sound("audio_repeated", START, party=Party.CALLER, value_ms=1)
    assert alarms.sound("audio_repeated", START, party=Party.AGENT, value_ms=1)


def test_a_notice_is_over_some_time_after_its_last_cause() -> None:
    alarms = Alarms()
    hold_ms = HOLD_MS["sequence_out_of_order"]
    alarms.sound("sequence_out_of_order", START)
    alarms.sound("sequence_out_of_order", later(hold_ms))
    assert alarms.tick(later(2 * hold_ms)) == []
    (over,) = alarms.tick(later(2 * hold_ms + 1))
    assert (over.code, over.active, over.level) == ("sequence_out_of_order", False, "info")
    assert alarms.tick(later(3 * hold_ms)) == []


def test_what_holds_for_the_whole_call_stays_until_cleared() -> None:
    alarms = Alarms()
    alarms.sound("client_disconnected", START)
    assert alarms.tick(later(10_000_000)) == []
    cleared = alarms.clear("client_disconnected")
    assert cleared is not None
    assert not cleared.active
    assert alarms.clear("client_disconnected") is None


def test_of_the_modes_only_the_present_one_has_a_notice() -> None:
    alarms = Alarms()
    assert alarms.follow("normal", START) == []
    assert [(n.code, n.active) for n in alarms.follow("finals_only", START)] == [
        ("degraded_finals_only", True)
    ]
    assert alarms.follow("finals_only", later(1_000)) == []
    assert alarms.tick(later(3_600_000)) == [], "it holds as long as the mode"
    assert [(n.code, n.active) for n in alarms.follow("caller_only", later(2_000))] == [
        ("degraded_finals_only", False),
        ("degraded_caller_only", True),
    ]
    assert [(n.code, n.active) for n in alarms.follow("normal", later(3_000))] == [
        ("degraded_caller_only", False)
    ]
    assert set(MODE_CODES) == set(DEGRADED)


def test_every_code_has_a_level() -> None:
    assert set(HOLD_MS) <= set(LEVELS)
