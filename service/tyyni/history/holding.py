"""What is kept of a live call so that another process can go on with it, besides what is kept of every call."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tyyni import wire
from tyyni.coach.heat import Heat
from tyyni.coach.resuming import Reached
from tyyni.history import tables
from tyyni.history.rows import Event, Keeping, Row, heat_values
from tyyni.units import CallMs


@dataclass(frozen=True, slots=True)
class Claim:
    """What a client must bring to go on with a call."""

    token_sha256: str
    """Of the token, in hexadecimal: whoever reads the history cannot take a call over."""
    owner: str
    """The agent whose personal key began it; empty: the shared key did."""
    declared: Mapping[str, Any]
    """What its `hello` said that must be the same."""

    def allows(self, other: Claim) -> bool:
        """Return whether somebody who brings this is the one who began the call, and declares the same."""
        same = (self.owner, self.declared) == (other.owner, other.declared)
        return hmac.compare_digest(self.token_sha256, other.token_sha256) and same


@dataclass(slots=True)
class Hold:
    """The newest of everything that one call's row of `tables.resumes` tells."""

    keeping: Keeping
    voice_analysis: bool
    help_taken: bool = False
    """A supervisor has taken up the agent's request."""
    heat: Heat | None = None

    def take(self, event: Event) -> None:
        """Take an event that may change it."""
        if isinstance(event, Heat):
            self.heat = event
        elif isinstance(event, wire.VoiceAnalysis):
            self.voice_analysis = event.on

    def row(self, claim: Claim, now: datetime) -> Row:
        """Return the row of a call that begins."""
        return Row(
            tables.resumes,
            {
                "call_id": self.keeping.call_id,
                "token_sha256": claim.token_sha256,
                "owner": claim.owner,
                "declared": dict(claim.declared),
                **self.values(Reached(CallMs(0), {}, 0, ()), now),
            },
        )

    def values(self, reached: Reached, now: datetime) -> dict[str, Any]:
        """Return what changes in it as the call goes on."""
        return {
            "voice_analysis": self.voice_analysis,
            "heard_ms": reached.heard_ms,
            "next_samples": {party.value: sample for party, sample in reached.next_samples.items()},
            "last_utterance": reached.last_utterance,
            "open_texts": [[party.value, utterance] for party, utterance in reached.open_texts],
            "heat": heat_values(self.heat, self.keeping) if self.heat is not None else {},
            "help_taken": self.help_taken,
            "alive_at": now,
        }
