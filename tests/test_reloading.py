"""An edited playbook: taken when it is good, refused when it is not, and calls that are on keep theirs."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from coaching import Silent
from live_service import LiveService, calling, get
from structlog.testing import capture_logs

from tyyni import wire
from tyyni.playbooks.loader import load_playbook
from tyyni.serve import app
from tyyni.serve.ears import hear_with
from tyyni.serve.metrics import Metrics
from tyyni.serve.reloading import PlaybookState, PlaybookWatch

QUIET = "[limits]\nprompts_per_minute = 2\n"
QUIETER = "[limits]\nprompts_per_minute = 1\n"
BROKEN = "[limits]\nprompts_per_minute = 0\n"
SHORT = """
[[checklist]]
step = "apologise"
sources = ["W6"]
phase = "problem"
name = { fi = "Pahoittele", pl = "Przeprosiny", en = "Say sorry" }
"""


class Desk:
    """A house file that is edited, and the watch over it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "house.toml"
        self.metrics = Metrics()
        self._edits = 0
        self.edit(QUIET)
        self.watch = PlaybookWatch(self.file, load_playbook(self.file))

    def edit(self, text: str) -> None:
        """Write the file, with a time of change that differs from the last one on any file system."""
        self._edits += 1
        self.file.write_text(text, "utf-8")
        os.utime(self.file, ns=(self._edits * 10**9, self._edits * 10**9))

    def look(self) -> Any:
        edited = self.watch.look(self.metrics)
        if edited is not None:
            self.watch.taken(edited, self.metrics)
        return edited

    def figure(self, name: str) -> str:
        lines = self.metrics.exposition().decode().splitlines()
        return next((line.split()[-1] for line in lines if line.startswith(name)), "none")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_files_that_are_as_they_were_change_nothing(desk: Desk) -> None:
    first = desk.watch.state
    assert [desk.look() for _ in range(4)] == [None] * 4
    assert desk.watch.state == first


def test_an_edit_is_taken_once_it_has_settled(desk: Desk) -> None:
    desk.edit(QUIETER)
    assert desk.look() is None, "an editor may be half-way through"
    taken = desk.look()
    assert taken.limits.prompts_per_minute == 1
    assert desk.watch.state == PlaybookState(taken.version)
    assert desk.look() is None
    assert desk.figure('tyyni_playbook_edits_total{kind="taken"}') == "1.0"


def test_a_file_that_keeps_changing_is_left_alone(desk: Desk) -> None:
    for text in (BROKEN, QUIETER, BROKEN, QUIETER):
        desk.edit(text)
        assert desk.look() is None
    assert desk.figure('tyyni_playbook_edits_total{kind="refused"}') == "none"


def test_a_broken_edit_is_refused_with_its_code_until_it_is_mended(desk: Desk) -> None:
    before = desk.watch.state.version
    desk.edit(BROKEN)
    with capture_logs() as logs:
        assert [desk.look() for _ in range(3)] == [None] * 3
    (entry,) = logs
    assert (entry["event"], entry["log_level"], entry["code"]) == (
        "playbook_refused",
        "error",
        "playbook_bad_value",
    )
    assert "house.toml: limits: prompts_per_minute" in entry["message"]
    assert desk.watch.state == PlaybookState(before, refused="playbook_bad_value")
    assert desk.figure("tyyni_playbook_refused ") == "1.0"
    desk.edit(QUIET)
    assert [desk.look(), desk.look()] == [None, None], "what is back is what is in use"
    assert desk.watch.state == PlaybookState(before)
    assert desk.figure("tyyni_playbook_refused ") == "0.0"


def test_a_file_that_is_gone_is_a_broken_edit(desk: Desk) -> None:
    desk.file.unlink()
    assert [desk.look(), desk.look()] == [None, None]
    assert desk.watch.state.refused == "playbook_missing"


def test_an_edit_made_while_the_model_was_loading_is_not_missed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    stale = load_playbook(desk.file)
    desk.edit(QUIETER)
    desk.watch = PlaybookWatch(desk.file, stale)
    assert desk.look() is None
    assert desk.look().limits.prompts_per_minute == 1


async def until_ready_says(service: LiveService, **wanted: object) -> None:
    """Ask until the service says this of its playbook; 20 s is forever."""
    async with asyncio.timeout(20):
        while True:
            answer = await get(service, "/readyz")
            assert answer.status_code == 200, "a broken edit keeps no call out"
            if wanted.items() <= answer.json()["playbook"].items():
                return


async def test_a_running_service_takes_an_edit_for_new_calls_and_refuses_a_broken_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "TICK_S", 0.02)
    started = load_playbook(desk.file)
    ears = hear_with(Silent(), started, frozenset({"en"}))
    with LiveService(Silent(), load=lambda: ears, watch=desk.watch) as service:
        async with calling(service) as (running, _):
            listed = await running.expect(wire.Checklist)
            assert [step.step for step in listed.steps] == [item.step for item in started.checklist]
            desk.edit(SHORT)
            edited = load_playbook(desk.file)
            await until_ready_says(service, version=edited.version, refused=None)
            async with calling(service) as (fresh, _):
                assert [step.name["en"] for step in (await fresh.expect(wire.Checklist)).steps] == [
                    "Say sorry"
                ]
            rest = await running.hang_up()
            assert not [said for said in rest if isinstance(said, wire.Checklist)], "it keeps its own"
        desk.edit(BROKEN)
        await until_ready_says(service, version=edited.version, refused="playbook_bad_value")
        async with calling(service) as (fresh, _):
            assert len((await fresh.expect(wire.Checklist)).steps) == 1
