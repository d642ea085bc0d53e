"""The modes of a service: how much of the speech is put into words, for all calls alike."""

from __future__ import annotations

from typing import Literal

from tyyni.units import Party

Degraded = Literal["finals_only", "caller_only", "voice_only"]
Mode = Literal["normal"] | Degraded
DEGRADED: tuple[Degraded, ...] = ("finals_only", "caller_only", "voice_only")
MODES: tuple[Mode, ...] = ("normal", *DEGRADED)
"""From the richest to the poorest; the metric of the mode is the place in it."""


def takes(mode: Mode, party: Party, *, final: bool) -> bool:
    """Return whether a mode puts such speech into words; one channel with both voices counts as the caller."""
    match mode:
        case "normal":
            return True
        case "finals_only":
            return final
        case "caller_only":
            return final and party is not Party.AGENT
        case "voice_only":
            return False
