"""Sentences spoken and heard again: which, in whose voice, and what is counted."""

from __future__ import annotations

import pytest

from tyyni.audio import Pcm16
from tyyni.playbooks.loader import load_playbook
from tyyni.units import SAMPLE_RATE_HZ, Party
from tyyni_bench.cue_cases import CueCase, Spoken
from tyyni_bench.cue_speech import HeardSentence, chosen, hear_all, speech_figures
from tyyni_bench.transcribing import Reading


def sentence(say: str, language: str = "en", *cues: str) -> Spoken:
    case = CueCase(say=say, cues=frozenset(cues), about="late_delivery")
    return Spoken(case=case, party=Party.CALLER, language=language)


class Misheard:
    """Hears the same words whatever is said."""

    def __init__(self) -> None:
        self.sounds: list[Pcm16] = []

    def read(self, samples: Pcm16, language: str) -> Reading:
        self.sounds.append(samples)
        return Reading("my parcel is late")


def test_of_each_language_at_most_so_many_are_chosen() -> None:
    sentences = [sentence(str(number), language) for language in ("en", "fi") for number in range(4)]
    assert [(one.language, one.case.say) for one in chosen(sentences, 2)] == [
        ("fi", "1"),
        ("fi", "3"),
        ("en", "1"),
        ("en", "3"),
    ]
    assert len(chosen(sentences, None)) == 8


def test_sentences_are_spoken_and_judged_by_what_is_heard() -> None:
    pytest.importorskip("soxr")
    system = Misheard()
    said = [sentence("my parcel came", "en"), sentence("my parcel came", "en")]
    heard, stopped = hear_all(load_playbook(), said, system)
    assert not stopped
    assert [one.heard_cues for one in heard] == [frozenset({"late_delivery"})] * 2
    assert all(len(sound) > SAMPLE_RATE_HZ / 4 for sound in system.sounds)
    assert len(system.sounds[0]) != len(system.sounds[1]), "the voices take turns"


def test_what_was_heard_stands_beside_what_was_written() -> None:
    late, none = frozenset({"late_delivery"}), frozenset[str]()
    one = HeardSentence(sentence("x", "fi", "late_delivery"), "y", late, none)
    figures = speech_figures([one])["fi"]
    assert (figures.sentences, figures.written.recall, figures.heard.recall) == (1, 1.0, 0.0)
