"""The flat facts, and the agent's pace from the agent's own speech."""

from __future__ import annotations

import pytest

from tyyni.coach.heat import HeatMeter
from tyyni.coach.scene import PACE_FROM_MS, PACE_WINDOW_MS, Scene
from tyyni.coach.turns import Turns
from tyyni.coach.words import Cue
from tyyni.units import CallMs, Party


def scene_after(agent_speech_ms: int, scene: Scene, turns: Turns, start_ms: int = 0) -> int:
    for at in range(start_ms + 20, start_ms + agent_speech_ms + 20, 20):
        scene.hear_turns(turns.hear(CallMs(at), {Party.AGENT: True}))
    return start_ms + agent_speech_ms


def test_pace_counts_the_last_minute_of_the_agents_speech() -> None:
    scene, turns = Scene(), Turns()
    at = scene_after(30_000, scene, turns)
    scene.hear_agent_words(60)
    assert scene.conduct(CallMs(at)).words_per_minute == pytest.approx(120)
    at = scene_after(PACE_WINDOW_MS + 1_000, scene, turns, at)
    scene.hear_agent_words(150)
    assert scene.conduct(CallMs(at)).words_per_minute == pytest.approx(150)


def test_the_pace_begins_anew_after_speech_whose_words_nobody_knows() -> None:
    scene, turns = Scene(), Turns()
    at = scene_after(20_000, scene, turns)
    scene.hear_agent_words(60)
    at = scene_after(20_000, scene, turns, at)
    scene.miss_agent_words()
    assert scene.conduct(CallMs(at)).words_per_minute is None
    at = scene_after(10_000, scene, turns, at)
    scene.hear_agent_words(20)
    assert scene.conduct(CallMs(at)).words_per_minute == pytest.approx(120)


def test_little_speech_has_no_pace() -> None:
    scene, turns = Scene(), Turns()
    scene_after(PACE_FROM_MS - 1_000, scene, turns)
    scene.hear_agent_words(9)
    assert scene.conduct(CallMs(0)).words_per_minute is None


def test_moment_before_anything_was_heard() -> None:
    moment = Scene().moment(HeatMeter().read())
    assert (moment.heat_level, moment.voice_arousal, moment.agent_talk_share) == (0.0, None, 0.0)


def test_cues_and_steps_are_kept_apart() -> None:
    scene = Scene()
    scene.hear_cue(Cue("late", Party.CALLER, "is late", "is late", CallMs(5), 1.0, 10.0))
    scene.hear_cue(Cue("sorry", Party.AGENT, "sorry", "sorry", CallMs(9), 1.0, 0.0))
    moment = scene.moment(HeatMeter().read())
    assert (dict(moment.caller_cues), dict(moment.agent_steps)) == ({"late": 5}, {"sorry": 9})
    assert moment.quotes["late"] == "is late"
