from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from history_sample import SAID, cue, heat

from tyyni import wire
from tyyni.coach.resuming import Reached
from tyyni.history.holding import Claim, Hold
from tyyni.history.rows import Keeping
from tyyni.units import CallMs, Party

NOW = datetime(2026, 11, 24, 10, 5, tzinfo=UTC)
CLAIM = Claim("ab" * 32, "Aino", {"language": "fi"})
REACHED = Reached(CallMs(2_000), {Party.CALLER: 16_000}, 3, ((Party.CALLER, 3),))


@pytest.mark.parametrize(
    "other",
    [
        replace(CLAIM, token_sha256="ac" * 32),
        replace(CLAIM, owner=""),
        replace(CLAIM, declared={"language": "pl"}),
    ],
)
def test_who_brings_the_same_may_go_on_and_nobody_else(other: Claim) -> None:
    assert CLAIM.allows(replace(CLAIM))
    assert not CLAIM.allows(other)


def test_the_row_of_a_call_has_the_newest_of_everything() -> None:
    hold = Hold(Keeping("c", True, {}), voice_analysis=True)
    first = hold.row(CLAIM, NOW).values
    assert (first["call_id"], first["token_sha256"], first["owner"]) == ("c", CLAIM.token_sha256, "Aino")
    assert (first["heard_ms"], first["next_samples"], first["heat"]) == (0, {}, {})
    for event in (
        heat(1_000, 10.0),
        heat(1_500, 10.2),
        wire.VoiceAnalysis(on=False, heard_ms=0),
        cue("a", 1),
    ):
        hold.take(event)
    values = hold.values(REACHED, NOW)
    assert (values["heat"]["at_ms"], values["heat"]["level"]) == (1_500, 10.2), (
        "every level, not each whole point"
    )
    assert values["heat"]["reasons"][0]["quote"] == SAID
    assert (values["next_samples"], values["open_texts"]) == ({"caller": 16_000}, [["caller", 3]])
    assert (values["voice_analysis"], values["help_taken"], values["alive_at"]) == (False, False, NOW)


def test_no_words_are_kept_unless_they_may_be() -> None:
    hold = Hold(Keeping("c", False, {}), voice_analysis=True, heat=heat(1_000, 10.0))
    assert SAID not in str(hold.values(REACHED, NOW))
