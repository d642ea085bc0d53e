"""The coaching of a call without its ears: who speaks and which words were heard is told, not listened to.

It is `coach.call` from the transcripts on, so written scenes and logged calls are coached as live ones are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tyyni.coach.heat import Heat, HeatGauge, HeatMeter
from tyyni.coach.playbook import Moment, Playbook, Prompt, PromptGone, unmet
from tyyni.coach.prompting import Coach
from tyyni.coach.scene import Scene
from tyyni.coach.turns import Turns
from tyyni.coach.voice import VoiceReading
from tyyni.coach.words import Cue, CueSpotter
from tyyni.units import FRAME_MS, CallMs, Party
from tyyni_models.contracts import Word

OUTRANKED = "outranked"
"""Held back because another rule that was called for at the same time came first."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a rule did not speak, at the moment when it came nearest to it."""

    unmet: tuple[str, ...]
    """The names of its conditions that did not hold."""
    held_back: str | None
    """When all held, what held it back: one of `Coach.held_back`, or ``outranked``."""


class Stage:
    """One call while it is played, and what came of it so far."""

    def __init__(
        self,
        playbook: Playbook,
        language: str,
        *,
        heat: Sequence[tuple[int, float]] = (),
        from_ms: int = 0,
        explain: bool = True,
    ) -> None:
        """Begin a call.

        Args:
            playbook: what coaches.
            language: ISO 639-1 code of the call.
            heat: time in ms and level 0..100, linear in between; empty: what voice, words and turns make.
            from_ms: the coach looks from here on; what was before is only the history of the call.
            explain: whether to find out why rules do not speak, which takes as long as all the rest.
        """
        self._explain = explain
        self._playbook = playbook
        self._heat_track = heat
        self._from_ms = from_ms
        self._spotter = CueSpotter(playbook.cues, language)
        self._coach = Coach(playbook)
        self._scene = Scene(playbook)
        self._language = language
        self._turns = Turns()
        self._meter = HeatMeter()
        self._gauge = HeatGauge()
        self._speech_since_reading_ms = 0
        self.cues: list[Cue] = []
        self.prompts: list[Prompt] = []
        self.gone: list[PromptGone] = []
        self.heat: list[tuple[CallMs, float]] = []
        """Time and level at each look."""
        self.nearest: dict[str, Silence] = {}

    @property
    def silent(self) -> Mapping[str, Silence]:
        """For each rule that did not speak, why; empty when nothing is explained."""
        shown = {prompt.rule for prompt in self.prompts}
        return {rule: why for rule, why in self.nearest.items() if rule not in shown}

    def hear_voice(self, reading: VoiceReading, speech_ms: int) -> None:
        """Take a reading of the caller's voice that ``speech_ms`` of new speech led to."""
        self._meter.hear_voice(reading, speech_ms)
        self._scene.hear_voice(reading)

    def give_voice(self, reading: VoiceReading) -> None:
        """Let the rules see a reading that adds nothing to the heat: a scene tells its heat itself."""
        self._scene.hear_voice(reading)

    def hear_turns(self, now: CallMs, speaking: Mapping[Party, bool]) -> None:
        """Take who speaks in the frame that ends at ``now``; every frame in its order."""
        conversation = self._turns.hear(now, speaking)
        self._scene.hear_turns(conversation)
        self._meter.pass_time(now, caller_speaking=conversation.caller_speaking)
        if conversation.caller_interrupted:
            self._meter.hear_interruption(now, conversation.caller_interruptions)

    def hear_text(self, party: Party, utterance: int, words: Sequence[Word], *, final: bool) -> list[Cue]:
        """Take the words of an utterance so far that are good enough for cues; return its new cues."""
        fresh = self._spotter.hear(party, utterance, words, final=final)
        for cue in fresh:
            self._scene.hear_cue(cue)
            if cue.party is not Party.AGENT:
                self._meter.hear_cue(cue)
        self.cues += fresh
        return fresh

    def hear_agent_pace(self, words: Sequence[Word]) -> None:
        """Take the words of a finished utterance of the agent, whose times are how it was spoken."""
        self._scene.hear_agent_words(words, self._language)

    def look(self, now: CallMs) -> None:
        """Let the rules look at this moment."""
        heat = self._read_heat(now)
        self.heat.append((now, heat.level))
        moment = self._scene.moment(heat)
        if now < self._from_ms:
            return
        if self._explain:
            self._note_nearest(moment)
        for change in self._coach.look(moment):
            if isinstance(change, Prompt):
                self.prompts.append(change)
            else:
                self.gone.append(change)

    def _note_nearest(self, moment: Moment) -> None:
        for rule in self._playbook.rules:
            missing = unmet(rule.when, moment)
            held_back = None if missing else self._coach.held_back(rule, moment) or OUTRANKED
            known = self.nearest.get(rule.id)
            if known is None or len(missing) <= len(known.unmet):
                self.nearest[rule.id] = Silence(missing, held_back)

    def end(self, now: CallMs) -> None:
        """Clear the screen: the call is over."""
        self.gone += self._coach.end(now)

    def _read_heat(self, now: CallMs) -> Heat:
        track = self._heat_track
        return self._gauge.read(now, level_at(track, now)) if track else self._meter.read()


def frames_to(until_ms: int) -> range:
    """Return the ends of all frames of a call that lasts ``until_ms``."""
    return range(FRAME_MS, until_ms + 1, FRAME_MS)


def level_at(track: Sequence[tuple[int, float]], at_ms: int) -> float:
    """Return the level on a track, held before its first and after its last point.

    >>> level_at([(0, 20.0), (1000, 60.0)], 500)
    40.0
    """
    for (start_ms, start), (end_ms, end) in pairwise(track):
        if start_ms <= at_ms < end_ms:
            return start + (end - start) * (at_ms - start_ms) / (end_ms - start_ms)
    return track[0][1] if at_ms < track[0][0] else track[-1][1]
