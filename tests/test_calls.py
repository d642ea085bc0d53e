from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from coaching import ScriptedCoaching, Silent, wanted
from history_sample import archive
from sqlalchemy import URL, text

from tyyni import wire
from tyyni.coach.events import LanguageKnown
from tyyni.errors import WireError
from tyyni.history.archive import Archive
from tyyni.history.database import opened
from tyyni.history.reading import call_seen, list_calls
from tyyni.serve.call_parts import Shared
from tyyni.serve.calls import Calls
from tyyni.serve.ears import Ears
from tyyni.serve.floor import Floor
from tyyni.serve.hearing import HearingPool
from tyyni.serve.metrics import Metrics
from tyyni.serve.subscriber import CLOSE_POLICY, Subscriber
from tyyni.units import CallMs, Party, WallNs

EARS = Ears(Silent(), lambda settings: ScriptedCoaching(), frozenset({"fi", "de"}), frozenset({"fi"}))


def hello(
    resume: wire.Resume | None = None,
    parties: tuple[Party, ...] = (Party.CALLER, Party.AGENT),
    language: str = "fi",
    voice_analysis: bool = True,
    languages: list[str] | None = None,
) -> wire.Hello:
    return wire.Hello(
        version=wire.VERSION,
        rate_hz=16_000,
        parties=list(parties),
        language=language,
        voice_analysis=voice_analysis,
        languages=languages,
        label="7",
        resume=resume,
    )


class Desk:
    def __init__(self, max_calls: int = 2, grace_s: float = 30) -> None:
        self.metrics = Metrics()
        hearing = HearingPool(self.metrics, lambda: WallNs(0), workers=1, max_queued=4)
        self.shared = Shared(hearing, Floor(), self.metrics, lambda: WallNs(0), 1.0)
        self.calls = Calls(self.shared, max_calls=max_calls, grace_s=grace_s)
        self.calls.closed_because = None

    def connect(self) -> Subscriber:
        return Subscriber(self.metrics)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    made = Desk()
    yield made
    await made.calls.end_all()
    await made.calls.stop()


async def welcome(connection: Subscriber) -> wire.Welcome:
    message = await connection.take()
    assert isinstance(message, wire.Welcome)
    return message


async def settle() -> None:
    """Let the tasks that are ready run."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_call_begins_is_listed_and_ends(desk: Desk) -> None:
    changes: list[int] = []
    listener = lambda: changes.append(len(desk.calls))  # noqa: E731
    desk.calls.listen(listener)
    connection = desk.connect()
    call = desk.calls.begin(hello(), connection, EARS)
    welcomed = await welcome(connection)
    assert welcomed.next_sample == {Party.CALLER: 0, Party.AGENT: 0}
    assert welcomed.voice_analysis
    assert [listed.call_id for listed in desk.calls.listed("")] == [welcomed.call_id]
    assert desk.calls.find(welcomed.call_id) is call
    await call.hang_up()
    await settle()
    assert desk.calls.find(welcomed.call_id) is None
    assert connection.close_code == 1000
    assert changes == [1, 0]
    desk.calls.unlisten(listener)
    desk.calls.begin(hello(), desk.connect(), EARS)
    assert changes == [1, 0]


async def test_words_only_and_languages_without_phrases_are_said(desk: Desk) -> None:
    connection = desk.connect()
    desk.calls.begin(hello(parties=(Party.MIXED,), language="de"), connection, EARS)
    assert not (await welcome(connection)).voice_analysis
    connection.finish()
    codes = []
    while (message := await connection.take()) is not None:
        assert isinstance(message, wire.Notice)
        codes.append(message.code)
    assert codes == ["words_only_mixed", "no_cues_for_language"]


async def test_a_call_whose_language_is_heard_later_is_listed_anew_and_warned_about_then(desk: Desk) -> None:
    coaching = ScriptedCoaching([[LanguageKnown("de", 0.9, CallMs(20))]])
    ears = Ears(Silent(), lambda settings: coaching, EARS.languages, EARS.cue_languages)
    connection = desk.connect()
    call = desk.calls.begin(hello(language="auto", languages=["fi", "de"]), connection, ears)
    assert [listed.language for listed in desk.calls.listed("")] == [None]
    changes: list[str | None] = []
    desk.calls.listen(lambda: changes.append(call.listed.language))
    call.hear(wire.AudioChunk(Party.CALLER, 0, 0, np.zeros(320, dtype=np.int16)), WallNs(0))
    call.hear(wire.AudioChunk(Party.AGENT, 0, 0, np.zeros(320, dtype=np.int16)), WallNs(0))
    assert changes == ["de"]
    await welcome(connection)
    connection.finish()
    notices = []
    while (message := await connection.take()) is not None:
        notices += [message.code] if isinstance(message, wire.Notice) else []
    assert notices == ["no_cues_for_language"]


@pytest.mark.parametrize(
    ("language", "languages", "resumed"),
    [
        ("auto", ["de", "fi"], True),
        ("auto", ["fi"], False),
        ("auto", None, False),
        ("fi", None, False),
    ],
)
async def test_a_call_in_a_language_yet_to_be_heard_resumes_as_it_was_declared(
    desk: Desk, language: str, languages: list[str] | None, resumed: bool
) -> None:
    coaching = ScriptedCoaching([[LanguageKnown("fi", 0.9, CallMs(20))]])
    ears = Ears(Silent(), lambda settings: coaching, EARS.languages, EARS.cue_languages)
    first = desk.connect()
    call = desk.calls.begin(hello(language="auto", languages=["fi", "de"]), first, ears)
    resume = wire.Resume(call_id=call.listed.call_id, token=(await welcome(first)).resume_token)
    call.hear(wire.AudioChunk(Party.CALLER, 0, 0, np.zeros(320, dtype=np.int16)), WallNs(0))
    assert call.listed.language == "fi"
    again = hello(resume, language=language, languages=languages)
    if resumed:
        assert desk.calls.resume(again, desk.connect()) is call
    else:
        with pytest.raises(WireError, match="resume_refused"):
            desk.calls.resume(again, desk.connect())


async def test_no_call_begins_before_the_service_is_ready_or_while_it_stops(desk: Desk) -> None:
    with pytest.raises(WireError, match="not_ready"):
        desk.calls.begin(hello(), desk.connect(), None)
    desk.calls.closed_because = "the service is stopping"
    with pytest.raises(WireError, match="stopping"):
        desk.calls.begin(hello(), desk.connect(), EARS)


async def test_one_call_too_many_is_refused(desk: Desk) -> None:
    for _ in range(2):
        desk.calls.begin(hello(), desk.connect(), EARS)
    with pytest.raises(WireError, match="too_many_calls"):
        desk.calls.begin(hello(), desk.connect(), EARS)


async def test_a_lost_connection_resumes_where_it_was(desk: Desk) -> None:
    first = desk.connect()
    call = desk.calls.begin(hello(), first, EARS)
    token = (await welcome(first)).resume_token
    call.hear(wire.AudioChunk(Party.CALLER, 0, 0, np.zeros(500, dtype=np.int16)), WallNs(0))
    desk.calls.lose(call, first)
    second = desk.connect()
    resume = wire.Resume(call_id=call.listed.call_id, token=token)
    assert desk.calls.resume(hello(resume, voice_analysis=False), second) is call
    welcomed = await welcome(second)
    assert welcomed.next_sample == {Party.CALLER: 500, Party.AGENT: 0}
    assert not welcomed.voice_analysis
    assert len(desk.calls) == 1


async def test_resuming_takes_over_a_connection_that_has_not_noticed_its_end(desk: Desk) -> None:
    first, second = desk.connect(), desk.connect()
    call = desk.calls.begin(hello(), first, EARS)
    token = (await welcome(first)).resume_token
    desk.calls.resume(hello(wire.Resume(call_id=call.listed.call_id, token=token)), second)
    assert first.close_code == CLOSE_POLICY
    message = await first.take()
    assert isinstance(message, wire.ErrorMessage)
    assert message.code == "taken_over"
    desk.calls.lose(call, first)
    assert not call.over.is_set()


@pytest.mark.parametrize("wrong", ["token", "call", "parties", "language"])
async def test_resuming_is_refused_without_saying_what_was_wrong(desk: Desk, wrong: str) -> None:
    first = desk.connect()
    call = desk.calls.begin(hello(), first, EARS)
    token = (await welcome(first)).resume_token
    resume = wire.Resume(
        call_id="nothing" if wrong == "call" else call.listed.call_id,
        token="guessed" if wrong == "token" else token,
    )
    parties = (Party.CALLER,) if wrong == "parties" else (Party.CALLER, Party.AGENT)
    with pytest.raises(WireError, match="resume_refused"):
        desk.calls.resume(hello(resume, parties, "de" if wrong == "language" else "fi"), desk.connect())
    assert first.close_code is None


async def test_a_call_that_nobody_resumes_is_hung_up_after_the_grace() -> None:
    desk = Desk(grace_s=0)
    connection = desk.connect()
    call = desk.calls.begin(hello(), connection, EARS)
    token = (await welcome(connection)).resume_token
    desk.calls.lose(call, connection)
    async with asyncio.timeout(10):
        await call.over.wait()
    await settle()
    with pytest.raises(WireError, match="resume_refused"):
        desk.calls.resume(hello(wire.Resume(call_id=call.listed.call_id, token=token)), desk.connect())
    desk.calls.lose(call, connection)
    await desk.calls.stop()


async def test_a_call_that_ends_for_want_of_a_connection_cannot_be_resumed_any_more() -> None:
    """Its last text is still being waited for: to resume it would leave it ending for ever."""
    desk = Desk(grace_s=0)
    coaching = ScriptedCoaching([[wanted(1)]])
    ears = Ears(Silent(), lambda settings: coaching, EARS.languages, EARS.cue_languages)
    connection = desk.connect()
    call = desk.calls.begin(hello(), connection, ears)
    token = (await welcome(connection)).resume_token
    call.hear(wire.AudioChunk(Party.CALLER, 0, 0, np.zeros(320, dtype=np.int16)), WallNs(0))
    desk.calls.lose(call, connection)
    await settle()
    assert call.ending
    assert not call.over.is_set()
    with pytest.raises(WireError, match="resume_refused"):
        desk.calls.resume(hello(wire.Resume(call_id=call.listed.call_id, token=token)), desk.connect())
    async with asyncio.timeout(10):
        await call.over.wait()
    await desk.calls.stop()


async def test_ended_is_told_again_to_a_client_that_did_not_hear_it(desk: Desk) -> None:
    first, second = desk.connect(), desk.connect()
    call = desk.calls.begin(hello(), first, EARS)
    resume = wire.Resume(call_id=call.listed.call_id, token=(await welcome(first)).resume_token)
    await call.hang_up()
    desk.calls.lose(call, first)
    await settle()
    assert len(desk.calls) == 0
    desk.calls.resume(hello(resume, voice_analysis=False), second)
    assert (await welcome(second)).call_id == call.listed.call_id
    assert await second.take() == wire.Ended(call_id=call.listed.call_id, heard_ms=0)
    assert await second.take() is None, "the connection is to be closed"


async def test_a_call_that_failed_cannot_be_resumed(desk: Desk) -> None:
    coaching = ScriptedCoaching([[ZeroDivisionError("bug")]])
    ears = Ears(Silent(), lambda settings: coaching, EARS.languages, EARS.cue_languages)
    first = desk.connect()
    call = desk.calls.begin(hello(), first, ears)
    resume = wire.Resume(call_id=call.listed.call_id, token=(await welcome(first)).resume_token)
    call.hear(wire.AudioChunk(Party.CALLER, 0, 0, np.zeros(320, dtype=np.int16)), WallNs(0))
    assert call.over.is_set()
    with pytest.raises(WireError, match="resume_refused"):
        desk.calls.resume(hello(resume), desk.connect())


async def test_stopping_ends_what_still_waits(desk: Desk) -> None:
    connection = desk.connect()
    call = desk.calls.begin(hello(), connection, EARS)
    desk.calls.lose(call, connection)
    await desk.calls.end_all()
    assert call.over.is_set()
    desk.calls.tick()


# --- a service that starts again ----------------------------------------------------------------------------------


@asynccontextmanager
async def service_on(url: URL, max_calls: int = 2) -> AsyncIterator[Desk]:
    """The calls of a service with a history; when this is left the service dies, and ends no call."""
    async with archive(url, every_s=3600) as history:
        made = Desk(max_calls=max_calls)
        made.shared = replace(made.shared, history=history)
        made.calls = Calls(made.shared, max_calls=max_calls, grace_s=30)
        made.calls.closed_because = None
        yield made
        await made.calls.stop()


async def die_in_a_call(url: URL, owner: str = "", **given: Any) -> wire.Resume:
    async with service_on(url) as desk:
        connection = desk.connect()
        call = desk.calls.begin(hello(**given), connection, EARS, owner)
        call.agent_does(wire.AskHelp(on=True))
        call.whisper("Offer a refund")
        frames = np.zeros(3_200, dtype=np.int16)
        for party in call.intake.parties:
            call.hear(wire.AudioChunk(party, 0, 0, frames), WallNs(0))
        return wire.Resume(call_id=call.listed.call_id, token=(await welcome(connection)).resume_token)


async def test_a_call_goes_on_in_the_service_that_starts_again(database: URL) -> None:
    resume = await die_in_a_call(database)
    async with service_on(database) as desk:
        connection, changes = desk.connect(), []
        desk.calls.listen(lambda: changes.append(len(desk.calls)))
        for _ in range(2):  # a second time nothing is restored
            await desk.calls.restore(hello(resume), EARS)
        call = desk.calls.resume(hello(resume), connection)
        assert (call.listed.call_id, call.listed.label, changes) == (resume.call_id, "7", [1])
        greeting = await welcome(connection)
        assert greeting.resume_token == resume.token, "the client may come back once more"
        assert set(greeting.next_sample.values()) == {6_400}, (
            "the scripted coaching counts the frames of both"
        )
        told = [await connection.take() for _ in range(3)]
        assert [one.code for one in told if isinstance(one, wire.Notice)] == ["service_restarted"]
        await call.hang_up()
        await settle()
        await desk.calls.restore(hello(resume), EARS)
        assert len(desk.calls) == 0, "it is over"
    async with opened(database) as engine:
        (line,) = (await list_calls(engine)).calls
        seen = await call_seen(engine, line.call_id)
    assert line.ended_at is not None
    assert [notice.code for notice in seen.notices] == ["service_restarted"]
    assert len(seen.help) == 1
    assert len(seen.whispers) == 1


async def test_a_mixed_call_says_what_it_cannot_have_when_it_goes_on_too(database: URL) -> None:
    resume = await die_in_a_call(database, parties=(Party.MIXED,), language="de")
    async with service_on(database) as desk:
        connection = desk.connect()
        again = hello(resume, parties=(Party.MIXED,), language="de")
        await desk.calls.restore(again, EARS)
        desk.calls.resume(again, connection)
        await welcome(connection)
        told = [await connection.take() for _ in range(3)]
        codes = {one.code for one in told if isinstance(one, wire.Notice)}
        assert codes == {"service_restarted", "words_only_mixed", "no_cues_for_language"}


@pytest.mark.parametrize("wrong", ["token", "call", "language", "owner"])
async def test_what_is_not_that_call_is_refused_as_ever(database: URL, wrong: str) -> None:
    resume = await die_in_a_call(database, owner="Aino")
    claimed = wire.Resume(
        call_id="guessed" if wrong == "call" else resume.call_id,
        token="guessed" if wrong == "token" else resume.token,
    )
    again = hello(claimed, language="de" if wrong == "language" else "fi")
    owner = "" if wrong == "owner" else "Aino"
    async with service_on(database) as desk:
        await desk.calls.restore(again, EARS, owner)
        assert len(desk.calls) == 0
        with pytest.raises(WireError, match="resume_refused"):
            desk.calls.resume(again, desk.connect(), owner)


async def test_a_service_that_is_not_ready_or_cannot_read_its_history_is_asked_again(database: URL) -> None:
    resume = await die_in_a_call(database)
    async with service_on(database) as desk:
        for ears, closed in ((None, None), (EARS, "loading")):
            desk.calls.closed_because = closed
            with pytest.raises(WireError, match="not_ready"):
                await desk.calls.restore(hello(resume), ears)
        desk.calls.closed_because = None
        history = desk.shared.history
        assert isinstance(history, Archive)
        async with history.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE resumes RENAME TO gone"))
        with pytest.raises(WireError, match="not_ready"):
            await desk.calls.restore(hello(resume), EARS)


async def test_a_call_finds_no_room_in_a_service_that_is_full(database: URL) -> None:
    resume = await die_in_a_call(database)
    async with service_on(database, max_calls=1) as desk:
        desk.calls.begin(hello(), desk.connect(), EARS)
        with pytest.raises(WireError, match="too_many_calls"):
            await desk.calls.restore(hello(resume), EARS)


async def test_without_a_history_a_call_of_another_process_is_unknown(desk: Desk) -> None:
    lost = hello(wire.Resume(call_id="gone", token="gone"))
    await desk.calls.restore(lost, EARS)
    with pytest.raises(WireError, match="resume_refused"):
        desk.calls.resume(lost, desk.connect())
