"""How like a spoken word is to a word of a phrase: which letters may be wrong, and which words may be one.

Edits are counted as optimal string alignment: a letter more, less, other, or two swapped.
"""

from __future__ import annotations

ONE_EDIT_FROM_CHARS = 6
"""A shorter word must be right to the letter, since one edit away lies another word ("three", "there"), unless
the neighbour taken together with it confirms it ("the wromg size")."""

TWO_EDITS_FROM_CHARS = 9
"""From here on two wrong letters may be mishearing. Our choice, held by the playbook's cases."""

ONE_EDIT, MOST_EDITS = 1, 2
"""The most letters that may be wrong, near other words and side by side with them."""

JOINED_PART_CHARS = 3
JOINED_FROM_CHARS = 7
"""Two words are tried as one, and one as two, when each has this length and both together: "asiakas palvelu"."""


def likeness_of(edits: float, one: str, other: str) -> float:
    """Return 0..1 for this many wrong letters between two forms."""
    return 1.0 - edits / max(len(one), len(other))


def one_edit_off(likeness: float, form: str) -> bool:
    """Return whether at most one letter of a spoken form is wrong, by how like it is to what it may be.

    >>> one_edit_off(likeness_of(1, "package", "packege"), "packege"), one_edit_off(0.0, "packege")
    (True, False)
    """
    return likeness >= 1.0 - ONE_EDIT / len(form)


def may_be_one(left: str, right: str) -> bool:
    """Return whether two words are long enough to be tried as one."""
    return min(len(left), len(right)) >= JOINED_PART_CHARS and len(left) + len(right) >= JOINED_FROM_CHARS


def edits_allowed(chars: int) -> int:
    """Return how many letters of a word of this length may be wrong.

    >>> [edits_allowed(chars) for chars in (5, 6, 8, 9)]
    [0, 1, 1, 2]
    """
    return (chars >= ONE_EDIT_FROM_CHARS) + (chars >= TWO_EDITS_FROM_CHARS)
