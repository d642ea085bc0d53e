"""When less is put into words, and when more again: the rule alone, and in a small machine in made-up time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tyyni.coach.events import TranscriptWanted
from tyyni.serve.degrading import THRESHOLDS, Degrading
from tyyni.serve.modes import DEGRADED, MODES, Mode
from tyyni.serve.schedule import NS_PER_MS, PUSHED_OUT, Drop, Job, Schedule
from tyyni.units import CallMs, Party, WallNs

NO_SAMPLES = np.zeros(0, dtype=np.int16)
CALLER, AGENT = Party.CALLER, Party.AGENT
MINUTE_MS = 60_000


def ns(ms: int) -> WallNs:
    return WallNs(ms * NS_PER_MS)


def wanted(at_ms: int, *, final: bool = True, party: Party = CALLER) -> TranscriptWanted:
    return TranscriptWanted(1, party, CallMs(0), CallMs(at_ms), NO_SAMPLES, final, CallMs(at_ms))


def a_job(asked_ms: int, *, final: bool = True, party: Party = CALLER, call_id: str = "a") -> Job:
    return Job(call_id, "en", wanted(asked_ms, final=final, party=party), ns(asked_ms), ns(asked_ms))


def with_late_finals(rule: Degrading, at_ms: int, wait_ms: int, count: int = THRESHOLDS.late_least) -> None:
    """Have finals begin at a time after having waited so long."""
    for _ in range(count):
        job = a_job(at_ms - wait_ms)
        rule.begin(job, ns(at_ms))
        rule.end(job, 0, ns(at_ms))


def degraded_to(mode: Mode) -> tuple[Degrading, int]:
    """Return a rule that has come to a mode, and the time in ms."""
    rule, at_ms = Degrading(1), 0
    while rule.mode != mode:
        at_ms += THRESHOLDS.settle_ms + THRESHOLDS.voice_only_wait_ms + 1
        with_late_finals(rule, at_ms, THRESHOLDS.voice_only_wait_ms + 1)
        assert rule.look([], ns(at_ms))
    return rule, at_ms


def test_what_a_mode_does_not_take_is_refused_in_its_name() -> None:
    rule, at_ms = degraded_to("caller_only")
    assert rule.ask("a", wanted(at_ms, party=AGENT), ns(at_ms)) == "caller_only"
    assert rule.ask("a", wanted(at_ms), ns(at_ms)) is None
    assert (rule.keeps(wanted(0)), rule.keeps(wanted(0, final=False))) == (True, False)


# --- down ---------------------------------------------------------------------------------------------------


def test_previews_that_are_nearly_all_lost_are_given_up() -> None:
    rule = Degrading(1)
    of = THRESHOLDS.lost_least
    for at_ms in range(20_000, 20_000 + of - 1):
        rule.lose(a_job(at_ms, final=False), ns(at_ms))
    assert not rule.look([], ns(21_000)), "too few to judge by"
    rule.lose(a_job(20_999, final=False), ns(20_999))
    assert rule.look([], ns(21_000))
    assert rule.mode == "finals_only"


def test_previews_of_which_some_come_are_kept() -> None:
    rule = Degrading(1)
    for count in range(100):
        at_ms = 20_000 + count
        rule.ask("a", wanted(at_ms, final=False), ns(at_ms))
        if count % 100 < 100 * THRESHOLDS.lost_share - 1:
            rule.lose(a_job(at_ms, final=False), ns(at_ms))
        else:
            rule.end(a_job(at_ms, final=False), 0, ns(at_ms))
    assert not rule.look([], ns(21_000))


@pytest.mark.parametrize(
    ("mode", "bar_ms"),
    [
        ("normal", THRESHOLDS.finals_only_wait_ms),
        ("finals_only", THRESHOLDS.caller_only_wait_ms),
        ("caller_only", THRESHOLDS.voice_only_wait_ms),
    ],
)
def test_finals_that_wait_too_long_take_one_step(mode: Mode, bar_ms: int) -> None:
    rule, at_ms = degraded_to(mode)
    at_ms += THRESHOLDS.settle_ms + bar_ms + 1
    with_late_finals(rule, at_ms, bar_ms)
    with_late_finals(rule, at_ms, bar_ms + 1, THRESHOLDS.late_least - 1)
    assert not rule.look([], ns(at_ms)), "late enough, but only one"
    with_late_finals(rule, at_ms, bar_ms + 1, 1)
    assert rule.look([], ns(at_ms))
    assert rule.mode == MODES[MODES.index(mode) + 1]


def test_finals_that_still_wait_or_were_pushed_out_are_late_too() -> None:
    rule = Degrading(1)
    waiting = [a_job(20_000)]
    assert not rule.look(waiting, ns(20_751))
    rule.lose(a_job(20_700), ns(20_750))
    assert rule.look(waiting, ns(20_751))


def test_a_second_step_waits_until_the_first_can_have_helped() -> None:
    rule, at_ms = degraded_to("finals_only")
    rule.lose(a_job(at_ms + 1), ns(at_ms + 1))
    rule.lose(a_job(at_ms + 1), ns(at_ms + 1))
    assert not rule.look([], ns(at_ms + THRESHOLDS.settle_ms - 1))
    assert rule.look([], ns(at_ms + THRESHOLDS.settle_ms))


def test_what_was_asked_for_before_a_step_says_nothing_about_it() -> None:
    rule, at_ms = degraded_to("finals_only")
    later_ms = at_ms + THRESHOLDS.settle_ms
    for asked_ms in range(at_ms - 5, at_ms):
        rule.begin(a_job(asked_ms), ns(later_ms))
    assert not rule.look([a_job(at_ms - 1), a_job(at_ms - 2)], ns(later_ms))


def test_a_replay_at_full_speed_says_nothing_of_the_load() -> None:
    rule = Degrading(1)
    rule.join("replay", ns(20_000))
    ahead = Job("replay", "en", wanted(3_000), ns(20_100), ns(20_100))
    for _ in range(10):
        rule.lose(ahead, ns(20_200))
        rule.begin(ahead, ns(29_000))
    assert not rule.look([ahead, ahead], ns(29_000))
    behind = Job("replay", "en", wanted(2_000), ns(20_100), ns(20_100))
    assert rule.look([behind, behind], ns(29_000)), "at true speed it does"


# --- up -----------------------------------------------------------------------------------------------------


def quiet(rule: Degrading, from_ms: int, until_ms: int) -> int | None:
    """Look once a second while nothing happens; return when the mode changed."""
    return next(
        (at_ms for at_ms in range(from_ms, until_ms, 1_000) if rule.look([], ns(at_ms))),
        None,
    )


def test_when_the_load_is_gone_each_step_up_takes_the_hold() -> None:
    rule, at_ms = degraded_to("voice_only")
    modes = []
    while rule.mode != "normal":
        changed_ms = quiet(rule, at_ms, at_ms + MINUTE_MS)
        assert changed_ms is not None
        assert THRESHOLDS.hold_ms <= changed_ms - at_ms <= THRESHOLDS.hold_ms + 1_000
        at_ms = changed_ms
        modes.append(rule.mode)
    assert modes == ["caller_only", "finals_only", "normal"]


def refusing(rule: Degrading, at_ms: int, per_s: int, *, final: bool, party: Party, heard_ms: int = 0) -> int:
    """Refuse so many of a kind a second until the mode changes; return after what time that is."""
    for now_ms in range(at_ms, at_ms + 10 * MINUTE_MS, 1_000):
        for _ in range(per_s):
            rule.ask("a", wanted(now_ms + heard_ms, final=final, party=party), ns(now_ms))
        if rule.look([], ns(now_ms)):
            return now_ms - at_ms
    raise AssertionError("the mode never changed")


def test_without_room_for_more_the_step_up_is_only_tried() -> None:
    hold_ms, trial_ms = THRESHOLDS.hold_ms, THRESHOLDS.hold_ms * THRESHOLDS.trial_factor
    for cost_ms, expected_ms in ((700, hold_ms), (900, trial_ms)):
        rule, at_ms = degraded_to("caller_only")
        rule.end(a_job(0), cost_ms * NS_PER_MS, ns(at_ms))
        took_ms = refusing(rule, at_ms, 1, final=True, party=AGENT)
        assert expected_ms <= took_ms <= expected_ms + THRESHOLDS.window_ms, cost_ms


@pytest.mark.parametrize("known", [False, True], ids=["by the cost of a final", "by that of a partial"])
def test_previews_need_room_for_a_part_of_them_only(known: bool) -> None:
    hold_ms, trial_ms = THRESHOLDS.hold_ms, THRESHOLDS.hold_ms * THRESHOLDS.trial_factor
    for per_s, expected_ms in ((18, hold_ms), (21, trial_ms)):
        rule, at_ms = degraded_to("finals_only")
        rule.end(a_job(0, final=not known), 200 * NS_PER_MS, ns(at_ms))
        took_ms = refusing(rule, at_ms, per_s, final=False, party=CALLER)
        assert expected_ms <= took_ms <= expected_ms + THRESHOLDS.window_ms, per_s


def test_a_replay_takes_no_room_from_others() -> None:
    rule, at_ms = degraded_to("finals_only")
    rule.join("a", ns(0))
    ahead_ms = THRESHOLDS.ahead_ms + 1
    replayed = Job("a", "en", wanted(at_ms + ahead_ms), ns(at_ms), ns(at_ms))
    rule.end(replayed, 200 * NS_PER_MS, ns(at_ms))
    rule.begin(replayed, ns(at_ms))
    took_ms = refusing(rule, at_ms, 30, final=False, party=CALLER, heard_ms=ahead_ms)
    assert took_ms == THRESHOLDS.hold_ms


def test_a_decoder_that_is_stuck_leaves_no_room() -> None:
    rule, at_ms = degraded_to("finals_only")
    stuck = a_job(at_ms)
    rule.begin(stuck, ns(at_ms))
    trial_ms = THRESHOLDS.hold_ms * THRESHOLDS.trial_factor
    assert quiet(rule, at_ms, at_ms + trial_ms - 1_000) is None
    rule.end(stuck, 50_000 * NS_PER_MS, ns(at_ms + trial_ms - 1_000))
    assert quiet(rule, at_ms + trial_ms - 1_000, at_ms + trial_ms + MINUTE_MS) is not None


def test_work_that_shares_a_decoder_makes_it_no_busier() -> None:
    rule, at_ms = degraded_to("finals_only")
    for now_ms in range(at_ms, at_ms + 20_000, 1_000):
        jobs = [a_job(now_ms) for _ in range(4)]
        for job in jobs:
            rule.begin(job, ns(now_ms))
        for job in jobs:
            rule.end(job, 125 * NS_PER_MS, ns(now_ms + 500))
        rule.look([], ns(now_ms + 500))
    assert rule.mode == "normal", "half of the time is free, and nothing was refused"


def test_while_finals_are_late_there_is_no_step_up() -> None:
    rule, at_ms = degraded_to("finals_only")
    for now_ms in range(at_ms, at_ms + 5 * MINUTE_MS, 1_000):
        with_late_finals(rule, now_ms, THRESHOLDS.finals_only_wait_ms + 1)
        assert not rule.look([], ns(now_ms))


def test_a_step_up_that_does_not_last_makes_the_next_one_wait_twice_as_long() -> None:
    rule, at_ms = degraded_to("finals_only")
    holds_ms = []
    for _ in range(4):
        risen_ms = quiet(rule, at_ms, at_ms + MINUTE_MS)
        assert risen_ms is not None
        holds_ms.append(round((risen_ms - at_ms) / 1_000) * 1_000)
        at_ms = risen_ms + THRESHOLDS.settle_ms
        with_late_finals(rule, at_ms, 1_000)
        assert rule.look([], ns(at_ms))
    hold_ms = THRESHOLDS.hold_ms
    assert holds_ms == [hold_ms, 2 * hold_ms, 4 * hold_ms, 4 * hold_ms]
    risen_ms = quiet(rule, at_ms, at_ms + MINUTE_MS)
    assert risen_ms is not None
    at_ms = risen_ms + THRESHOLDS.relapse_ms + 1_000
    assert not rule.look([], ns(at_ms)), "this one lasts"
    with_late_finals(rule, at_ms, 1_000)
    assert rule.look([], ns(at_ms))
    risen_ms = quiet(rule, at_ms, at_ms + MINUTE_MS)
    assert risen_ms == at_ms + hold_ms


def test_after_the_last_call_relapses_are_forgotten() -> None:
    rule, at_ms = degraded_to("finals_only")
    rule.join("a", ns(0))
    risen_ms = quiet(rule, at_ms, at_ms + MINUTE_MS)
    assert risen_ms is not None
    at_ms = risen_ms + THRESHOLDS.settle_ms
    with_late_finals(rule, at_ms, 1_000)
    assert rule.look([], ns(at_ms))
    rule.leave("a")
    assert quiet(rule, at_ms, at_ms + MINUTE_MS) == at_ms + THRESHOLDS.hold_ms


# --- whatever happens ---------------------------------------------------------------------------------------

HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "begin", "end", "lose", "join", "leave", "nothing"]),
        st.integers(0, 20),
        st.integers(0, 20_000),
        st.booleans(),
        st.sampled_from([CALLER, AGENT]),
    ),
    max_size=300,
)


def happen(rule: Degrading, what: str, job: Job, now: WallNs) -> None:
    match what:
        case "ask":
            rule.ask(job.call_id, job.wanted, now)
        case "begin":
            rule.begin(job, now)
        case "end":
            rule.end(job, 400 * NS_PER_MS, now)
        case "lose":
            rule.lose(job, now)
        case "join":
            rule.join(job.call_id, now)
        case "leave":
            rule.leave(job.call_id)


@given(HAPPENINGS)
@settings(max_examples=60)
def test_no_step_is_skipped_nothing_flaps_and_in_the_end_all_is_normal(
    happenings: list[tuple[str, int, int, bool, Party]],
) -> None:
    rule, now_ms = Degrading(1), 0
    places, changes_ms = [0], []
    for what, times, ago_ms, final, party in happenings:
        now_ms += 1_000
        job = a_job(max(now_ms - ago_ms, 0), final=final, party=party)
        for _ in range(times):
            happen(rule, what, job, ns(now_ms))
        if rule.look([job], ns(now_ms)):
            changes_ms.append(now_ms)
        places.append(MODES.index(rule.mode))
    assert all(abs(after - before) <= 1 for before, after in pairwise(places))
    for change_ms in changes_ms:
        assert sum(change_ms <= other < change_ms + MINUTE_MS for other in changes_ms) <= 10
    most_ms = len(DEGRADED) * (THRESHOLDS.hold_ms * 2**THRESHOLDS.most_doublings + THRESHOLDS.window_ms)
    while rule.mode != "normal" and now_ms < 300_000 + most_ms:
        now_ms += 1_000
        rule.look([], ns(now_ms))
    assert rule.mode == "normal"


# --- a machine in made-up time ------------------------------------------------------------------------------

STEP_MS = 100
PARTIAL_MS, FINAL_MS = 300, 400
"""What a decode takes, about as measured on 2 cores with the base model."""
TURN_MS = 3_200


@dataclass
class Machine:
    """A schedule, one decoder, and calls in which caller and agent speak in turn; time is made up."""

    rule: Degrading = field(default_factory=lambda: Degrading(1))
    schedule: Schedule = field(default_factory=lambda: Schedule(64))
    now_ms: int = 0
    calls: int = 0
    running: tuple[Job, int] | None = None
    changes: list[tuple[int, Mode]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def run(self, calls: int, until_ms: int) -> None:
        """Let so many calls go on until a time."""
        for gone in range(calls, self.calls):
            self.drop(self.schedule.forget(str(gone)))
            self.rule.leave(str(gone))
        for new in range(self.calls, calls):
            self.rule.join(str(new), ns(0))
        self.calls = calls
        while self.now_ms < until_ms:
            self.now_ms += STEP_MS
            for call in range(calls):
                self.speak(call)
            self.decode()
            if self.now_ms % 1_000 == 0 and self.rule.look(self.schedule.waiting, ns(self.now_ms)):
                self.changes.append((self.now_ms, self.rule.mode))
                if self.rule.mode != "normal":
                    self.schedule.withdraw(self.rule.keeps, self.rule.mode)

    def speak(self, call: int) -> None:
        """Ask for a partial every 500 ms of a turn, and at its end for a final."""
        own_ms = self.now_ms + call * 350 // STEP_MS * STEP_MS
        turn, at_ms = divmod(own_ms, TURN_MS)
        final = at_ms == 0
        if at_ms % 500:
            return
        party = CALLER if (turn - final) % 2 else AGENT
        heard = CallMs(self.now_ms)
        asked = TranscriptWanted(turn - final, party, CallMs(0), heard, NO_SAMPLES, final, heard)
        if self.rule.ask(str(call), asked, ns(self.now_ms)) is None:
            self.drop(self.schedule.add(str(call), "en", asked, ns(self.now_ms)))

    def decode(self) -> None:
        """End what is done, begin what is next."""
        if self.running is not None and self.running[1] <= self.now_ms:
            job, _ = self.running
            took_ns = (FINAL_MS if job.wanted.final else PARTIAL_MS) * NS_PER_MS
            self.schedule.done(job, took_ns, ns(self.now_ms))
            self.rule.end(job, took_ns, ns(self.now_ms))
            self.done["final" if job.wanted.final else "partial"] += 1
            self.running = None
        if self.running is None:
            job_or_none, drops = self.schedule.take(ns(self.now_ms))
            self.drop(drops)
            if job_or_none is not None:
                self.rule.begin(job_or_none, ns(self.now_ms))
                took_ms = FINAL_MS if job_or_none.wanted.final else PARTIAL_MS
                self.running = job_or_none, self.now_ms + took_ms

    def drop(self, drops: list[Drop]) -> None:
        for drop in drops:
            if drop.reason in PUSHED_OUT:
                self.rule.lose(drop.job, ns(self.now_ms))


@given(calls=st.integers(1, 30), then=st.integers(0, 2))
@settings(max_examples=8)
def test_any_load_settles_and_a_light_one_in_normal(calls: int, then: int) -> None:
    machine = Machine()
    machine.run(calls, 10 * MINUTE_MS)
    settled = [at_ms for at_ms, _ in machine.changes if at_ms > 4 * MINUTE_MS]
    assert len(settled) <= 5, "in six minutes: a try or two, and their ends"
    machine.run(then, 14 * MINUTE_MS)
    assert machine.rule.mode == "normal"


@pytest.mark.parametrize(
    ("calls", "modes"),
    [
        (4, {"normal"}),
        (8, {"normal", "finals_only"}),
        (14, {"normal", "finals_only", "caller_only"}),
        (30, set(MODES)),
    ],
)
def test_the_heavier_the_load_the_poorer_the_mode(calls: int, modes: set[Mode]) -> None:
    machine = Machine()
    machine.run(calls, 2 * MINUTE_MS)
    assert {"normal", *(mode for _, mode in machine.changes)} == modes


def test_less_in_words_makes_what_is_left_come_sooner() -> None:
    """Fourteen calls: the callers' finals fit, all finals do not."""
    machine = Machine()
    machine.run(14, MINUTE_MS)
    assert machine.rule.mode == "caller_only"
    assert machine.schedule.age_ns(ns(machine.now_ms)) < THRESHOLDS.finals_only_wait_ms * NS_PER_MS
