"""Cases of a playbook as data: short scenes in every language, and whether a rule speaks in them.

A file per rule, named after it. A case gives the same scene in Finnish, Polish and English as lines such as
``caller 1.0: It is late`` (who, from which second; without one it follows the last line; ``agent 2.0-50.0:``
lasts until then whatever the words take).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta

from tyyni.coach.call import LOOK_EVERY_MS
from tyyni.coach.playbook import Level, Milliseconds, Playbook, Ratio, Share
from tyyni.playbooks.loader import read_files
from tyyni.playbooks.rehearsal import Line, Script, rehearse, spoken_line
from tyyni.playbooks.schema import LANGUAGES, PlaybookError, convert_entry, entries_of, refuse_unknown
from tyyni.units import Party

LINE = re.compile(r"(caller|agent)(?: (\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?)?: ?(.*)")
"""Who, from and until which second, and the words."""

BETWEEN_LINES_MS = 600
"""Silence before a line without a time of its own."""

CASES_FOLDER = "cases"

Lines = Annotated[tuple[str, ...], Meta(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseScene:
    """A ``[[case]]`` as it is written: one scene in three languages."""

    fires: bool
    """Whether the rule speaks."""
    fi: Lines
    pl: Lines
    en: Lines
    heat: tuple[tuple[Milliseconds, Level], ...] = ()
    """Time in ms and level, linear in between; without it, the heat that the words and turns make."""
    arousal: Share | None = None
    tempo_ratio: Ratio | None = None
    until_ms: Annotated[int, Meta(ge=LOOK_EVERY_MS)] | None = None
    """How long the scene is; without it, until 2 s after the last line."""


@dataclass(frozen=True, slots=True)
class Case:
    """One scene in one language."""

    name: str
    """File, number of the case, and language, such as ``threat.toml: case 1: en``."""
    rule: str
    fires: bool
    script: Script

    @property
    def file(self) -> str:
        """The file it stands in."""
        return self.name.partition(": case ")[0]


def cases_beside(playbook: Path) -> Path | None:
    """Return the folder ``cases`` in a playbook's folder, or beside a playbook of one file; None: there is none."""
    folder = (playbook if playbook.is_dir() else playbook.parent) / CASES_FOLDER
    return folder if folder.is_dir() else None


def load_cases(path: Path, playbook: Playbook) -> list[Case]:
    """Return all cases in a folder's ``*.toml`` files, or in one file.

    Raises:
        PlaybookError: naming file, case and key: one of those of `read_files` and `convert_entry`;
            ``playbook_unknown_rule`` when a file is not named after a rule; ``playbook_bad_value`` for a line
            that is not understood; ``playbook_duplicate`` when a scene stands twice for a rule.
    """
    known = [rule.id for rule in playbook.rules]
    cases: list[Case] = []
    for file, _ in read_files(path):
        rule = Path(file.name).stem
        if rule not in known:
            raise PlaybookError(
                "playbook_unknown_rule",
                f"{file.name}: there is no rule {rule!r}; expected a file named after one of {', '.join(known)}",
            )
        refuse_unknown(file.name, "the file", file.data, ("case",))
        for number, (_, entry) in enumerate(entries_of([file], "case"), start=1):
            cases += _in_all_languages(file.name, f"case {number}", rule, entry)
    _refuse_twice(cases)
    return cases


def failure(playbook: Playbook, case: Case) -> str | None:
    """Play a case; return None when its rule speaks exactly when the case says so, otherwise what came of it."""
    rehearsal = rehearse(playbook, case.script, explain=False)
    prompt = next((prompt for prompt in rehearsal.prompts if prompt.rule == case.rule), None)
    if (prompt is not None) == case.fires:
        return None
    heard = ", ".join(f'{cue.id} in "{cue.quote}"' for cue in rehearsal.cues) or "none"
    if prompt is not None:
        return (
            f"{case.name}: {case.rule} speaks at {prompt.heard_ms} ms, expected not to; cues heard: {heard}"
        )
    return f"{case.name}: {case.rule} does not speak: {_why(playbook, case)}; cues heard: {heard}"


def _why(playbook: Playbook, case: Case) -> str:
    silence = rehearse(playbook, case.script).silent[case.rule]
    if silence.held_back:
        return f"held back ({silence.held_back})"
    return f"not met: {', '.join(silence.unmet)}"


def _in_all_languages(where: str, name: str, rule: str, entry: Any) -> list[Case]:
    scene = convert_entry(where, name, entry, CaseScene)
    check_heat(f"{where}: {name}", scene.heat)
    cases = []
    for language in LANGUAGES:
        script = Script(
            language=language,
            lines=script_lines(f"{where}: {name}: {language}", getattr(scene, language)),
            heat=scene.heat,
            arousal=scene.arousal,
            tempo_ratio=scene.tempo_ratio,
            until_ms=scene.until_ms,
        )
        cases.append(Case(f"{where}: {name}: {language}", rule, scene.fires, script))
    return cases


def check_heat(name: str, heat: Sequence[tuple[int, float]]) -> None:
    """Raise ``playbook_bad_value`` when the times (ms) of a written track of heat do not rise."""
    if any(start >= end for (start, _), (end, _) in pairwise(heat)):
        raise PlaybookError("playbook_bad_value", f"{name}: heat: expected times that rise")


def script_lines(name: str, texts: Sequence[str]) -> tuple[Line, ...]:
    """Return written lines with their times.

    Raises:
        PlaybookError: ``playbook_bad_value`` for a line that is not understood; ``name`` says where it stands.
    """
    lines: list[Line] = []
    for text in texts:
        line = _line(text, (lines[-1].end_ms if lines else 0) + BETWEEN_LINES_MS)
        if line is None or line.end_ms <= line.start_ms:
            raise PlaybookError(
                "playbook_bad_value",
                f"{name}: expected lines such as 'caller 1.0: It is late' or 'agent 2.0-50.0:'; found {text!r}",
            )
        lines.append(line)
    return tuple(lines)


def _line(text: str, next_ms: int) -> Line | None:
    parsed = LINE.fullmatch(text)
    if parsed is None:
        return None
    who, start_s, end_s, said = parsed.groups()
    line = spoken_line(Party(who), said, _ms(start_s) if start_s else next_ms)
    return Line(line.party, said, line.start_ms, _ms(end_s), timed=True) if end_s else line


def _ms(seconds: str) -> int:
    return round(float(seconds) * 1000)


def _refuse_twice(cases: Sequence[Case]) -> None:
    seen: dict[str, str] = {}
    for case in cases:
        scene = f"{case.rule} {case.script!r}"
        if scene in seen:
            raise PlaybookError("playbook_duplicate", f"{case.name}: the same scene as {seen[scene]}")
        seen[scene] = case.name
