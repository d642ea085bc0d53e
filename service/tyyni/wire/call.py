"""The messages of one call: from its client, and to the agent's screens."""

from __future__ import annotations

from typing import Literal

import msgspec

from tyyni.units import Party
from tyyni.wire.base import Band, Message, Texts

# --- from the client of a call ------------------------------------------------------------------------------


class Resume(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Proof that this client began the call it now continues, as `welcome` gave it."""

    call_id: str
    token: str


class Hello(Message, frozen=True, tag="hello"):
    """First message on `/ws/call`. A mismatch is answered with a coded `error` and the connection closes."""

    version: int
    rate_hz: int
    """Must be 16000: the client resamples."""
    parties: list[Party]
    """["caller", "agent"], ["caller"] or ["mixed"]."""
    language: str
    """ISO 639-1 code of the spoken language; cue phrases exist for fi, pl and en. Or "auto": it is heard in the
    first speech, told by `language`, and stays; text comes from then on, also of what was said before."""
    voice_analysis: bool
    """Consent: whether the caller's tone may be analysed. No default, so that it is always a decision."""
    languages: list[str] | None = None
    """With "auto" only: the languages it may be (a single one is known at once); without, those that the playbook has
    phrases for."""
    label: str = ""
    """What the floor calls this call, such as an extension; at most 60 characters."""
    agent: str = ""
    """Who takes the call and in which team, as the floor shows them; at most 60 characters each. Under a personal key
    the key says both, and what stands here must be the same or empty."""
    team: str = ""
    resume: Resume | None = None


class SetVoiceAnalysis(Message, frozen=True, tag="set_voice_analysis"):
    """Switch the analysis of the caller's tone on or off during the call."""

    on: bool


class HangUp(Message, frozen=True, tag="hang_up"):
    """The call is over; the service finishes what was said, answers `ended` and closes."""


# --- to screens ---------------------------------------------------------------------------------------------


class Welcome(Message, frozen=True, tag="welcome"):
    """The call is on. ``next_sample`` per party says where to go on after a reconnection."""

    call_id: str
    resume_token: str
    next_sample: dict[Party, int]
    voice_analysis: bool
    """False when consent is off, or when the call is mixed and tone cannot be read honestly."""


class VoiceAnalysis(Message, frozen=True, tag="voice_analysis"):
    """The analysis of the caller's tone was switched on or off during the call; `welcome` says how it began."""

    on: bool
    heard_ms: int


class SpokenLanguage(Message, frozen=True, tag="language"):
    """The language of a call that began with "auto" is known now; it does not change any more."""

    language: str
    probability: float
    """0..1: how likely it is among those it might be, by what was said until then."""
    heard_ms: int


class SpokenWord(msgspec.Struct, frozen=True):
    """A recognised word; times are audio time of the call, ``probability`` 0..1."""

    text: str
    start_ms: int
    end_ms: int
    probability: float


class TranscriptText(Message, frozen=True, tag="transcript"):
    """The text of an utterance so far; ``stable`` never changes once shown, ``tentative`` may."""

    party: Party
    utterance: int
    stable: str
    tentative: str
    final: bool
    start_ms: int
    end_ms: int
    words: list[SpokenWord]
    heard_ms: int


class Voice(Message, frozen=True, tag="voice"):
    """How the caller sounds now, against their own baseline; None means not measurable."""

    pitch_hz: float | None
    loudness_dbfs: float
    tension: float | None
    """Spectral balance: alpha ratio in dB, high band against low; higher is tenser."""
    syllables_per_s: float | None
    tempo_ratio: float | None
    """Syllable rate against the caller's own; 1.0 is unchanged."""
    arousal: float
    """0..1."""
    confidence: float
    """0..1."""
    heard_ms: int


class HeatReason(msgspec.Struct, frozen=True):
    """One signal that pushes the heat. The points of all reasons sum to the level."""

    kind: str
    """Such as raised_voice, faster_speech, words, interrupts; the screen has a text for each."""
    points: float
    since_ms: int
    value: float | None = None
    """The figure behind it, in ``unit``: arousal (0..1), ratio (1.0 is unchanged) or times."""
    unit: str | None = None
    quote: str | None = None


class Heat(Message, frozen=True, tag="heat"):
    """The caller's heat, 0 calm .. 100 boiling, with its reasons."""

    level: float
    band: Band
    trend: Literal["rising", "steady", "falling"]
    reasons: list[HeatReason]
    heard_ms: int


class HeatPoint(msgspec.Struct, frozen=True):
    """One point of a heat line; the level holds until the next."""

    heard_ms: int
    level: float


class HeatLine(Message, frozen=True, tag="heat_line"):
    """For a screen that joins late: the heat in the last minutes; `heat` goes on with it."""

    points: list[HeatPoint]


class PromptShown(Message, frozen=True, tag="prompt"):
    """The one prompt that belongs on the agent's screen now; it replaces any other."""

    id: int
    rule: str
    sources: list[str]
    """Rows of the source articles that the rule serves, such as P2."""
    about: Literal["caller", "conduct"]
    """Conduct prompts never leave the agent's own connection."""
    urgency: Literal["low", "normal", "high"]
    text: Texts
    why: Texts
    quote: str | None
    heard_ms: int


class PromptCleared(Message, frozen=True, tag="prompt_cleared"):
    """The prompt leaves the screen: its cause is gone, its step is done, or its time is over."""

    id: int
    reason: Literal["cause_gone", "step_done", "timed_out", "replaced", "call_ended", "dismissed", "muted"]
    """The last two are the agent's own doing: they never leave the agent's own connection."""
    heard_ms: int


class ChecklistStep(msgspec.Struct, frozen=True):
    """One step of meeting a complaint; `step` with its code ticks it off."""

    step: str
    name: Texts


class Checklist(Message, frozen=True, tag="checklist"):
    """The steps of meeting a complaint in the order they are best said, of the playbook that this call began with;
    comes after `welcome`, for the agent's own screen."""

    steps: list[ChecklistStep]


class StepDone(Message, frozen=True, tag="step"):
    """The agent said a step of the complaint model; for the agent's own screen."""

    step: str
    heard_ms: int


class Conduct(Message, frozen=True, tag="conduct"):
    """Plain conduct of the agent, for the agent's own screen: no tone, no figure of the voice."""

    talk_share: float
    """Agent's share of all speech so far, 0..1."""
    words_per_minute: float | None
    talking_over_ms: int
    monologue_ms: int
    dead_air_ms: int
    heard_ms: int


class Notice(Message, frozen=True, tag="notice"):
    """Something the people at the screens should know; ``code`` is stable, the screen has a text for it.

    Of a call whose sound is kept ``audio_kept`` holds from its first moment on, for the agent's own screens alone;
    ``audio_not_kept`` follows when the recording ends before the call.
    """

    code: str
    level: Literal["info", "warning", "alarm"]
    party: Party | None = None
    value_ms: int | None = None
    active: bool = True
    """False when what an earlier notice with this code reported is over."""
    heard_ms: int = 0


class Lag(Message, frozen=True, tag="lag"):
    """How far the text that is to come is behind the audio, and what was dropped of it to keep up.

    What a degraded mode does not put into words is neither waited for nor counted here: its notice says so.
    """

    lag_ms: int
    dropped_partials: int
    dropped_finals: int
    heard_ms: int


class ErrorMessage(Message, frozen=True, tag="error"):
    """What was wrong with what was sent; when ``fatal`` the connection closes after it."""

    code: str
    message: str
    fatal: bool


class MutedRule(msgspec.Struct, frozen=True):
    """A rule that the agent wants to hear nothing of in this call, with the text it would show."""

    rule: str
    text: Texts


class Muted(Message, frozen=True, tag="muted"):
    """What the agent has muted now; for the agent's own screen."""

    rules: list[MutedRule]
    all: bool
    """No prompt at all is shown."""


class Help(Message, frozen=True, tag="help"):
    """Where the agent's request for a supervisor's help stands."""

    state: Literal["none", "asked", "taken"]
    heard_ms: int


class Whisper(Message, frozen=True, tag="whisper"):
    """What a supervisor writes to the agent; it stays on the screen until the agent closes it."""

    id: int
    text: str
    heard_ms: int


class BreakOffer(Message, frozen=True, tag="break_offer"):
    """Comes before `ended` of a call that was hot: a few minutes to breathe, for the agent's own screen alone."""

    minutes: int


class Ended(Message, frozen=True, tag="ended"):
    """The call is over and everything said in it has been worked through."""

    call_id: str
    heard_ms: int


class LiveCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call an agent's page can follow."""

    call_id: str
    label: str
    language: str | None
    """None: not known yet, it is still being heard."""
    started_at: str
    """ISO 8601, UTC."""
    agent: str = ""
    team: str = ""


class LiveCalls(Message, frozen=True, tag="live_calls"):
    """First message on `/ws/agent`, again whenever a call begins, ends, or has its language heard."""

    calls: list[LiveCall]
    following: str | None
    """Whose messages this connection now carries; the newest call unless `follow` chose another."""
