"""One call as a file: JSON for programs, CSV for a spreadsheet. Pure but for the reading."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from enum import StrEnum

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from tyyni.history.own import own_part
from tyyni.history.reading import call_seen
from tyyni.history.records import CallSeen, OwnPart

VERSION = 1
"""Of the JSON; a field that goes or means something else raises it."""

COLUMNS = ("at_ms", "kind", "what", "level", "text")

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula and runs it (OWASP, CSV injection)."""

Line = tuple[int, str, str, float | None, str]


class TextLanguage(StrEnum):
    """The languages of the prompts' texts."""

    FI = "fi"
    PL = "pl"
    EN = "en"


class ExportedCall(msgspec.Struct, frozen=True, kw_only=True):
    """What the JSON holds."""

    version: int
    seen: CallSeen
    own: OwnPart | None
    """The agent's own part; None: not asked for."""


async def exported(engine: AsyncEngine, call_id: str, *, own: bool) -> ExportedCall:
    """Return a call to export.

    Args:
        engine: of the history.
        call_id: which.
        own: with the agent's own part: only when its agent asks.

    Raises:
        TyyniError: ``call_not_found``.
    """
    seen = await call_seen(engine, call_id)
    return ExportedCall(version=VERSION, seen=seen, own=await own_part(engine, call_id) if own else None)


def as_json(call: ExportedCall) -> bytes:
    """Return a call as JSON in UTF-8, indented."""
    return msgspec.json.format(msgspec.json.encode(call), indent=2) + b"\n"


def as_csv(call: ExportedCall, language: str) -> str:
    """Return what happened in a call, a line each, in the order of time.

    Args:
        call: the call.
        language: of the prompts' texts: fi, pl or en.
    """
    lines = [*_seen(call.seen, language)]
    if call.own is not None:
        lines += _own(call.own, language)
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for at_ms, kind, what, level, text in sorted(lines, key=lambda line: (line[0], line[1], line[2])):
        writer.writerow(
            [at_ms, kind, safe_cell(what), "" if level is None else round(level, 1), safe_cell(text)]
        )
    return written.getvalue()


def _seen(seen: CallSeen, language: str) -> Iterator[Line]:
    for point in seen.heat:
        reasons = ", ".join(f"{reason.kind} {reason.points:.0f}" for reason in point.reasons)
        yield point.at_ms, "heat", point.band, point.level, reasons
    for cue in seen.cues:
        yield cue.said_ms, "cue", cue.cue, None, cue.quote or ""
    for prompt in seen.prompts:
        yield prompt.shown_ms, "prompt", prompt.rule, None, prompt.text[language]  # type: ignore[index]
    for said in seen.texts:
        yield said.start_ms, "text", said.party.value, None, said.text
    for notice in seen.notices:
        yield notice.heard_ms, "notice", notice.code, None, "" if notice.active else "over"
    for asked in seen.help:
        yield asked.heard_ms, "help", "asked" if asked.on else "taken back", None, ""
    for whisper in seen.whispers:
        yield whisper.heard_ms, "whisper", "", None, whisper.text
    for note in seen.notes:
        told = (note.what_happened, note.resolution, note.next_step, note.prevention)
        yield seen.call.heard_ms, "note", note.author, None, " / ".join(filter(None, told))
    for promise in seen.follow_ups:
        yield seen.call.heard_ms, "follow-up", str(promise.due), None, promise.text


def _own(own: OwnPart, language: str) -> Iterator[Line]:
    for prompt in own.prompts:
        yield prompt.shown_ms, "own prompt", prompt.rule, None, prompt.text[language]  # type: ignore[index]
        if prompt.gone_ms is not None:
            yield prompt.gone_ms, "own prompt gone", prompt.rule, None, prompt.gone_reason or ""
    for step in own.steps:
        yield step.heard_ms, "own step", step.step, None, ""
    for doing in own.doings:
        about = doing.rule or (str(doing.prompt) if doing.prompt is not None else "")
        value = "" if doing.value is None else ("yes" if doing.value else "no")
        yield doing.heard_ms, f"own {doing.kind}", about, None, value
    for notice in own.notices:
        yield notice.heard_ms, "own notice", notice.code, None, "" if notice.active else "over"


def safe_cell(cell: str) -> str:
    """Return a cell of a CSV file that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
