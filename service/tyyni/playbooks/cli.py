"""`tyyni playbook`: check a playbook and its cases, and try a sentence on it, without programming."""

from __future__ import annotations

import json
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from tyyni.playbooks import checking, coverage
from tyyni.playbooks.asking import ask, first_tries, toml_of, write_rule
from tyyni.playbooks.cases import CASES_FOLDER, cases_beside, load_cases
from tyyni.playbooks.diff import diff_lines
from tyyni.playbooks.editing import load_with
from tyyni.playbooks.loader import DEFAULT_PLAYBOOK, load_playbook, read_files
from tyyni.playbooks.schema import LANGUAGES, PlaybookError, PlaybookFile
from tyyni.playbooks.trying import lines, report
from tyyni.playbooks.trying import try_sentence as try_on
from tyyni.units import Party

app = typer.Typer(
    no_args_is_help=True,
    help="Check a playbook, try sentences on it, replay calls against an edit.\n\n"
    "A playbook is a folder of TOML files (or one file) with tables named limits, cue and rule. Its cases are short "
    "scenes in the folder 'cases' in it: a file per rule, such as threat.toml, with tables named case that say whether "
    "the rule fires, and the scene in fi, pl and en as lines such as 'caller 1.0: I know where you live'.",
)

NARROWEST = 100
"""Columns of the coverage table: narrower, nobody can read it."""


class Language(StrEnum):
    """A language that cues have phrases in."""

    FI = "fi"
    PL = "pl"
    EN = "en"


PlaybookPath = Annotated[
    Path,
    typer.Argument(metavar="[PATH]", show_default="the default playbook", help="A folder or a file."),
]
CasesPath = Annotated[
    Path | None,
    typer.Option(help="A folder of cases, or one file.", show_default="the folder cases beside the playbook"),
]


@app.command()
def check(path: PlaybookPath = DEFAULT_PLAYBOOK, cases: CasesPath = None) -> None:
    """Check a playbook, and whether its rules do what the cases say.

    Checked are: every key and its value, all three languages, the length of
    texts; texts and phrases that stand twice; rules with the same conditions
    and urgency; for each rule and language two cases in which it speaks and
    two in which it stays silent; and that each case comes out so.

    What is wrong is named with file, rule and key, and the exit code is 1.

    Examples:

    `tyyni playbook check`

    `tyyni playbook check my-playbook`

    `tyyni playbook check --cases threat.toml`: plays the cases of one rule
    """
    playbook = load_playbook(path)
    phrases = sum(len(texts) for cue in playbook.cues for texts in cue.says.values())
    drafts = sum(rule.draft for rule in playbook.rules)
    places = checking.places_of([file for file, _ in read_files(path)])
    found = checking.doubles_and_conflicts(playbook, places)
    cases = cases or cases_beside(path)
    loaded = load_cases(cases, playbook) if cases else []
    if cases is None:
        found.append(_no_cases(path))
    elif cases.is_dir():
        found += checking.missing_cases(playbook, loaded, places)
    played = track(loaded, "playing the cases", console=Console(stderr=True), transient=True)
    failed = checking.failures(playbook, played)
    for told in [*map(str, found), *failed]:
        typer.echo(told)
    if failed:
        raise PlaybookError(
            "playbook_case_failed",
            f"{cases}: {len(failed)} of {len(loaded)} cases fail: mend the case or the rule and its cues' phrases",
        )
    if grave := [one for one in found if one.grave]:
        count = "1 thing is" if len(grave) == 1 else f"{len(grave)} things are"
        raise PlaybookError("playbook_check_failed", f"{path}: {count} to be mended")
    if cases is not None:
        typer.echo(f"{cases}: all {len(loaded)} cases pass")
    typer.echo(
        f"{path}: good. {len(playbook.rules)} rules ({drafts} drafts), {len(playbook.cues)} cues with "
        f"{phrases} phrases in {', '.join(LANGUAGES)}; version {playbook.version}"
    )


@app.command()
def diff(
    house: Annotated[Path, typer.Argument(metavar="HOUSE", help="A folder or a file of house rules.")],
    against: Annotated[
        Path, typer.Option(show_default="the default playbook", help="What to compare with.")
    ] = DEFAULT_PLAYBOOK,
) -> None:
    """Show what a playbook of your own changes: + added, - gone, ~ changed, a line for each.

    Example: `tyyni playbook diff my-house.toml`
    """
    for line in diff_lines(load_playbook(against), load_playbook(house)) or ["no difference"]:
        typer.echo(line)


@app.command(name="try")
def try_sentence(
    sentence: Annotated[str, typer.Argument(help="What is said, as it would be recognised.")],
    language: Annotated[Language, typer.Option(help="Language of the call.")],
    heat: Annotated[
        float | None,
        typer.Option(min=0, max=100, help="How hot the call is; without it, what the words make."),
    ] = None,
    party: Annotated[
        Party, typer.Option(help="Who says it: the agent's words tick off steps.")
    ] = Party.CALLER,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    playbook: Annotated[
        Path, typer.Option(show_default="the default playbook", help="A folder or a file.")
    ] = DEFAULT_PLAYBOOK,
) -> None:
    """Show which cues and prompts a sentence brings, and why the others stay silent.

    The sentence is said a minute into a call. Rules that came nearest stand
    first. A cue that was not heard is named when one of its phrases comes
    near, with what was in its way.

    Examples:

    `tyyni playbook try "mä oon kertonu tän jo kolme kertaa" --language fi`

    `tyyni playbook try "this is taking ages" --language en --heat 60`

    `tyyni playbook try "I am so sorry" --language en --party agent`: a step

    `tyyni playbook try "nie jestem zły" --language pl --json`: for programs,
    {"fired": [...], "not_fired": [...]}
    """
    tried = try_on(load_playbook(playbook), sentence, language=language.value, party=party, heat=heat)
    if as_json:
        typer.echo(json.dumps(report(tried), ensure_ascii=False, indent=2))
        return
    for line in lines(tried):
        typer.echo(line)


@app.command(name="coverage")
def show_coverage(
    path: PlaybookPath = DEFAULT_PLAYBOOK,
    cases: CasesPath = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what serves each row of the source articles, and where that is tested.

    A row is served by rules, by cues of the caller and steps of the agent, by
    code (such as the reading of the voice), or later by a screen that is still
    to come. When nothing serves a row, it is named and the exit code is 1.

    Examples:

    `tyyni playbook coverage`

    `tyyni playbook coverage my-playbook --json`
    """
    playbook = load_playbook(path)
    cases = cases or cases_beside(path)
    rows = coverage.load_rows()
    covered = coverage.cover(
        playbook,
        rows,
        load_cases(cases, playbook) if cases else (),
        cue_tests=coverage.CUE_TESTS if path == DEFAULT_PLAYBOOK else None,
    )
    if as_json:
        typer.echo(json.dumps(coverage.report(covered), ensure_ascii=False, indent=2))
    else:
        _print_coverage(covered)
        if unknown := coverage.unknown_rows(playbook, rows):
            typer.echo(f"rows of your own: {', '.join(unknown)}")
    if missed := [one.row.id for one in covered if one.status == "nothing"]:
        raise PlaybookError("playbook_row_not_served", f"{path}: nothing serves {', '.join(missed)}")


@app.command()
def new(
    into: Annotated[
        Path,
        typer.Option(
            help="The folder of your playbook, such as a copy of the default one.", show_default=False
        ),
    ],
) -> None:
    """Make a rule from a few questions; it is checked at once, and a draft.

    Asked for are a name, the situation, what the caller says and what the
    agent reads in Finnish, Polish and English, how urgent it is and which rows
    of the sources it serves. It becomes a file of its own in your playbook.
    Ctrl-C leaves the playbook as it is.

    Example: `tyyni playbook new --into my-playbook`
    """
    if not into.is_dir():
        raise PlaybookError("playbook_missing", f"--into {into}: expected the folder of a playbook")
    playbook = load_playbook(into)
    answers = ask(playbook)
    text = toml_of(answers)
    path = into / f"{answers.id}.toml"
    edited = load_with(into, path, text)
    places = checking.places_of(
        [*(file for file, _ in read_files(into)), PlaybookFile(str(path), tomllib.loads(text))]
    )
    known = checking.doubles_and_conflicts(playbook, places)
    found = [one for one in checking.doubles_and_conflicts(edited, places) if one not in known]
    for one in found:
        typer.echo(one)
    if found:
        raise PlaybookError("playbook_check_failed", f"{path}: was not written: mend what is said above")
    write_rule(text, path)
    typer.echo(f"{path}: written, a draft: it is checked and never shown.")
    for line in first_tries(edited, answers):
        typer.echo(line)
    typer.echo(
        f"Next: write its cases in {into / CASES_FOLDER / path.name}, then take the line 'draft = true' away."
    )


def _print_coverage(covered: list[coverage.Covered]) -> None:
    console = Console()
    table = Table(box=SIMPLE, padding=(0, 1, 0, 0), width=max(console.width, NARROWEST))
    table.add_column("row")
    for column in ("asks", "served by", "tested in"):
        table.add_column(column, overflow="fold", ratio=1)
    for one in covered:
        told = coverage.lines_of(one) or [("nothing", "-")]
        for number, (served_by, tested_in) in enumerate(told):
            row, ask = (one.row.id, one.row.ask) if number == 0 else ("", "")
            table.add_row(*map(Text, (row, ask, served_by, tested_in)))
    console.width = max(console.width, NARROWEST)
    console.print(table)
    count = {
        status: sum(one.status == status for one in covered) for status in ("served", "later", "nothing")
    }
    typer.echo(
        f"{len(covered)} rows: {count['served']} served, {count['later']} only by a screen to come, "
        f"{count['nothing']} by nothing"
    )


def _no_cases(path: Path) -> checking.Finding:
    return checking.Finding(
        "playbook_no_cases",
        f"{path}: no folder 'cases' beside it: nothing says when each rule is to speak, and when not",
        grave=False,
    )
