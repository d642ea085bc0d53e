"""`tyyni history`: what is kept of calls, for whoever runs the service."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from tyyni.errors import TyyniError
from tyyni.history import database
from tyyni.history.export import TextLanguage, as_csv, as_json, exported
from tyyni.history.purging import purge_call, purge_older
from tyyni.history.reading import CallFilter, call_seen, list_calls
from tyyni.history.recordings import Recordings
from tyyni.history.records import CallSeen, CallSummary
from tyyni.serve.settings import load_settings

T = TypeVar("T")

app = typer.Typer(
    no_args_is_help=True,
    help="List, show, export and delete what is kept of calls.\n\n"
    "Kept are heat, cues, prompts, steps, notices and notes; what was said only with TYYNI_KEEP_TRANSCRIPTS=1. That "
    "lies in the service's data folder (TYYNI_DATA_DIR), or in the PostgreSQL database that TYYNI_DATABASE_URL names. "
    "Sound is kept only with TYYNI_KEEP_AUDIO=1, always in the folder audio of the data folder. TYYNI_HISTORY=0 keeps "
    "nothing.",
)

NARROWEST = 100
"""Columns of the table of calls: narrower, nobody can read it."""


class ExportFormat(StrEnum):
    """What a call is exported as."""

    JSON = "json"
    CSV = "csv"


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
CallId = Annotated[
    str, typer.Argument(metavar="CALL", help="The id of a call, as `tyyni history list` shows it.")
]


@app.command(name="list")
def list_(
    agent: Annotated[str | None, typer.Option(help="Only calls of this agent.")] = None,
    team: Annotated[str | None, typer.Option(help="Only calls of this team.")] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Only calls of the last so many days.")] = None,
    hot: Annotated[bool, typer.Option("--hot", help="Only calls that were hot at some time.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 20,
    after: Annotated[str | None, typer.Option(help="Go on after this call.")] = None,
    as_json: AsJson = False,
) -> None:
    """List calls, the newest first.

    Examples:

    `tyyni history list --hot --days 7`

    `tyyni history list --team claims --json`: for programs
    """
    since = datetime.now(UTC) - timedelta(days=days) if days else None
    wanted = CallFilter(agent=agent, team=team, since=since, hot=hot)
    page = _with_history(lambda engine: list_calls(engine, wanted, after=after, limit=limit))
    if as_json:
        typer.echo(_pretty(page))
        return
    if not page.calls:
        typer.echo("no calls")
        return
    _print_calls(page.calls)
    if page.next is not None:
        typer.echo(f"more: --after {page.next}")


@app.command()
def show(call: CallId, as_json: AsJson = False) -> None:
    """Show one call: how hot it was, what was said to matter, prompts about the caller, and notes.

    The agent's own part (conduct prompts, steps, ratings, mutes) is not shown.

    Example: `tyyni history show 4f1c09aa31b2c7d8`
    """
    seen = _with_history(lambda engine: call_seen(engine, call))
    if as_json:
        typer.echo(_pretty(seen))
        return
    for line in _lines(seen):
        typer.echo(line)
    if (sound := _recordings().sound(call)) is not None:
        typer.echo(f"sound: {sound}")


@app.command()
def export(
    call: CallId,
    into: Annotated[
        Path | None,
        typer.Option(help="A file to write, which must not exist.", show_default="standard output"),
    ] = None,
    as_: Annotated[
        ExportFormat, typer.Option("--format", help="json: everything; csv: a line for each event.")
    ] = (ExportFormat.JSON),
    language: Annotated[TextLanguage, typer.Option(help="Of the prompts, in csv.")] = TextLanguage.EN,
    own: Annotated[
        bool, typer.Option("--own", help="With the agent's own part: only when that agent asks for it.")
    ] = False,
) -> None:
    """Export one call, such as when somebody asks what is kept about them.

    Examples:

    `tyyni history export 4f1c09aa31b2c7d8 --into call.json`

    `tyyni history export 4f1c09aa31b2c7d8 --format csv --language fi`
    """
    got = _with_history(lambda engine: exported(engine, call, own=own))
    text = as_json(got).decode() if as_ is ExportFormat.JSON else as_csv(got, language)
    if into is None:
        typer.echo(text, nl=False)
        return
    try:
        with into.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        raise TyyniError("export_unwritable", f"{into}: cannot be written: {error.strerror}") from error
    typer.echo(f"{into}: written")


@app.command()
def purge(
    older_than_days: Annotated[int | None, typer.Option(min=1, help="Calls that began longer ago.")] = None,
    call: Annotated[str | None, typer.Option(help="This one call.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete calls for good, with their notes, follow-ups and sound; export first what must stay.

    Examples:

    `tyyni history purge --older-than-days 90 --yes`: for a nightly job

    `tyyni history purge --call 4f1c09aa31b2c7d8`
    """
    if (older_than_days is None) == (call is None):
        raise TyyniError("purge_what", "say either --older-than-days or --call")
    what = f"call {call}" if call else f"all calls that began more than {older_than_days} days ago"
    if not yes:
        typer.confirm(f"Delete {what}?", abort=True)
    if call is not None:
        _with_history(lambda engine: purge_call(engine, _recordings(), call))
        typer.echo(f"deleted call {call}")
    elif older_than_days is not None:
        count = _with_history(lambda engine: purge_older(engine, _recordings(), older_than_days))
        typer.echo(f"deleted {count} call{'' if count == 1 else 's'}")


@app.command()
def upgrade() -> None:
    """Make the tables, or bring those of an older version to this one; what is kept stays.

    `tyyni serve` does this by itself when it starts. A database that a newer
    version has upgraded is refused, and left as it is.
    """
    url = _url()
    before, now = asyncio.run(database.upgrade(url))
    place = database.shown(url)
    typer.echo(f"{place}: {'is up to date' if before == now else f'upgraded to {now}'}")


def _url() -> URL:
    settings = load_settings()
    return database.history_url(settings.database_url, settings.data_dir)


def _recordings() -> Recordings:
    return Recordings(load_settings().data_dir)


def _with_history(work: Callable[[AsyncEngine], Awaitable[T]]) -> T:
    async def run() -> T:
        async with database.opened(_url()) as engine:
            return await work(engine)

    return asyncio.run(run())


def _pretty(record: msgspec.Struct) -> str:
    return msgspec.json.format(msgspec.json.encode(record), indent=2).decode()


def _print_calls(calls: list[CallSummary]) -> None:
    table = Table(box=SIMPLE)
    for column in ("call", "began (UTC)", "length", "agent", "team", "label", "hottest", "mean"):
        table.add_column(column, no_wrap=column == "call")
    for call in calls:
        table.add_row(
            call.call_id,
            f"{call.started_at:%Y-%m-%d %H:%M}",
            clock(call.heard_ms),
            call.agent,
            call.team,
            call.label,
            f"{call.max_heat:.0f}",
            f"{call.mean_heat:.0f}",
        )
    console = Console()
    console.print(table) if console.width >= NARROWEST else Console(width=NARROWEST).print(table)


def _lines(seen: CallSeen) -> list[str]:
    call = seen.call
    end = f"{call.ended_at:%H:%M}" if call.ended_at else "no end known"
    lines = [
        f"call {call.call_id}  {call.label}".rstrip(),
        f"{call.started_at:%Y-%m-%d %H:%M} to {end} UTC, {clock(call.heard_ms)} heard, language {call.language or '-'}",
        f"agent {call.agent or '-'}, team {call.team or '-'}, hottest {call.max_heat:.0f}, mean {call.mean_heat:.0f}",
    ]
    told = [(cue.said_ms, f"cue {cue.cue}") for cue in seen.cues]
    told += [(prompt.shown_ms, f"prompt {prompt.rule}: {prompt.text['en']}") for prompt in seen.prompts]
    told += [(asked.heard_ms, "help asked" if asked.on else "help taken back") for asked in seen.help]
    told += [(whisper.heard_ms, f"whisper: {whisper.text}") for whisper in seen.whispers]
    bands = [point for at, point in enumerate(seen.heat) if at == 0 or point.band != seen.heat[at - 1].band]
    told += [(point.at_ms, f"heat {point.level:.0f}, {point.band}") for point in bands]
    lines += [f"{clock(at_ms):>7}  {what}" for at_ms, what in sorted(told)]
    lines += [f"note by {note.author}: {note.what_happened}" for note in seen.notes]
    return lines + [
        f"follow-up {one.due}: {one.text}{' (done)' if one.done_at else ''}" for one in seen.follow_ups
    ]


def clock(ms: int) -> str:
    """Return a time in a call as minutes and seconds.

    >>> clock(61_900)
    '1:01'
    """
    return f"{ms // 60_000}:{ms // 1000 % 60:02}"
