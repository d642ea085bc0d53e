"""What was heard of what was said: words, cues, terms, and what nobody said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tyyni.playbooks.loader import load_playbook
from tyyni_bench.glossary_figures import Found, Judged, cues_in, figures_of, judge, terms_in
from tyyni_bench.manifest import Clip
from tyyni_bench.transcribing import Heard, Reading

CUES = load_playbook().cues
TERMS = ("Lumetar", "Kotivahti")


def judged(said: str, heard: str) -> Judged:
    clip = Clip(Path("a.wav"), "en", set="noise", text=said)
    return judge(clip, Heard(Reading(heard), 0.1, 0.2), CUES, TERMS)


def test_cues_of_callers_and_agents_are_found_in_a_text() -> None:
    assert "late_delivery" in cues_in("My parcel is late.", "en", CUES)
    assert cues_in("What are your opening hours?", "en", CUES) == frozenset()
    assert cues_in("Se on myöhässä.", "fi", CUES) == {"late_delivery"}
    assert cues_in("is late", "sv", CUES) == frozenset()


def test_a_term_is_heard_only_as_it_is_spelt() -> None:
    assert terms_in("The LUMETAR, please", "en", TERMS) == {"Lumetar"}
    assert terms_in("The lume tar, please", "en", TERMS) == frozenset()
    assert terms_in("The lumetars, please", "en", TERMS) == frozenset()


def test_what_nobody_said_is_a_phantom() -> None:
    one = judged("My Lumetar is late.", "My Kotivahti is late.")
    assert (one.cues, one.terms) == (Found(1, 1, 0), Found(1, 0, 1))
    assert judged("My Lumetar is here.", "My Lumetar is late.").cues == Found(0, 0, 1)


def test_figures_are_sums_and_words_of_silence_are_phantoms() -> None:
    figures = figures_of([judged("My Lumetar is late.", "My Lumetar was it."), judged("", "is late")])
    assert (figures.clips, figures.words, figures.wer, figures.phantom_words) == (2, 4, 0.5, 2)
    assert figures.cues == Found(1, 0, 1)
    assert figures.terms == Found(1, 1, 0)
    assert figures.cpu_s == pytest.approx(0.4)
    assert figures_of([judged("", "")]).wer is None
