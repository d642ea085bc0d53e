"""Play a written scene through the real cues, turn-taking, heat and coach: what would be shown, and why not.

Cases of a playbook and `tyyni playbook try` go through here. It is `coach.call` without its ears: who speaks and
which words were heard is written down, the words at an even pace and each known as soon as it was said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from tyyni.coach.call import LOOK_EVERY_MS
from tyyni.coach.heat import Heat, HeatGauge, HeatMeter
from tyyni.coach.playbook import Playbook, Prompt, unmet
from tyyni.coach.prompting import Coach
from tyyni.coach.scene import Scene
from tyyni.coach.turns import Turns
from tyyni.coach.voice import VoiceReading
from tyyni.coach.words import Cue, CueSpotter
from tyyni.units import FRAME_MS, CallMs, Party
from tyyni_models.contracts import Word

WORD_MS = 320
"""How long a word takes: about 190 words a minute, a brisk conversation."""

AFTER_MS = 2_000
"""How much silence follows the last line."""

OUTRANKED = "outranked"
"""Held back because another rule that was called for at the same time came first."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one party says from ``start_ms`` to ``end_ms``; without text it only makes sound."""

    party: Party
    text: str
    start_ms: int
    end_ms: int
    timed: bool = False
    """The script says when it ends; otherwise every word takes as long, and how fast it is said means nothing."""

    def words(self) -> list[Word]:
        """Return the words with their times, spread evenly."""
        texts = self.text.split()
        lasts_ms = self.end_ms - self.start_ms
        times = [self.start_ms + at * lasts_ms // max(len(texts), 1) for at in range(len(texts) + 1)]
        return [
            Word(text, start, end, 1.0) for text, (start, end) in zip(texts, pairwise(times), strict=True)
        ]


def spoken_line(party: Party, text: str, start_ms: int) -> Line:
    """Return a line that takes as long as its words do.

    >>> spoken_line(Party.CALLER, "It is late", 1_000).end_ms
    1960
    """
    return Line(party, text, start_ms, start_ms + len(text.split()) * WORD_MS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A scene to play."""

    language: str
    lines: tuple[Line, ...]
    heat: tuple[tuple[int, float], ...] = ()
    """Time in ms and level 0..100, linear in between; empty: the heat that the words and turns make."""
    arousal: float | None = None
    tempo_ratio: float | None = None
    """How the caller's voice sounds throughout; None: it is not read."""
    from_ms: int = 0
    """The coach looks from here on: what was before is only the history of the call."""
    until_ms: int | None = None
    """None: until a little after the last line."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a rule did not speak, at the moment when it came nearest to it."""

    unmet: tuple[str, ...]
    """The names of its conditions that did not hold."""
    held_back: str | None
    """When all held, what held it back: one of `Coach.held_back`, or ``outranked``."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of a scene."""

    cues: tuple[Cue, ...]
    prompts: tuple[Prompt, ...]
    silent: Mapping[str, Silence]
    """For each rule that did not speak, why."""


def rehearse(playbook: Playbook, script: Script) -> Rehearsal:
    """Play a scene and return what came of it."""
    stage = _Stage(playbook, script)
    last_ms = max((line.end_ms for line in script.lines), default=0)
    until_ms = script.until_ms if script.until_ms is not None else last_ms + AFTER_MS
    for now in range(FRAME_MS, until_ms + 1, FRAME_MS):
        stage.play(CallMs(now))
    shown = {prompt.rule for prompt in stage.prompts}
    silent = {rule: why for rule, why in stage.nearest.items() if rule not in shown}
    return Rehearsal(tuple(stage.cues), tuple(stage.prompts), silent)


class _Stage:
    """One scene while it is played."""

    def __init__(self, playbook: Playbook, script: Script) -> None:
        self._playbook = playbook
        self._script = script
        self._spotter = CueSpotter(playbook.cues, script.language)
        self._coach = Coach(playbook)
        self._scene = Scene(playbook)
        self._turns = Turns()
        self._meter = HeatMeter()
        self._gauge = HeatGauge()
        self._words = [(utterance, line, line.words()) for utterance, line in zip(count(1), script.lines)]
        self.cues: list[Cue] = []
        self.prompts: list[Prompt] = []
        self.nearest: dict[str, Silence] = {}

    def play(self, now: CallMs) -> None:
        """Play the frame that ends at ``now``."""
        lines = self._script.lines
        speaking = {line.party: True for line in lines if line.start_ms < now <= line.end_ms}
        conversation = self._turns.hear(now, speaking)
        self._scene.hear_turns(conversation)
        self._meter.pass_time(now, caller_speaking=conversation.caller_speaking)
        if conversation.caller_interrupted:
            self._meter.hear_interruption(now, conversation.caller_interruptions)
        fresh = [cue for heard in self._words for cue in self._hear(now, *heard)]
        for cue in fresh:
            self._scene.hear_cue(cue)
            if cue.party is Party.CALLER:
                self._meter.hear_cue(cue)
        self.cues += fresh
        if fresh or now % LOOK_EVERY_MS == 0:
            self._look(now)

    def _hear(self, now: CallMs, utterance: int, line: Line, words: Sequence[Word]) -> list[Cue]:
        if not any(now - FRAME_MS < word.end_ms <= now for word in words):
            return []
        ended = [word for word in words if word.end_ms <= now]
        final = len(ended) == len(words)
        if final and line.timed and line.party is Party.AGENT:
            self._scene.hear_agent_words(words, self._script.language)
        return self._spotter.hear(line.party, utterance, ended, final=final)

    def _look(self, now: CallMs) -> None:
        script = self._script
        if script.arousal is not None or script.tempo_ratio is not None:
            arousal = script.arousal or 0.0
            self._scene.hear_voice(VoiceReading(now, None, 0.0, None, None, script.tempo_ratio, arousal, 1.0))
        moment = self._scene.moment(self._heat(now))
        if now < script.from_ms:
            return
        for rule in self._playbook.rules:
            missing = unmet(rule.when, moment)
            held_back = None if missing else self._coach.held_back(rule, moment) or OUTRANKED
            known = self.nearest.get(rule.id)
            if known is None or len(missing) <= len(known.unmet):
                self.nearest[rule.id] = Silence(missing, held_back)
        self.prompts += [change for change in self._coach.look(moment) if isinstance(change, Prompt)]

    def _heat(self, now: CallMs) -> Heat:
        track = self._script.heat
        return self._gauge.read(now, level_at(track, now)) if track else self._meter.read()


def level_at(track: Sequence[tuple[int, float]], at_ms: int) -> float:
    """Return the level on a track, held before its first and after its last point.

    >>> level_at([(0, 20.0), (1000, 60.0)], 500)
    40.0
    """
    for (start_ms, start), (end_ms, end) in pairwise(track):
        if start_ms <= at_ms < end_ms:
            return start + (end - start) * (at_ms - start_ms) / (end_ms - start_ms)
    return track[0][1] if at_ms < track[0][0] else track[-1][1]
