"""A recording heard faster than live."""

from __future__ import annotations

from coaching import ScriptedCoaching, wanted

from tyyni.coach.events import TextHeard
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
