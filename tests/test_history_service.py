"""The history of a real service: what its calls leave behind, and what happens when the database fails in a call."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from coaching import ScriptedCoaching, Silent
from history_sample import HOT_CALL, PLAYBOOK, SAID
from live_service import KEYS, LiveService, calling, hello
from sqlalchemy import URL, text

from tyyni import wire
from tyyni.coach.events import CallEvent
from tyyni.history.archive import Archive
from tyyni.history.database import history_url, make_engine, opened, upgrade
from tyyni.history.own import own_part
from tyyni.history.reading import call_seen, list_calls
from tyyni.serve.ears import Ears

FRAME = np.zeros(320, dtype=np.int16)
EVENTS: list[CallEvent] = [
    event for event in HOT_CALL if not isinstance(event, wire.Notice | wire.VoiceAnalysis)
]


def ears() -> Ears:
    english = frozenset({"en"})
    return Ears(Silent(), lambda settings: ScriptedCoaching([EVENTS]), english, english, playbook=PLAYBOOK)


def service_on(url: URL, **settings: object) -> LiveService:
    address = url.render_as_string(hide_password=False)
    return LiveService(Silent(), load=ears, history=True, database_url=address, **settings)


async def play_a_call(service: LiveService) -> str:
    async with calling(service, label="7") as (call, welcome):
        await call.send(wire.SetVoiceAnalysis(on=False))
        await call.play({party: FRAME for party in hello().parties})
        await call.expect(wire.PromptShown)
        await call.send(wire.Rate(prompt=1, useful=True))
        await call.send(wire.Rate(prompt=99, useful=True))
        assert isinstance((await call.hang_up())[-1], wire.Ended)
    return welcome.call_id


async def test_a_call_of_the_service_is_in_its_history(database: URL) -> None:
    with service_on(database) as service:
        call_id = await play_a_call(service)
    async with opened(database) as engine:
        (line,) = (await list_calls(engine)).calls
        seen, own = await call_seen(engine, call_id), await own_part(engine, call_id)
    assert (line.call_id, line.label, line.max_heat, line.playbook) == (call_id, "7", 60.0, PLAYBOOK.version)
    assert line.ended_at is not None
    assert [cue.sources for cue in seen.cues] == [["P2"], ["H9"]]
    assert ("voice_analysis", False) in [(notice.code, notice.active) for notice in seen.notices]
    assert [step.step for step in own.steps] == ["apologise"]
    assert [(one.kind, one.prompt) for one in own.doings] == [("rate", 1)], "what is refused is not kept"
    assert seen.texts == []


async def test_words_are_kept_where_that_is_switched_on(database: URL) -> None:
    with service_on(database, keep_transcripts=True) as service:
        call_id = await play_a_call(service)
    async with opened(database) as engine:
        assert [said.text for said in (await call_seen(engine, call_id)).texts] == [SAID, SAID]


async def test_when_the_database_fails_calls_go_on_and_the_screens_say_so(database: URL) -> None:
    engine = make_engine(database)
    with service_on(database) as service:
        async with engine.begin() as connection:
            await connection.execute(text("ALTER TABLE heat RENAME TO gone"))
        async with calling(service) as (call, _):
            await call.play({party: FRAME for party in hello().parties})
            told = await call.expect(wire.Notice, lambda notice: notice.code == "history_not_kept")
            assert (told.level, told.active) == ("alarm", True)
            async with engine.begin() as connection:
                await connection.execute(text("ALTER TABLE gone RENAME TO heat"))
            over = await call.expect(wire.Notice, lambda notice: notice.code == "history_not_kept")
            assert not over.active
            assert isinstance((await call.hang_up())[-1], wire.Ended)
        figures = service.service.doors.metrics.exposition().decode()
    assert "tyyni_history_rows_lost_total 0.0" in figures
    async with opened(database) as found:
        (line,) = (await list_calls(found)).calls
        assert len((await call_seen(found, line.call_id)).heat) == 3
    await engine.dispose()


async def test_what_begins_before_a_call_can_tell_is_kept_too(tmp_path: Path) -> None:
    url = history_url(None, tmp_path)
    await upgrade(url)
    bare = Ears(Silent(), lambda settings: ScriptedCoaching(), frozenset({"en", "de"}), frozenset({"en"}))
    with LiveService(Silent(), load=lambda: bare, history=True, data_dir=tmp_path) as service:
        assert isinstance(service.service.history, Archive)
        async with calling(service, language="de") as (call, welcome):
            await call.hang_up()
    async with opened(url) as engine:
        seen = await call_seen(engine, welcome.call_id)
    assert [notice.code for notice in seen.notices] == ["no_cues_for_language"]
    assert seen.call.playbook == ""


async def test_a_call_that_fails_has_an_end_too(tmp_path: Path) -> None:
    url = history_url(None, tmp_path)
    await upgrade(url)
    broken = Ears(
        Silent(),
        lambda settings: ScriptedCoaching([[ZeroDivisionError("bug")]]),
        frozenset({"en"}),
        frozenset({"en"}),
    )
    with LiveService(Silent(), load=lambda: broken, history=True, data_dir=tmp_path) as service:
        async with calling(service) as (call, welcome):
            await call.play({party: FRAME for party in hello().parties})
            assert await call.refusal() == ("internal_error", 1011)
    async with opened(url) as engine:
        assert (await call_seen(engine, welcome.call_id)).call.ended_at is not None


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.mark.parametrize("key", [KEYS.agent, KEYS.supervisor])
async def test_no_key_gets_into_the_history(tmp_path: Path, key: str) -> None:
    url = history_url(None, tmp_path)
    await upgrade(url)
    with LiveService(Silent(), load=ears, history=True, data_dir=tmp_path) as service:
        await play_a_call(service)
    assert all(key.encode() not in file.read_bytes() for file in files_in(tmp_path))
