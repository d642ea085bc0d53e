"""What one playbook changes of another, as lines to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tyyni.coach.playbook import Playbook


def diff_lines(before: Playbook, after: Playbook) -> list[str]:
    """Return what differs, a line for each: ``+`` added, ``-`` gone, ``~`` changed, with key, old and new value.

    Of phrases and other lists only what came and went is told; an order that changed is told of rules and the
    checklist, where it means something. No lines: the two do the same.
    """
    return [
        *_changes("limits", asdict(before.limits), asdict(after.limits)),
        *_of_kind("checklist", _by(before.checklist, "step"), _by(after.checklist, "step")),
        *_of_kind("cue", _by(before.cues, "id"), _by(after.cues, "id")),
        *_of_kind("rule", _by(before.rules, "id"), _by(after.rules, "id")),
        *_order(
            "checklist", [item.step for item in before.checklist], [item.step for item in after.checklist]
        ),
        *_order("rules", [rule.id for rule in before.rules], [rule.id for rule in after.rules]),
    ]


def _by(entries: Sequence[Any], key: str) -> dict[str, dict[str, Any]]:
    return {getattr(entry, key): asdict(entry) for entry in entries}


def _of_kind(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    gone = [f"- {kind} {id_}" for id_ in before if id_ not in after]
    changed = [
        line
        for id_, entry in before.items()
        if id_ in after
        for line in _changes(f"{kind} {id_}", entry, after[id_])
    ]
    added = [f"+ {kind} {id_}{_told(entry)}" for id_, entry in after.items() if id_ not in before]
    return [*gone, *changed, *added]


def _told(entry: Mapping[str, Any]) -> str:
    """Return what an added entry is about, as far as it says so itself."""
    return f": {entry['situation']}" if entry.get("situation") else ""


def _changes(where: str, before: Mapping[Any, Any], after: Mapping[Any, Any], path: str = "") -> list[str]:
    lines = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        name = f"{path}{key}"
        if old == new:
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            lines += _changes(where, old, new, f"{name}.")
        elif isinstance(old or (), tuple) and isinstance(new or (), tuple):
            lines += _of_list(f"{where}: {name}", old or (), new or ())
        else:
            lines.append(f"~ {where}: {name}: {_shown(old)} -> {_shown(new)}")
    return lines


def _of_list(where: str, old: Sequence[Any], new: Sequence[Any]) -> list[str]:
    gone = [f"-{_shown(value)}" for value in old if value not in new]
    added = [f"+{_shown(value)}" for value in new if value not in old]
    return [f"~ {where}: {' '.join([*gone, *added])}"] if gone or added else []


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else "nothing" if value is None else str(value)


def _order(what: str, before: Sequence[str], after: Sequence[str]) -> list[str]:
    kept = [id_ for id_ in before if id_ in after]
    now = [id_ for id_ in after if id_ in before]
    return [f"~ {what}: order: {', '.join(now)}"] if kept != now else []
