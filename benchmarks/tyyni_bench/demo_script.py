"""A demo call as it is written down: who says what, in which mood, after which pause, with which cues."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tyyni.errors import TyyniError
from tyyni.units import Party
from tyyni_bench.synthesis import MOODS, VOICES, plain

SCRIPTS = Path(__file__).parent / "demo_scripts"


class ScriptedCue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phrase of the turn that the coach should notice; ``id``: row of the sources, such as P2."""

    id: str
    phrase: str


class Turn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one party says in one go."""

    party: Party
    text: str
    mood: str = "calm"
    after_ms: int = 500
    """Silence since the last turn's last word; negative: begins while the other still speaks."""
    cues: tuple[ScriptedCue, ...] = ()


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One call. Levels in dBFS RMS of each party's calm speech, as lines differ."""

    name: str
    language: str
    seed: int
    """Of the line's noise."""
    voices: dict[Party, str]
    levels_dbfs: dict[Party, float]
    turn: tuple[Turn, ...]


def read_script(path: Path) -> Script:
    """Return the call written in a TOML file.

    Raises:
        TyyniError: ``demo_script_invalid``, naming the file, the turn and what was expected.
    """
    try:
        script = msgspec.toml.decode(path.read_bytes(), type=Script)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise _invalid(path, str(error)) from error
    for party in (Party.CALLER, Party.AGENT):
        if script.voices.get(party) not in VOICES or party not in script.levels_dbfs:
            raise _invalid(path, f"voices and levels_dbfs need {party}; voices: {', '.join(VOICES)}")
    for number, turn in enumerate(script.turn, start=1):
        if turn.party is Party.MIXED:
            raise _invalid(path, f"turn {number}: party mixed; expected caller or agent")
        if turn.mood not in MOODS:
            raise _invalid(path, f"turn {number}: mood {turn.mood!r}; expected one of {', '.join(MOODS)}")
        for cue in turn.cues:
            if phrase_end(turn.text, cue.phrase) is None:
                raise _invalid(path, f"turn {number}: {cue.phrase!r} is not in the text: {turn.text!r}")
    return script


def phrase_end(text: str, phrase: str) -> int | None:
    """Return the index of the word of ``text`` that ends ``phrase``; None when it is not in it.

    >>> phrase_end("My order is late, again.", "is late")
    3
    >>> phrase_end("My order is here.", "is late") is None
    True
    """
    words = [plain(word).casefold() for word in text.split()]
    wanted = [plain(word).casefold() for word in phrase.split()]
    for first in range(len(words) - len(wanted) + 1):
        if wanted and words[first : first + len(wanted)] == wanted:
            return first + len(wanted) - 1
    return None


def _invalid(path: Path, why: str) -> TyyniError:
    return TyyniError("demo_script_invalid", f"{path}: {why}")
