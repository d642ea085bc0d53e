"""What a live call is made of and begins with: its coaching, what it shares with the others, what it brings along."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tyyni.audio import AudioFrame
from tyyni.coach.checklist import ChecklistStep
from tyyni.coach.events import CallEvent, OpenText, Transcript, TranscriptWanted
from tyyni.coach.resuming import Reached
from tyyni.history.archive import Keeper, NoArchive
from tyyni.history.taping import NoTapes, Taping
from tyyni.serve.floor import Floor
from tyyni.serve.hearing import HearingPool
from tyyni.serve.metrics import Metrics
from tyyni.units import CallMs, Party, WallNs
from tyyni_models.contracts import LanguageReading


class Coaching(Protocol):
    """What this needs of `tyyni.coach.call.Call`, which says what each of these does."""

    @property
    def heard_ms(self) -> CallMs: ...
    @property
    def open_texts(self) -> Sequence[OpenText]: ...
    @property
    def reached(self) -> Reached: ...
    def hear(self, frame: AudioFrame) -> list[CallEvent]: ...
    def read(self, transcript: Transcript) -> list[CallEvent]: ...
    def hear_language(self, wanted: TranscriptWanted, reading: LanguageReading) -> list[CallEvent]: ...
    def give_up(self, utterance: int) -> list[CallEvent]: ...
    def set_voice_analysis(self, on: bool) -> list[CallEvent]: ...
    def dismiss(self, prompt_id: int) -> list[CallEvent]: ...
    def mute(self, rule_id: str | None, on: bool) -> list[CallEvent]: ...
    def finish(self) -> list[CallEvent]: ...
    def end(self) -> list[CallEvent]: ...


@dataclass(frozen=True, slots=True)
class Opening:
    """What a call begins with, and what it brings along when another process had it before."""

    checklist: Sequence[ChecklistStep] = ()
    next_samples: Mapping[Party, int] = field(default_factory=dict)
    """Of each party the first sample that will come."""
    age_ms: int = 0
    """How long ago it began."""
    past: Sequence[CallEvent] = ()
    """What screens that join are to know of what happened, in its order."""


EMPTY = Opening()


@dataclass(frozen=True, slots=True)
class Shared:
    """What all live calls of a service share."""

    hearing: HearingPool
    floor: Floor
    metrics: Metrics
    clock: Callable[[], WallNs]
    finals_within_s: float
    history: Keeper = field(default_factory=NoArchive)
    tapes: Taping = field(default_factory=NoTapes)
