"""`tyyni playbook replay`: recorded or logged calls, coached with the playbook in use and with an edited one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tyyni.errors import TyyniError
from tyyni.playbooks.call_log import SUFFIX, CallLog, read_log, write_log
from tyyni.playbooks.editing import load_edited
from tyyni.playbooks.loader import DEFAULT_PLAYBOOK, load_playbook
from tyyni.playbooks.replaying import Compared, Shown, firings, moments, replay
from tyyni.serve.ears import hear_with
from tyyni.serve.languages import languages_of
from tyyni.serve.settings import load_settings
from tyyni_bench.call_logging import log_recording
from tyyni_bench.playing import RECORDINGS, open_known
from tyyni_bench.replay_html import write_replay
from tyyni_bench.transcribing import load_transcriber


def replay_calls(
    calls: Annotated[
        list[Path],
        typer.Argument(
            help="Recordings (WAV, FLAC), call logs (.jsonl), or folders of them.", metavar="CALL..."
        ),
    ],
    against: Annotated[
        Path | None,
        typer.Option(
            help="The edit: a whole playbook (folder), an edited copy of a file of the playbook (same name), or a "
            "file with a few rules and cues that take the place of those with the same id.",
        ),
    ] = None,
    playbook: Annotated[
        Path, typer.Option(show_default="the default playbook", help="The playbook in use.")
    ] = DEFAULT_PLAYBOOK,
    html: Annotated[Path | None, typer.Option(help="Write timelines as a page; it quotes the calls.")] = None,
    save_log: Annotated[
        Path | None,
        typer.Option(
            help="Write what was heard in the one recording to this .jsonl file; it holds every word."
        ),
    ] = None,
    language: Annotated[str | None, typer.Option(help="Spoken, where no sidecar names it.")] = None,
    model: Annotated[str | None, typer.Option(help="A model of `tyyni models list`.")] = None,
) -> None:
    """Show what would have been shown when in recorded calls, before and after an edit.

    A recording is heard by the service's own composition on a virtual clock,
    with the speech model, which takes a while. Keep what was heard with
    --save-log and replay the log: then an edit is tried in seconds. Logs and
    pages hold what people said, that is, personal data: nothing is kept unless
    you ask for it here.

    A log is a text file, a JSON object a line, times in ms; first

    {"type": "call", "version": 1, "name": "a", "language": "en"}

    then lines such as

    {"type": "text", "party": "caller", "utterance": 1, "words":
    [{"text": "late", "start_ms": 4000, "end_ms": 4300}]}

    {"type": "heat", "at_ms": 0, "level": 20}

    Examples:

    `tyyni playbook replay call.wav --language fi --save-log call.jsonl`

    `tyyni playbook replay call.jsonl --against rules.toml --html timeline.html`
    """
    check_places(html, save_log)
    paths = found(calls)
    before = load_playbook(playbook)
    after = load_edited(playbook, against) if against else None
    if save_log is not None and [path.suffix for path in paths].count(SUFFIX) + 1 != len(paths):
        raise TyyniError(
            "one_recording_expected", f"--save-log {save_log}: expected one recording beside any logs"
        )
    logs = logs_of(paths, language, model, save_log)
    compared = [Compared(replay(before, log), replay(after, log) if after else None) for log in logs]
    show(compared, Console())
    if html is not None:
        write_replay(compared, html)


def check_places(html: Path | None, save_log: Path | None) -> None:
    """Say what cannot be written before anything is heard.

    Raises:
        TyyniError: ``html_unwritable``, ``call_log_unwritable`` or ``log_name_expected``.
    """
    for option, path, code in (
        ("--html", html, "html_unwritable"),
        ("--save-log", save_log, "call_log_unwritable"),
    ):
        if path is not None and not path.absolute().parent.is_dir():
            raise TyyniError(code, f"{option} {path}: {path.parent} is not a folder; make it")
    if save_log is not None and save_log.suffix != SUFFIX:
        raise TyyniError(
            "log_name_expected", f"--save-log {save_log}: expected a name that ends with {SUFFIX}"
        )


def found(paths: Sequence[Path]) -> list[Path]:
    """Return the recordings and logs that are named, or lie in the folders that are named.

    Raises:
        TyyniError: ``recording_missing``: nothing in a folder.
    """
    patterns = (*RECORDINGS, f"*{SUFFIX}")
    calls = []
    for path in paths:
        inside = (
            sorted(one for pattern in patterns for one in path.glob(pattern)) if path.is_dir() else [path]
        )
        if not inside:
            raise TyyniError(
                "recording_missing", f"{path}: no recording (WAV, FLAC) or call log in this folder"
            )
        calls += inside
    return calls


def logs_of(
    paths: Sequence[Path], language: str | None, model: str | None, save_log: Path | None
) -> list[CallLog]:
    """Return what was heard in each call; the speech model is loaded only for recordings.

    Raises:
        TyyniError: a log, a recording or the speech model cannot be used.
    """
    recordings = {path: open_known(path, language) for path in paths if path.suffix != SUFFIX}
    if not recordings:
        return [read_log(path) for path in paths]
    settings = load_settings(model=model)
    _, transcriber = load_transcriber(settings)
    transcriber.warm_up()
    ears = hear_with(transcriber, load_playbook(), languages_of(settings.model))
    logs = []
    for path in paths:
        if path not in recordings:
            logs.append(read_log(path))
            continue
        typer.echo(f"hearing {path.name} ...", err=True)
        known = recordings[path]
        log = log_recording(known.recording, known.language, ears, workers=settings.workers)
        if save_log is not None:
            write_log(log, save_log)
        logs.append(log)
    return logs


def show(calls: Sequence[Compared], console: Console) -> None:
    """Print what was shown when in each call, and how often each rule spoke."""
    edited = any(call.after for call in calls)
    columns = ["s", "before", "after"] if edited else ["s", "prompt"]
    for call in calls:
        table = _table(f"{call.before.name} ({call.before.language})", columns)
        for at_ms, before, after in moments(call):
            cells = [f"{at_ms / 1000:.1f}", _told(before), *([_told(after)] if edited else [])]
            table.add_row(*map(Text, cells))
        console.print(table if table.row_count else f"{call.before.name}: no prompt")
    rules = _table(
        "How often each rule spoke", ["rule", "before", "after"] if edited else ["rule", "prompts"]
    )
    for rule, times_before, times_after in firings(calls):
        rules.add_row(rule, str(times_before), *([str(times_after)] if edited else []))
    if rules.row_count:
        console.print(rules)


def _table(title: str, columns: Sequence[str]) -> Table:
    table = Table(title=Text(title), title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column)
    return table


def _told(shown: Shown | None) -> str:
    if shown is None:
        return "-"
    seconds = (shown.until_ms - shown.prompt.heard_ms) / 1000
    return f"{shown.prompt.rule}, {seconds:.1f} s, {shown.gone_because.replace('_', ' ')}"
