"""The coaching without its ears: what is told comes to heat, cues and prompts as in a call."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tyyni.coach.playbook import When
from tyyni.coach.voice import VoiceReading
from tyyni.playbooks.loader import load_playbook
from tyyni.playbooks.stage import Stage, frames_to, level_at
from tyyni.units import CallMs, Party
from tyyni_models.contracts import Word

PLAYBOOK = load_playbook()


def reading(arousal: float) -> VoiceReading:
    return VoiceReading(CallMs(20), None, 0.0, None, None, None, arousal, 1.0)


def test_a_raised_voice_heats_and_one_that_is_only_given_does_not() -> None:
    for heard, level in ((True, 35.0), (False, 0.0)):
        stage = Stage(PLAYBOOK, "en")
        stage.hear_turns(CallMs(20), {Party.CALLER: True})
        if heard:
            stage.hear_voice(reading(0.85), speech_ms=1_200)  # a half-life of the attack
        else:
            stage.give_voice(reading(0.85))
        stage.look(CallMs(20))
        assert stage.heat == [(20, pytest.approx(level))]


def test_cues_of_a_mixed_channel_heat_as_in_a_call() -> None:
    stage = Stage(PLAYBOOK, "en")
    words = [
        Word(text, at * 300, at * 300 + 250, 0.9) for at, text in enumerate(["you", "are", "an", "idiot"])
    ]
    (cue,) = stage.hear_text(Party.MIXED, 1, words, final=True)
    assert cue.id == "abuse"


def test_a_prompt_is_gone_at_the_end_and_draft_rules_say_so() -> None:
    rule = replace(PLAYBOOK.rules[0], when=When(after_ms=0))
    stage = Stage(replace(PLAYBOOK, rules=(rule, replace(rule, id="other", draft=True))), "en")
    stage.hear_turns(CallMs(20), {})
    stage.look(CallMs(20))
    stage.end(CallMs(40))
    assert [(gone.id, gone.reason) for gone in stage.gone] == [(stage.prompts[0].id, "call_ended")]
    assert stage.silent["other"].held_back == "draft"
    assert rule.id not in stage.silent


def test_frames_fill_the_call() -> None:
    assert list(frames_to(70)) == [20, 40, 60]


@pytest.mark.parametrize(
    ("at_ms", "level"), [(0, 10.0), (1_000, 10.0), (2_000, 30.0), (3_000, 50.0), (9_000, 50.0)]
)
def test_the_track_is_linear_and_held_at_its_ends(at_ms: int, level: float) -> None:
    assert level_at(((1_000, 10.0), (3_000, 50.0)), at_ms) == level
