from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from coaching import ScriptedCoaching, wanted

from tyyni.coach.events import CallEvent, TextHeard
from tyyni.serve.call_texts import CallTexts
from tyyni.serve.hearing import HearingPool
from tyyni.serve.metrics import Metrics
from tyyni.units import Party, WallNs
from tyyni_models.contracts import (
    LanguageReading,
    LanguageRequest,
    OneByOne,
    Transcription,
    TranscriptionRequest,
    Word,
)


class Says(OneByOne):
    def transcribe(self, request: TranscriptionRequest) -> Transcription:
        return Transcription((Word("hello", 0, 10, 1.0),))

    def read_language(self, request: LanguageRequest) -> LanguageReading:
        return LanguageReading({"en": 1.0}, 500)


class Desk:
    """The texts of one call in a pool with room for ``most`` of them."""

    def __init__(self, most: int = 4) -> None:
        self.pool = HearingPool(Metrics(), lambda: WallNs(0), workers=1, max_queued=most)
        self.coaching = ScriptedCoaching()
        self.heard: list[CallEvent] = []
        self.lost = 0
        self.texts = CallTexts("c", self.pool, self.coaching, self.publish, self.contained, self.lose)

    def publish(self, events: Sequence[CallEvent]) -> None:
        self.heard += events

    @contextmanager
    def contained(self) -> Iterator[None]:
        yield

    def lose(self) -> None:
        self.lost += 1

    def ask(self, utterance: int, *, final: bool = True, party: Party = Party.CALLER) -> None:
        one = wanted(utterance, final=final, party=party)
        self.coaching.script = [[one]]
        self.coaching.hear(None)  # type: ignore[arg-type]
        self.texts.ask("en", one)


async def test_what_is_asked_for_comes_back_and_is_waited_for() -> None:
    desk = Desk()
    desk.pool.start(Says())
    desk.ask(1)
    assert [text.utterance for text in desk.texts.late] == [1]
    assert await desk.texts.room(0, 10)
    assert [event.stable for event in desk.heard if isinstance(event, TextHeard)] == ["hello"]
    assert desk.texts.late == []
    desk.texts.end()
    await desk.pool.stop()


async def test_what_does_not_come_in_time_is_waited_for_no_longer() -> None:
    desk = Desk()
    desk.ask(1)
    assert await desk.texts.room(1, 10)
    assert not await desk.texts.room(0, 0.01)


async def test_a_final_that_finds_no_room_is_lost_counted_and_closed() -> None:
    desk = Desk(most=1)
    for utterance in (1, 2):
        desk.ask(utterance)
    assert (desk.texts.dropped_finals, desk.lost, desk.coaching.given_up) == (1, 1, [2])
    assert [text.utterance for text in desk.texts.late] == [1]


async def test_a_partial_that_finds_no_room_is_only_counted() -> None:
    desk = Desk(most=1)
    desk.ask(1, final=False)
    desk.ask(2)
    assert (desk.texts.dropped_partials, desk.lost, desk.coaching.given_up) == (1, 0, [])


async def test_one_that_still_grows_is_closed_when_it_ends_unless_its_text_is_asked_for_again() -> None:
    desk = Desk(most=1)
    desk.coaching.growing = {2}
    desk.ask(1)
    desk.ask(2)
    desk.texts.close_given_up()
    assert desk.coaching.given_up == [2, 2]
    desk.coaching.growing = set()
    desk.texts.close_given_up()
    desk.texts.close_given_up()
    assert desk.coaching.given_up == [2, 2, 2]


async def test_at_the_end_everything_is_closed_and_nobody_waits() -> None:
    desk = Desk()
    desk.ask(1)
    desk.ask(2)
    desk.texts.give_up_all()
    assert desk.coaching.given_up == [1, 2]
    desk.ask(3)
    desk.texts.end()
    assert await desk.texts.room(0, 10)
