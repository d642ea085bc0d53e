"""A call as it was heard, as JSON lines: enough to coach it again with another playbook, in a moment.

The first line tells of the call, the others what was heard, in any order; times are ms of audio since it began:

    {"type": "call", "version": 1, "name": "tuesday-1", "language": "en", "duration_ms": 61000}
    {"type": "speech", "party": "caller", "start_ms": 1200, "end_ms": 4300}
    {"type": "voice", "at_ms": 2200, "arousal": 0.6, "confidence": 1.0, "sustained_arousal": 0.5, "tempo_ratio": 1.1}
    {"type": "text", "known_ms": 4700, "party": "caller", "utterance": 1, "final": true,
     "words": [{"text": "late", "start_ms": 4000, "end_ms": 4300}]}
    {"type": "heat", "at_ms": 0, "level": 20}

``speech`` says who spoke when (left out: while there are words); ``voice`` is a reading of the caller's voice; a
``text`` holds the words of an utterance as far as they could be relied on at ``known_ms`` (left out: at the end of its
last word); ``heat`` is a track to follow, linear in between, instead of the heat that voice, words and turns make.

It holds what people said: personal data. It is written only where somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from tyyni.errors import TyyniError
from tyyni.units import Party

SUFFIX = ".jsonl"

AFTER_MS = 2_000
"""Without a duration, so much silence follows what was heard last."""

Ms = Annotated[int, Meta(ge=0, le=24 * 3_600_000)]
Share = Annotated[float, Meta(ge=0, le=1)]


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", kw_only=True):
    """One line of a log."""


class CallTold(_Line, frozen=True, tag="call"):
    """The first line."""

    version: Literal[1]
    name: str
    language: str
    """ISO 639-1 code."""
    duration_ms: Ms | None = None
    """None: until a little after what was heard last."""


class Speech(_Line, frozen=True, tag="speech"):
    """A party spoke, pauses shorter than those that end a turn included."""

    party: Party
    start_ms: Ms
    end_ms: Ms


class VoiceHeard(_Line, frozen=True, tag="voice"):
    """What heat and rules take from a reading of the caller's voice."""

    at_ms: Ms
    arousal: Share
    confidence: Share
    sustained_arousal: Share = 0.0
    tempo_ratio: float | None = None


class WordHeard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A recognised word."""

    text: str
    start_ms: Ms
    end_ms: Ms


class TextKnown(_Line, frozen=True, tag="text"):
    """The words of an utterance so far that could be relied on."""

    party: Party
    utterance: int
    words: tuple[WordHeard, ...]
    final: bool = True
    known_ms: Ms | None = None
    """Audio time at which they were known; None: the end of the last word."""

    @property
    def at_ms(self) -> int:
        """When they were known."""
        if self.known_ms is not None:
            return self.known_ms
        return max((word.end_ms for word in self.words), default=0)


class HeatAt(_Line, frozen=True, tag="heat"):
    """A point of the heat to follow."""

    at_ms: Ms
    level: Annotated[float, Meta(ge=0, le=100)]


Heard = Speech | VoiceHeard | TextKnown | HeatAt


@dataclass(frozen=True, slots=True)
class CallLog:
    """A whole call, each kind by its time."""

    told: CallTold
    speech: tuple[Speech, ...] = ()
    voice: tuple[VoiceHeard, ...] = ()
    texts: tuple[TextKnown, ...] = ()
    heat: tuple[HeatAt, ...] = ()

    @property
    def duration_ms(self) -> int:
        """How long the call is."""
        if self.told.duration_ms is not None:
            return self.told.duration_ms
        ends = [one.end_ms for one in self.speech]
        ends += [one.at_ms for heard in (self.voice, self.texts, self.heat) for one in heard]
        return max(ends, default=0) + AFTER_MS


def log_of(told: CallTold, heard: Sequence[Heard]) -> CallLog:
    """Return a call of what was heard in it, in any order."""
    speech = sorted((one for one in heard if isinstance(one, Speech)), key=lambda one: one.start_ms)
    texts = sorted((one for one in heard if isinstance(one, TextKnown)), key=lambda one: one.at_ms)
    if not speech:
        speech = [Speech(party=text.party, start_ms=text.words[0].start_ms, end_ms=text.words[-1].end_ms)
                  for text in texts if text.words]  # fmt: skip
    return CallLog(
        told,
        tuple(speech),
        tuple(sorted((one for one in heard if isinstance(one, VoiceHeard)), key=lambda one: one.at_ms)),
        tuple(texts),
        tuple(sorted((one for one in heard if isinstance(one, HeatAt)), key=lambda one: one.at_ms)),
    )


def read_log(path: Path) -> CallLog:
    """Return the call that a log holds.

    Raises:
        TyyniError: ``call_log_missing``, or ``call_log_invalid`` with file, line and what was expected.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise TyyniError("call_log_missing", f"{path}: cannot be read: {error.strerror}") from error
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not numbered:
        raise TyyniError("call_log_invalid", f"{path}: is empty; expected a line of type 'call' first")
    told = _decoded(path, *numbered[0], _FIRST)
    return log_of(told, [_decoded(path, number, line, _OTHER) for number, line in numbered[1:]])


def write_log(log: CallLog, path: Path) -> None:
    """Write a call as JSON lines, in the order of time.

    Raises:
        TyyniError: ``call_log_unwritable``.
    """
    heard: list[tuple[int, Heard]] = [(one.start_ms, one) for one in log.speech]
    heard += [(one.at_ms, one) for kind in (log.heat, log.voice, log.texts) for one in kind]
    lines = [msgspec.json.encode(one) for one in (log.told, *(one for _, one in sorted(heard, key=_when)))]
    try:
        path.write_bytes(b"\n".join(lines) + b"\n")
    except OSError as error:
        raise TyyniError("call_log_unwritable", f"{path}: cannot be written: {error.strerror}") from error


_T = TypeVar("_T")
_FIRST: msgspec.json.Decoder[CallTold] = msgspec.json.Decoder(CallTold)
_OTHER: msgspec.json.Decoder[Heard] = msgspec.json.Decoder(Heard)


def _decoded(path: Path, number: int, line: bytes, decoder: msgspec.json.Decoder[_T]) -> _T:
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise TyyniError(
            "call_log_invalid",
            f"{path}: line {number}: {error}; `tyyni playbook replay --help` says what it may hold",
        ) from error


def _when(heard: tuple[int, Heard]) -> int:
    return heard[0]
