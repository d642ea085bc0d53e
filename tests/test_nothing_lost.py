"""No word is lost where streaming could lose it: after a pause, at hang-up, at the seam of a monologue, in overlap.

Real model, known text: stretches of the English demo call (synthetic voices), put together anew.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

import needs
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tyyni.coach.call import CallSettings
from tyyni.coach.endpointing import EndpointThresholds
from tyyni.coach.events import TextHeard
from tyyni.coach.hypothesis import spoken_form
from tyyni.playbooks.loader import load_playbook
from tyyni.serve.ears import Ears, hear_with
from tyyni.units import Party
from tyyni_bench.demo import DEMO_CALLS
from tyyni_bench.listening import listen
from tyyni_bench.playing import Known, open_known
from tyyni_bench.summing import whole_tracks
from tyyni_client.recording import open_recording
from tyyni_models.transcriber import WhisperTranscriber

pytestmark = pytest.mark.model

Sound = NDArray[np.int16]
SECOND = 16_000


@pytest.fixture(scope="module")
def ears() -> Ears:
    return hear_with(WhisperTranscriber(needs.model(), threads=1), load_playbook(), frozenset({"en"}))


@pytest.fixture(scope="module")
def known() -> Known:
    return open_known(DEMO_CALLS / "en-wrong-order.flac")


class Stretch:
    """One party's sound from one time to another, with the words that are said in it."""

    def __init__(self, known: Known, party: Party, start_ms: int, end_ms: int) -> None:
        self.sound: Sound = whole_tracks(known.recording)[party][start_ms * 16 : end_ms * 16]
        self.words = [
            spoken_form(word.text)
            for word in known.sidecar.words or ()
            if word.party is party and word.start_ms >= start_ms and word.end_ms <= end_ms
        ]


def heard(ears: Ears, tmp_path: Path, caller: Sound, agent: Sound) -> dict[Party, list[list[str]]]:
    """Return the words of each final text, party by party, of a call with this sound."""
    length = max(len(caller), len(agent))
    both = [np.pad(sound, (0, length - len(sound))) for sound in (caller, agent)]
    path = tmp_path / "call.flac"
    soundfile.write(path, np.stack(both, axis=1), SECOND)
    call = ears.make_call(CallSettings((Party.CALLER, Party.AGENT), "en", voice_analysis=False))
    events = listen(open_recording(path), call, ears.transcriber, "en")
    finals = sorted(
        (event for event in events if isinstance(event, TextHeard) and event.final),
        key=lambda text: text.start_ms,
    )
    texts: dict[Party, list[list[str]]] = {Party.CALLER: [], Party.AGENT: []}
    for final in finals:
        texts[final.party].append([spoken_form(word.text) for word in final.words])
    return texts


def joined(texts: list[list[str]]) -> list[str]:
    return [word for text in texts for word in text]


def lost(said: list[str], found: list[str]) -> list[str]:
    """Return the words that were said and are not in the text at all, misread ones not counted."""
    blocks = SequenceMatcher(None, said, found, autojunk=False).get_opcodes()
    return [word for what, start, end, _, _ in blocks if what == "delete" for word in said[start:end]]


def silence(seconds: float) -> Sound:
    return np.zeros(int(seconds * SECOND), dtype=np.int16)


def test_the_first_word_after_a_long_pause_is_heard(ears: Ears, known: Known, tmp_path: Path) -> None:
    first = Stretch(known, Party.CALLER, 17_815, 19_700)
    second = Stretch(known, Party.CALLER, 23_800, 25_600)
    sound = np.concatenate([first.sound, silence(8), second.sound, silence(1)])
    texts = heard(ears, tmp_path, sound, silence(1))[Party.CALLER]
    assert texts[0][0] == first.words[0]
    assert texts[-1][:3] == second.words[:3]


def test_the_last_word_before_hang_up_is_heard(ears: Ears, known: Known, tmp_path: Path) -> None:
    last = Stretch(known, Party.CALLER, 35_500, 42_206)
    texts = heard(ears, tmp_path, last.sound, silence(1))[Party.CALLER]
    assert joined(texts)[-3:] == last.words[-3:]


def test_no_word_is_lost_at_the_seams_of_a_monologue(ears: Ears, known: Known, tmp_path: Path) -> None:
    spans = [
        (5_675, 13_675),
        (23_916, 31_206),
        (35_616, 42_206),
        (44_334, 50_029),
        (59_201, 61_716),
        (71_990, 76_145),
    ]
    parts = [Stretch(known, Party.CALLER, *span) for span in spans]
    sound = np.concatenate([part.sound for part in parts])
    assert len(sound) > 30 * SECOND
    texts = heard(ears, tmp_path, sound, silence(1))[Party.CALLER]
    assert len(texts) >= len(sound) / SECOND // (EndpointThresholds().longest_ms / 1000)
    said, found = [word for part in parts for word in part.words], joined(texts)
    assert lost(said, found) == []
    assert len(found) <= len(said) + 2  # nor is one said twice


def test_both_are_heard_when_they_speak_at_once(ears: Ears, known: Known, tmp_path: Path) -> None:
    caller = Stretch(known, Party.CALLER, 23_800, 31_300)
    agent = Stretch(known, Party.AGENT, 62_100, 69_400)
    texts = heard(ears, tmp_path, caller.sound, agent.sound)
    for party, stretch in ((Party.CALLER, caller), (Party.AGENT, agent)):
        assert lost(stretch.words, joined(texts[party])) == []
