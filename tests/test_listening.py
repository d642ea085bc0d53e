"""A recording heard faster than live."""

from __future__ import annotations

from coaching import ScriptedCoaching, language_wanted, wanted

from tyyni.coach.events import LanguageKnown, TextHeard
from tyyni.units import CallMs
from tyyni_bench.demo_calls import OUT
from tyyni_bench.listening import listen
from tyyni_client.recording import open_recording
from tyyni_models.scripted import ScriptedTranscriber


def test_every_transcript_that_is_wanted_is_brought_at_once() -> None:
    recording = open_recording(OUT / "en-wrong-order.flac")
    call = ScriptedCoaching([[wanted(1)], [], [wanted(2, final=False)]])
    events = listen(recording, call, ScriptedTranscriber(["hello"]), "en")
    assert call.finished
    assert len(call.frames) == 2 * -(-recording.duration_ms // 20)
    assert [one.utterance for one in call.read_texts] == [1, 2]
    assert [one.stable for one in events if isinstance(one, TextHeard)] == ["hello"]


def test_the_language_can_be_heard_too_and_a_beginning_may_do() -> None:
    recording = open_recording(OUT / "en-wrong-order.flac")
    call = ScriptedCoaching([[], [language_wanted(1)]])
    known = LanguageKnown("pl", 1.0, CallMs(20))
    call.on_language = [[known, wanted(1)]]
    events = listen(recording, call, ScriptedTranscriber(["hello"], language="pl"), None, most_frames=3)
    assert len(call.frames) == 6
    assert call.heard_languages[0].probabilities == {"fi": 0.0, "pl": 1.0, "en": 0.0}
    assert events[0] is known
    assert [one.stable for one in events if isinstance(one, TextHeard)] == ["hello"]
