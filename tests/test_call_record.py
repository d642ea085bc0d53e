from __future__ import annotations

import pytest

from tyyni import wire
from tyyni.serve.audience import CallPart
from tyyni.serve.board import TEXTS_KEPT, WHISPERS_KEPT
from tyyni.serve.call_record import PROMPTS_KEPT, CallRecord, news
from tyyni.serve.heat_line import HEAT_POINTS
from tyyni.units import Party

WORDS: wire.Texts = {"fi": "a", "pl": "b", "en": "c"}


def point(heard_ms: int, level: float) -> wire.HeatPoint:
    return wire.HeatPoint(heard_ms=heard_ms, level=level)


def text(utterance: int, said: str, start_ms: int = 0) -> wire.FloorText:
    return wire.FloorText(party=Party.AGENT, utterance=utterance, text=said, final=True, start_ms=start_ms)


def prompt(heard_ms: int) -> wire.FloorPrompt:
    return wire.FloorPrompt(heard_ms=heard_ms, urgency="low", text=WORDS, why=WORDS)


def whisper(said: str) -> wire.FloorWhisper:
    return wire.FloorWhisper(heard_ms=0, text=said)


def after(*parts: CallPart) -> wire.WatchedCall:
    record = CallRecord()
    for part in parts:
        record.put(part)
    return record.message("c")


def test_a_short_line_is_kept_whole_and_a_long_one_gets_coarser() -> None:
    short = [point(ms, 1.0) for ms in range(0, 100_000, 500)]
    assert after(*short).heat == short
    long = after(*(point(ms, 1.0) for ms in range(0, 3_600_000, 500))).heat
    assert HEAT_POINTS / 2 <= len(long) <= HEAT_POINTS


def test_the_newest_text_of_each_utterance_is_kept_in_the_order_of_the_call() -> None:
    told = after(text(2, "b", 500), text(1, "a", 100), text(2, "better", 500), text(3, "", 900))
    assert told.texts == [text(1, "a", 100), text(2, "better", 500)]


def test_memory_is_bounded() -> None:
    told = after(
        *(text(number, "x") for number in range(TEXTS_KEPT + 9)),
        *(prompt(number) for number in range(PROMPTS_KEPT + 9)),
        *(whisper(str(number)) for number in range(WHISPERS_KEPT + 9)),
    )
    assert len(told.texts) == TEXTS_KEPT
    assert [one.heard_ms for one in told.prompts] == list(range(9, PROMPTS_KEPT + 9))
    assert told.whispers[-1].text == str(WHISPERS_KEPT + 8)
    assert len(told.whispers) == WHISPERS_KEPT


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        (text(1, "a"), wire.WatchedText),
        (prompt(1), wire.WatchedPrompt),
        (whisper("a"), wire.WatchedWhisper),
        (point(0, 1.0), None),
    ],
)
def test_what_is_new_is_told_each_by_its_message_but_heat(part: CallPart, kind: type | None) -> None:
    told = news("c", part)
    assert (type(told) if told is not None else None) is kind
    if told is not None:
        assert wire.decode_floor_message(wire.encode(told)) == told
