"""Which row of the source articles is served by what: rules, cues and steps, code of ours, or a screen to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from tyyni.coach.playbook import Playbook
from tyyni.playbooks.cases import Case
from tyyni.units import Party

ROWS = Path(__file__).parent / "sources.toml"

CUE_TESTS = "tests/test_cue_cases.py"
"""Sentences for each cue and step of the default playbook."""

CHECKLIST_TESTS = "tests/test_checklist.py"
"""How a call's checklist is ticked."""

Status = Literal["served", "later", "nothing"]


class ByCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Code of ours that serves a row."""

    what: str
    where: str
    """Module."""
    test: str
    """The test that fails without it, such as ``tests/test_heat.py::test_trend_rises_and_falls``."""


class Later(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A screen that is still to come."""

    screen: str
    data: str
    """What it needs of a call."""
    kept: bool
    """Whether that is kept after the call already."""


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One ask of the source articles."""

    id: str
    ask: str
    served_by: tuple[ByCode, ...] = ()
    later: Later | None = None


class Rows(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of them, as the file has them."""

    row: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """One thing that serves a row."""

    kind: Literal["rule", "cue", "step", "checklist", "code", "later"]
    name: str
    tested_in: str | None
    """None: nothing tests it, or nothing that is known here."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A row and what serves it."""

    row: Row
    services: tuple[Service, ...]

    @property
    def status(self) -> Status:
        """``later``: only by a screen that is still to come."""
        kinds = {service.kind for service in self.services}
        if kinds - {"later"}:
            return "served"
        return "later" if kinds else "nothing"


def load_rows(path: Path = ROWS) -> tuple[Row, ...]:
    """Return the rows of the source articles that ship."""
    return msgspec.toml.decode(path.read_bytes(), type=Rows).row


def cover(
    playbook: Playbook, rows: Sequence[Row], cases: Sequence[Case] = (), *, cue_tests: str | None = None
) -> list[Covered]:
    """Return what serves each row.

    Args:
        playbook: whose rules, cues and steps name their rows; a draft serves nothing.
        rows: of the source articles.
        cases: of the playbook, where its rules are tested.
        cue_tests: where its cues and steps are tested; None: not known.
    """
    tested = _cases_by_rule(cases)
    named: list[tuple[tuple[str, ...], Service]] = [
        (rule.sources, Service("rule", rule.id, tested.get(rule.id)))
        for rule in playbook.rules
        if not rule.draft
    ]
    named += [
        (cue.sources, Service("step" if cue.party is Party.AGENT else "cue", cue.id, cue_tests))
        for cue in playbook.cues
    ]
    named += [(item.sources, Service("checklist", item.step, CHECKLIST_TESTS)) for item in playbook.checklist]
    return [
        Covered(row, (*(service for sources, service in named if row.id in sources), *_ours(row)))
        for row in rows
    ]


def unknown_rows(playbook: Playbook, rows: Sequence[Row]) -> list[str]:
    """Return rows that rules, cues or steps name and that are not among the rows."""
    known = {row.id for row in rows}
    named = [entry.sources for entry in playbook.rules] + [entry.sources for entry in playbook.cues]
    return sorted({id_ for sources in named for id_ in sources} - known)


def lines_of(covered: Covered) -> list[tuple[str, str]]:
    """Return what serves a row and where it is tested, for a reader: a line for each kind of rules, cues and steps."""
    told = []
    for kind in ("rule", "cue", "step", "checklist"):
        if these := [service for service in covered.services if service.kind == kind]:
            places = sorted({service.tested_in or "-" for service in these})
            many = "s" if len(these) > 1 and kind != "checklist" else ""
            told.append((f"{kind}{many} {', '.join(service.name for service in these)}", ", ".join(places)))
    for service in covered.services:
        if service.kind == "code":
            told.append((service.name, service.tested_in or "-"))
        elif service.kind == "later":
            told.append((f"later: {service.name}", "-"))
    return told


def report(covered: Sequence[Covered]) -> list[dict[str, Any]]:
    """Return the table for programs."""
    return [
        {
            "row": one.row.id,
            "ask": one.row.ask,
            "status": one.status,
            "served_by": [
                {"kind": service.kind, "name": service.name, "tested_in": service.tested_in}
                for service in one.services
            ],
        }
        for one in covered
    ]


def _cases_by_rule(cases: Sequence[Case]) -> Mapping[str, str]:
    files = {case.rule: Path(case.file) for case in cases}
    return {rule: f"{file.parent.name}/{file.name}" for rule, file in files.items()}


def _ours(row: Row) -> list[Service]:
    services = [Service("code", f"{code.what} ({code.where})", code.test) for code in row.served_by]
    if row.later is not None:
        kept = "kept already" if row.later.kept else "told during the call, not kept yet"
        services.append(Service("later", f"{row.later.screen}, from {row.later.data}: {kept}", None))
    return services
