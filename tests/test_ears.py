from __future__ import annotations

import needs
import pytest
from coaching import Silent
from live_service import PLAYBOOK, silence

from tyyni.coach.call import Call, CallSettings
from tyyni.playbooks.loader import load_playbook
from tyyni.serve.ears import hear_with, load_ears
from tyyni.serve.settings import load_settings
from tyyni.units import Party
from tyyni_models.contracts import TranscriptionRequest


def test_each_call_gets_its_own_coaching() -> None:
    ears = hear_with(Silent(), PLAYBOOK, frozenset({"fi"}))
    settings = CallSettings((Party.CALLER,), "fi", True)
    first, second = ears.make_call(settings), ears.make_call(settings)
    assert isinstance(first, Call)
    assert first is not second
    assert ears.cue_languages == {"en"}


def test_another_playbook_is_for_the_calls_that_begin_then() -> None:
    ears = hear_with(Silent(), PLAYBOOK, frozenset({"fi"}))
    assert ears.with_playbook is not None
    other = ears.with_playbook(load_playbook())
    assert (ears.cue_languages, other.cue_languages) == ({"en"}, {"fi", "pl", "en"})
    assert (ears.checklist, other.checklist) == ((), load_playbook().checklist)
    assert other.transcriber is ears.transcriber
    assert other.with_playbook is not None


@pytest.mark.model
def test_the_speech_model_is_loaded_and_has_run_once() -> None:
    folder = needs.model()
    ears = load_ears(load_settings(threads=1, workers=1), folder, PLAYBOOK, {"en": "Lumetar"})
    assert {"fi", "pl", "en"} <= ears.languages
    request = TranscriptionRequest(silence(1), "en", final=True)
    assert ears.transcriber.transcribe(request).words == ()
