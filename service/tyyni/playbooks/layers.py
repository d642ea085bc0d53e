"""House rules over another playbook: replaced by id, added, or switched off; limits key by key.

A table of the house with the id of one below takes its place, so that the order of rules stays. A checklist of the
house is the whole checklist, since its order is what matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from tyyni.playbooks.schema import (
    TABLES,
    Layer,
    PlaybookError,
    PlaybookFile,
    convert_entry,
    refuse_unknown,
    tables_of,
)

Table = tuple[str, Mapping[str, Any]]
"""The name of its file, and what it says."""


def layer_of(files: Sequence[PlaybookFile]) -> Layer:
    """Return what the ``[playbook]`` tables of these files say together.

    Raises:
        PlaybookError: ``playbook_unknown_key`` or ``playbook_bad_value``.
    """
    layers = [
        convert_entry(file.name, "playbook", file.data["playbook"], Layer)
        for file in files
        if "playbook" in file.data
    ]
    return Layer(
        standalone=any(layer.standalone for layer in layers),
        off=tuple(chain.from_iterable(layer.off for layer in layers)),
    )


def lay_over(below: Sequence[PlaybookFile], house: Sequence[PlaybookFile]) -> list[PlaybookFile]:
    """Return the files of a playbook with those of a house over it; each table keeps the name of its file.

    Raises:
        PlaybookError: ``playbook_unknown_key``, ``playbook_bad_value``, or ``playbook_unknown_rule`` when a rule is
            switched off that is not there.
    """
    for file in house:
        refuse_unknown(file.name, "the file", file.data, TABLES)
    rules = tables_of(below, "rule")
    off = _switched_off(house, known=[str(rule.get("id")) for _, rule in rules])
    rules = [(where, rule) for where, rule in rules if rule.get("id") not in off]
    checklist = tables_of(house, "checklist") or tables_of(below, "checklist")
    return [
        *_limits(below, house),
        *_files("checklist", checklist),
        *_files("cue", _replaced(tables_of(below, "cue"), tables_of(house, "cue"))),
        *_files("rule", _replaced(rules, tables_of(house, "rule"))),
    ]


def _switched_off(house: Sequence[PlaybookFile], known: Sequence[str]) -> frozenset[str]:
    for file in house:
        for id_ in layer_of([file]).off:
            if id_ not in known:
                raise PlaybookError(
                    "playbook_unknown_rule",
                    f"{file.name}: playbook: off: there is no rule {id_!r}; expected of {', '.join(known)}",
                )
    return frozenset(layer_of(house).off)


def _replaced(below: Sequence[Table], house: Sequence[Table]) -> list[Table]:
    """Return all tables; one of the house stands where that of the same id stood, or else at the end."""
    ids = {table.get("id") for _, table in below}
    by_id: dict[Any, list[Table]] = {}
    for where, table in house:
        by_id.setdefault(table.get("id"), []).append((where, table))
    in_place = [by_id.get(table.get("id"), [(where, table)]) for where, table in below]
    added = [(where, table) for where, table in house if table.get("id") not in ids]
    return [*chain.from_iterable(in_place), *added]


def _limits(below: Sequence[PlaybookFile], house: Sequence[PlaybookFile]) -> list[PlaybookFile]:
    """Return the limits below with what the house changes of them; twice in one layer is left to be refused."""
    changed = [file for file in house if "limits" in file.data]
    kept = [file for file in below if "limits" in file.data]
    if not changed or len(kept) > 1 or not all(isinstance(file.data["limits"], dict) for file in changed):
        return [PlaybookFile(file.name, {"limits": file.data["limits"]}) for file in changed or kept]
    base = kept[0].data["limits"] if kept else {}
    return [PlaybookFile(file.name, {"limits": {**base, **file.data["limits"]}}) for file in changed]


def _files(kind: str, tables: Iterable[Table]) -> list[PlaybookFile]:
    return [PlaybookFile(where, {kind: [table]}) for where, table in tables]
