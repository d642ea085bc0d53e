"""What a screen remembers of a call; what it looks like is in test_picture.py."""

from __future__ import annotations

from tyyni import wire
from tyyni.units import Party, WallNs
from tyyni_client.call_state import CallState
from tyyni_client.link import Arrival, Sent

TEXTS: wire.Texts = {"fi": "a", "pl": "b", "en": "c"}


def prompt(number: int) -> wire.PromptShown:
    return wire.PromptShown(
        id=number,
        rule="late",
        sources=[],
        about="caller",
        urgency="low",
        text=TEXTS,
        why=TEXTS,
        quote=None,
        heard_ms=0,
    )


def told(state: CallState, *messages: wire.AgentMessage) -> None:
    for message in messages:
        state.on_message(Arrival(message, WallNs(0)))


def test_a_prompt_that_has_gone_is_still_the_last_one() -> None:
    state = CallState()
    told(state, prompt(1), prompt(2), wire.PromptCleared(id=1, reason="replaced", heard_ms=0))
    assert state.prompt == prompt(2)
    told(state, wire.PromptCleared(id=2, reason="dismissed", heard_ms=0))
    assert state.prompt is None
    assert state.last_prompt == prompt(2)


def test_whispers_are_kept_once_each_and_closed_from_the_oldest() -> None:
    state = CallState()
    one, two = (wire.Whisper(id=number, text="!", heard_ms=0) for number in (1, 2))
    told(state, one, two, one)
    assert state.whispers == [one, two]
    state.close_whisper()
    assert state.whispers == [two]
    state.close_whisper()
    state.close_whisper()
    assert state.whispers == []


def test_the_position_is_that_of_the_party_that_is_further() -> None:
    state = CallState()
    state.on_sent(Sent(Party.CALLER, 0, 32_000, WallNs(0)))
    state.on_sent(Sent(Party.AGENT, 0, 16_000, WallNs(0)))
    assert state.position_ms == 2_000


def text(
    utterance: int, stable: str, *, final: bool = True, party: Party = Party.CALLER
) -> wire.TranscriptText:
    return wire.TranscriptText(
        party=party,
        utterance=utterance,
        stable=stable,
        tentative="",
        final=final,
        start_ms=0,
        end_ms=0,
        words=[],
        heard_ms=0,
    )


def test_texts_that_are_told_again_after_a_break_are_the_same_and_some_are_taken_back() -> None:
    state = CallState()
    told(state, text(1, "hello"), text(1, "good morning", party=Party.AGENT), text(2, "late", final=False))
    assert [one.stable for one in state.finals] == ["hello", "good morning"]
    assert state.growing[Party.CALLER].stable == "late"
    told(state, text(1, "hello"), text(2, ""))
    assert [one.stable for one in state.finals] == ["good morning", "hello"]
    assert Party.CALLER not in state.growing
    told(state, text(1, ""))
    assert [one.stable for one in state.finals] == ["good morning"]
