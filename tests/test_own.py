"""What is the agent's alone, and that no page of supervisors can come by it."""

from __future__ import annotations

import pytest
from history_sample import keep, listed
from sqlalchemy import URL

from tyyni.errors import TyyniError
from tyyni.history.database import opened
from tyyni.history.own import own_charm_moments, own_part


async def test_the_agents_own_part_has_what_supervisors_do_not_see(database: URL) -> None:
    await keep(database, listed("a"))
    async with opened(database) as engine:
        own = await own_part(engine, "a")
    assert [(one.rule, one.gone_ms, one.gone_reason) for one in own.prompts] == [
        ("late-delivery", 25_500, "step_done"),
        ("charm", 39_000, "timed_out"),
    ]
    assert [(step.step, step.heard_ms) for step in own.steps] == [("apologise", 25_000)]
    assert [cue.cue for cue in own.cues] == ["apologise"]
    assert [(one.kind, one.prompt, one.rule, one.value) for one in own.doings] == [
        ("rate", 1, None, True),
        ("mute", None, "charm", True),
        ("dismiss", 2, None, None),
        ("ask_help", None, None, True),
    ]
    assert [notice.code for notice in own.notices] == ["no_speech_heard"]


async def test_charm_moments_are_the_agents_own_and_the_newest_come_first(database: URL) -> None:
    later = "2026-11-25T10:00:00+00:00"
    await keep(database, listed("a"), listed("b", agent="Ewa"), listed("c", started_at=later))
    async with opened(database) as engine:
        moments = await own_charm_moments(engine, "Aino")
    assert [(call, prompt.rule) for call, prompt in moments] == [("c", "charm"), ("a", "charm")]


async def test_a_call_that_is_not_there_is_told(database: URL) -> None:
    async with opened(database) as engine:
        with pytest.raises(TyyniError, match="call_not_found"):
            await own_part(engine, "x")
