"""A recording on the virtual clock: late answers come late, dropped finals are given up, the last text is awaited."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from coaching import ScriptedCoaching, wanted

from tyyni.coach.events import TextHeard
from tyyni.units import CallMs, Party
from tyyni_bench.streaming import At, stable_delays_ms, stream
from tyyni_client.recording import Recording, open_recording
from tyyni_models.contracts import Word
from tyyni_models.scripted import ScriptedTranscriber


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    """Half a second of both parties: 25 frames each."""
    soundfile.write(tmp_path / "call.wav", np.zeros((8_000, 2), dtype=np.int16), 16_000)
    return open_recording(tmp_path / "call.wav")


def test_a_text_comes_as_late_as_its_decode_took(recording: Recording) -> None:
    call = ScriptedCoaching([[wanted(1)]])
    heard = stream(recording, call, ScriptedTranscriber(["hello"], delay_ms=100), "en", workers=1)
    (at,) = [at for at in heard.said if isinstance(at.event, TextHeard)]
    assert at.now_ms >= 20 + 100
    assert heard.decodes == 1
    assert [word.text for word in heard.final_words(at.event.party)] == [word.text for word in at.event.words]


def test_a_partial_that_a_newer_one_overtakes_costs_no_decode(recording: Recording) -> None:
    # Two workers' worth of work for one: the first runs, of the two that wait only the newer does.
    steps = [[wanted(1, final=False)], [], [wanted(1, final=False)], [], [wanted(1, final=False)]]
    call = ScriptedCoaching(steps)
    heard = stream(recording, call, ScriptedTranscriber(["hello"], delay_ms=200), "en", workers=1)
    assert heard.decodes == 2


def test_what_is_wanted_at_the_end_is_waited_for(recording: Recording) -> None:
    call = ScriptedCoaching([[]] * 50 + [[wanted(7)]])
    heard = stream(recording, call, ScriptedTranscriber(["bye"], delay_ms=50), "en", workers=1)
    assert call.finished
    assert [one.utterance for one in call.read_texts] == [7]
    assert heard.said[-1].now_ms >= 500 + 50


def test_a_word_counts_from_when_it_will_not_change() -> None:
    def text(stable: str, tentative: str, now_ms: int, *, final: bool = False) -> At:
        spoken = [*stable.split(), *tentative.split()]
        words = tuple(Word(one, at * 100, at * 100 + 100, 1.0) for at, one in enumerate(spoken))
        heard = TextHeard(
            Party.CALLER, 1, stable, tentative, final, CallMs(0), CallMs(900), words, 0, CallMs(900)
        )
        return At(now_ms, heard)

    said = [text("", "it is", 500), text("it", "is late", 800), text("it is late", "", 1_000, final=True)]
    assert stable_delays_ms(said, Party.CALLER) == [700, 800, 700]
    assert stable_delays_ms(said, Party.AGENT) == []
