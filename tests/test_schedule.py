from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni.coach.events import LanguageWanted, TranscriptWanted
from tyyni.serve.schedule import NS_PER_MS, Schedule, SchedulePolicy
from tyyni.units import CallMs, Party, WallNs
from tyyni_models.contracts import Word

NO_SAMPLES = np.zeros(0, dtype=np.int16)


def ns(ms: int) -> WallNs:
    return WallNs(ms * NS_PER_MS)


def wanted(utterance: int, *, final: bool = False, party: Party = Party.CALLER) -> TranscriptWanted:
    return TranscriptWanted(utterance, party, CallMs(0), CallMs(500), NO_SAMPLES, final, CallMs(500))


def order(schedule: Schedule, now: WallNs) -> list[tuple[str, int]]:
    """Run everything, one after another, without time passing; return what ran."""
    ran = []
    while (job := schedule.take(now)[0]) is not None:
        ran.append((job.call_id, job.wanted.utterance))
        schedule.done(job, 0, now)
    return ran


def test_finals_before_partials_caller_before_agent_then_the_earliest_deadline() -> None:
    schedule = Schedule(10)
    schedule.add("a", "en", wanted(1, party=Party.AGENT), ns(0))
    schedule.add("a", "en", wanted(2), ns(1))
    schedule.add("a", "en", wanted(3, final=True, party=Party.AGENT), ns(2))
    schedule.add("b", "en", wanted(4, final=True), ns(4))
    schedule.add("a", "en", wanted(5, final=True), ns(3))
    assert order(schedule, ns(5)) == [("a", 5), ("b", 4), ("a", 3), ("a", 2), ("a", 1)]


def test_newer_work_of_an_utterance_supersedes_what_has_not_begun() -> None:
    schedule = Schedule(10)
    schedule.add("a", "en", wanted(1, final=True), ns(0))
    drops = schedule.add("a", "en", wanted(1), ns(1))
    assert [(drop.job.wanted.final, drop.reason) for drop in drops] == [(True, "superseded")]
    drops = schedule.add("a", "en", wanted(1, final=True), ns(2))
    assert [(drop.job.wanted.final, drop.reason) for drop in drops] == [(False, "superseded")]


def test_a_newer_partial_of_a_party_overtakes_the_queued_one_of_that_party_only() -> None:
    schedule = Schedule(10)
    schedule.add("a", "en", wanted(1), ns(0))
    schedule.add("a", "en", wanted(2, party=Party.AGENT), ns(0))
    schedule.add("b", "en", wanted(1), ns(0))
    drops = schedule.add("a", "en", wanted(3), ns(1))
    assert [(drop.job.call_id, drop.job.wanted.utterance, drop.reason) for drop in drops] == [
        ("a", 1, "overtaken")
    ]
    assert len(schedule) == 3


def test_one_partial_of_a_party_runs_at_a_time_but_its_final_need_not_wait() -> None:
    schedule = Schedule(10)
    schedule.add("a", "en", wanted(1), ns(0))
    running, _ = schedule.take(ns(0))
    assert running is not None
    schedule.add("a", "en", wanted(2), ns(1))
    assert schedule.take(ns(2)) == (None, [])
    schedule.add("a", "en", wanted(1, final=True), ns(2))
    final, _ = schedule.take(ns(2))
    assert final is not None
    assert final.wanted.final
    schedule.done(running, 10, ns(3))
    assert schedule.take(ns(3))[0] is not None


def test_partials_past_their_deadline_are_dropped_finals_never() -> None:
    schedule = Schedule(10)
    schedule.add("a", "en", wanted(1), ns(0))
    schedule.add("b", "en", wanted(1, final=True), ns(0))
    job, drops = schedule.take(ns(5_000))
    assert job is not None
    assert job.call_id == "b"
    assert [(drop.job.call_id, drop.reason) for drop in drops] == [("a", "stale")]


def test_a_full_queue_drops_partials_first_and_a_final_only_among_finals() -> None:
    schedule = Schedule(2)
    schedule.add("a", "en", wanted(1, final=True), ns(0))
    schedule.add("a", "en", wanted(2, party=Party.AGENT), ns(0))
    drops = schedule.add("b", "en", wanted(1, final=True, party=Party.AGENT), ns(1))
    assert [(drop.job.wanted.utterance, drop.reason) for drop in drops] == [(2, "queue_full")]
    drops = schedule.add("c", "en", wanted(1, final=True), ns(2))
    assert [(drop.job.call_id, drop.reason) for drop in drops] == [("b", "queue_full")]
    drops = schedule.add("d", "en", wanted(1), ns(3))
    assert [drop.job.call_id for drop in drops] == ["d"]


def test_a_call_beyond_its_share_waits_until_its_use_is_forgotten() -> None:
    policy = SchedulePolicy(share_slack_ms=1_000, share_half_life_ms=10_000)
    schedule = Schedule(10, policy)
    schedule.add("greedy", "en", wanted(1, final=True), ns(0))
    job, _ = schedule.take(ns(0))
    assert job is not None
    schedule.done(job, 4_000 * NS_PER_MS, ns(0))
    schedule.add("greedy", "en", wanted(2, final=True), ns(1))
    schedule.add("other", "en", wanted(1, party=Party.AGENT), ns(2))
    assert order(schedule, ns(3)) == [("other", 1), ("greedy", 2)]
    schedule.add("greedy", "en", wanted(3, final=True), ns(30_000))
    schedule.add("other", "en", wanted(2, final=True), ns(30_001))
    assert order(schedule, ns(30_002)) == [("greedy", 3), ("other", 2)]


def test_a_call_that_is_over_leaves_nothing_behind() -> None:
    schedule = Schedule(10)
    schedule.add("a", "en", wanted(1, final=True), ns(0))
    schedule.add("b", "en", wanted(1, final=True), ns(0))
    assert [(drop.job.call_id, drop.reason) for drop in schedule.forget("a")] == [("a", "call_over")]
    assert order(schedule, ns(0)) == [("b", 1)]


def test_what_is_not_to_be_kept_is_withdrawn() -> None:
    schedule = Schedule(10)
    schedule.add("a", "en", wanted(1, final=True), ns(0))
    schedule.add("b", "en", wanted(1), ns(0))
    drops = schedule.withdraw(lambda work: work.final, "finals_only")
    assert [(drop.job.call_id, drop.reason) for drop in drops] == [("b", "finals_only")]
    assert [job.call_id for job in schedule.waiting] == ["a"]


def test_age_is_that_of_the_oldest() -> None:
    schedule = Schedule(10)
    assert schedule.age_ns(ns(9)) == 0
    schedule.add("a", "en", wanted(1, final=True), ns(1))
    schedule.add("b", "en", wanted(1, final=True), ns(5))
    assert schedule.age_ns(ns(9)) == 8 * NS_PER_MS


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("add"),
            st.sampled_from("abc"),
            st.integers(1, 4),
            st.booleans(),
            st.sampled_from([Party.CALLER, Party.AGENT]),
        ),
        st.tuples(st.just("take")),
        st.tuples(st.just("forget"), st.sampled_from("abc")),
    ),
    max_size=60,
)


@given(STEPS, st.integers(2, 6))
@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_nothing_vanishes_and_the_queue_stays_bounded(steps: list[tuple], bound: int) -> None:
    """Whatever happens, work is queued, taken or dropped with a reason, each exactly once."""
    schedule = Schedule(bound)
    added = ended = 0
    for at, step in enumerate(steps):
        now = ns(at * 100)
        match step:
            case ("add", call_id, utterance, final, party):
                added += 1
                drops = schedule.add(call_id, "en", wanted(utterance, final=final, party=party), now)
                dropped_finals = [
                    d for d in drops if d.job.wanted.final and d.reason not in ("superseded", "call_over")
                ]
                assert not dropped_finals or len(schedule) == bound
            case ("take",):
                job, drops = schedule.take(now)
                if job is not None:
                    ended += 1
                    schedule.done(job, 100, now)
            case ("forget", call_id):
                drops = schedule.forget(call_id)
        ended += len(drops)
        assert len(schedule) == added - ended <= bound


def long_work(utterance: int, ms: int, *, final: bool = True, stable_to_ms: int = 0) -> TranscriptWanted:
    stable = (Word("said", 0, stable_to_ms, 1.0),) if stable_to_ms else ()
    return replace(wanted(utterance, final=final), end_ms=CallMs(ms), stable=stable)


def beside(schedule: Schedule, *, free: int = 0, at_most: int = 4) -> list[tuple[str, int]]:
    first, _ = schedule.take(ns(0))
    assert first is not None
    return [(job.call_id, job.wanted.utterance) for job in schedule.beside(first, free, at_most, ns(0))]


def test_what_would_wait_shares_a_decode_the_most_urgent_first() -> None:
    schedule = Schedule(10)
    for number, call_id in enumerate("abcdef"):
        schedule.add(call_id, "en", wanted(number, final=True), ns(number))
    assert beside(schedule, free=1, at_most=3) == [("c", 2), ("d", 3)]  # b gets the other decoder
    assert len(schedule) == 3


def test_partials_finals_and_questions_about_the_language_do_not_share_a_decode() -> None:
    schedule = Schedule(10)
    schedule.add("a", "en", wanted(1, final=True), ns(0))
    schedule.add("b", "en", wanted(2), ns(0))
    asked = LanguageWanted(("fi", "pl"), wanted(3, final=True), NO_SAMPLES)
    schedule.add("c", asked, asked.wanted, ns(0))
    assert beside(schedule) == []


def test_only_work_of_like_length_shares_a_decode_counted_from_what_is_stable() -> None:
    schedule = Schedule(10)
    schedule.add("a", "en", long_work(1, 3_000), ns(0))
    schedule.add("b", "en", long_work(2, 9_000), ns(0))
    schedule.add("c", "en", long_work(3, 9_000, stable_to_ms=7_000), ns(0))
    assert beside(schedule) == [("c", 3)]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.sampled_from([Party.CALLER, Party.AGENT]))),
    st.integers(0, 3),
    st.integers(1, 5),
)
def test_shared_or_not_every_piece_of_work_runs_once(
    added: list[tuple[str, bool, Party]], free: int, at_most: int
) -> None:
    schedule = Schedule(100)
    dropped = 0
    for number, (call_id, final, party) in enumerate(added):
        dropped += len(schedule.add(call_id, "en", wanted(number, final=final, party=party), ns(0)))
    ran = []
    while (first := schedule.take(ns(0))[0]) is not None:
        jobs = [first, *schedule.beside(first, free, at_most, ns(0))]
        assert len(jobs) <= at_most
        lanes = [(job.call_id, job.wanted.party) for job in jobs if not job.wanted.final]
        assert len(lanes) == len(set(lanes))
        ran += [job.wanted.utterance for job in jobs]
        for job in jobs:
            schedule.done(job, 0, ns(0))
    assert len(ran) == len(set(ran)) == len(added) - dropped
