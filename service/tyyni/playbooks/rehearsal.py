"""Play a written scene through the real cues, turn-taking, heat and coach: what would be shown, and why not.

Cases of a playbook and `tyyni playbook try` go through here. Who speaks and which words were heard is written down,
the words at an even pace and each known as soon as it was said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from tyyni.coach.call import LOOK_EVERY_MS
from tyyni.coach.playbook import Playbook, Prompt
from tyyni.coach.voice import VoiceReading
from tyyni.coach.words import Cue
from tyyni.playbooks.stage import Silence, Stage, frames_to
from tyyni.units import FRAME_MS, CallMs, Party
from tyyni_models.contracts import Word

WORD_MS = 320
"""How long a word takes: about 190 words a minute, a brisk conversation."""

AFTER_MS = 2_000
"""How much silence follows the last line."""


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
class Rehearsal:
    """What came of a scene."""

    cues: tuple[Cue, ...]
    prompts: tuple[Prompt, ...]
    silent: Mapping[str, Silence]
    """For each rule that did not speak, why; empty when nothing was explained."""


def rehearse(playbook: Playbook, script: Script, *, explain: bool = True) -> Rehearsal:
    """Play a scene and return what came of it; ``explain``: also why each other rule did not speak."""
    stage = Stage(playbook, script.language, heat=script.heat, from_ms=script.from_ms, explain=explain)
    last_ms = max((line.end_ms for line in script.lines), default=0)
    until_ms = script.until_ms if script.until_ms is not None else last_ms + AFTER_MS
    spoken = [(utterance, line, line.words()) for utterance, line in zip(count(1), script.lines)]
    for frame_end_ms in frames_to(until_ms):
        now = CallMs(frame_end_ms)
        stage.hear_turns(
            now, {line.party: True for line in script.lines if line.start_ms < now <= line.end_ms}
        )
        fresh = [cue for heard in spoken for cue in _hear(stage, now, *heard)]
        if fresh or now % LOOK_EVERY_MS == 0:
            _give_voice(stage, now, script)
            stage.look(now)
    return Rehearsal(tuple(stage.cues), tuple(stage.prompts), stage.silent)


def _hear(stage: Stage, now: CallMs, utterance: int, line: Line, words: Sequence[Word]) -> list[Cue]:
    if not any(now - FRAME_MS < word.end_ms <= now for word in words):
        return []
    ended = [word for word in words if word.end_ms <= now]
    final = len(ended) == len(words)
    if final and line.timed and line.party is Party.AGENT:
        stage.hear_agent_pace(words)
    return stage.hear_text(line.party, utterance, ended, final=final)


def _give_voice(stage: Stage, now: CallMs, script: Script) -> None:
    if script.arousal is None and script.tempo_ratio is None:
        return
    arousal = script.arousal or 0.0
    stage.give_voice(VoiceReading(now, None, 0.0, None, None, script.tempo_ratio, arousal, 1.0))
