"""Utterances of a call as clips: their words, their sound, whose they are."""

from __future__ import annotations

from pathlib import Path

from tyyni_bench.call_clips import MARGIN_MS, call_clips
from tyyni_bench.demo import DEMO_CALLS
from tyyni_bench.playing import open_known


def test_every_word_of_a_call_is_in_one_clip(tmp_path: Path) -> None:
    known = open_known(DEMO_CALLS / "en-wrong-order.flac")
    words = known.sidecar.words or []
    made = list(call_clips([known], tmp_path))
    for party in ("caller", "agent"):
        said = " ".join(word.text for word in words if word.party == party)
        assert " ".join(clip.text for clip, _ in made if clip.speaker == party) == said
    assert {(clip.set, clip.language) for clip, _ in made} == {("calls en", "en")}
    assert len({clip.path for clip, _ in made}) == len(made)
    first, sound = made[0]
    last = words[len(first.text.split()) - 1]
    assert len(sound) == (last.end_ms - words[0].start_ms + 2 * MARGIN_MS) * 16
