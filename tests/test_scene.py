"""The flat facts, and the agent's pace from the agent's own speech."""

from __future__ import annotations

from typing import Any

import pytest

from tyyni.coach.checklist import ChecklistStep
from tyyni.coach.cue_phrases import CuePhrases
from tyyni.coach.heat import HeatMeter
from tyyni.coach.playbook import Playbook
from tyyni.coach.scene import PACE_FROM_MS, PACE_WINDOW_MS, RATE_FROM_MS, Scene
from tyyni.coach.turns import Turns
from tyyni.coach.words import Cue
from tyyni.units import CallMs, Party
from tyyni_models.contracts import Word

NAME: Any = {"fi": "a", "pl": "b", "en": "c"}
PLAYBOOK = Playbook(
    cues=(CuePhrases("late", Party.CALLER, ("P2",), 8.0, {"en": ("is late",)}),),
    rules=(),
    checklist=(ChecklistStep(step="solve", sources=("W8",), phase="solving", name=NAME),),
)


def words(count: int, *, each_ms: int = 400, text: str = "late") -> list[Word]:
    return [Word(text, at * each_ms, (at + 1) * each_ms, 1.0) for at in range(count)]


def scene_after(agent_speech_ms: int, scene: Scene, turns: Turns, start_ms: int = 0) -> int:
    for at in range(start_ms + 20, start_ms + agent_speech_ms + 20, 20):
        scene.hear_turns(turns.hear(CallMs(at), {Party.AGENT: True}))
    return start_ms + agent_speech_ms


def test_pace_counts_the_last_minute_of_the_agents_speech() -> None:
    scene, turns = Scene(PLAYBOOK), Turns()
    at = scene_after(30_000, scene, turns)
    scene.hear_agent_words(words(60), "en")
    assert scene.conduct(CallMs(at)).words_per_minute == pytest.approx(120)
    at = scene_after(PACE_WINDOW_MS + 1_000, scene, turns, at)
    scene.hear_agent_words(words(150), "en")
    assert scene.conduct(CallMs(at)).words_per_minute == pytest.approx(150)


def test_the_pace_begins_anew_after_speech_whose_words_nobody_knows() -> None:
    scene, turns = Scene(PLAYBOOK), Turns()
    at = scene_after(20_000, scene, turns)
    scene.hear_agent_words(words(60), "en")
    at = scene_after(20_000, scene, turns, at)
    scene.miss_agent_words()
    assert scene.conduct(CallMs(at)).words_per_minute is None
    at = scene_after(10_000, scene, turns, at)
    scene.hear_agent_words(words(20), "en")
    assert scene.conduct(CallMs(at)).words_per_minute == pytest.approx(120)


def test_little_speech_has_no_pace() -> None:
    scene, turns = Scene(PLAYBOOK), Turns()
    scene_after(PACE_FROM_MS - 1_000, scene, turns)
    scene.hear_agent_words(words(9), "en")
    assert scene.conduct(CallMs(0)).words_per_minute is None


def test_moment_before_anything_was_heard() -> None:
    moment = Scene(PLAYBOOK).moment(HeatMeter().read())
    assert (moment.heat_level, moment.voice_arousal, moment.agent_talk_share) == (0.0, None, 0.0)


def test_cues_and_steps_are_kept_apart() -> None:
    scene = Scene(PLAYBOOK)
    scene.hear_cue(Cue("late", Party.CALLER, "is late", "is late", CallMs(5), 1.0, 10.0))
    scene.hear_cue(Cue("sorry", Party.AGENT, "sorry", "sorry", CallMs(9), 1.0, 0.0))
    moment = scene.moment(HeatMeter().read())
    assert (dict(moment.caller_cues), dict(moment.agent_steps)) == ({"late": 5}, {"sorry": 9})
    assert moment.quotes["late"] == "is late"


def rate(scene: Scene) -> float | None:
    return scene.moment(HeatMeter().read()).agent_syllables_per_s


def test_the_agents_syllable_rate_is_that_of_the_last_words_and_needs_some() -> None:
    scene = Scene(PLAYBOOK)
    assert rate(scene) is None
    scene.hear_agent_words(words(RATE_FROM_MS // 400 - 1), "en")
    assert rate(scene) is None
    scene.hear_agent_words(words(1), "en")
    assert rate(scene) == pytest.approx(2.5)
    scene.hear_agent_words(words(20, each_ms=200, text="again"), "en")
    assert rate(scene) == pytest.approx(10.0), "what was said before no longer counts"


def test_a_language_without_rules_for_syllables_gives_no_rate() -> None:
    scene = Scene(PLAYBOOK)
    scene.hear_agent_words(words(30), "de")
    assert rate(scene) is None


def test_problem_and_phase_come_from_cues_steps_and_time() -> None:
    scene, meter = Scene(PLAYBOOK), HeatMeter()
    before = scene.moment(meter.read())
    assert (before.problem, before.phase) == (None, "opening")
    scene.hear_cue(Cue("late", Party.CALLER, "is late", "is late", CallMs(5), 1.0, 8.0))
    named = scene.moment(meter.read())
    assert (named.problem, named.phase) == ("P2", "problem")
    scene.hear_cue(Cue("solve", Party.AGENT, "I can offer", "I can offer", CallMs(9), 1.0, 0.0))
    assert scene.moment(meter.read()).phase == "solving"
