"""What is known of a recorded call, as NAME.json beside NAME.flac tells it; every key is optional.

``{"language": "fi", "parties": {"caller": 0, "agent": 1},
"words": [{"party", "text", "start_ms", "end_ms"}], "cues": [{"id" or "rows", "party", "end_ms"}],
"hot": [{"start_ms", "end_ms"}], "made_of": "..."}``. Times are milliseconds of the recording. Other keys are ignored.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from tyyni.errors import TyyniError
from tyyni.units import Party


class SaidWords(msgspec.Struct, frozen=True):
    """One word, or several said in one go; ``text`` may be empty when only the time is known."""

    party: Party
    text: str
    start_ms: int
    end_ms: int


class SpokenCue(msgspec.Struct, frozen=True, omit_defaults=True):
    """Words that a prompt should answer; ``end_ms``: the end of the last of them."""

    party: Party
    end_ms: int
    id: str = ""
    """A row of the sources such as P2, or a rule's id."""
    rows: list[str] = []
    """Several of them: any of these answers."""

    @property
    def answered_by(self) -> frozenset[str]:
        """Rows and rules of which a prompt must name one."""
        return frozenset((self.id, *self.rows)) - {""}


class Stretch(msgspec.Struct, frozen=True):
    """A part of the call."""

    start_ms: int
    end_ms: int


class Sidecar(msgspec.Struct, frozen=True):
    """Everything that may be known of a recording; None: not known."""

    language: str | None = None
    parties: dict[Party, int] | None = None
    made_of: str | None = None
    """What the sound is, for people to read."""
    words: list[SaidWords] | None = None
    cues: list[SpokenCue] | None = None
    hot: list[Stretch] | None = None


def read_sidecar(recording: Path) -> Sidecar:
    """Return what lies beside a recording; an empty `Sidecar` when there is nothing.

    Raises:
        TyyniError: ``sidecar_invalid``, with the file, the field and what was expected.
    """
    beside = recording.with_suffix(".json")
    if not beside.is_file():
        return Sidecar()
    try:
        sidecar = msgspec.json.decode(beside.read_bytes(), type=Sidecar)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise TyyniError("sidecar_invalid", f"{beside}: {error}; the README says what it may hold") from error
    for number, cue in enumerate(sidecar.cues or (), start=1):
        if not cue.answered_by:
            raise TyyniError("sidecar_invalid", f"{beside}: cue {number} has neither `id` nor `rows`")
    return sidecar
