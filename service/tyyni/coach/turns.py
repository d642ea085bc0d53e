"""Speech or silence per party, utterances and their ends, overlap, interruptions, dead air, talk share."""

from __future__ import annotations

from dataclasses import dataclass

from tyyni.audio import Pcm16
from tyyni.units import CallMs, Party


@dataclass(frozen=True, slots=True)
class Utterance:
    """A stretch of one party's speech, pre-roll included. ``samples``: int16, shape (n,), 16 kHz."""

    id: int
    party: Party
    start_ms: CallMs
    end_ms: CallMs
    samples: Pcm16
