"""The algorithmic clock: how much sound must pass before something can be said, whatever the machine.

Every transcript is there at once, so these figures are audio time and the same on each machine; only the rounding
of resampled sound may move them by a frame or two.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from tyyni.coach.call import CallSettings
from tyyni.coach.events import CallEvent, TextHeard
from tyyni.coach.heat import BAND_FROM, Heat
from tyyni.coach.voice import VoiceReading
from tyyni.playbooks.loader import load_playbook
from tyyni.serve.ears import hear_with
from tyyni.units import FRAME_MS
from tyyni_bench.demo import DEMO_CALLS
from tyyni_bench.listening import listen
from tyyni_bench.playing import Known, open_known
from tyyni_bench.summing import speech_of
from tyyni_models.scripted import ScriptedTranscriber

FINAL_AFTER_MS = 320
"""Of silence, an utterance is over (`tyyni.coach.endpointing`); its text, asked for after 200 ms, is there."""
SLACK_MS = 3 * FRAME_MS
"""By so much the end of speech that a synthesiser knows and what voice activity makes of it may lie apart."""


@pytest.fixture(scope="module", params=["fi-late-delivery", "en-wrong-order", "pl-late-bicycle"])
def heard(request: pytest.FixtureRequest) -> tuple[Known, list[CallEvent]]:
    """Return a demo call and all that is said of it."""
    path: Path = DEMO_CALLS / f"{request.param}.flac"
    known = open_known(path)
    ears = hear_with(ScriptedTranscriber(["mhm"]), load_playbook(), frozenset({known.language}))
    call = ears.make_call(CallSettings(known.recording.parties, known.language, voice_analysis=True))
    return known, listen(known.recording, call, ears.transcriber, known.language)


def test_a_text_is_final_a_third_of_a_second_after_speech(heard: tuple[Known, list[CallEvent]]) -> None:
    known, events = heard
    finals = [event for event in events if isinstance(event, TextHeard) and event.final]
    waits_ms = []
    for segment in speech_of(known):
        ends = [
            text
            for text in finals
            if text.party is segment.party
            and text.start_ms < segment.end_ms
            and text.end_ms >= segment.end_ms - 300
        ]
        assert ends, f"no final reaches the end of {segment}"
        waits_ms.append(ends[0].heard_ms - segment.end_ms)
    assert abs(median(waits_ms) - FINAL_AFTER_MS) <= SLACK_MS
    assert max(waits_ms) <= 2 * FINAL_AFTER_MS


def test_a_reading_is_of_the_frame_that_completed_it(heard: tuple[Known, list[CallEvent]]) -> None:
    _, events = heard
    readings = [event for event in events if isinstance(event, VoiceReading)]
    assert len(readings) > 20
    assert all(reading.at_ms % FRAME_MS == 0 for reading in readings)


def test_the_voice_alone_never_takes_longer_than_eight_seconds_to_tell_heat(
    heard: tuple[Known, list[CallEvent]],
) -> None:
    known, events = heard
    for stretch in known.sidecar.hot or ():
        raised_ms = [
            event.at_ms
            for event in events
            if isinstance(event, Heat)
            and event.at_ms >= stretch.start_ms
            and event.level >= BAND_FROM["warm"]
            and event.reasons[0].kind == "raised_voice"
        ]
        assert raised_ms, "the voice adds most"
        assert raised_ms[0] - stretch.start_ms <= 8_000
