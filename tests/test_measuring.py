"""Measuring one thing after the other, until the last or Ctrl-C."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tyyni_bench.measuring import until_stopped


def test_each_thing_is_measured_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert until_stopped([1, 2, 3], lambda n: n * n, lambda n: f"number {n}", total=3) == ([1, 4, 9], False)
    told = capsys.readouterr()
    assert "number 3" in told.err
    assert told.out == "", "figures go there"


def test_ctrl_c_keeps_what_was_measured_whether_it_comes_while_measuring_or_between() -> None:
    def things() -> Iterator[int]:
        yield 1
        raise KeyboardInterrupt

    assert until_stopped(things(), lambda n: n, str, total=None) == ([1], True)

    def measure(number: int) -> int:
        if number == 2:
            raise KeyboardInterrupt
        return number

    assert until_stopped([1, 2, 3], measure, str, total=3) == ([1], True)


def test_an_error_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        until_stopped([0], lambda n: 1 / n, str, total=1)
