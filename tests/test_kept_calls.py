"""Calls whose sound is kept: who may hear which, and that practising with them tells nothing of another's own part."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from live_service import LiveService, Said, connected, get, hello
from review_sample import Ask, People, a_call, client, prepared, serving
from sqlalchemy import Executable, insert, update
from test_recordings import noise, write

from tyyni import wire
from tyyni.history import tables
from tyyni.history.database import history_url, opened
from tyyni.history.recordings import Recordings
from tyyni.serve import kept_calls, review_calls
from tyyni.serve.kept_calls import is_agents_own
from tyyni.units import SAMPLE_RATE_HZ, Party

CALLER, AGENT = Party.CALLER, Party.AGENT
WHO = ("aino", "olli", "shared", "supervisor")
MAY_HEAR = {
    "aino": ["long", "older", "a"],
    "olli": ["b"],
    "shared": ["c"],
    "supervisor": ["long", "c", "older", "b", "a"],
}


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> People:
    folder = tmp_path_factory.mktemp("history")
    at = "2026-11-24T1{}:00:00+00:00"
    calls = (
        a_call("a", started_at=at.format(0)),
        a_call("b", agent="Olli", team="orders", started_at=at.format(1)),
        a_call("older", started_at=at.format(2)),
        a_call("c", agent="", team="", started_at=at.format(3)),
        a_call("long", started_at=at.format(4)),
        a_call("silent", started_at=at.format(5)),
        a_call("broken", started_at=at.format(6)),
    )
    people = prepared(folder, *calls)
    recordings = Recordings(folder)
    recordings.prepare()
    for call in ("a", "b", "c"):
        write(recordings, call, {CALLER: noise(8_000), AGENT: noise(4_000, seed=2)})
        recordings.finish(call, "en")
    write(recordings, "older", {Party.MIXED: noise(8_000)})
    recordings.finish("older", None)
    write(recordings, "long", {CALLER: np.zeros(31 * 60 * SAMPLE_RATE_HZ, np.int16)})
    recordings.finish("long", "fi")
    (recordings.folder / "broken.flac").write_bytes(b"no sound")
    return people


@pytest.mark.parametrize("who", WHO)
def test_everybody_is_shown_those_that_they_may_look_back_at(ask: Ask, who: str) -> None:
    shown = ask(who, "/api/practice/kept").json()
    assert [call["call_id"] for call in shown["calls"]] == MAY_HEAR[who], "the newest first"
    for call in shown["calls"]:
        assert call["own"] == (who in ("aino", "olli"))
    broken = [one["name"] for one in shown["unusable"]]
    assert broken == (["broken"] if who in ("aino", "supervisor") else [])


def test_a_call_has_what_a_person_knows_it_by(ask: Ask) -> None:
    calls = {call["call_id"]: call for call in ask("supervisor", "/api/practice/kept").json()["calls"]}
    began = datetime.fromisoformat(calls["a"].pop("started_at"))
    assert began == datetime.fromisoformat("2026-11-24T10:00:00+00:00")
    assert calls["a"] == {
        "call_id": "a",
        "agent": "Aino",
        "team": "claims",
        "label": "Desk 12",
        "language": "en",
        "parties": {"caller": 0, "agent": 1},
        "duration_ms": 500,
        "too_long": False,
        "own": False,
    }
    assert (calls["older"]["language"], calls["older"]["parties"]) == ("auto", {"mixed": 0})
    assert calls["long"]["too_long"]


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("call", ["a", "b", "c"])
def test_sound_is_given_to_those_alone_who_may_open_its_call(
    ask: Ask, people: People, who: str, call: str
) -> None:
    sound, about = ask(who, f"/api/calls/{call}/audio"), ask(who, f"/api/calls/{call}/recording")
    if call in MAY_HEAR[who]:
        assert sound.content == (people.folder / "audio" / f"{call}.flac").read_bytes()
        assert (sound.headers["cache-control"], sound.headers["content-type"]) == ("no-store", "audio/flac")
        assert about.json()["call_id"] == call
        assert ask(who, f"/api/calls/{call}").json()["sound"]
    else:
        for refused in (sound, about):
            assert (refused.status_code, refused.json()["code"]) == (404, "call_not_found")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("silent/audio", 404, "recording_unknown"),
        ("silent/recording", 404, "recording_unknown"),
        ("missing/audio", 404, "call_not_found"),
        ("..%2F..%2Faccess/audio", 404, None),
        ("%2e%2e/audio", 404, None),
    ],
)
def test_what_is_not_there_is_said(ask: Ask, path: str, status: int, code: str | None) -> None:
    answer = ask("supervisor", f"/api/calls/{path}")
    assert answer.status_code == status
    assert code is None or answer.json()["code"] == code
    assert not ask("supervisor", "/api/calls/silent").json()["sound"]


async def test_strangers_hear_nothing(service: LiveService) -> None:
    for path in ("/api/practice/kept", "/api/calls/a/audio", "/api/calls/a/recording"):
        assert (await get(service, path)).status_code == 401


def test_only_so_many_are_listed(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_calls, "MOST_LISTED", 2)
    monkeypatch.setattr(review_calls, "MOST_PER_PAGE", 1)
    shown = ask("supervisor", "/api/practice/kept").json()
    assert [call["call_id"] for call in shown["calls"]] == ["long"]
    monkeypatch.setattr(review_calls, "MOST_LOOKED_AT", 3)
    assert ask("shared", "/api/practice/kept").json()["calls"] == [], "it looked no further back"


def test_without_a_history_there_is_nothing(people: People) -> None:
    with serving(people, history=False) as off, client(off, people, "supervisor") as program:
        assert program.get("/api/practice/kept").json() == {"calls": [], "unusable": []}
        assert program.get("/api/calls/a/audio").json()["code"] == "history_off"


# --- practising with them ------------------------------------------------------------------------------------


async def practised(service: LiveService, people: People, who: str, query: str) -> list[Said]:
    """Return what somebody is told who practises so."""
    async with connected(service, f"/ws/practice{query}", people.headers(who)) as call:
        await call.send(hello())
        await call.expect(wire.Welcome)
        await call.play({party: np.zeros(320, np.int16) for party in hello().parties})
        return await call.hang_up()


async def test_the_agent_of_the_call_practises_with_everything(service: LiveService, people: People) -> None:
    for query in ("", "?call=a"):
        said = await practised(service, people, "aino", query)
        assert {"conduct", "caller"} <= {one.about for one in said if isinstance(one, wire.PromptShown)}
        assert [one for one in said if isinstance(one, wire.StepDone)]


@pytest.mark.parametrize(("who", "query"), [("supervisor", "?call=a&as=supervisor"), ("shared", "?call=c")])
async def test_others_are_told_nothing_of_the_agents_own_part(
    service: LiveService, people: People, who: str, query: str
) -> None:
    said = await practised(service, people, who, query)
    assert {one.about for one in said if isinstance(one, wire.PromptShown)} == {"caller"}
    assert {wire.Heat, wire.TranscriptText, wire.Ended} <= {type(one) for one in said}
    assert not [one for one in said if is_agents_own(one)]
    everything = await practised(service, people, who, "")
    assert [one for one in everything if is_agents_own(one)], "what ships is nobody's call"


NEVER_ALLOWED = update(tables.calls).where(tables.calls.c.id == "b").values(voice_analysis=False)
TAKEN_BACK = insert(tables.notices).values(
    call_id="b", seq=999, code="voice_analysis", level="info", party="caller", active=False, heard_ms=1
)


@pytest.mark.parametrize("event", [NEVER_ALLOWED, TAKEN_BACK], ids=["never", "taken back"])
async def test_a_tone_that_the_caller_did_not_allow_is_not_analysed_later(
    tmp_path: Path, event: Executable
) -> None:
    people = prepared(tmp_path, a_call("b", agent="Olli"))
    recordings = Recordings(tmp_path)
    recordings.prepare()
    write(recordings, "b", {CALLER: noise(8_000), AGENT: noise(4_000, seed=2)})
    recordings.finish("b", "en")
    with serving(people) as service:
        async with connected(service, "/ws/practice?call=b", people.headers("olli")) as page:
            await page.send(hello())
            assert (await page.expect(wire.Welcome)).voice_analysis
        async with opened(history_url(None, tmp_path)) as engine, engine.begin() as connection:
            await connection.execute(event)
        async with connected(service, "/ws/practice?call=b", people.headers("olli")) as page:
            await page.send(hello())
            assert not (await page.expect(wire.Welcome)).voice_analysis
            await page.send(wire.SetVoiceAnalysis(on=True))
            assert await page.refusal() == ("voice_analysis_refused", None)


@pytest.mark.parametrize(
    ("who", "call"), [("olli", "a"), ("shared", "a"), ("aino", "missing"), ("aino", "silent")]
)
async def test_what_may_not_be_opened_is_not_practised_with(
    service: LiveService, people: People, who: str, call: str
) -> None:
    async with connected(service, f"/ws/practice?call={call}", people.headers(who)) as page:
        code = "recording_unknown" if call == "silent" else "call_not_found"
        assert await page.refusal() == (code, 1008)


@pytest.mark.parametrize(
    ("message", "own"),
    [
        (wire.Conduct(0.5, None, 0, 0, 0, 0), True),
        (wire.Checklist([]), True),
        (wire.Notice(code="no_speech_heard", level="warning", party=AGENT), True),
        (wire.Notice(code="no_speech_heard", level="warning", party=CALLER), False),
        (wire.Notice(code="text_dropped", level="alarm"), False),
        (wire.BreakOffer(minutes=5), False),
    ],
)
def test_the_agents_own_part_is_told_by_message(message: wire.Message, own: bool) -> None:
    assert is_agents_own(message) is own
