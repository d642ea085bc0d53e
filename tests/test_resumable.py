from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from history_sample import CLAIM, DOINGS, HOT_CALL, PLAYBOOK, SAID, archive, everything_in, heat, keep, listed
from sqlalchemy import URL, update

from tyyni.coach.resuming import Reached
from tyyni.history import tables
from tyyni.history.database import opened
from tyyni.history.reading import call_seen
from tyyni.history.resumable import RESUMABLE_S, end_abandoned, find_resumable
from tyyni.history.rows import Event
from tyyni.units import CallMs, Party

REACHED = Reached(CallMs(43_000), {Party.CALLER: 640_000, Party.AGENT: 688_000}, 7, ((Party.CALLER, 7),))


async def die(
    url: URL, call_id: str, *, events: Sequence[Event] = HOT_CALL, keep_words: bool = False
) -> None:
    """Keep a call up to the death of its service."""
    async with archive(url, keep_words=keep_words) as running:
        record = running.recorder()
        record.begin(listed(call_id), True, PLAYBOOK)
        record.hold(CLAIM)
        record.take(events)
        for doing, at_ms in DOINGS:
            record.act(doing, at_ms)
        record.take_help()
        record.whisper("Offer a refund", 35_000)
        record.reach(REACHED)


async def test_a_call_whose_service_died_is_found_with_all_that_is_kept(database: URL) -> None:
    await die(database, "a")
    now = datetime.now(UTC)
    async with opened(database) as engine:
        kept = await find_resumable(engine, "a", now)
        assert await find_resumable(engine, "b", now) is None
    assert kept is not None
    assert (kept.claim, kept.reached) == (CLAIM, REACHED)
    assert kept.claim.allows(CLAIM)
    assert not kept.voice_analysis, "it was switched off in the call"
    assert kept.help_taken
    assert (kept.call.language, kept.call.max_heat) == ("en", 60.0)
    assert kept.heat is not None
    assert (kept.heat.at_ms, kept.heat.level, kept.heat.reasons[0].kind) == (30_000, 30.0, "words")
    assert [one.level for one in kept.heats] == [10.0, 60.0, 30.0]
    assert [(cue.id, cue.party) for cue in kept.cues] == [
        ("late_delivery", Party.CALLER),
        ("apologise", Party.AGENT),
        ("thanks", Party.CALLER),
    ]
    assert [(past.prompt.id, past.prompt.about, past.gone) for past in kept.prompts] == [
        (1, "caller", True),
        (2, "conduct", True),
    ]
    assert [prompt.rule for prompt in kept.caller_prompts] == ["late-delivery"]
    assert [step.step for step in kept.steps] == ["apologise"]
    assert [doing.kind for doing in kept.doings] == ["rate", "mute", "dismiss", "ask_help"]
    assert [whisper.text for whisper in kept.whispers] == ["Offer a refund"]
    assert kept.texts == ()
    assert SAID not in str(kept)
    assert kept.last_seq > 15


async def test_words_are_there_where_they_are_kept(database: URL) -> None:
    await die(database, "a", keep_words=True)
    async with opened(database) as engine:
        kept = await find_resumable(engine, "a", datetime.now(UTC))
    assert kept is not None
    assert [(text.party, text.text, text.start_ms) for text in kept.texts] == [
        (Party.CALLER, SAID, 2_000),
        (Party.AGENT, SAID, 24_000),
    ]
    assert {cue.quote for cue in kept.cues} == {SAID}


async def test_a_call_in_which_nothing_was_said_is_found_too(database: URL) -> None:
    await die(database, "a", events=())
    async with opened(database) as engine:
        kept = await find_resumable(engine, "a", datetime.now(UTC))
    assert kept is not None
    assert (kept.heat, kept.heats, kept.cues) == (None, (), ())


async def test_what_goes_on_is_numbered_on_and_summed_up_on(database: URL) -> None:
    await die(database, "a", events=[heat(10_000, 60.0)])
    async with archive(database) as running:
        kept = await running.find_resumable("a")
        assert kept is not None
        record = running.recorder()
        record.go_on(kept, PLAYBOOK)
        record.take([heat(20_000, 20.0)])
        record.reach(REACHED)
        assert await running.flush()
        again = await running.find_resumable("a")
        assert again is not None
        assert again.last_seq == kept.last_seq + 1
        assert (again.heat, again.help_taken) == (heat(20_000, 20.0, said=None), True)
        record.end(40_000)
        assert await running.find_resumable("a") is None, "the end that waits is written first"
    async with opened(database) as engine:
        seen = await call_seen(engine, "a")
    assert [point.at_ms for point in seen.heat] == [10_000, 20_000]
    assert (seen.call.heard_ms, seen.call.max_heat, seen.call.hot_from_ms) == (40_000, 60.0, 10_000)
    assert seen.call.mean_heat == (10_000 * 60 + 20_000 * 20) / 40_000


async def test_calls_for_which_nobody_can_come_back_are_ended_when_they_were_last_alive(
    database: URL,
) -> None:
    for call_id in ("dead", "alive"):
        await die(database, call_id)
    await keep(database, listed("over"))
    async with archive(database) as running:
        running.recorder().begin(
            listed("old"), True, PLAYBOOK
        )  # of a version that kept nothing to go on with
    now = datetime.now(UTC)
    died = now - timedelta(seconds=RESUMABLE_S + 1)
    async with opened(database) as engine:
        over = (await call_seen(engine, "over")).call.ended_at
        async with engine.begin() as connection:
            dead = update(tables.resumes).where(tables.resumes.c.call_id == "dead")
            await connection.execute(dead.values(alive_at=died))
        assert await find_resumable(engine, "dead", now) is None
        assert await end_abandoned(engine, now) == 2
        assert await end_abandoned(engine, now) == 0
        assert [row["call_id"] for row in await everything_in(engine, tables.resumes)] == ["alive"]
        ended = {id_: (await call_seen(engine, id_)).call for id_ in ("dead", "alive", "over", "old")}
    assert ended["dead"].ended_at == died
    assert ended["alive"].ended_at is None
    assert ended["over"].ended_at == over
    assert ended["old"].ended_at == ended["old"].started_at
