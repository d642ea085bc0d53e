"""What is counted of how the language is heard: stretches of one speaker, the model asked, the call asked."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from live_service import speech_like

from tyyni.playbooks.loader import load_playbook
from tyyni.serve.ears import Ears, hear_with
from tyyni_bench import language_figures
from tyyni_bench.language_figures import Judged, Stretch, confusion, figures_of, judge, stretches_of
from tyyni_bench.manifest import Clip
from tyyni_models.contracts import (
    LanguageReading,
    LanguageRequest,
    OneByOne,
    Transcription,
    TranscriptionRequest,
)

SECOND = 16_000


@pytest.fixture(autouse=True)
def loud_is_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silero takes no noise for speech: here whatever is not silent is."""

    def loud(samples: np.ndarray) -> np.ndarray:
        padded = np.pad(samples, (0, -len(samples) % 512)).reshape(-1, 512)
        return (np.abs(padded).max(axis=1) > 0).astype(np.float32)

    monkeypatch.setattr(language_figures, "silero_probabilities", loud)


class FinnishInTheEnd(OneByOne):
    """A model that hears Polish in less than 2.5 s of sound, Finnish in more, and in any case is certain."""

    def transcribe(self, request: TranscriptionRequest) -> Transcription:
        raise AssertionError("no words are asked for")

    def read_language(self, request: LanguageRequest) -> LanguageReading:
        samples = len(request.before) + len(request.samples)
        fi = 1.0 if samples >= 2.5 * SECOND else 0.0
        return LanguageReading({"fi": fi, "pl": 1.0 - fi}, samples // 16)


def clip(speaker: str, seconds: int, language: str = "fi") -> Clip:
    return Clip(Path(f"{seconds}"), language, set="words", speaker=speaker)


def read(one: Clip) -> np.ndarray:
    return np.full(int(one.path.name) * SECOND, 100, dtype=np.int16)


def test_clips_of_one_speaker_make_stretches_and_speakers_take_turns() -> None:
    clips = [clip("a", 3), clip("a", 3), clip("b", 6), clip("a", 4), clip("a", 1), clip("b", 4)]
    made = list(stretches_of(clips, read))
    assert [(one.speaker, len(one.samples) / SECOND) for one in made] == [("a", 7.0), ("b", 6.5), ("a", 6.0)]


@pytest.fixture
def ears() -> Ears:
    return hear_with(FinnishInTheEnd(), load_playbook(), frozenset({"fi", "pl"}))


def test_the_model_is_asked_after_each_length_and_the_call_until_it_knows(ears: Ears) -> None:
    judged = judge(Stretch("words", "fi", "a", speech_like(6)), ears, ["fi", "pl"])
    assert judged.likeliest == {1: "pl", 2: "pl", 3: "fi", 5: "fi"}
    assert (judged.known, judged.known_after_speech_s) == ("pl", pytest.approx(1.2, abs=0.3))


def test_a_call_that_hears_nobody_never_knows(ears: Ears) -> None:
    quiet = np.tile(np.array([1, -1], dtype=np.int16), 3 * SECOND)
    judged = judge(Stretch("words", "fi", "a", quiet), ears, ["fi", "pl"])
    assert (judged.known, judged.known_after_speech_s) == (None, math.inf)


def judged(language: str, likeliest: str, known: str | None, after_s: float) -> Judged:
    stretch = Stretch("words", language, "a", np.zeros(0, dtype=np.int16))
    return Judged(stretch, {1: likeliest, 2: language, 3: language, 5: language}, known, after_s)


def test_figures_of_each_set_and_language() -> None:
    seen = [judged("fi", "en", "fi", 2.04), judged("fi", "fi", None, math.inf), judged("pl", "pl", "en", 1.0)]
    figures = figures_of(seen)
    finnish = figures["words fi"]
    assert (finnish.stretches, finnish.right_share, finnish.known_right) == (
        2,
        {"1": 0.5, "2": 1.0, "3": 1.0, "5": 1.0},
        1,
    )
    assert (finnish.known_after_speech_s_p50, finnish.known_after_speech_s_p95) == (2.0, None)
    assert figures["words pl"].known_right == 0
    tables = confusion(seen)
    assert tables["1"] == {"fi": {"en": 1, "fi": 1}, "pl": {"pl": 1}}
    assert tables["kept"] == {"fi": {"fi": 1, "never": 1}, "pl": {"en": 1}}
