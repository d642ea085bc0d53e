"""What a call says and is told, apart from what each part defines itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tyyni.audio import Pcm16
from tyyni.coach.checklist import Phase
from tyyni.coach.heat import Heat
from tyyni.coach.playbook import Prompt, PromptGone, Rule
from tyyni.coach.voice import VoiceReading
from tyyni.coach.words import Cue
from tyyni.units import CallMs, Party
from tyyni_models.contracts import LanguageRequest, Word


@dataclass(frozen=True, slots=True)
class TranscriptWanted:
    """Speech to put into words; the I/O layer runs the transcriber and brings a `Transcript` back.

    ``samples``: int16, shape (n,), 16 kHz, beginning at ``start_ms``. A later one of the same utterance
    supersedes an earlier one that has not been begun.
    """

    utterance: int
    party: Party
    start_ms: CallMs
    end_ms: CallMs
    samples: Pcm16
    final: bool
    """Worth full quality: the utterance is over, or seems to be."""
    heard_ms: CallMs
    stable: tuple[Word, ...] = ()
    """Words of this utterance that will not change any more: they need not be read again."""

    @property
    def unread_ms(self) -> int:
        """How much of it has no stable words yet."""
        return self.end_ms - (self.stable[-1].end_ms if self.stable else self.start_ms)

    def answered(self, words: tuple[Word, ...]) -> Transcript:
        """Return the answer with these words, timed on the call's clock."""
        return Transcript(
            self.utterance, self.party, self.start_ms, self.end_ms, words, self.final, self.heard_ms
        )


@dataclass(frozen=True, slots=True)
class LanguageWanted:
    """Speech to tell the language by, while it is not known; answered with `LanguageReading`."""

    languages: tuple[str, ...]
    """The allowed ones."""
    wanted: TranscriptWanted
    """Its text will be asked for when the language is known."""
    before: Pcm16
    """What was said besides, by both parties: int16, shape (n,), 16 kHz."""

    @property
    def request(self) -> LanguageRequest:
        """What the speech model is asked."""
        return LanguageRequest(self.wanted.samples, self.before, self.languages)


@dataclass(frozen=True, slots=True)
class LanguageKnown:
    """The language was heard; it stays for the whole call."""

    language: str
    probability: float
    """0..1, how likely it is among the allowed ones by what was said so far."""
    heard_ms: CallMs


@dataclass(frozen=True, slots=True)
class Transcript:
    """The answer to a `TranscriptWanted`, with its fields; word times are audio time of the call."""

    utterance: int
    party: Party
    start_ms: CallMs
    end_ms: CallMs
    words: tuple[Word, ...]
    final: bool
    heard_ms: CallMs


@dataclass(frozen=True, slots=True)
class TextHeard:
    """The text of an utterance so far; ``stable`` never changes once given, ``tentative`` may."""

    party: Party
    utterance: int
    stable: str
    tentative: str
    final: bool
    start_ms: CallMs
    end_ms: CallMs
    words: tuple[Word, ...]
    """The stable words and, after them, the tentative ones."""
    likely: int
    """How many of them are good enough for cues: the stable ones, and those that another word follows."""
    heard_ms: CallMs


@dataclass(frozen=True, slots=True)
class OpenText:
    """An utterance whose final text is still to come; up to ``final_to_ms`` its text will not change."""

    utterance: int
    party: Party
    final_to_ms: CallMs
    waits_for_speech: bool = False
    """The language of the call is not known yet: more must be said before its text comes."""


@dataclass(frozen=True, slots=True)
class StepSaid:
    """The agent said a step of the complaint model."""

    step: str
    heard_ms: CallMs


@dataclass(frozen=True, slots=True)
class CallerPrompt:
    """A rule about the caller speaks, for supervisors: whatever the agent has dismissed or muted, this is the same.

    So an alert reaches the floor though its prompt is muted, and nobody can tell from the floor that it is.
    """

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class PhaseReached:
    """The call is in another phase; only with a playbook that has a checklist."""

    phase: Phase
    heard_ms: CallMs


@dataclass(frozen=True, slots=True)
class MutesChanged:
    """What the agent wants no prompts of now, for the agent's own screen."""

    rules: tuple[Rule, ...]
    all: bool


@dataclass(frozen=True, slots=True)
class AgentConduct:
    """Plain conduct of the agent, for the agent's own screen: nothing of the sound of the voice."""

    talk_share: float
    words_per_minute: float | None
    talking_over_ms: int
    monologue_ms: int
    dead_air_ms: int
    heard_ms: CallMs


NoticeCode = Literal["party_absent", "no_speech_heard", "voice_leaks", "parties_swapped"]


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something the people at the screens should know, such as that a party's audio has stopped."""

    code: NoticeCode
    level: Literal["info", "warning", "alarm"]
    party: Party | None
    value_ms: int | None
    active: bool
    """False: what an earlier one with this code and party said is over."""
    heard_ms: CallMs


CallEvent = (
    TranscriptWanted
    | LanguageWanted
    | LanguageKnown
    | TextHeard
    | Cue
    | VoiceReading
    | Heat
    | Prompt
    | PromptGone
    | CallerPrompt
    | PhaseReached
    | MutesChanged
    | StepSaid
    | AgentConduct
    | Noticed
)
"""All a call may say, in the order it happened."""
