"""A logged call coached again: what would have been shown when, and what an edit changes."""

from __future__ import annotations

from dataclasses import replace

from tyyni.playbooks.call_log import (
    CallLog,
    CallTold,
    Heard,
    HeatAt,
    Speech,
    TextKnown,
    VoiceHeard,
    WordHeard,
    log_of,
)
from tyyni.playbooks.loader import load_playbook
from tyyni.playbooks.rehearsal import spoken_line
from tyyni.playbooks.replaying import Compared, firings, moments, replay
from tyyni.units import Party

PLAYBOOK = load_playbook()


def text(words: str, start_ms: int, *, party: Party = Party.CALLER, utterance: int = 1) -> TextKnown:
    said = tuple(
        WordHeard(one.text, one.start_ms, one.end_ms) for one in spoken_line(party, words, start_ms).words()
    )
    return TextKnown(party=party, utterance=utterance, words=said)


def call(*heard: Heard, duration_ms: int | None = None) -> CallLog:
    return log_of(CallTold(version=1, name="a", language="en", duration_ms=duration_ms), heard)


LATE = call(text("my parcel is late", 1_000), duration_ms=30_000)


def test_a_prompt_comes_when_the_text_was_known_and_leaves_by_itself() -> None:
    replayed = replay(PLAYBOOK, LATE)
    first = replayed.shown[0]
    assert first.prompt.rule == "late-delivery"
    assert 0 <= first.prompt.heard_ms - LATE.texts[0].at_ms < 20
    assert first.until_ms > first.prompt.heard_ms
    assert first.gone_because in ("timed_out", "cause_gone")
    assert [cue.id for cue in replayed.cues] == ["late_delivery"]
    assert replayed.heat[-1][0] == replayed.duration_ms == 30_000


def test_text_that_was_known_only_at_the_end_still_counts() -> None:
    words = text("my parcel is late", 25_000).words
    late = call(TextKnown(party=Party.CALLER, utterance=1, words=words, known_ms=40_000), duration_ms=30_000)
    (shown,) = [one for one in replay(PLAYBOOK, late).shown if one.prompt.rule == "late-delivery"]
    assert (shown.until_ms, shown.gone_because) == (30_000, "call_ended")


def test_an_edit_shows_in_what_would_have_been_shown() -> None:
    edited = replace(PLAYBOOK, rules=tuple(rule for rule in PLAYBOOK.rules if rule.id != "late-delivery"))
    compared = Compared(replay(PLAYBOOK, LATE), replay(edited, LATE))
    assert ("late-delivery", 1, 0) in firings([compared])
    assert firings([compared])[0][0] == "late-delivery"
    at_ms, before, after = moments(compared)[0]
    assert before is not None
    assert (at_ms, before.prompt.rule, after) == (before.prompt.heard_ms, "late-delivery", None)


def test_without_an_edit_there_is_one_count() -> None:
    compared = Compared(replay(PLAYBOOK, LATE), None)
    assert ("late-delivery", 1, None) in firings([compared])


def test_the_same_with_both_is_one_moment() -> None:
    replayed = replay(PLAYBOOK, LATE)
    for _, before, after in moments(Compared(replayed, replayed)):
        assert before is after


def test_heat_is_followed_where_it_is_told() -> None:
    hot = replay(PLAYBOOK, call(HeatAt(at_ms=0, level=70.0), duration_ms=20_000))
    assert {level for _, level in hot.heat} == {70.0}
    assert "hot-from-start" in [one.prompt.rule for one in hot.shown]


def test_a_raised_voice_heats_by_the_speech_that_led_to_it() -> None:
    def peak(speech_ms: int) -> float:
        speech = Speech(party=Party.CALLER, start_ms=0, end_ms=speech_ms)
        reading = VoiceHeard(at_ms=3_000, arousal=0.9, confidence=1.0)
        return max(level for _, level in replay(PLAYBOOK, call(speech, reading, duration_ms=6_000)).heat)

    assert 0 < peak(600) < peak(3_000) < 70


def test_the_agents_steps_are_heard_too() -> None:
    sorry = text("I am so sorry", 6_000, party=Party.AGENT, utterance=2)
    replayed = replay(PLAYBOOK, call(text("my parcel is late", 1_000), sorry, duration_ms=12_000))
    assert [one.gone_because for one in replayed.shown if one.prompt.rule == "late-delivery"] == ["step_done"]
