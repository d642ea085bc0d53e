from __future__ import annotations

import pytest

from tyyni.errors import WireError
from tyyni.serve.flood import TEXTS_BURST, TEXTS_PER_S, TextBudget


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_a_burst_is_let_through_then_as_many_as_time_earns() -> None:
    clock = Clock()
    budget = TextBudget(clock)
    for _ in range(TEXTS_BURST):
        budget.spend()
    with pytest.raises(WireError, match="message_flood") as raised:
        budget.spend()
    assert raised.value.fatal
    clock.now_s = 2.5 / TEXTS_PER_S
    budget.spend()
    with pytest.raises(WireError):
        budget.spend()


def test_a_long_silence_earns_no_more_than_a_burst() -> None:
    clock = Clock()
    budget = TextBudget(clock)
    clock.now_s = 1_000_000.0
    for _ in range(TEXTS_BURST):
        budget.spend()
    with pytest.raises(WireError):
        budget.spend()
