"""When the language is known; and, through the whole call, that it never flips and nothing said before is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noise_call import BOTH, TALK, answer, new_call, of, silence, speech, track

from tyyni.audio import AudioFrame
from tyyni.coach.call import Call
from tyyni.coach.events import CallEvent, LanguageKnown, LanguageWanted, TextHeard, TranscriptWanted
from tyyni.coach.language_search import LanguageChoice, LanguageSearch, LanguageThresholds
from tyyni.coach.words import Cue
from tyyni.units import FRAME_SAMPLES, CallMs, Party
from tyyni_models.contracts import LanguageReading

LIMITS = LanguageThresholds()
ALLOWED = ("fi", "pl", "en")


def wanted(utterance: int = 1, *, final: bool = False, samples: int = 320) -> TranscriptWanted:
    sound = np.full(samples, utterance, dtype=np.int16)
    return TranscriptWanted(utterance, Party.CALLER, CallMs(0), CallMs(20), sound, final, CallMs(20))


def reading(speech_ms: int, **probabilities: float) -> LanguageReading:
    return LanguageReading(probabilities, speech_ms)


def known_after(speech_ms: int, probability: float) -> LanguageChoice | None:
    search = LanguageSearch(["fi", "en"])
    search.weigh(search.ask(wanted()).wanted, reading(speech_ms, fi=probability, en=1 - probability))
    return search.known()


@pytest.mark.parametrize(
    ("speech_ms", "probability", "known"),
    [
        (LIMITS.early_ms - 1, 1.0, False),
        (LIMITS.early_ms, LIMITS.early_certain, True),
        (LIMITS.enough_ms - 1, LIMITS.early_certain - 0.01, False),
        (LIMITS.enough_ms, LIMITS.certain, True),
        (LIMITS.latest_ms - 1, LIMITS.certain - 0.01, False),
        (LIMITS.latest_ms, 0.51, True),
    ],
)
def test_the_more_was_said_the_less_certainty_is_asked(
    speech_ms: int, probability: float, known: bool
) -> None:
    assert known_after(speech_ms, probability) == (LanguageChoice("fi", probability) if known else None)


def test_all_that_was_said_is_asked_about_and_each_utterance_once() -> None:
    search = LanguageSearch(ALLOWED)
    assert len(search.ask(wanted(1)).before) == 0
    assert search.ask(wanted(2)).before.tolist() == [1] * 320
    longer = search.ask(wanted(1, samples=640))
    assert longer.before.tolist() == [2] * 320
    assert len(longer.request.samples) == 640
    assert [(one.utterance, len(one.samples)) for one in search.held] == [(1, 640), (2, 320)]


def test_an_answer_about_less_speech_that_comes_late_changes_nothing() -> None:
    search = LanguageSearch(["fi", "en"])
    first, second = search.ask(wanted(1)).wanted, search.ask(wanted(2)).wanted
    search.weigh(second, reading(3_000, fi=0.9, en=0.1))
    search.weigh(first, reading(1_000, fi=0.0, en=1.0))
    assert search.known() == LanguageChoice("fi", 0.9)


def test_text_waits_for_more_speech_only_once_it_was_answered() -> None:
    search = LanguageSearch(["fi", "en"])
    older = search.ask(wanted(1)).wanted
    newer = search.ask(wanted(1, final=True)).wanted
    search.weigh(older, reading(500, fi=0.5, en=0.5))
    assert search.waiting == frozenset()
    search.weigh(newer, reading(500, fi=0.5, en=0.5))
    assert search.waiting == {1}
    search.ask(wanted(1))
    assert search.waiting == frozenset()


def test_where_nobody_speaks_there_is_nothing_to_wait_for_unless_more_was_heard_since() -> None:
    search = LanguageSearch(["fi", "en"])
    older = search.ask(wanted(1)).wanted
    newer = search.ask(wanted(1, final=True)).wanted
    search.weigh(older, LanguageReading({}, 0))
    assert search.held == [newer]
    search.weigh(newer, LanguageReading({}, 0))
    assert search.held == []
    assert search.known() is None


def test_at_the_end_what_there_is_must_do_once_all_of_it_was_answered() -> None:
    search = LanguageSearch(["fi", "en"])
    first, second = search.ask(wanted(1, final=True)).wanted, search.ask(wanted(2, final=True)).wanted
    search.weigh(first, reading(400, fi=0.6, en=0.4))
    search.finish()
    assert search.known() is None
    search.weigh(second, reading(700, fi=0.4, en=0.6))
    assert search.known() == LanguageChoice("en", 0.6)


# --- through the call -----------------------------------------------------------------------------------------

PHRASES = {"fi": "paketti on myöhässä", "pl": "paczka jest spóźniona", "en": "my package is late"}


def unknown_call() -> Call:
    return new_call(voice=False, language=None, languages=ALLOWED)


class Listener:
    """Plays a call and answers what it wants: the language from a list of readings, the words in the language known."""

    def __init__(self, call: Call, readings: list[LanguageReading]) -> None:
        self.call = call
        self.readings = list(readings)
        self.language: str | None = None
        self.events: list[CallEvent] = []

    def follow(self, events: list[CallEvent]) -> None:
        for event in events:
            self.events.append(event)
            if isinstance(event, LanguageWanted):
                told = self.readings.pop(0) if self.readings else reading(900, fi=0.4, pl=0.3, en=0.3)
                self.follow(self.call.hear_language(event.wanted, told))
            elif isinstance(event, LanguageKnown):
                assert self.language is None, "the language flipped"
                self.language = event.language
            elif isinstance(event, TranscriptWanted):
                assert self.language is not None, "text was wanted in no language"
                self.follow(self.call.read(answer(event, PHRASES[self.language])))

    def play(self, audio: dict[Party, np.ndarray] = TALK) -> list[CallEvent]:
        for at in range(0, max(map(len, audio.values())), FRAME_SAMPLES):
            for party, samples in audio.items():
                piece = samples[at : at + FRAME_SAMPLES]
                if len(piece) == FRAME_SAMPLES:
                    self.follow(self.call.hear(AudioFrame(party, at, piece)))
        self.follow(self.call.finish())
        self.follow(self.call.end())
        return self.events


def finals(events: list[CallEvent]) -> list[tuple[Party, str]]:
    return [(event.party, event.stable) for event in events if isinstance(event, TextHeard) and event.final]


@st.composite
def any_reading(draw: st.DrawFn) -> LanguageReading:
    if draw(st.integers(0, 5)) == 0:
        return LanguageReading({}, 0)
    weights = [draw(st.floats(0.001, 1.0)) ** 4 for _ in ALLOWED]
    shares = [weight / sum(weights) for weight in weights]
    return LanguageReading(dict(zip(ALLOWED, shares, strict=True)), draw(st.integers(0, 9_000)))


@settings(max_examples=60)
@given(st.lists(any_reading(), max_size=12))
def test_whatever_the_model_says_the_language_never_flips_and_every_utterance_gets_its_text(
    readings: list[LanguageReading],
) -> None:
    listener = Listener(unknown_call(), readings)
    events = listener.play()
    known = of(LanguageKnown, events)
    assert len(known) <= 1
    assert listener.call.open_texts == []
    if known:
        at = events.index(known[0])
        assert not of(LanguageWanted, events[at:])
        assert not of(TextHeard, events[:at])
        assert {said for _, said in finals(events)} <= {PHRASES[listener.language or ""]}


def test_words_said_before_the_language_was_known_keep_their_cues() -> None:
    unsure = reading(500, fi=0.4, pl=0.3, en=0.3)
    listener = Listener(unknown_call(), [unsure, unsure, unsure, reading(2_500, fi=0.95, pl=0.03, en=0.02)])
    events = listener.play()
    assert listener.language == "fi"
    assert finals(events)[0] == (Party.CALLER, PHRASES["fi"])
    cues = [event for event in events if isinstance(event, Cue)]
    assert cues[0].id == "late_delivery"
    (known,) = of(LanguageKnown, events)
    assert isinstance(known, LanguageKnown)
    assert cues[0].said_ms < known.heard_ms


def test_a_late_answer_after_the_language_is_known_changes_nothing() -> None:
    call = unknown_call()
    asked = [event for event in hear(call) if isinstance(event, LanguageWanted)]
    known = call.hear_language(asked[-1].wanted, reading(2_500, fi=0.9, pl=0.1, en=0.0))
    assert [type(event) for event in known] == [LanguageKnown, TranscriptWanted]
    assert call.hear_language(asked[0].wanted, reading(9_000, fi=0.0, pl=0.0, en=1.0)) == []


def hear(call: Call) -> list[CallEvent]:
    events: list[CallEvent] = []
    for at in range(0, 2 * 16_000, FRAME_SAMPLES):
        for party in BOTH:
            events += call.hear(AudioFrame(party, at, TALK[party][at : at + FRAME_SAMPLES]))
    return events


def test_an_utterance_without_speech_is_closed_without_words() -> None:
    nobody = [LanguageReading({}, 0)] * 50
    listener = Listener(unknown_call(), nobody)
    assert of(LanguageKnown, listener.play()) == []
    assert finals(listener.events) == []
    assert listener.call.open_texts == []


def test_a_call_of_one_short_word_knows_its_language_when_it_is_over() -> None:
    short = {Party.CALLER: track(silence(0.5), speech(0.5), silence(1.0)), Party.AGENT: silence(2.0)}
    listener = Listener(unknown_call(), [reading(300, fi=0.2, pl=0.5, en=0.3)] * 9)
    assert finals(listener.play(short)) == [(Party.CALLER, PHRASES["pl"])]
    assert listener.language == "pl"


def test_what_is_given_up_is_not_waited_for() -> None:
    call = unknown_call()
    hear(call)
    (last,) = call.finish()
    assert isinstance(last, LanguageWanted)
    (text,) = call.open_texts
    assert not text.waits_for_speech, "its answer is on the way"
    assert call.give_up(text.utterance) == []
    assert call.open_texts == []
    known = call.hear_language(last.wanted, reading(500, fi=0.5, pl=0.3, en=0.2))
    assert [type(event) for event in known] == [LanguageKnown]
