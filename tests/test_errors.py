"""Errors show their code."""

from __future__ import annotations

from tyyni.errors import TyyniError, WireError


def test_the_code_is_part_of_what_is_shown() -> None:
    assert str(TyyniError("disk_full", "no room")) == "no room [disk_full]"
    error = WireError("gap_too_long", "too far", fatal=True)
    assert (error.code, error.fatal) == ("gap_too_long", True)
