"""Finnish sentences by synthetic voices: what is said, how it is listed; the synthesiser itself on two clips."""

from __future__ import annotations

from pathlib import Path

import needs
import numpy as np
import pytest

from tyyni.errors import TyyniError
from tyyni_bench import finnish_set
from tyyni_bench.festival import ENCODING, FestivalVoice
from tyyni_bench.finnish_set import SPEAKERS, finnish_clips, finnish_lines, finnish_sentences
from tyyni_bench.synthesis import VOICES, Speech
from tyyni_bench.word_errors import spelled_out
from tyyni_bench.word_times import SpokenWord


def test_there_are_over_two_hundred_sentences_that_the_voices_can_say() -> None:
    sentences = finnish_sentences()
    assert len(sentences) >= 200
    assert len({spelled_out(one, "fi") for one in sentences}) == len(sentences), "each only once"
    for one in sentences:
        one.encode(ENCODING)
        assert one[0].isupper(), one
        assert one[-1] in ".?!", one
        assert not any(char.isdigit() or char in '-"\\' for char in one), one
        assert 3 <= len(one.split()) <= 15, one


def test_every_sentence_is_said_by_both_voices_and_a_limit_counts_sentences() -> None:
    lines = finnish_lines(None)
    assert len(lines) == len(SPEAKERS) * len(finnish_sentences())
    few = finnish_lines(3)
    assert [line.voice for line in few] == [*SPEAKERS] * 3
    assert len({line.number for line in few}) == 3
    assert few[-1].text == finnish_sentences()[few[-1].number - 1]


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every sentence be a second of a tone with one word."""
    tone = (8_000 * np.sin(np.arange(16_000))).astype(np.int16)
    monkeypatch.setattr(finnish_set, "check_installed", lambda voices: None)
    monkeypatch.setattr(finnish_set, "speak", lambda text, voice: Speech(tone, (SpokenWord("hei", 5, 9),)))


@pytest.mark.usefixtures("quiet")
def test_clips_are_marked_synthetic_and_carry_their_words(tmp_path: Path) -> None:
    (man, _), (woman, _) = finnish_clips(tmp_path, finnish_lines(1), phone=False)
    assert man.set == woman.set == "finnish-synthetic"
    assert man.made_of == "synthetic voices, not people"
    assert (man.speaker, man.gender, woman.gender) == ("synthetic-fi-mv", "m", "f")
    assert (man.language, man.emotion) == ("fi", "")
    assert man.words == (SpokenWord("hei", 5, 9),)
    assert man.path != woman.path


@pytest.mark.usefixtures("quiet")
def test_by_telephone_it_is_another_set_of_the_same_length(tmp_path: Path) -> None:
    lines = finnish_lines(1)[:1]
    [(clip, samples)] = finnish_clips(tmp_path, lines, phone=False)
    [(by_phone, heard)] = finnish_clips(tmp_path, lines, phone=True)
    assert by_phone.set == "finnish-synthetic-phone"
    assert len(heard) == len(samples)
    assert not np.array_equal(heard, samples)
    assert by_phone.words == clip.words


def test_a_missing_voice_is_named_before_anything_is_spoken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(voices: list[FestivalVoice]) -> None:
        assert [voice.package for voice in voices] == ["festvox-suopuhe-mv", "festvox-suopuhe-lj"]
        raise TyyniError("voice_not_installed", "install it")

    monkeypatch.setattr(finnish_set, "check_installed", missing)
    monkeypatch.setattr(finnish_set, "speak", lambda text, voice: pytest.fail("it spoke"))
    with pytest.raises(TyyniError, match="voice_not_installed"):
        next(finnish_clips(tmp_path, finnish_lines(1), phone=False))


def test_the_real_voices_say_the_same_each_time_with_the_times_of_all_words(tmp_path: Path) -> None:
    for voice in SPEAKERS:
        needs.festival(VOICES[voice].festival.name, VOICES[voice].festival.package)
    lines = finnish_lines(1)
    made = list(finnish_clips(tmp_path, lines, phone=False))
    again = list(finnish_clips(tmp_path, lines, phone=False))
    for (clip, samples), (same, same_samples) in zip(made, again, strict=True):
        assert clip == same
        assert np.array_equal(samples, same_samples)
        assert [word.text for word in clip.words] == [word.strip(",.?!") for word in clip.text.split()]
        assert 0 <= clip.words[0].start_ms < clip.words[-1].end_ms <= len(samples) / 16
