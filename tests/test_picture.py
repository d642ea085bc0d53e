"""What a terminal's picture of a call says at every moment."""

from __future__ import annotations

import io

import msgspec
import pytest
from rich.console import Console

from tyyni import wire
from tyyni.units import Party, WallNs
from tyyni_client.call_state import MOST_TEXTS, CallState
from tyyni_client.capture import CaptureNews, DeviceChange
from tyyni_client.link import Arrival, Link, LinkState, Sent
from tyyni_client.picture import Picture
from tyyni_client.texts import Texts

TEXTS: wire.Texts = {"fi": "Pahoittele", "pl": "Przeproś", "en": "Apologise"}
WHY: wire.Texts = {"fi": "Hän odottaa", "pl": "Czeka", "en": "They wait"}
PROMPT = wire.PromptShown(
    id=4,
    rule="late",
    sources=["P2"],
    about="caller",
    urgency="high",
    text=TEXTS,
    why=WHY,
    quote="two weeks [sic]",
    heard_ms=62_000,
)
HEAT = wire.Heat(
    level=64.0,
    band="hot",
    trend="rising",
    reasons=[
        wire.HeatReason(kind="interrupts", points=4.0, since_ms=0),
        wire.HeatReason(kind="raised_voice", points=60.0, since_ms=0),
    ],
    heard_ms=61_000,
)


def text(said: str, *, final: bool, party: Party = Party.CALLER, utterance: int = 1) -> wire.TranscriptText:
    return wire.TranscriptText(
        party=party,
        utterance=utterance,
        stable=said,
        tentative="" if final else "perhaps",
        final=final,
        start_ms=3_000,
        end_ms=4_000,
        words=[],
        heard_ms=4_000,
    )


class Screen(CallState):
    """A call's state and the language it is drawn in."""

    def __init__(self, language: wire.ScreenLanguage, duration_ms: int | None = None) -> None:
        super().__init__(duration_ms)
        self.picture = Picture(Texts(language), self)


def shown(screen: Screen, *messages: wire.AgentMessage) -> str:
    """Let the service say something; return the picture as plain text."""
    for message in messages:
        screen.on_message(Arrival(message, WallNs(0)))
    console = Console(file=io.StringIO(), width=100, color_system=None)
    with console.capture() as capture:
        console.print(screen.picture.whole(), screen.picture.checklist())
    return capture.get()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Connecting", "No prompt right now.", "Nothing heard from the caller yet."]),
        ("fi", ["Yhdistetään", "Ei kehotetta juuri nyt.", "Soittajaa ei ole vielä kuultu."]),
        ("pl", ["Łączenie", "Teraz bez podpowiedzi.", "Rozmówcy jeszcze nie słychać."]),
    ],
)
def test_it_begins_with_nothing_heard(language: wire.ScreenLanguage, words: list[str]) -> None:
    picture = shown(Screen(language))
    assert all(word in picture for word in words)


def test_a_prompt_shows_its_why_and_quote_until_it_is_cleared() -> None:
    screen = Screen("fi")
    picture = shown(screen, PROMPT)
    assert all(part in picture for part in ("Pahoittele", "Hän odottaa", "Kuultu: “two weeks [sic]”"))
    other = wire.PromptCleared(id=3, reason="replaced", heard_ms=0)
    assert "Pahoittele" in shown(screen, other)
    gone = shown(screen, wire.PromptCleared(id=4, reason="step_done", heard_ms=0))
    assert "Pahoittele" not in gone
    assert "Ei kehotetta juuri nyt." in gone


def test_the_language_is_shown_once_it_has_been_heard() -> None:
    screen = Screen("pl")
    assert "Język" not in shown(screen)
    assert "Język: fiński" in shown(screen, wire.SpokenLanguage(language="fi", probability=0.9, heard_ms=0))


def test_heat_is_a_bar_a_word_and_its_strongest_reasons_first() -> None:
    picture = shown(Screen("en"), HEAT)
    assert f"{'█' * 19}{'░' * 11} ▲ Hot 64 rising" in picture
    assert picture.index("Tense, raised voice +60") < picture.index("Interrupts +4")


def test_the_bar_is_whole_at_both_ends() -> None:
    for level, filled in ((0.0, 0), (100.0, 30)):
        picture = shown(Screen("en"), msgspec.structs.replace(HEAT, level=level))
        assert (picture.count("█"), picture.count("░")) == (filled, 30 - filled)


def test_the_last_final_texts_stay_and_a_growing_one_gives_way_to_its_final() -> None:
    screen = Screen("en")
    numbers = range(MOST_TEXTS + 2)
    picture = shown(screen, *(text(f"number {one}", final=True, utterance=one) for one in numbers))
    assert "number 1\n" not in picture
    assert "number 2\n" in picture
    assert "0:03 Caller: I want perhaps …" in shown(screen, text("I want", final=False))
    final = shown(screen, text("I want it back", final=True))
    assert "I want it back" in final
    assert "perhaps" not in final


def test_notices_stand_until_they_are_over_for_each_party() -> None:
    screen = Screen("en")
    absent = wire.Notice(code="party_absent", level="alarm", party=Party.CALLER)
    picture = shown(screen, absent, msgspec.structs.replace(absent, party=Party.AGENT))
    assert picture.count("No sound arrives: check the microphone or the line.") == 2
    picture = shown(screen, msgspec.structs.replace(absent, active=False))
    assert "Caller: No sound arrives" not in picture
    assert "You: No sound arrives" in picture


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "● This call is being recorded"),
        ("fi", "● Puhelun ääni tallennetaan"),
        ("pl", "● Ta rozmowa jest nagrywana"),
    ],
)
def test_a_call_that_is_recorded_says_so_as_long_as_it_is(language: str, told: str) -> None:
    screen = Screen(language)
    kept = wire.Notice(code="audio_kept", level="info")
    assert told in shown(screen, kept)
    stopped = wire.Notice(code="audio_not_kept", level="warning")
    assert told not in shown(screen, msgspec.structs.replace(kept, active=False), stopped)


def test_the_status_says_link_position_lag_and_what_was_dropped() -> None:
    screen = Screen("en", duration_ms=88_000)
    screen.on_link(Link(LinkState.LIVE))
    screen.on_sent(Sent(Party.CALLER, 0, 16_000 * 62, WallNs(0)))
    screen.on_sent(Sent(Party.AGENT, 0, 16_000 * 61, WallNs(0)))
    lag = wire.Lag(lag_ms=640, dropped_partials=2, dropped_finals=1, heard_ms=0)
    status = "Connected · 1:02 / 1:28 · Text delay 0.6\u00a0s · 1 sentence lost"
    assert status in shown(screen, lag)
    nothing = wire.Notice(code="degraded_voice_only", level="alarm")
    assert "Text delay" not in shown(screen, nothing)
    assert status in shown(screen, msgspec.structs.replace(nothing, active=False))
    screen.on_link(Link(LinkState.RECONNECTING))
    assert "Disconnected" in shown(screen)


def test_a_device_in_trouble_and_an_error_are_shown() -> None:
    screen = Screen("en")
    screen.on_capture(CaptureNews(Party.AGENT, DeviceChange.STALLED))
    error = wire.ErrorMessage(code="frame_truncated", message="too short", fatal=False)
    picture = shown(screen, error)
    assert "! You: no sound from the device; opening it again" in picture
    assert "! The service reports: too short [frame_truncated]" in picture
    screen.on_capture(CaptureNews(Party.AGENT, DeviceChange.HEARD))
    assert "no sound from the device" not in shown(screen)


def test_steps_are_ticked_as_they_are_said() -> None:
    names: list[wire.Texts] = [{"fi": "Kiitä", "pl": "Podziękuj", "en": "Thank"}, TEXTS]
    steps = [wire.ChecklistStep(step=str(at), name=name) for at, name in enumerate(names)]
    picture = shown(Screen("pl"), wire.Checklist(steps=steps), wire.StepDone(step="1", heard_ms=0))
    assert "○ Podziękuj" in picture
    assert "✓ Przeproś" in picture


def test_what_people_do_is_shown_until_it_is_over() -> None:
    screen = Screen("en")
    whisper = wire.Whisper(id=1, text="Offer [sic] a refund", heard_ms=0)
    picture = shown(
        screen, wire.Help(state="asked", heard_ms=0), whisper, whisper, wire.BreakOffer(minutes=5)
    )
    assert picture.count("Offer [sic] a refund") == 1
    assert "From your supervisor" in picture
    assert "Help is asked for" in picture
    assert "Take 5 minutes for yourself" in picture
    screen.close_whisper()
    picture = shown(screen, wire.Help(state="none", heard_ms=0))
    assert "refund" not in picture
    assert "Help is asked for" not in picture


def test_what_is_muted_and_rated_is_shown() -> None:
    screen = Screen("en")
    rule = wire.MutedRule(rule="late", text=TEXTS)
    picture = shown(
        screen,
        PROMPT,
        wire.PromptCleared(id=4, reason="muted", heard_ms=0),
        wire.Muted(rules=[rule], all=True),
    )
    assert "Prompts are muted in this call." in picture
    assert "1 muted" in picture
    assert "Thank you" not in picture
    screen.rated = PROMPT.id
    assert "Thank you for rating." in shown(screen)
