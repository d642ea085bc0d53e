"""Which language speech is in, with the real model: what a call makes of the demo's calls."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import needs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni.coach.call import CallSettings
from tyyni.coach.events import LanguageKnown, TextHeard
from tyyni.coach.words import Cue
from tyyni.playbooks.loader import load_playbook
from tyyni.serve.ears import Ears, load_ears
from tyyni.serve.settings import load_settings
from tyyni.units import Party
from tyyni_bench.demo import DEMO_CALLS
from tyyni_bench.listening import listen
from tyyni_client.recording import open_recording
from tyyni_models.contracts import LanguageReading, LanguageRequest
from tyyni_models.language import among

CODES = ("fi", "pl", "en", "sv")
NOTHING = np.zeros(0, dtype=np.int16)
FRAMES_PER_S = 50


@given(
    st.lists(st.floats(0, 1), min_size=4, max_size=4).filter(lambda values: sum(values) > 0.01),
    st.integers(2, 3),
)
def test_what_other_languages_get_is_shared_out_and_the_order_stays(
    weights: list[float], allowed: int
) -> None:
    told = {code: weight / sum(weights) for code, weight in zip(CODES, weights, strict=True)}
    found = among(CODES[:allowed], told)
    assert sum(found.values()) == pytest.approx(1)
    assert all(found[code] >= told[code] - 1e-6 for code in found)
    first, second = found["fi"] - found["pl"], told["fi"] - told["pl"]
    assert first == pytest.approx(second, abs=1e-5)


@pytest.fixture(scope="module")
def ears() -> Ears:
    return load_ears(load_settings(data_dir=Path("unused")), needs.model("base"), load_playbook())


@pytest.mark.model
def test_nobody_speaks_in_silence_and_next_to_nothing(ears: Ears) -> None:
    for samples in (0, 500, 32_000):
        request = LanguageRequest(np.zeros(samples, dtype=np.int16), NOTHING, CODES)
        assert ears.transcriber.read_language(request) == LanguageReading({}, 0)


@pytest.mark.model
def test_a_call_hears_its_language_and_loses_nothing_that_was_said_before(ears: Ears) -> None:
    """The voices of this call are Czech ones, so its language is known late."""
    recording = open_recording(DEMO_CALLS / "pl-late-bicycle.flac")
    call = ears.make_call(CallSettings(recording.parties, None, False, ("en", "fi", "pl")))
    events = listen(recording, call, ears.transcriber, None, most_frames=12 * FRAMES_PER_S)
    (known,) = (event for event in events if isinstance(event, LanguageKnown))
    assert known.language == "pl"
    agent, caller, *_ = (event for event in events if isinstance(event, TextHeard) and event.final)
    assert (agent.party, caller.party) == (Party.AGENT, Party.CALLER)
    # Not word by word: an end of a word differs from processor to processor ("obsługat").
    assert agent.stable.startswith("Dzień dobry, obsług") and "klienta" in agent.stable
    assert agent.end_ms < known.heard_ms, "it was over before the language was known"
    assert [event.id for event in events if isinstance(event, Cue)] == ["meet", "late_delivery"]
    assert caller.start_ms < known.heard_ms


@pytest.mark.model
@pytest.mark.parametrize(("name", "language"), [("fi-late-delivery", "fi"), ("en-wrong-order", "en")])
def test_the_first_words_tell_the_language(ears: Ears, name: str, language: str) -> None:
    samples = np.concatenate(
        [frames[Party.AGENT] for frames in islice(open_recording(DEMO_CALLS / f"{name}.flac").frames(), 200)]
    )
    reading = ears.transcriber.read_language(LanguageRequest(samples, NOTHING, ("en", "fi", "pl")))
    assert max(reading.probabilities, key=lambda code: reading.probabilities[code]) == language
    halves = LanguageRequest(samples[32_000:], samples[:32_000], ("en", "fi", "pl"))
    assert ears.transcriber.read_language(halves) == reading, "it is all of the speech that counts"
