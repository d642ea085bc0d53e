"""What each mode puts into words."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tyyni.serve.modes import DEGRADED, MODES, Mode, takes
from tyyni.units import Party

CALLER, AGENT = Party.CALLER, Party.AGENT


@pytest.mark.parametrize(
    ("mode", "taken"),
    [
        ("normal", "caller partial, caller final, agent partial, agent final, mixed final"),
        ("finals_only", "caller final, agent final, mixed final"),
        ("caller_only", "caller final, mixed final"),
        ("voice_only", ""),
    ],
)
def test_what_each_mode_puts_into_words(mode: Mode, taken: str) -> None:
    asked = [(CALLER, False), (CALLER, True), (AGENT, False), (AGENT, True), (Party.MIXED, True)]
    names = [
        f"{party} {'final' if final else 'partial'}"
        for party, final in asked
        if takes(mode, party, final=final)
    ]
    assert ", ".join(names) == taken


def test_every_mode_takes_less_than_the_one_before() -> None:
    assert ("normal", *DEGRADED) == MODES
    taken = [
        {(party, final) for party in Party for final in (True, False) if takes(mode, party, final=final)}
        for mode in MODES
    ]
    assert all(poorer < richer for richer, poorer in pairwise(taken))
