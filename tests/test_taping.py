"""The recordings of a service: which calls have one, what becomes of those that a dead service left, and of a purge."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import structlog
from coaching import ScriptedCoaching, Silent
from history_sample import CLAIM, HOT_CALL, PLAYBOOK, Count, archive, keep, listed
from live_service import SUPERVISOR, LiveService, WireCall, calling, connected, hello, silence
from sqlalchemy import URL, update
from sqlalchemy.exc import OperationalError
from test_recordings import BOTH, heard, names, no_file_larger_than, noise, write

from tyyni import wire
from tyyni.coach.resuming import Reached
from tyyni.history import tables, taping
from tyyni.history.database import history_url, make_engine, opened, upgrade
from tyyni.history.purging import purge_call
from tyyni.history.recordings import Recordings
from tyyni.history.resumable import RESUMABLE_S
from tyyni.history.tape import CallTape, NullTape
from tyyni.history.taping import NoTapes, Tapes
from tyyni.serve.ears import Ears
from tyyni.units import CallMs

CALLER, AGENT = BOTH


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    made = Recordings(tmp_path)
    made.prepare()
    return made


@asynccontextmanager
async def tapes_on(url: URL, recordings: Recordings, *, keep: bool = True) -> AsyncIterator[Tapes]:
    engine = make_engine(url)
    tapes = Tapes(recordings, engine, keep=keep, lost_s=Count(), failed=Count())
    tapes.start()
    yield tapes
    await tapes.stop()
    await engine.dispose()


async def tidied(tapes: Tapes, monkeypatch: pytest.MonkeyPatch, *, rounds: int = 1) -> None:
    """Have the recordings tidied so many times, without the pause in between."""
    left = rounds

    async def pause(_: float) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(taping.asyncio, "sleep", pause)
        with pytest.raises(asyncio.CancelledError):
            await tapes.tidy()


async def leave_live(url: URL, call_id: str, *, alive_s_ago: float) -> None:
    """Keep a call whose service died in it."""
    async with archive(url) as running:
        record = running.recorder()
        record.begin(listed(call_id), True, PLAYBOOK)
        record.hold(CLAIM)
        record.take(HOT_CALL)
        record.reach(Reached(CallMs(1_000), {}, 0, ()))
    engine = make_engine(url)
    async with engine.begin() as connection:
        alive_at = datetime.now(UTC) - timedelta(seconds=alive_s_ago)
        resume = tables.resumes
        await connection.execute(update(resume).where(resume.c.call_id == call_id).values(alive_at=alive_at))
    await engine.dispose()


async def test_only_what_another_process_kept_goes_on(database: URL, recordings: Recordings) -> None:
    write(recordings, "kept", {party: noise(100) for party in BOTH})
    async with tapes_on(database, recordings) as tapes:
        for tape, kind in (
            (tapes.go_on("kept", BOTH), CallTape),
            (tapes.go_on("not kept", BOTH), NullTape),
            (tapes.begin("new", BOTH), CallTape),
        ):
            assert isinstance(tape, kind)
            tape.end("en")
    assert recordings.finished() == {"kept"}


async def test_with_the_switch_off_nothing_is_kept(database: URL, recordings: Recordings) -> None:
    write(recordings, "kept", {party: noise(100) for party in BOTH})
    async with tapes_on(database, recordings, keep=False) as off:
        for tapes in (off, NoTapes()):
            for tape in (tapes.begin("new", BOTH), tapes.go_on("kept", BOTH)):
                assert isinstance(tape, NullTape)
    assert recordings.all() == {"kept"}
    none = NoTapes()
    none.start()
    await none.tidy()
    await none.stop()


async def test_what_a_dead_service_left_is_encoded_once_nobody_can_come_back(
    database: URL, recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(database, listed("over"))
    await leave_live(database, "abandoned", alive_s_ago=RESUMABLE_S + 5)
    await leave_live(database, "resumable", alive_s_ago=1)
    for call_id in ("over", "abandoned", "resumable"):
        write(recordings, call_id, {party: noise(1_000) for party in BOTH})
    async with tapes_on(database, recordings, keep=False) as tapes:
        await tidied(tapes, monkeypatch)
    assert (recordings.finished(), recordings.growing()) == ({"over", "abandoned"}, {"resumable"})
    assert np.array_equal(heard(recordings, "abandoned")[:, 0], noise(1_000))
    assert b'"en"' in (recordings.folder / "over.json").read_bytes(), "its language was heard in the call"


async def test_sound_whose_call_is_not_in_the_history_goes_at_the_start_and_never_later(
    database: URL, recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(database, listed("known"))
    for call_id in ("known", "purged"):
        write(recordings, call_id, {CALLER: noise(100)})
        recordings.finish(call_id, "en")
    write(recordings, "purged in the call", {CALLER: noise(100)})
    remove = Recordings.remove
    begun: list[str] = []

    def begin_another(self: Recordings, call_id: str) -> bool:
        if not begun:
            begun.append("new")  # the history has its row half a second later
            write(recordings, "new", {CALLER: noise(100)})
        return remove(self, call_id)

    monkeypatch.setattr(Recordings, "remove", begin_another)
    with structlog.testing.capture_logs() as logged:
        async with tapes_on(database, recordings) as tapes:
            await tidied(tapes, monkeypatch, rounds=3)
    assert recordings.all() == {"known", "new"}
    (entry,) = logged
    assert (entry["event"], entry["count"]) == ("recordings_without_call_removed", 2)


async def test_nothing_is_removed_while_the_history_cannot_be_read(
    database: URL, recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(database, listed("known"))
    write(recordings, "purged", {CALLER: noise(100)})
    known, fails = taping.calls_known, [True, False]

    async def failing(*args: Any) -> set[str]:
        if fails.pop(0):
            raise OperationalError("SELECT", {}, Exception("gone"))
        return await known(*args)

    monkeypatch.setattr(taping, "calls_known", failing)
    with structlog.testing.capture_logs() as logged:
        async with tapes_on(database, recordings) as tapes:
            await tidied(tapes, monkeypatch, rounds=2)
    assert recordings.all() == set()
    assert [entry["event"] for entry in logged] == [
        "recordings_not_tidied",
        "recordings_without_call_removed",
    ]


async def test_nothing_is_removed_on_the_word_of_a_history_without_any_call(
    database: URL, recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(recordings, "kept", {CALLER: noise(100)})
    with structlog.testing.capture_logs() as logged:
        async with tapes_on(database, recordings) as tapes:
            await tidied(tapes, monkeypatch)
    assert recordings.all() == {"kept"}
    assert [entry["event"] for entry in logged] == ["recordings_of_another_history"]


async def test_a_folder_that_cannot_be_read_is_said_and_left_alone(
    database: URL, recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Recordings) -> set[str]:
        raise PermissionError(13, "Permission denied")

    write(recordings, "purged", {CALLER: noise(100)})
    with structlog.testing.capture_logs() as logged, monkeypatch.context() as patched:
        patched.setattr(Recordings, "all", refuse)
        async with tapes_on(database, recordings) as tapes:
            await tapes.tidy()
    assert recordings.all() == {"purged"}
    assert [(entry["event"], entry["error"]) for entry in logged] == [
        ("recordings_unreadable", "Permission denied")
    ]


# --- a real service ------------------------------------------------------------------------------------------


def serving(folder: Path, **settings: Any) -> LiveService:
    english = frozenset({"en"})
    ears = Ears(Silent(), lambda _: ScriptedCoaching(), english, english, playbook=PLAYBOOK)
    given = {"data_dir": folder, "history": True, "keep_audio": True, **settings}
    return LiveService(Silent(), load=lambda: ears, **given)


async def told(call: WireCall, code: str) -> wire.Notice:
    return await call.expect(wire.Notice, lambda notice: notice.code == code)


async def test_a_call_of_a_service_is_kept_as_it_was_heard_and_its_agent_is_told(
    recordings: Recordings, tmp_path: Path
) -> None:
    await upgrade(history_url(None, tmp_path))
    caller, agent = noise(16_000), noise(8_000, seed=2)
    with serving(tmp_path) as service:
        async with (
            connected(service, "/ws/floor", SUPERVISOR) as floor,
            connected(service, "/ws/practice") as practice,
            calling(service) as (call, welcome),
        ):
            await practice.send(hello())
            await practice.expect(wire.Welcome)
            await practice.play({CALLER: caller, AGENT: agent})
            assert (await told(call, "audio_kept")).level == "info"
            async with connected(service, "/ws/agent") as page:
                assert (await told(page, "audio_kept")).active
            await call.play({CALLER: caller[:8_000], AGENT: agent})
            await call.chunk(CALLER, 12_000, caller[12_000:])
            await call.hang_up()
            shown = [one.call for one in await until_gone(floor)]
            await practice.hang_up()
    kept = heard(recordings, welcome.call_id)
    expected = np.concatenate([caller[:8_000], silence(0.25), caller[12_000:]])
    assert np.array_equal(kept[:, 0], expected)
    assert np.array_equal(kept[:8_000, 1], agent)
    assert names(recordings) == {f"{welcome.call_id}.flac", f"{welcome.call_id}.json"}, "no practice"
    assert not [call for call in shown if "audio_kept" in call.notices], "it holds of every call"
    async with opened(history_url(None, tmp_path)) as engine:
        await purge_call(engine, recordings, welcome.call_id)
    assert names(recordings) == set()


async def until_gone(floor: WireCall) -> list[wire.FloorCallChanged]:
    shown: list[wire.FloorCallChanged] = []
    while not isinstance(message := await floor.next(), wire.FloorCallGone):
        shown += [message] if isinstance(message, wire.FloorCallChanged) else []
    return shown


@asynccontextmanager
async def recorded_call(folder: Path) -> AsyncIterator[tuple[LiveService, WireCall, wire.Welcome]]:
    """Yield a service with one call, which is being recorded."""
    await upgrade(history_url(None, folder))
    with serving(folder) as service:
        async with calling(service) as (call, welcome):
            await told(call, "audio_kept")
            yield service, call, welcome


async def test_when_the_disk_is_full_the_call_goes_on_and_its_agent_is_told(
    recordings: Recordings, tmp_path: Path
) -> None:
    async with recorded_call(tmp_path) as (service, call, welcome):
        sound = noise(400_000)
        # The history's own files are smaller than that.
        with no_file_larger_than(700_000):
            await call.play({CALLER: sound})
            assert (await told(call, "audio_not_kept")).level == "warning"
        assert isinstance((await call.hang_up())[-1], wire.Ended)
        figures = service.service.doors.metrics.exposition().decode()
    assert "tyyni_audio_failed_total 1.0" in figures
    assert np.array_equal(heard(recordings, welcome.call_id)[:, 0], sound[:350_000])


async def test_a_call_that_is_purged_while_it_is_live_leaves_no_sound(
    recordings: Recordings, tmp_path: Path
) -> None:
    async with recorded_call(tmp_path) as (service, call, welcome):
        await call.play({party: noise(16_000) for party in BOTH})
        async with httpx.AsyncClient(base_url=service.url, headers=dict(SUPERVISOR)) as reviewer:
            assert (await reviewer.get(f"/api/calls/{welcome.call_id}")).is_success, "it is in the history"
        async with opened(history_url(None, tmp_path)) as engine:
            await purge_call(engine, recordings, welcome.call_id)
        await call.play({party: noise(16_000) for party in BOTH}, first_sample=16_000)
        await call.hang_up()
    assert names(recordings) == set()
