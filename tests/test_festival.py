"""The synthesiser as a function: what goes into its program, what is read of its answer, what it lacks."""

from __future__ import annotations

from pathlib import Path

import needs
import numpy as np
import pytest

from tyyni.errors import TyyniError
from tyyni_bench.festival import FestivalVoice, _spelled, _word_times, check_installed, run_festival
from tyyni_bench.polish import czech_phones
from tyyni_bench.synthesis import VOICES

NOWHERE = FestivalVoice("nobody_diphone", "festvox-nobody")


def test_endings_and_numbers_that_became_words_belong_to_the_word_they_came_from() -> None:
    output = "WORD first 0.1 0.4\nnoise\nWORD inner 0.4 0.6\nWORD first 0.6 0.9\n"
    assert _word_times(output) == ((0.1, 0.6), (0.6, 0.9))


def test_words_with_pronunciations_become_names_with_the_same_marks() -> None:
    phones = [czech_phones("miał"), czech_phones("być?")]
    assert _spelled("miał, być?", phones) == "zqaa, zqab?"


def test_no_text_can_leave_the_scheme_string() -> None:
    assert '"' not in _spelled('say "(quit)" \\', ())


def test_a_letter_that_festival_lacks_is_named() -> None:
    with pytest.raises(TyyniError, match="'ł'") as caught:
        _spelled("miał", ())
    assert caught.value.code == "synthesis_failed"


def test_without_festival_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TyyniError, match="apt install festival festvox-nobody") as caught:
        run_festival(NOWHERE, "hello", 1.0)
    assert caught.value.code == "voice_not_installed"
    with pytest.raises(TyyniError, match="apt install festival festvox-nobody"):
        check_installed([NOWHERE])


def test_a_voice_that_is_missing_is_named_without_speaking() -> None:
    voice = VOICES["pl-dita"].festival
    needs.festival(voice.name, voice.package)
    check_installed([voice])
    with pytest.raises(TyyniError, match="festvox-nobody") as caught:
        check_installed([voice, NOWHERE])
    assert caught.value.code == "voice_not_installed"


def test_a_real_voice_gives_sound_and_the_times_of_its_words() -> None:
    voice = VOICES["pl-dita"].festival
    needs.festival(voice.name, voice.package)
    text = "Nikt nie oddzwonił, a ja czekam."
    phones = [czech_phones(word) for word in text.split()]
    calm, fast = (run_festival(voice, text, tempo, phones) for tempo in (1.0, 1.25))
    assert len(calm.times_s) == len(text.split())
    starts = [start for start, _ in calm.times_s]
    assert starts == sorted(starts)
    assert all(start < end <= len(calm.samples) / calm.rate_hz for start, end in calm.times_s)
    assert fast.times_s[-1][1] == pytest.approx(calm.times_s[-1][1] / 1.25, rel=0.02)
    assert np.abs(calm.samples).max() > 0.1
    with pytest.raises(TyyniError) as caught:
        run_festival(NOWHERE, "hello", 1.0)
    assert caught.value.code == "voice_not_installed"
