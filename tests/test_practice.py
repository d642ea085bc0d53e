"""Recorded calls for practice: what there is, their sound, and that the call they make is nobody else's business."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
import soundfile
from live_service import AGENT, SUPERVISOR, LiveService, calling, connected, hello, silence, speech_like
from websockets.exceptions import InvalidStatus

from tyyni import wire
from tyyni.history.database import history_url, opened, upgrade
from tyyni.history.reading import list_calls
from tyyni.serve.practice import LONGEST_MS, PracticeCall, demo_calls, practice_calls
from tyyni.units import SAMPLE_RATE_HZ, Party
from tyyni_models.scripted import ScriptedTranscriber

CALLER, AGENT_PARTY = Party.CALLER, Party.AGENT
PATH = "/ws/practice"


def record(path: Path, *, channels: int = 2, seconds: float = 0.5, **sidecar: object) -> None:
    sound = np.zeros((int(seconds * 8_000), channels), dtype=np.int16)
    soundfile.write(path, sound, 8_000)
    if sidecar:
        path.with_suffix(".json").write_text(json.dumps(sidecar), "utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice")
    record(folder / "en-first.flac", language="en", words=[])
    record(folder / "second.wav")
    return folder


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Iterator[LiveService]:
    data = tmp_path_factory.mktemp("data")
    asyncio.run(upgrade(history_url(None, data)))
    given = {"data_dir": data, "history": True, "practice_calls": folder, "max_calls": 2}
    with LiveService(ScriptedTranscriber(["this", "is", "unacceptable"]), **given) as running:
        yield running


# --- recordings ----------------------------------------------------------------------------------------------


def test_the_calls_that_ship_are_there_to_practise_with() -> None:
    given = practice_calls(demo_calls())
    assert given.unusable == []
    assert {call.language for call in given.calls} == {"fi", "pl", "en"}


def test_recordings_are_listed_with_what_their_sidecars_say(folder: Path) -> None:
    given = practice_calls(folder)
    assert given.calls == [
        PracticeCall(name="en-first", language="en", parties={CALLER: 0, AGENT_PARTY: 1}, duration_ms=500),
        PracticeCall(name="second", language="auto", parties={CALLER: 0, AGENT_PARTY: 1}, duration_ms=500),
    ]
    for nothing in (None, folder / "missing"):
        assert practice_calls(nothing).calls == []


def test_what_cannot_be_played_is_named_with_why(tmp_path: Path) -> None:
    record(tmp_path / "both-in-one.wav", channels=1)
    record(tmp_path / "empty.wav", seconds=0)
    record(tmp_path / "long.wav", seconds=LONGEST_MS / 1000 + 1)
    record(tmp_path / "one-side.wav", parties={"caller": 0})
    record(tmp_path / "same.wav", parties={"caller": 1, "agent": 1})
    record(tmp_path / "strange.wav", language=7)
    (tmp_path / "broken.flac").write_bytes(b"no sound")
    (tmp_path / "notes.txt").write_text("none of it")
    given = practice_calls(tmp_path)
    assert given.calls == []
    whys = {one.name: one.why for one in given.unusable}
    for name, why in {
        "both-in-one": "1 channel(s)",
        "broken": "cannot be read as sound",
        "empty": "0.0 min",
        "long": "30.0 min",
        "one-side": "a caller and an agent",
        "same": "a channel each",
        "strange": "Expected `str`, got `int`",
    }.items():
        assert why in whys.pop(name)
    assert not whys


def test_of_two_files_with_one_name_there_is_one(tmp_path: Path) -> None:
    record(tmp_path / "a.wav")
    record(tmp_path / "a.flac")
    assert [call.name for call in practice_calls(tmp_path).calls] == ["a"]


# --- over the API --------------------------------------------------------------------------------------------


def test_agents_and_supervisors_hear_it_whole_or_in_part(service: LiveService, folder: Path) -> None:
    for headers in (AGENT, SUPERVISOR):
        with httpx.Client(base_url=service.url, headers=dict(headers)) as visitor:
            names = [call["name"] for call in visitor.get("/api/practice").json()["calls"]]
            assert names == ["en-first", "second"]
            whole = visitor.get("/api/practice/en-first/audio")
            assert (whole.content, whole.headers["content-type"]) == (
                (folder / "en-first.flac").read_bytes(),
                "audio/flac",
            )
            part = visitor.get("/api/practice/en-first/audio", headers={"Range": "bytes=2-5"})
            assert (part.status_code, part.content) == (206, whole.content[2:6])


@pytest.mark.parametrize("name", ["missing", "..%2Fkeys", "%2e%2e", "en-first.flac", "notes"])
def test_nothing_else_is_given(service: LiveService, name: str) -> None:
    answer = httpx.get(f"{service.url}/api/practice/{name}/audio", headers=dict(AGENT))
    assert answer.status_code == 404


def test_strangers_hear_nothing(service: LiveService) -> None:
    for path in ("", "/en-first/audio"):
        assert httpx.get(f"{service.url}/api/practice{path}").status_code == 401


# --- the call that it makes ----------------------------------------------------------------------------------


async def test_it_has_prompts_and_is_on_no_floor_in_no_list_and_no_history(service: LiveService) -> None:
    async with (
        connected(service, "/ws/floor", SUPERVISOR) as floor,
        connected(service, "/ws/agent") as page,
        connected(service, PATH, SUPERVISOR) as call,
    ):
        assert (await floor.expect(wire.FloorCalls)).calls == []
        assert (await page.expect(wire.LiveCalls)).calls == []
        await call.send(hello())
        await call.expect(wire.Welcome)
        await call.play({CALLER: speech_like(2.5), AGENT_PARTY: silence(2.5)})
        await call.play({CALLER: silence(1), AGENT_PARTY: silence(1)}, first_sample=int(2.5 * SAMPLE_RATE_HZ))
        said = await call.hang_up()
        assert {wire.Heat, wire.PromptShown, wire.Ended} <= {type(message) for message in said}
        async with calling(service) as (real, _):
            # What comes first on both screens is the call after it.
            await floor.expect(wire.FloorCallChanged)
            assert len((await page.expect(wire.LiveCalls)).calls) == 1
            await real.hang_up()
    assert await service.service.history.flush()  # type: ignore[union-attr]
    async with opened(history_url(None, service.settings.data_dir)) as engine:
        assert len((await list_calls(engine)).calls) == 1


async def test_it_ends_when_its_page_leaves_and_counts_among_the_live_calls(service: LiveService) -> None:
    calls, gone = service.service.calls, threading.Event()
    calls.listen(lambda: gone.set() if len(calls) == 0 else None)
    async with connected(service, PATH) as first, connected(service, PATH) as second:
        for call in (first, second):
            await call.send(hello())
            await call.expect(wire.Welcome)
        async with connected(service) as third:
            await third.send(hello())
            assert (await third.refusal())[0] == "too_many_calls"
    # The grace is 30 s: they end at once, or this fails.
    assert await asyncio.to_thread(gone.wait, 10)


async def test_it_is_begun_anew_not_resumed(service: LiveService) -> None:
    async with calling(service) as (real, welcome), connected(service, PATH, SUPERVISOR) as call:
        resume = wire.Resume(call_id=welcome.call_id, token=welcome.resume_token)
        await call.send(hello(resume=resume))
        assert await call.refusal() == ("resume_refused", 1008)
        await real.hang_up()


async def test_supervisors_bring_no_other_calls(service: LiveService) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        async with connected(service, "/ws/call", SUPERVISOR):
            pass
