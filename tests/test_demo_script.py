"""Scripts of the demo's calls: those that ship can be read, mistakes are named with their turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tyyni.errors import TyyniError
from tyyni.units import Party
from tyyni_bench.demo_script import SCRIPTS, phrase_end, read_script

GOOD = """
name = "fi-test"
language = "fi"
seed = 1
[voices]
caller = "fi-mv"
agent = "fi-lj"
[levels_dbfs]
caller = -21.0
agent = -25.0
[[turn]]
party = "caller"
text = "Paketti ei ole tullut, ei vieläkään."
cues = [{ id = "P2", phrase = "Ei ole tullut" }]
"""


def test_there_is_a_script_in_each_language() -> None:
    scripts = [read_script(path) for path in SCRIPTS.glob("*.toml")]
    assert sorted(script.language for script in scripts) == ["en", "fi", "pl"]
    assert all(script.name.startswith(script.language) for script in scripts)


def test_a_script_is_read_with_its_defaults(tmp_path: Path) -> None:
    path = tmp_path / "fi.toml"
    path.write_text(GOOD, "utf-8")
    [turn] = read_script(path).turn
    assert (turn.party, turn.mood, turn.after_ms) == (Party.CALLER, "calm", 500)
    assert phrase_end(turn.text, turn.cues[0].phrase) == 3


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('"fi-mv"', '"fi-nobody"', "fi-mv, fi-lj"),
        ("agent = -25.0", "", "levels_dbfs need agent"),
        ('party = "caller"\ntext', 'party = "mixed"\ntext', "turn 1: party mixed"),
        ("cues =", 'mood = "boiling"\ncues =', "turn 1: mood 'boiling'"),
        ('"Ei ole tullut"', '"on tullut"', "turn 1: 'on tullut' is not in the text"),
        ("seed = 1", "seed = 1\nsede = 2", "sede"),
        ("seed = 1", "seed =", "fi.toml"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    assert right in GOOD
    path = tmp_path / "fi.toml"
    path.write_text(GOOD.replace(right, wrong, 1), "utf-8")
    with pytest.raises(TyyniError) as caught:
        read_script(path)
    assert caught.value.code == "demo_script_invalid"
    assert said in str(caught.value)
