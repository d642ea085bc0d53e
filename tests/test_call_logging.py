"""A call log of a recording: replaying it gives what the call itself gave."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from tyyni.coach.call import CallSettings
from tyyni.coach.events import TextHeard
from tyyni.coach.heat import Heat
from tyyni.coach.playbook import Prompt
from tyyni.playbooks.call_log import CallTold, log_of
from tyyni.playbooks.loader import load_playbook
from tyyni.playbooks.replaying import replay
from tyyni.serve.ears import hear_with
from tyyni.units import CallMs, Party
from tyyni_bench.call_logging import heard_of, log_recording, speech_of
from tyyni_bench.demo_calls import OUT
from tyyni_bench.streaming import At, stream
from tyyni_client.recording import Recording, open_recording
from tyyni_models.contracts import Word
from tyyni_models.scripted import ScriptedTranscriber

PLAYBOOK = load_playbook()
SECONDS = 45


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """The beginning of a call that turns hot."""
    sound, rate_hz = soundfile.read(OUT / "en-wrong-order.flac", dtype="int16")
    path = tmp_path_factory.mktemp("logged") / "call.wav"
    soundfile.write(path, sound[: SECONDS * rate_hz], rate_hz)
    return open_recording(path)


def test_a_replayed_log_is_the_call_again(recording: Recording) -> None:
    ears = hear_with(ScriptedTranscriber(["my", "parcel", "is", "late"]), PLAYBOOK, frozenset({"en"}))
    call = ears.make_call(CallSettings(recording.parties, "en", voice_analysis=True))
    said = stream(recording, call, ears.transcriber, "en", workers=1).said
    told = CallTold(version=1, name="a", language="en", duration_ms=recording.duration_ms)
    replayed = replay(PLAYBOOK, log_of(told, [*speech_of(recording), *heard_of(said, recording.duration_ms)]))

    prompts = [at.event for at in said if isinstance(at.event, Prompt)]
    assert prompts
    assert [one.prompt.rule for one in replayed.shown] == [one.rule for one in prompts]
    for shown, prompt in zip(replayed.shown, prompts, strict=True):
        assert abs(shown.prompt.heard_ms - prompt.heard_ms) <= 20
        assert shown.prompt.quote == prompt.quote
    levels = dict(replayed.heat)
    # Several texts may be known at one moment: the last look is compared.
    heats = {at.event.at_ms: at.event.level for at in said if isinstance(at.event, Heat)}
    both = [(levels[at_ms], level) for at_ms, level in heats.items() if at_ms in levels]
    assert len(both) >= 0.8 * len(heats) > 20
    assert max(abs(one - other) for one, other in both) < 1.0


def test_the_log_names_the_call_and_holds_both_parties(recording: Recording) -> None:
    ears = hear_with(ScriptedTranscriber(["hello"]), PLAYBOOK, frozenset({"en"}))
    log = log_recording(recording, "en", ears, workers=1)
    assert (log.told.name, log.duration_ms) == ("call", SECONDS * 1_000)
    assert {one.party for one in log.speech} == {Party.CALLER, Party.AGENT}
    assert {one.party for one in log.texts} == {Party.CALLER, Party.AGENT}
    assert log.voice


def test_of_a_text_only_what_cues_may_rely_on_is_kept_and_the_end_is_the_end() -> None:
    words = tuple(Word(text, at * 100, at * 100 + 90, 1.0) for at, text in enumerate(("it", "is", "la")))
    text = TextHeard(Party.CALLER, 4, "it is", "la", False, CallMs(0), CallMs(300), words, 2, CallMs(300))
    (known,) = heard_of([At(900, text)], 500)
    assert [word.text for word in known.words] == ["it", "is"]  # type: ignore[union-attr]
    assert known.known_ms == 500  # type: ignore[union-attr]


def test_speech_that_goes_on_to_the_end_is_kept(tmp_path_factory: pytest.TempPathFactory) -> None:
    sound, rate_hz = soundfile.read(OUT / "en-wrong-order.flac", dtype="int16")
    loudest = int(np.argmax(np.abs(sound[: 20 * rate_hz, 0])))
    path = tmp_path_factory.mktemp("cut") / "call.wav"
    soundfile.write(path, sound[:loudest], rate_hz)
    recording = open_recording(path)
    assert any(recording.duration_ms - one.end_ms < 20 for one in speech_of(recording))
