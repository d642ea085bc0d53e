"""A call whose service died goes on in this one: who may, and what is made of what the history has of it.

What was growing on a screen when the service died is taken back there, since it is heard again under another number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tyyni import wire
from tyyni.coach.call import CallSettings
from tyyni.coach.checklist import ChecklistStep
from tyyni.coach.events import CallerPrompt, CallEvent, StepSaid, TextHeard
from tyyni.coach.playbook import PromptGone
from tyyni.coach.resuming import Resumed
from tyyni.history.holding import Claim
from tyyni.history.records import KeptDoing
from tyyni.history.resumable import ResumableCall
from tyyni.serve.agents import digest_of
from tyyni.serve.call_parts import Opening
from tyyni.serve.doings import PastDoings
from tyyni.units import CallMs, Party

UNKNOWN_UTTERANCES = 8
"""Numbers that utterances may have been given after the newest state was written, a second before the death at most.
An utterance ends with 320 ms of silence: in that time two parties cannot begin so many."""


def claim_of(hello: wire.Hello, token: str, owner: str) -> Claim:
    """Return what a client must bring to go on with the call that a `hello` began."""
    declared = {
        "parties": sorted(hello.parties),
        "language": hello.language,
        "languages": sorted(hello.languages or ()),
    }
    return Claim(digest_of(token), owner, declared)


def listed_of(kept: ResumableCall) -> wire.LiveCall:
    """Return the call as lists of live calls have it."""
    call = kept.call
    return wire.LiveCall(
        call_id=call.call_id,
        label=call.label,
        language=call.language,
        started_at=call.started_at.isoformat(timespec="seconds"),
        agent=call.agent,
        team=call.team,
    )


def settings_of(kept: ResumableCall, declared: CallSettings) -> CallSettings:
    """Return the settings with which a call goes on that `hello` declares so."""
    reached = kept.reached
    resumed = Resumed(
        heard_ms=reached.heard_ms,
        next_samples=reached.next_samples,
        next_utterance=reached.last_utterance + 1 + UNKNOWN_UTTERANCES,
        heat=kept.heat,
        hottest_level=kept.call.max_heat,
        cues=kept.cues,
        prompts=kept.prompts,
    )
    language = kept.call.language or declared.language
    return replace(declared, language=language, voice_analysis=kept.voice_analysis, resumed=resumed)


def opening_of(kept: ResumableCall, checklist: tuple[ChecklistStep, ...]) -> Opening:
    """Return what the call brings along for its screens."""
    age = datetime.now(UTC) - kept.call.started_at
    past = (*_told(kept), *_taken_back(kept))
    return Opening(checklist, kept.reached.next_samples, round(age.total_seconds() * 1000), past)


def doings_of(kept: ResumableCall) -> PastDoings:
    """Return what people did about the call."""
    muted: dict[str | None, Any] = {}
    for doing in kept.doings:
        if doing.kind == "mute" and doing.value:
            muted[doing.rule] = True
        elif doing.kind == "mute":
            muted.pop(doing.rule, None)
    return PastDoings(
        muted=tuple(muted),
        whispers=[(whisper.text, whisper.heard_ms) for whisper in kept.whispers],
        help=_help(kept),
    )


def _help(kept: ResumableCall) -> wire.FloorHelp | None:
    """Return the request for help as it stands; asking again while it stands changed nothing."""
    asked: KeptDoing | None = None
    for doing in kept.doings:
        if doing.kind == "ask_help":
            asked = (asked or doing) if doing.value else None
    return wire.FloorHelp(heard_ms=asked.heard_ms, taken=kept.help_taken) if asked is not None else None


def _told(kept: ResumableCall) -> Iterator[CallEvent]:
    """Return what was told of the call, each kind in its order."""
    yield from kept.heats
    if kept.heat is not None:
        yield kept.heat
    for step in kept.steps:
        yield StepSaid(step.step, CallMs(step.heard_ms))
    for past in kept.prompts:
        yield past.prompt
        if past.gone:
            yield PromptGone(past.prompt.id, "timed_out", past.prompt.heard_ms)
    for prompt in kept.caller_prompts:
        yield CallerPrompt(prompt)
    for text in kept.texts:
        yield _text(text.party, text.utterance, text.text, text.start_ms, text.end_ms)


def _taken_back(kept: ResumableCall) -> Iterator[CallEvent]:
    """Return the end, without words, of every utterance that a screen may still have."""
    reached = kept.reached
    last = reached.last_utterance
    unknown = [
        (party, number)
        for number in range(last + 1, last + 1 + UNKNOWN_UTTERANCES)
        for party in reached.next_samples
    ]
    for party, utterance in [*reached.open_texts, *unknown]:
        yield _text(party, utterance, "", reached.heard_ms, reached.heard_ms)


def _text(party: Party, utterance: int, text: str, start_ms: CallMs, end_ms: CallMs) -> TextHeard:
    return TextHeard(party, utterance, text, "", True, start_ms, end_ms, (), 0, end_ms)
