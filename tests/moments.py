"""A moment of a calm call, for tests to change what they are about."""

from __future__ import annotations

from tyyni.coach.playbook import Moment
from tyyni.units import CallMs

CALM = Moment(
    at_ms=CallMs(60_000),
    heat_level=0.0,
    heat_band="calm",
    heat_trend="steady",
    hottest_level=0.0,
    voice_arousal=None,
    tempo_ratio=None,
    caller_speaking=False,
    agent_speaking=False,
    agent_turn_ms=0,
    caller_cues={},
    agent_steps={},
    quotes={},
    agent_talk_share=0.5,
    agent_monologue_ms=0,
    agent_talking_over_ms=0,
    caller_interruptions=0,
    dead_air_ms=0,
    agent_syllables_per_s=None,
    problem=None,
    phase="problem",
)
