"""`tyyni playbook`: check a playbook and its cases, and try a sentence on it, without programming."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tyyni.coach.playbook import Playbook
from tyyni.playbooks.cases import Case, failure, load_cases
from tyyni.playbooks.loader import DEFAULT_PLAYBOOK, load_playbook
from tyyni.playbooks.schema import LANGUAGES, PlaybookError
from tyyni.playbooks.trying import lines, report
from tyyni.playbooks.trying import try_sentence as try_on
from tyyni.units import Party

app = typer.Typer(
    no_args_is_help=True,
    help="Check a playbook and try sentences on it.\n\n"
    "A playbook is a folder of TOML files (or one file) with tables named limits, cue and rule. Its cases are short "
    "scenes in a folder of their own: a file per rule, such as threat.toml, with tables named case that say whether "
    "the rule fires, and the scene in fi, pl and en as lines such as 'caller 1.0: I know where you live'.",
)


class Language(StrEnum):
    """A language that cues have phrases in."""

    FI = "fi"
    PL = "pl"
    EN = "en"


@app.command()
def check(
    path: Annotated[
        Path,
        typer.Argument(metavar="[PATH]", show_default="the default playbook", help="A folder or a file."),
    ] = DEFAULT_PLAYBOOK,
    cases: Annotated[
        Path | None,
        typer.Option(help="Also play the cases in this folder (or file)."),
    ] = None,
) -> None:
    """Check a playbook (without PATH: the default one), and with --cases whether its rules do what the cases say.

    What is wrong is named with file, rule and key, and the exit code is 1.

    Examples: `tyyni playbook check`, `tyyni playbook check my-playbook --cases my-playbook/cases`
    """
    playbook = load_playbook(path)
    phrases = sum(len(texts) for cue in playbook.cues for texts in cue.says.values())
    drafts = sum(rule.draft for rule in playbook.rules)
    typer.echo(
        f"{path}: good. {len(playbook.rules)} rules ({drafts} drafts), {len(playbook.cues)} cues with "
        f"{phrases} phrases in {', '.join(LANGUAGES)}; version {playbook.version}"
    )
    if cases is not None:
        _play_all(playbook, load_cases(cases, playbook), cases)


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
    """Show which cues and prompts a sentence brings, a minute into a call, and why the other rules are silent.

    Rules that came nearest stand first.

    Example: `tyyni playbook try "mä oon selittäny tän jo kolme kertaa" --language fi --heat 40`
    """
    tried = try_on(load_playbook(playbook), sentence, language=language.value, party=party, heat=heat)
    if as_json:
        typer.echo(json.dumps(report(tried), ensure_ascii=False, indent=2))
        return
    for line in lines(tried):
        typer.echo(line)


def _play_all(playbook: Playbook, cases: list[Case], path: Path) -> None:
    failed = [told for case in cases if (told := failure(playbook, case))]
    for told in failed:
        typer.echo(told)
    if failed:
        raise PlaybookError(
            "playbook_case_failed",
            f"{path}: {len(failed)} of {len(cases)} cases fail: mend the case or the rule and its cues' phrases",
        )
    typer.echo(f"{path}: all {len(cases)} cases pass")
