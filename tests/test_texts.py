"""Every code that the service or a device can give has words in all three languages."""

from __future__ import annotations

from typing import get_args

import pytest

from tyyni.coach.events import NoticeCode
from tyyni.coach.heat import ReasonKind
from tyyni.serve.alarms import AlarmCode
from tyyni.units import Party
from tyyni.wire import Band, HeatReason, ScreenLanguage
from tyyni_client.capture import DeviceChange
from tyyni_client.lines import LINK_TEXTS
from tyyni_client.texts import Texts

ALL = pytest.mark.parametrize("language", get_args(ScreenLanguage))


@ALL
def test_every_code_has_words(language: ScreenLanguage) -> None:
    texts = Texts(language)
    for code in (*get_args(NoticeCode), *get_args(AlarmCode)):
        assert texts.say_code("notice", code) == texts.say(f"notice.{code}")
    for kind in get_args(ReasonKind):
        assert texts.say_code("reason", kind) == texts.say(f"reason.{kind}")
    ids = [f"band.{band}" for band in get_args(Band)]
    ids += [f"trend.{trend}" for trend in ("rising", "steady", "falling")]
    ids += [f"party.{party}" for party in Party]
    ids += [f"device.{change}" for change in DeviceChange]
    ids += [f"language.{spoken}" for spoken in get_args(ScreenLanguage)]
    ids += LINK_TEXTS.values()
    assert all(texts.say(text_id, time="1 s", ppm="+900") for text_id in ids)


def test_a_newer_code_is_shown_in_its_own_words() -> None:
    assert Texts("fi").say_code("notice", "line_on_fire") == "line on fire"


def test_polish_counts_properly() -> None:
    said = [Texts("pl").say("lag.lost", count=count) for count in (1, 3, 5, 12, 22)]
    assert said == [
        "utracono 1 zdanie",
        "utracono 3 zdania",
        "utracono 5 zdań",
        "utracono 12 zdań",
        "utracono 22 zdania",
    ]


@ALL
@pytest.mark.parametrize("count", [0, 1, 2, 5, 11, 12, 21, 22, 100, 112])
def test_every_count_has_a_form(language: ScreenLanguage, count: int) -> None:
    assert str(count) in Texts(language).say("lag.lost", count=count)


def test_figures_are_written_as_the_language_writes_them() -> None:
    assert [Texts(language).seconds(640) for language in ("fi", "en")] == ["0,6\u00a0s", "0.6\u00a0s"]


def test_a_reason_has_its_points_and_its_quote() -> None:
    reason = HeatReason(kind="words", points=-3.6, since_ms=0, quote="forty minutes")
    assert Texts("en").reason(reason) == "Words -4 “forty minutes”"
