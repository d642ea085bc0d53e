"""Which transcription work runs next, which is dropped: a pure data structure without threads or a clock.

Order: calls within their share first, then finals before partials, the caller before the agent, and the
earliest deadline first (Liu & Layland 1973). A call that has used up more than its share of decoding waits
behind the others, so that no call (a replay at full speed, say) can ruin another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tyyni.coach.events import LanguageWanted, TranscriptWanted
from tyyni.serve.modes import Degraded
from tyyni.units import Party, WallNs

PushedOut = Literal["overtaken", "stale", "queue_full"]
PUSHED_OUT: tuple[PushedOut, ...] = ("overtaken", "stale", "queue_full")
"""By load: a partial was overtaken by the party's next one or went past its deadline before a decoder was free,
or the queue was full."""

DropReason = Literal["superseded", "call_over"] | PushedOut | Degraded
"""Superseded: an utterance's newer work makes it needless. A mode: it does not put this into words."""

NS_PER_MS = 1_000_000

SHORTEST_WINDOW_MS = 4_000
"""What is not stable yet, and the 2.5 s and more before it that are read again, fit the model's shortest window of 8 s
up to this length: all such work costs the encoder the same."""
LIKE_LENGTH_MS = 2_000
"""Longer work of one decode may differ by this: 2 s more of window cost 30 ms (our measurement, base model)."""


@dataclass(frozen=True, slots=True)
class SchedulePolicy:
    """When work is due, and what a fair share is. Our choices, to be tuned by the transcription benchmark."""

    final_deadline_ms: int = 1_500
    """The bar for the end of speech to its final text."""
    partial_deadline_ms: int = 1_000
    """An older partial is worth nothing: two newer ones are due by then."""
    share_slack_ms: int = 2_000
    """A call may use this much more decoding time than the least busy waiting call before it must wait: about
    one long final on a small machine, so that ordinary differences between calls do not matter."""
    share_half_life_ms: int = 10_000
    """Past use of the decoder is forgotten by this half-life."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work of one call that waits for a decoder."""

    call_id: str
    language: str | LanguageWanted
    """To put it into words in; or, while that is not known, the question which it is."""
    wanted: TranscriptWanted
    asked_ns: WallNs
    deadline_ns: WallNs


@dataclass(frozen=True, slots=True)
class Drop:
    """Work that will not be done."""

    job: Job
    reason: DropReason


class Schedule:
    """The queue of all calls; every method is told the time."""

    def __init__(self, max_queued: int, policy: SchedulePolicy | None = None) -> None:
        self._max_queued = max_queued
        self._policy = policy or SchedulePolicy()
        self._queued: list[Job] = []
        self._running: set[tuple[str, Party]] = set()
        self._used_ns: dict[str, tuple[float, WallNs]] = {}

    def __len__(self) -> int:
        return len(self._queued)

    def age_ns(self, now_ns: WallNs) -> int:
        """Return how long the oldest queued work has waited."""
        return max((now_ns - job.asked_ns for job in self._queued), default=0)

    def add(
        self, call_id: str, language: str | LanguageWanted, wanted: TranscriptWanted, now_ns: WallNs
    ) -> list[Drop]:
        """Queue what a call wants; return the work that this drops."""
        drops = [
            Drop(job, reason)
            for job in self._queued
            if job.call_id == call_id and (reason := _needless(job.wanted, wanted))
        ]
        policy = self._policy
        due_ms = policy.final_deadline_ms if wanted.final else policy.partial_deadline_ms
        job = Job(call_id, language, wanted, now_ns, WallNs(now_ns + due_ms * NS_PER_MS))
        self._remove(drops)
        self._queued.append(job)
        if len(self._queued) > self._max_queued:
            greedy = self._greedy(now_ns)
            # Every partial goes before any final; a final only when finals alone fill the queue.
            # Of equals the newest goes: it has waited least.
            _, last = max(
                enumerate(self._queued),
                key=lambda queued: (not queued[1].wanted.final, *_rank(queued[1], greedy), queued[0]),
            )
            self._queued.remove(last)
            drops.append(Drop(last, "queue_full"))
        return drops

    def take(self, now_ns: WallNs) -> tuple[Job | None, list[Drop]]:
        """Return the work to run next, or None, and the stale work that was dropped on the way.

        The work counts as running until `done`.
        """
        drops = [
            Drop(job, "stale") for job in self._queued if not job.wanted.final and job.deadline_ns < now_ns
        ]
        self._remove(drops)
        ready = self._ready()
        if not ready:
            return None, drops
        greedy = self._greedy(now_ns)
        job = min(ready, key=lambda queued: _rank(queued, greedy))
        self._begin(job)
        return job, drops

    def beside(self, first: Job, free: int, at_most: int, now_ns: WallNs) -> list[Job]:
        """Return work to run in one decode with ``first``, which `take` gave; each counts as running until `done`.

        Only work that would have to wait otherwise, of the same kind and like length, since a batch is as late as
        all of it, and pads all to the longest.

        Args:
            first: what the decode is for.
            free: how many other decoders are free.
            at_most: the most jobs of one decode, the first included.
            now_ns: the time.
        """
        greedy = self._greedy(now_ns)
        ready = sorted(self._ready(), key=lambda queued: _rank(queued, greedy))[free:]
        chosen: list[Job] = []
        for job in ready:
            if len(chosen) + 1 >= at_most:
                break
            if _alike(first, job) and self._begin(job):
                chosen.append(job)
        return chosen

    def done(self, job: Job, took_ns: int, now_ns: WallNs) -> None:
        """Take note that work has been run and how long it took."""
        if not job.wanted.final:
            self._running.discard(self._lane(job))
        self._used_ns[job.call_id] = (self._used(job.call_id, now_ns) + took_ns, now_ns)

    def forget(self, call_id: str) -> list[Drop]:
        """Drop all work of a call that is over."""
        drops = [Drop(job, "call_over") for job in self._queued if job.call_id == call_id]
        self._remove(drops)
        self._used_ns.pop(call_id, None)
        return drops

    @property
    def waiting(self) -> list[Job]:
        """All queued work."""
        return list(self._queued)

    def withdraw(self, kept: Callable[[TranscriptWanted], bool], reason: DropReason) -> list[Drop]:
        """Drop all queued work but that which is to be kept."""
        drops = [Drop(job, reason) for job in self._queued if not kept(job.wanted)]
        self._remove(drops)
        return drops

    def _greedy(self, now_ns: WallNs) -> set[str]:
        """Return the waiting calls that have used up more than their share."""
        used = {call_id: self._used(call_id, now_ns) for call_id in {job.call_id for job in self._queued}}
        most = min(used.values(), default=0.0) + self._policy.share_slack_ms * NS_PER_MS
        return {call_id for call_id, used_ns in used.items() if used_ns > most}

    def _used(self, call_id: str, now_ns: WallNs) -> float:
        used_ns, at_ns = self._used_ns.get(call_id, (0.0, now_ns))
        elapsed_ms = (now_ns - at_ns) / NS_PER_MS
        return float(used_ns * 0.5 ** (elapsed_ms / self._policy.share_half_life_ms))

    def _remove(self, drops: list[Drop]) -> None:
        gone = {id(drop.job) for drop in drops}
        self._queued = [job for job in self._queued if id(job) not in gone]

    def _ready(self) -> list[Job]:
        """Return what may run now: of each party's partials one at a time."""
        return [job for job in self._queued if job.wanted.final or self._lane(job) not in self._running]

    def _begin(self, job: Job) -> bool:
        """Take work out of the queue; return False, and leave it, when its party's partial runs by now."""
        if not job.wanted.final:
            if self._lane(job) in self._running:
                return False
            self._running.add(self._lane(job))
        self._queued.remove(job)
        return True

    def _lane(self, job: Job) -> tuple[str, Party]:
        return job.call_id, job.wanted.party


def _rank(job: Job, greedy: set[str]) -> tuple[bool, bool, bool, WallNs]:
    """Return the sort key of a job: the smallest runs first."""
    return job.call_id in greedy, not job.wanted.final, job.wanted.party is Party.AGENT, job.deadline_ns


def _alike(first: Job, job: Job) -> bool:
    """Return whether two jobs may share a decode."""
    known = isinstance(first.language, str) and isinstance(job.language, str)
    lengths_ms = [one.wanted.unread_ms for one in (first, job)]
    same_window = (
        max(lengths_ms) <= SHORTEST_WINDOW_MS or abs(lengths_ms[0] - lengths_ms[1]) <= LIKE_LENGTH_MS
    )
    return known and first.wanted.final == job.wanted.final and same_window


def _needless(older: TranscriptWanted, newer: TranscriptWanted) -> DropReason | None:
    """Return why newer work of the same call makes older, queued work needless; None when it does not."""
    if older.party is not newer.party:
        return None
    if not older.final and not newer.final:
        return "overtaken"
    return "superseded" if older.utterance == newer.utterance else None
