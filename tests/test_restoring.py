from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from history_sample import SAID, cue, heat, prompt
from live_service import hello

from tyyni import wire
from tyyni.coach.call import CallSettings
from tyyni.coach.events import CallerPrompt, StepSaid, TextHeard
from tyyni.coach.heat import Heat
from tyyni.coach.playbook import Prompt, PromptGone
from tyyni.coach.resuming import PastPrompt, Reached
from tyyni.history.holding import Claim
from tyyni.history.records import CallSummary, KeptDoing, KeptStep, KeptWhisper
from tyyni.history.resumable import PastText, ResumableCall
from tyyni.serve.restoring import (
    UNKNOWN_UTTERANCES,
    claim_of,
    doings_of,
    listed_of,
    opening_of,
    settings_of,
)
from tyyni.units import CallMs, Party

BOTH = (Party.CALLER, Party.AGENT)
BEGAN = datetime.now(UTC) - timedelta(seconds=50)
KEPT = ResumableCall(
    call=CallSummary(
        call_id="c",
        label="7",
        agent="Aino",
        team="claims",
        language=None,
        started_at=BEGAN,
        ended_at=None,
        heard_ms=43_000,
        playbook="1",
        voice_analysis=True,
        max_heat=60.0,
        mean_heat=20.0,
        hot_from_ms=21_000,
        hot_phase="problem",
    ),
    claim=Claim("ab" * 32, "", {}),
    voice_analysis=False,
    reached=Reached(CallMs(43_000), {Party.CALLER: 640_000, Party.AGENT: 688_000}, 7, ((Party.CALLER, 6),)),
    heat=heat(42_000, 55.0),
    help_taken=True,
    last_seq=20,
    heats=(heat(1_000, 10.0), heat(21_000, 60.0)),
    cues=(cue("late_delivery", 3_000),),
    prompts=(PastPrompt(prompt(1, 22_000), True), PastPrompt(prompt(2, 40_000), False)),
    caller_prompts=(prompt(0, 22_000),),
    steps=(KeptStep(step="apologise", heard_ms=25_000),),
    texts=(PastText(Party.CALLER, 3, SAID, CallMs(2_000), CallMs(3_000)),),
    doings=(),
    whispers=(KeptWhisper(text="Offer a refund", heard_ms=35_000),),
)


def doing(kind: str, heard_ms: int, **given: Any) -> KeptDoing:
    return KeptDoing(kind=kind, heard_ms=heard_ms, **{"prompt": None, "rule": None, "value": True, **given})


def test_a_claim_has_no_token_and_the_order_of_what_was_declared_does_not_count() -> None:
    auto = hello(language="auto", languages=["pl", "fi"])
    claim = claim_of(auto, "secret", "Aino")
    assert "secret" not in str(claim)
    turned = replace_hello(auto, languages=["fi", "pl"], parties=[Party.AGENT, Party.CALLER])
    assert claim.allows(claim_of(turned, "secret", "Aino"))
    for other in (
        claim_of(auto, "guess", "Aino"),
        claim_of(auto, "secret", ""),
        claim_of(replace_hello(auto, languages=["fi"]), "secret", "Aino"),
        claim_of(replace_hello(auto, parties=[Party.CALLER]), "secret", "Aino"),
    ):
        assert not claim.allows(other)


def replace_hello(given: wire.Hello, **changes: Any) -> wire.Hello:
    return hello(**{"language": given.language, "languages": given.languages, **changes})


def test_the_call_is_listed_as_it_was() -> None:
    listed = listed_of(KEPT)
    assert (listed.call_id, listed.label, listed.language, listed.agent, listed.team) == (
        "c",
        "7",
        None,
        "Aino",
        "claims",
    )
    assert datetime.fromisoformat(listed.started_at) == BEGAN.replace(microsecond=0)


@pytest.mark.parametrize(("kept", "expected"), [(None, None), ("pl", "pl")])
def test_the_settings_are_those_of_the_call_and_a_language_once_heard_stays(
    kept: str | None, expected: str | None
) -> None:
    declared = CallSettings(BOTH, None, True, ("fi", "pl"))
    call = replace_summary(language=kept)
    settings = settings_of(call, declared)
    assert (settings.language, settings.languages, settings.voice_analysis) == (expected, ("fi", "pl"), False)
    resumed = settings.resumed
    assert (resumed.heard_ms, resumed.next_samples) == (43_000, KEPT.reached.next_samples)
    assert resumed.next_utterance == 8 + UNKNOWN_UTTERANCES
    assert (resumed.heat, resumed.hottest_level, resumed.cues) == (KEPT.heat, 60.0, KEPT.cues)
    assert resumed.prompts == KEPT.prompts


def replace_summary(**changes: Any) -> ResumableCall:
    fields = {name: getattr(KEPT.call, name) for name in KEPT.call.__struct_fields__}
    return replace(KEPT, call=CallSummary(**{**fields, **changes}))


def test_screens_are_told_what_was_told_and_what_was_growing_is_taken_back() -> None:
    opening = opening_of(KEPT, ())
    assert opening.age_ms >= 50_000
    past = opening.past
    assert [one.level for one in past if isinstance(one, Heat)] == [10.0, 60.0, 55.0]
    assert [one.id for one in past if isinstance(one, Prompt)] == [1, 2]
    assert [one.id for one in past if isinstance(one, PromptGone)] == [1], "the second is on the screen"
    assert len([one for one in past if isinstance(one, CallerPrompt)]) == 1
    assert [one.step for one in past if isinstance(one, StepSaid)] == ["apologise"]
    texts = [one for one in past if isinstance(one, TextHeard)]
    assert all(text.final for text in texts)
    assert [(text.utterance, text.stable) for text in texts if text.stable] == [(3, SAID)]
    taken_back = {(text.party, text.utterance) for text in texts if not text.stable}
    newer = range(8, 8 + UNKNOWN_UTTERANCES)
    assert taken_back == {(Party.CALLER, 6), *((party, number) for party in BOTH for number in newer)}


def test_a_call_that_was_never_hot_or_heard_has_nothing_to_tell() -> None:
    bare = replace(KEPT, heat=None, heats=(), prompts=(), caller_prompts=(), steps=(), texts=())
    assert {type(one) for one in opening_of(bare, ()).past} == {TextHeard}


def test_mutes_and_help_stand_as_they_were_left() -> None:
    doings = (
        doing("mute", 1_000, rule="charm"),
        doing("mute", 2_000),
        doing("mute", 3_000, rule="charm", value=False),
        doing("rate", 4_000, prompt=1),
        doing("rate", 5_000, prompt=1, value=False),
        doing("ask_help", 6_000),
        doing("ask_help", 7_000, value=False),
        doing("ask_help", 8_000),
        doing("ask_help", 9_000),
        doing("dismiss", 9_500, prompt=1),
    )
    past = doings_of(replace(KEPT, doings=doings))
    assert past.muted == (None,)
    assert past.help == wire.FloorHelp(heard_ms=8_000, taken=True), "it waits since it was asked for first"
    assert past.whispers == [("Offer a refund", 35_000)]


def test_help_that_was_taken_back_or_never_asked_for_is_not_asked_for() -> None:
    back = (doing("ask_help", 6_000), doing("ask_help", 7_000, value=False))
    assert doings_of(replace(KEPT, doings=back)).help is None
    assert doings_of(KEPT).help is None
