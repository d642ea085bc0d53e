"""Who speaks when: overlap, interruptions, monologue, dead air, talk share, from the speech flags."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from tyyni.units import FRAME_MS, CallMs, Party

INTERRUPTION_MS = 400
"""Overlap shorter than this is a back-channel ("mm", "yes"), not an attempt to take the turn (our choice)."""

TALKING_OVER_WINDOW_MS = 10_000
"""Talking over is judged on the last 10 s: a habit shows within it, and it is soon over."""

INTERRUPTIONS_WINDOW_MS = 30_000
"""Interruptions count for 30 s."""

TURN_TAKEN_MS = 300
"""Speech of the other party this long ends a monologue; a shorter sound does not take the turn."""

MONOLOGUE_PAUSE_MS = 3_000
"""A silence this long ends a monologue: the caller had the chance to speak."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turn-taking of the call at one moment."""

    caller_speaking: bool
    agent_speaking: bool
    agent_turn_ms: int
    """How long the agent has been speaking without a pause."""
    caller_interrupted: bool
    """The caller cut in on the agent just now; true for one frame."""
    caller_interruptions: int
    """Within the last 30 s."""
    agent_talking_over_ms: int
    """Within the last 10 s."""
    agent_monologue_ms: int
    agent_talk_share: float
    """0..1 of all speech so far; 0 when nobody spoke."""
    agent_speech_ms: int
    dead_air_ms: int


class Turns:
    """Follows who speaks; feed it both parties' flags once every 20 ms."""

    def __init__(self) -> None:
        self._speech_ms: dict[Party, int] = {Party.CALLER: 0, Party.AGENT: 0}
        self._run_ms: dict[Party, int] = {Party.CALLER: 0, Party.AGENT: 0}
        self._overlap_ms = 0
        self._cut_in_by: Party | None = None
        self._talked_over: deque[CallMs] = deque()
        self._interruptions: deque[CallMs] = deque()
        self._monologue_ms = 0
        self._silence_ms = 0

    def hear(self, at_ms: CallMs, speaking: Mapping[Party, bool]) -> Conversation:
        """Take the flags of the frame that ends at ``at_ms``; a mixed channel counts as the caller's."""
        caller = speaking.get(Party.CALLER, False) or speaking.get(Party.MIXED, False)
        agent = speaking.get(Party.AGENT, False)
        interrupted = self._follow_overlap(at_ms, caller, agent)
        for party, speaks in ((Party.CALLER, caller), (Party.AGENT, agent)):
            self._speech_ms[party] += FRAME_MS if speaks else 0
            self._run_ms[party] = self._run_ms[party] + FRAME_MS if speaks else 0
        self._silence_ms = 0 if caller or agent else self._silence_ms + FRAME_MS
        self._follow_monologue(agent)
        _forget(self._talked_over, at_ms - TALKING_OVER_WINDOW_MS)
        _forget(self._interruptions, at_ms - INTERRUPTIONS_WINDOW_MS)
        all_speech_ms = sum(self._speech_ms.values())
        return Conversation(
            caller_speaking=caller,
            agent_speaking=agent,
            agent_turn_ms=self._run_ms[Party.AGENT],
            caller_interrupted=interrupted,
            caller_interruptions=len(self._interruptions),
            agent_talking_over_ms=len(self._talked_over) * FRAME_MS,
            agent_monologue_ms=self._monologue_ms,
            agent_talk_share=self._speech_ms[Party.AGENT] / all_speech_ms if all_speech_ms else 0.0,
            agent_speech_ms=self._speech_ms[Party.AGENT],
            dead_air_ms=self._silence_ms,
        )

    def _follow_overlap(self, at_ms: CallMs, caller: bool, agent: bool) -> bool:
        """Follow an overlap; return whether it has just become an interruption by the caller."""
        if not (caller and agent):
            self._overlap_ms = 0
            self._cut_in_by = None
            return False
        if not self._overlap_ms:
            # Whoever has spoken for less time cut in on the other.
            agent_later = self._run_ms[Party.AGENT] < self._run_ms[Party.CALLER]
            self._cut_in_by = Party.AGENT if agent_later else Party.CALLER
        self._overlap_ms += FRAME_MS
        if self._cut_in_by is Party.AGENT:
            if self._overlap_ms >= INTERRUPTION_MS:
                self._talked_over.append(at_ms)
            return False
        if self._overlap_ms != INTERRUPTION_MS:
            return False
        self._interruptions.append(at_ms)
        return True

    def _follow_monologue(self, agent: bool) -> None:
        over = self._run_ms[Party.CALLER] >= TURN_TAKEN_MS or self._silence_ms >= MONOLOGUE_PAUSE_MS
        if over:
            self._monologue_ms = 0
        elif agent or self._monologue_ms:
            self._monologue_ms += FRAME_MS


def _forget(times: deque[CallMs], before_ms: int) -> None:
    while times and times[0] <= before_ms:
        times.popleft()
