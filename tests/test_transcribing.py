"""Clips through one or two systems, in turns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tyyni.audio import Pcm16
from tyyni_bench.manifest import Clip
from tyyni_bench.transcribing import OurSystem, Reading, in_turns
from tyyni_bench.word_times import SpokenWord
from tyyni_models.contracts import OneByOne, Transcription, TranscriptionRequest, Word


class Noting:
    """A system that notes in which order it is asked."""

    def __init__(self, name: str, asked: list[tuple[str, int]]) -> None:
        self._name = name
        self._asked = asked

    def read(self, samples: Pcm16, language: str) -> Reading:
        self._asked.append((self._name, len(samples)))
        return Reading(f"{self._name} {language}")


@pytest.fixture
def clips(tmp_path: Path) -> list[Clip]:
    for number in range(1, 4):
        soundfile.write(tmp_path / f"{number}.wav", np.zeros(number * 16_000), 16_000)
    return [Clip(tmp_path / f"{number}.wav", "fi") for number in range(1, 4)]


def test_systems_warm_up_and_take_turns_in_going_first(clips: list[Clip]) -> None:
    asked: list[tuple[str, int]] = []
    outcomes = list(in_turns(clips, [Noting("ours", asked), Noting("stock", asked)]))
    assert asked == [
        ("ours", 16_000), ("stock", 16_000),  # warm-up
        ("ours", 16_000), ("stock", 16_000),
        ("stock", 32_000), ("ours", 32_000),
        ("ours", 48_000), ("stock", 48_000),
    ]  # fmt: skip
    assert [[heard.reading.text for heard in one.heard] for one in outcomes] == [["ours fi", "stock fi"]] * 3
    assert [one.audio_s for one in outcomes] == [1.0, 2.0, 3.0]
    assert all(heard.wall_s >= 0 and heard.cpu_s >= 0 for one in outcomes for heard in one.heard)


def test_without_clips_nothing_is_read() -> None:
    asked: list[tuple[str, int]] = []
    assert list(in_turns([], [Noting("ours", asked)])) == []
    assert asked == []


def test_our_transcriber_is_asked_as_for_an_utterance_that_has_ended() -> None:
    class Answering(OneByOne):
        def transcribe(self, request: TranscriptionRequest) -> Transcription:
            assert request.final
            words = tuple(Word(text, 20, 40, 1.0) for text in (request.language, "hei"))
            return Transcription(words, suppressed="phantom")

    words = (SpokenWord("fi", 20, 40), SpokenWord("hei", 20, 40))
    read = OurSystem(Answering()).read(np.zeros(16, dtype=np.int16), "fi")
    assert read == Reading("fi hei", "phantom", words)
