"""One line for what matters, in words of the screen's language; none for the rest."""

from __future__ import annotations

from tyyni import wire
from tyyni.units import Party, WallNs
from tyyni_client.capture import CaptureNews, DeviceChange
from tyyni_client.lines import Lines
from tyyni_client.link import Arrival, Link, LinkState

REASON = wire.HeatReason(kind="words", points=12.4, since_ms=0, quote="myöhässä")
TEXTS: wire.Texts = {"fi": "Pahoittele", "pl": "Przeproś", "en": "Apologise"}
PROMPT = wire.PromptShown(
    id=1,
    rule="late",
    sources=["P2"],
    about="caller",
    urgency="normal",
    text=TEXTS,
    why=TEXTS,
    quote="myöhässä",
    heard_ms=62_000,
)


def told(lines: Lines, *messages: wire.AgentMessage) -> None:
    for message in messages:
        lines.on_message(Arrival(message, WallNs(0)))


def test_prompts_bands_and_errors_are_told_once() -> None:
    said: list[str] = []
    lines = Lines(said.append, "fi", "puhelu 1")
    heat = wire.Heat(level=55.0, band="hot", trend="rising", reasons=[REASON], heard_ms=61_000)
    lag = wire.Lag(lag_ms=5, dropped_partials=0, dropped_finals=0, heard_ms=0)
    error = wire.ErrorMessage(code="frame_truncated", message="too short", fatal=False)
    told(lines, heat, heat, PROMPT, lag, error)
    lines.on_link(Link(LinkState.LIVE))
    assert said == [
        "puhelu 1: 1:01 Soittajan kuumuus: 55 Kuuma (Sanat +12 “myöhässä”)",
        "puhelu 1: 1:02 KEHOTE: Pahoittele - Pahoittele (“myöhässä”)",
        "puhelu 1: Palvelu ilmoittaa: too short [frame_truncated]",
        "puhelu 1: Yhteys kunnossa",
    ]


def test_the_language_is_told_when_it_has_been_heard() -> None:
    said: list[str] = []
    lines = Lines(said.append, "fi")
    told(lines, wire.SpokenLanguage(language="pl", probability=0.9, heard_ms=3_000))
    told(lines, wire.SpokenLanguage(language="sv", probability=0.9, heard_ms=3_000))
    assert said == ["0:03 Kieli: puola", "0:03 Kieli: sv"]


def test_text_is_told_when_it_is_final_and_notices_when_they_begin() -> None:
    said: list[str] = []
    lines = Lines(said.append, "pl")
    text = wire.TranscriptText(
        party=Party.CALLER,
        utterance=1,
        stable="Dzień dobry",
        tentative="",
        final=False,
        start_ms=5_000,
        end_ms=6_000,
        words=[],
        heard_ms=6_500,
    )
    final = wire.decode_agent_message(wire.encode(text).replace('"final":false', '"final":true'))
    assert not isinstance(final, wire.LiveCalls)
    missing = wire.Notice(code="party_absent", level="alarm", party=Party.AGENT, heard_ms=7_000)
    over = wire.Notice(code="party_absent", level="alarm", party=Party.AGENT, active=False)
    told(lines, text, final, missing, over)
    assert said == [
        "0:05 Rozmówca: Dzień dobry",
        "0:07 ! Ty: Nie ma dźwięku: sprawdź mikrofon lub linię.",
    ]


def test_texts_that_are_told_again_after_a_break_are_printed_once() -> None:
    printed: list[str] = []
    lines = Lines(printed.append, "en")
    for utterance in (1, 1, 2):
        text = wire.TranscriptText(
            party=Party.CALLER,
            utterance=utterance,
            stable=f"text {utterance}",
            tentative="",
            final=True,
            start_ms=0,
            end_ms=0,
            words=[],
            heard_ms=0,
        )
        told(lines, text)
    assert len(printed) == 2


def test_what_people_do_is_told() -> None:
    said: list[str] = []
    lines = Lines(said.append, "pl")
    told(
        lines,
        wire.Help(state="taken", heard_ms=61_000),
        wire.Whisper(id=1, text="Zaproponuj rabat", heard_ms=62_000),
        wire.Help(state="none", heard_ms=63_000),
        wire.BreakOffer(minutes=5),
    )
    assert said[:2] == [
        "1:01 Przełożony już spieszy z pomocą.",
        "1:02 Od przełożonego: Zaproponuj rabat",
    ]
    assert said[2].startswith("Proszę zrobić sobie 5 minut przerwy. ")
    assert len(said) == 3


def test_what_a_device_does_is_told_in_words() -> None:
    said: list[str] = []
    lines = Lines(said.append, "en")
    for change in DeviceChange:
        lines.on_capture(CaptureNews(Party.CALLER, change, missed_ms=900, drift_ppm=-9000))
    assert said == [
        "Caller: sound arrives",
        "Caller: no sound from the device; opening it again",
        "Caller: sound is back (0.9\u00a0s missed)",
        "Caller: this machine was too busy: 0.9\u00a0s of sound missed",
        "Caller: its clock is off by -9000 ppm: choose another sample rate or device, or sound will be missing",
    ]


def test_a_break_is_told_once_and_so_is_what_it_cost() -> None:
    said: list[str] = []
    lines = Lines(said.append, "en")
    for state, breaks, lost_samples in (
        (LinkState.LIVE, 0, 0),
        (LinkState.RECONNECTING, 1, 0),
        (LinkState.RECONNECTING, 1, 320),
        (LinkState.RECONNECTING, 1, 24_000),
        (LinkState.LIVE, 1, 24_000),
        (LinkState.RECONNECTING, 2, 24_000),
        (LinkState.LIVE, 2, 24_000),
        (LinkState.ENDED, 2, 24_000),
    ):
        lines.on_link(Link(state, breaks, lost_samples))
    assert said == [
        "Connected",
        "Disconnected",
        "Connected (1.5\u00a0s of sound lost)",
        "Disconnected",
        "Connected",
        "Call ended",
    ]
