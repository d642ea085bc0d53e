"""What the check of the demo's calls counts, and that each of its demands can fail."""

from __future__ import annotations

from dataclasses import replace

import pytest
from coaching import TEXTS, text

from tyyni.coach.heat import Heat, Reason
from tyyni.coach.playbook import Prompt
from tyyni.coach.words import Cue
from tyyni.playbooks.loader import load_playbook
from tyyni.units import CallMs, Party
from tyyni_bench.demo_check import (
    CheckedCall,
    CueOutcome,
    cue_outcome,
    describe,
    most_points,
    rows_of_cues,
    unmet_demands,
    word_error_rate,
)
from tyyni_bench.sidecar import SaidWords, Sidecar, SpokenCue

ROWS = {"late_delivery": frozenset({"P2"}), "thanks": frozenset({"H9"})}
SCRIPTED = SpokenCue(Party.CALLER, 5_000, id="P2")


def heat(level: float, *reasons: Reason) -> Heat:
    band = "hot" if level >= 50 else "calm"
    return Heat(CallMs(1_000), level, band, "steady", reasons)  # type: ignore[arg-type]


def heard(id_: str, said_ms: int) -> Cue:
    return Cue(id_, Party.CALLER, "is late", "it's late", CallMs(said_ms), 1.0, 8.0)


def prompt(rule: str, source: str, heard_ms: int) -> Prompt:
    return Prompt(1, rule, (source,), "caller", "normal", TEXTS, TEXTS, None, CallMs(heard_ms))


def sidecar(*words: SaidWords) -> Sidecar:
    return Sidecar("en", {Party.CALLER: 0, Party.AGENT: 1}, words=list(words), cues=[SCRIPTED], hot=[])


def test_points_of_a_kind_are_summed_at_a_moment_and_the_most_is_kept() -> None:
    first = heat(20, Reason("words", 5.0, CallMs(0)), Reason("words", 7.0, CallMs(0)))
    second = heat(20, Reason("words", 9.0, CallMs(0)), Reason("raised_voice", 11.0, CallMs(0)))
    assert most_points([first, second]) == {"words": 12.0, "raised_voice": 11.0}


def test_a_script_may_name_a_cue_by_its_rows_or_by_the_rules_it_calls_for() -> None:
    rows = rows_of_cues(load_playbook())
    assert {"P3", "W4", "not-heard"} <= rows["not_heard"]
    assert "P2" not in rows["not_heard"]


@pytest.mark.parametrize(
    ("cue", "answer", "understood", "answered"),
    [
        (heard("late_delivery", 4_800), prompt("late-delivery", "P2", 5_600), True, True),
        (heard("late_delivery", 4_800), prompt("P2", "X1", 5_600), True, True),
        (heard("late_delivery", 4_800), prompt("charm", "H9", 5_600), True, False),
        (heard("late_delivery", 4_800), prompt("late-delivery", "P2", 17_001), True, False),
        (heard("late_delivery", 4_800), prompt("late-delivery", "P2", 3_000), True, False),
        (heard("late_delivery", 9_000), prompt("late-delivery", "P2", 9_500), False, False),
        (heard("thanks", 5_000), prompt("late-delivery", "P2", 5_600), False, False),
    ],
)
def test_a_cue_is_understood_in_its_place_and_answered_by_a_prompt_of_its_row(
    cue: Cue, answer: Prompt, understood: bool, answered: bool
) -> None:
    outcome = cue_outcome(SCRIPTED, sidecar(), [cue], ROWS, [answer])
    assert (outcome.quote is not None, outcome.prompt is not None) == (understood, answered)
    assert outcome.delay_ms == (answer.heard_ms - 5_000 if answered else None)


@pytest.mark.parametrize(
    ("party", "start_ms", "goes_on"),
    [(Party.CALLER, 5_000, True), (Party.CALLER, 5_300, False), (Party.AGENT, 5_000, False)],
)
def test_an_utterance_goes_on_when_the_same_party_says_more_at_once(
    party: Party, start_ms: int, goes_on: bool
) -> None:
    said = sidecar(SaidWords(party, "again", start_ms, start_ms + 300))
    assert cue_outcome(SCRIPTED, said, [], ROWS, []).goes_on is goes_on


@pytest.mark.parametrize(("pause_ms", "understood"), [(400, True), (600, False)])
def test_a_cue_is_understood_by_what_came_before_it_in_the_same_turn(pause_ms: int, understood: bool) -> None:
    said = sidecar(
        SaidWords(Party.CALLER, "late", 1_000, 2_000),
        SaidWords(Party.CALLER, "again", 2_000 + pause_ms, 5_000),
        SaidWords(Party.AGENT, "hm", 2_000, 2_100),
    )
    outcome = cue_outcome(SCRIPTED, said, [heard("late_delivery", 2_000)], ROWS, [])
    assert (outcome.quote is not None) is understood


def test_words_are_compared_without_case_and_marks_party_by_party() -> None:
    said = sidecar(
        SaidWords(Party.CALLER, "It", 0, 1),
        SaidWords(Party.CALLER, "is", 1, 2),
        SaidWords(Party.AGENT, "No", 1, 2),
        SaidWords(Party.CALLER, "late", 2, 3),
        SaidWords(Party.CALLER, "again", 3, 4),
    )
    events = [text(1, "it is", final=False), text(1, "it is,"), text(2, "Latte again!")]
    assert word_error_rate(Party.CALLER, said, "en", events) == pytest.approx(0.25)
    assert word_error_rate(Party.AGENT, said, "en", events) == 1.0
    assert word_error_rate(Party.MIXED, said, "en", events) is None


ANSWERED = CueOutcome(SCRIPTED, True, "is late", prompt("late-delivery", "P2", 5_600))
UNHEARD = replace(ANSWERED, quote=None, prompt=None)
GOOD = CheckedCall(
    name="en-x",
    language="en",
    duration_ms=80_000,
    meant_hot=True,
    peak=heat(70),
    points={"raised_voice": 30.0, "words": 20.0},
    cues=(ANSWERED,) * 3 + (UNHEARD,) * 2,
    prompts=(prompt("late-delivery", "P2", 5_600),),
    word_error_rates={Party.CALLER: 0.1},
)


def test_a_good_call_meets_all_demands_and_a_calm_one_needs_no_points() -> None:
    assert unmet_demands(GOOD) == []
    assert unmet_demands(replace(GOOD, meant_hot=False, peak=heat(30), points={})) == []


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (replace(GOOD, duration_ms=59_000), "lasts 59 s"),
        (replace(GOOD, duration_ms=101_000), "lasts 101 s"),
        (replace(GOOD, peak=heat(49)), "peaks at 49 (calm), expected hot"),
        (replace(GOOD, meant_hot=False), "peaks at 70 (hot), expected at most warm"),
        (replace(GOOD, points={"words": 20.0}), "voice adds 0 points"),
        (replace(GOOD, points={"raised_voice": 20.0, "words": 9.0}), "words 9"),
        (replace(GOOD, cues=(ANSWERED,) * 4), "has 4 cues;"),
        (replace(GOOD, cues=(replace(ANSWERED, goes_on=False),) * 5), "has 0 cues within"),
        (replace(GOOD, cues=(ANSWERED,) * 3 + (UNHEARD,) * 3), "answers 3 of 6 cues"),
    ],
)
def test_each_demand_can_fail(bad: CheckedCall, why: str) -> None:
    [unmet] = unmet_demands(bad)
    assert why in unmet


def test_the_report_names_cues_prompts_and_figures() -> None:
    report = describe(GOOD)
    assert "at most 70 (hot) at 1.0 s; most points: raised_voice 30, words 20" in report
    assert 'cue   P2   5.0 s, goes on: understood "is late"; late-delivery after 600 ms' in report
    assert "not understood; no prompt" in report
    assert "prompt    5.6 s  late-delivery: Stay calm" in report
