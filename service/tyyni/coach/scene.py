"""The facts a rule may ask about, gathered from all parts of the call into one flat `Moment`."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from tyyni.coach.checklist import newest_problem, phase_of, problem_of
from tyyni.coach.events import AgentConduct
from tyyni.coach.heat import Heat
from tyyni.coach.playbook import Moment, Playbook
from tyyni.coach.tempo import paced
from tyyni.coach.turns import Conversation
from tyyni.coach.voice import VoiceReading
from tyyni.coach.words import Cue
from tyyni.units import CallMs, Party
from tyyni_models.contracts import Word

PACE_WINDOW_MS = 60_000
"""The agent's pace is that of the last minute of the agent's own speech: shorter stretches swing."""

PACE_FROM_MS = 5_000
"""Less speech than this gives no figure for the pace."""

RATE_FROM_MS = 4_000
"""The agent's syllable rate is that of the last words that take this long together, without the pauses: a sentence
or two. Of fewer words there is no rate."""


class Scene:
    """Remembers the latest of everything a rule or the agent's screen may ask about."""

    def __init__(self, playbook: Playbook) -> None:
        self._checklist = playbook.checklist
        told = ((cue.id, problem_of(cue)) for cue in playbook.cues)
        self._problems = {cue: problem for cue, problem in told if problem is not None}
        self._conversation: Conversation | None = None
        self._reading: VoiceReading | None = None
        self._caller_cues: dict[str, CallMs] = {}
        self._agent_steps: dict[str, CallMs] = {}
        self._quotes: dict[str, str] = {}
        self._hottest = 0.0
        self._agent_words: deque[tuple[int, int]] = deque()
        self._pace_from_ms = 0
        """Of the agent's speech: what lies before is not known word for word."""
        self._agent_rates: deque[tuple[int, int]] = deque()
        """How long each of the agent's last utterances took without pauses, in ms, and its syllables."""

    def hear_turns(self, conversation: Conversation) -> None:
        """Take the turn-taking of this moment."""
        self._conversation = conversation

    def hear_voice(self, reading: VoiceReading | None) -> None:
        """Take the newest reading of the caller's voice; None when its analysis was switched off."""
        self._reading = reading

    def hear_cue(self, cue: Cue) -> None:
        """Take a cue of the caller or a step of the agent."""
        said = self._caller_cues if cue.party is Party.CALLER else self._agent_steps
        said[cue.id] = cue.said_ms
        if cue.quote:  # of a call that goes on in another process none may be kept
            self._quotes[cue.id] = cue.quote

    def resume(self, cues: Sequence[Cue], hottest_level: float) -> None:
        """Go on with a call in which these cues were said, and which was so hot."""
        for cue in cues:
            self.hear_cue(cue)
        self._hottest = hottest_level

    def hear_agent_words(self, words: Sequence[Word], language: str) -> None:
        """Take the words of a finished utterance of the agent; of the sound nothing is known here."""
        self._agent_words.append((self._agent_speech_ms, len(words)))
        known = paced(words, language)
        self._agent_rates.append((sum(word.took_ms for word in known), sum(word.syllables for word in known)))
        while sum(took_ms for took_ms, _ in self._agent_rates) - self._agent_rates[0][0] >= RATE_FROM_MS:
            self._agent_rates.popleft()

    def miss_agent_words(self) -> None:
        """An utterance of the agent got no final text: the pace is that of what comes after."""
        self._agent_words.clear()
        self._pace_from_ms = self._agent_speech_ms

    def moment(self, heat: Heat) -> Moment:
        """Return the facts as they stand; ``heat`` is that of this moment."""
        turns = self._turns
        self._hottest = max(self._hottest, heat.level)
        named = newest_problem(self._problems, self._caller_cues)
        return Moment(
            at_ms=heat.at_ms,
            heat_level=heat.level,
            heat_band=heat.band,
            heat_trend=heat.trend,
            hottest_level=self._hottest,
            voice_arousal=self._reading.arousal if self._reading else None,
            tempo_ratio=self._reading.tempo_ratio if self._reading else None,
            caller_speaking=turns.caller_speaking,
            agent_speaking=turns.agent_speaking,
            agent_turn_ms=turns.agent_turn_ms,
            caller_cues=self._caller_cues,
            agent_steps=self._agent_steps,
            quotes=self._quotes,
            agent_talk_share=turns.agent_talk_share,
            agent_monologue_ms=turns.agent_monologue_ms,
            agent_talking_over_ms=turns.agent_talking_over_ms,
            caller_interruptions=turns.caller_interruptions,
            dead_air_ms=turns.dead_air_ms,
            agent_syllables_per_s=self._syllables_per_s(),
            problem=named.problem if named else None,
            phase=phase_of(heat.at_ms, named, self._agent_steps, self._checklist),
        )

    def conduct(self, heard_ms: CallMs) -> AgentConduct:
        """Return the agent's conduct, for the agent's own screen."""
        turns = self._turns
        return AgentConduct(
            talk_share=turns.agent_talk_share,
            words_per_minute=self._words_per_minute(),
            talking_over_ms=turns.agent_talking_over_ms,
            monologue_ms=turns.agent_monologue_ms,
            dead_air_ms=turns.dead_air_ms,
            heard_ms=heard_ms,
        )

    @property
    def _turns(self) -> Conversation:
        return self._conversation or Conversation(False, False, 0, False, 0, 0, 0, 0.0, 0, 0)

    @property
    def _agent_speech_ms(self) -> int:
        return self._turns.agent_speech_ms

    def _words_per_minute(self) -> float | None:
        now = self._agent_speech_ms
        while self._agent_words and self._agent_words[0][0] < now - PACE_WINDOW_MS:
            self._agent_words.popleft()
        window_ms = min(now - self._pace_from_ms, PACE_WINDOW_MS)
        if window_ms < PACE_FROM_MS or not self._agent_words:
            return None
        return sum(count for _, count in self._agent_words) * 60_000 / window_ms

    def _syllables_per_s(self) -> float | None:
        took_ms = sum(took_ms for took_ms, _ in self._agent_rates)
        if took_ms < RATE_FROM_MS:
            return None
        return sum(syllables for _, syllables in self._agent_rates) * 1000 / took_ms
