"""`tyyni playbook`: check a playbook and its cases, and try a sentence on it, without programming."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from tyyni.coach.playbook import Playbook, Rule
from tyyni.coach.words import Cue
from tyyni.playbooks.cases import Case, failure, load_cases
from tyyni.playbooks.diff import diff_lines
from tyyni.playbooks.loader import DEFAULT_PLAYBOOK, load_playbook
from tyyni.playbooks.rehearsal import Line, Rehearsal, Script, Silence, rehearse, spoken_line
from tyyni.playbooks.schema import LANGUAGES, PlaybookError
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


TRIED_AT_MS = 60_000
"""A sentence is tried a minute into the call: the opening is over."""

TURN_MS = 5_000
"""Until then both talk by turns, so that neither silence nor a monologue calls for a prompt."""

AFTERWARDS_MS = 6_000
"""What waits for another prompt's place on the screen comes within this time."""

HELD_BACK = {
    "draft": "it is a draft",
    "rest": "it was shown a short while ago",
    "most_per_call": "it was shown as often as a call allows",
    "cue_answered": "what was said has had its prompt",
    "agent_speaks": "the agent is speaking",
    "budget": "enough prompts were shown",
    "pause": "the screen rests between prompts",
    "screen": "another prompt is on the screen",
    "outranked": "another prompt was more urgent",
}
"""What held a prompt back (`Coach.held_back`, `rehearsal.OUTRANKED`), in words."""


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
    """Show which cues and prompts a sentence brings, a minute into a call, and why the other rules are silent.

    Rules that came nearest stand first.

    Example: `tyyni playbook try "mä oon selittäny tän jo kolme kertaa" --language fi --heat 40`
    """
    rules = load_playbook(playbook)
    tried = rehearse(rules, _script(sentence, language.value, party, heat))
    if as_json:
        typer.echo(json.dumps(_report(rules, tried), ensure_ascii=False, indent=2))
        return
    for line in _lines(rules, tried, language.value):
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


def _script(sentence: str, language: str, party: Party, heat: float | None) -> Script:
    turns = range(TRIED_AT_MS // TURN_MS)
    parties = (Party.CALLER, Party.AGENT)
    before = [Line(parties[at % 2], "", at * TURN_MS, (at + 1) * TURN_MS) for at in turns]
    tried = spoken_line(party, sentence, TRIED_AT_MS)
    return Script(
        language=language,
        lines=(*before, tried),
        heat=() if heat is None else ((0, heat),),
        from_ms=TRIED_AT_MS,
        until_ms=tried.end_ms + AFTERWARDS_MS,
    )


def _report(playbook: Playbook, tried: Rehearsal) -> dict[str, list[dict[str, Any]]]:
    cues = {cue.id: cue for cue in playbook.cues}
    rules = {rule.id: rule for rule in playbook.rules}
    return {
        "cues": [
            {
                "id": cue.id,
                "sources": list(cues[cue.id].sources),
                "kind": _kind(cue),
                "quote": cue.quote,
                "phrase": cue.phrase,
                "likeness": round(cue.confidence, 2),
                "heat_points": cue.heat_points,
            }
            for cue in tried.cues
        ],
        "prompts": [
            {"id": prompt.rule, "sources": list(prompt.sources), "text": prompt.text, "why": prompt.why}
            for prompt in tried.prompts
        ],
        "silent": [
            {
                "id": id_,
                "sources": list(rules[id_].sources),
                "unmet": list(why.unmet),
                "held_back": why.held_back,
            }
            for id_, why in _nearest_first(tried)
        ],
    }


def _lines(playbook: Playbook, tried: Rehearsal, language: str) -> list[str]:
    lines = []
    for cue in tried.cues:
        heat = f", heat {cue.heat_points:+g}" if cue.heat_points else ""
        likeness = f'"{cue.quote}" is {cue.confidence:.0%} "{cue.phrase}"'
        lines.append(f"{_kind(cue):<7} {cue.id}: {likeness}{heat}")
    for prompt in tried.prompts:
        text = next(text for code, text in prompt.text.items() if code == language)
        lines.append(f"prompt  {prompt.rule} ({', '.join(prompt.sources)}): {text}")
    if not lines:
        lines.append("nothing: no cue, no prompt")
    rules = {rule.id: rule for rule in playbook.rules}
    lines += [f"silent  {id_}: {_why(rules[id_], silence)}" for id_, silence in _nearest_first(tried)]
    return lines


def _nearest_first(tried: Rehearsal) -> list[tuple[str, Silence]]:
    return sorted(tried.silent.items(), key=lambda item: len(item[1].unmet))


def _kind(cue: Cue) -> str:
    return "step" if cue.party is Party.AGENT else "cue"


def _why(rule: Rule, silence: Silence) -> str:
    if silence.held_back:
        return HELD_BACK[silence.held_back]
    return "asks for " + ", ".join(f"{name} = {_shown(getattr(rule.when, name))}" for name in silence.unmet)


def _shown(value: object) -> str:
    return " or ".join(value) if isinstance(value, tuple) else str(value)
