from __future__ import annotations

import csv
import io
import json

import pytest
from history_sample import archive, keep, listed, tell
from sqlalchemy import URL

from tyyni.errors import TyyniError
from tyyni.history.database import opened
from tyyni.history.export import COLUMNS, ExportedCall, as_csv, as_json, exported

OWN_KINDS = {
    "own prompt",
    "own prompt gone",
    "own step",
    "own rate",
    "own mute",
    "own dismiss",
    "own ask_help",
}


async def got(url: URL, *, own: bool = False) -> ExportedCall:
    async with opened(url) as engine:
        return await exported(engine, "a", own=own)


async def test_json_holds_the_call_and_only_on_demand_the_agents_own_part(database: URL) -> None:
    await keep(database, listed("a"))
    seen = json.loads(as_json(await got(database)))
    assert (seen["version"], seen["seen"]["call"]["call_id"], seen["own"]) == (1, "a", None)
    assert seen["seen"]["call"]["started_at"] == "2026-11-24T10:00:00Z"
    own = json.loads(as_json(await got(database, own=True)))["own"]
    assert [step["step"] for step in own["steps"]] == ["apologise"]


def rows(text: str) -> list[list[str]]:
    header, *lines = csv.reader(io.StringIO(text))
    assert tuple(header) == COLUMNS
    return lines


async def test_csv_is_a_line_for_each_event_in_the_order_of_time(database: URL) -> None:
    await keep(database, listed("a"))
    lines = rows(as_csv(await got(database), "fi"))
    assert [int(line[0]) for line in lines] == sorted(int(line[0]) for line in lines)
    assert ["21000", "heat", "hot", "60.0", "words 60"] in lines
    assert ["3000", "cue", "late_delivery", "", ""] in lines
    assert ["22000", "prompt", "late-delivery", "", "Rauhassa"] in lines
    assert ["34000", "help", "asked", "", ""] in lines
    assert not {line[1] for line in lines} & OWN_KINDS


async def test_csv_with_the_agents_own_part_has_what_the_agent_did(database: URL) -> None:
    await keep(database, listed("a"))
    lines = rows(as_csv(await got(database, own=True), "en"))
    assert {line[1] for line in lines} >= OWN_KINDS
    assert ["32000", "own mute", "charm", "", "yes"] in lines
    assert ["25500", "own prompt gone", "late-delivery", "", "step_done"] in lines


async def test_no_cell_is_a_formula(database: URL) -> None:
    async with archive(database) as running:
        record = running.recorder()
        tell(record, listed("a"), [])
        record.whisper("=HYPERLINK(0)", 50_000)
    assert ["50000", "whisper", "", "", "'=HYPERLINK(0)"] in rows(as_csv(await got(database), "en"))


async def test_a_call_that_is_not_there_is_told(database: URL) -> None:
    with pytest.raises(TyyniError, match="call_not_found"):
        await got(database)
