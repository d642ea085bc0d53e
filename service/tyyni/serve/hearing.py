"""The words of all calls: runs the transcriber in worker threads, off the event loop, as the schedule says.

All of this runs on the event loop except the speech model itself, so nothing here needs a lock.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeVar

import structlog

from tyyni.coach.events import LanguageWanted, Transcript, TranscriptWanted
from tyyni.serve.degrading import Degrading
from tyyni.serve.metrics import Metrics
from tyyni.serve.modes import MODES, Mode, takes
from tyyni.serve.schedule import PUSHED_OUT, Drop, DropReason, Job, Schedule, SchedulePolicy
from tyyni.units import Party, WallNs
from tyyni_models.contracts import LanguageReading, SpeechModel, Transcription, TranscriptionRequest

log = structlog.get_logger()

T = TypeVar("T")

NS_PER_S = 1_000_000_000

NICENESS = 5
"""Of the threads that transcribe: about a third of the weight of the event loop (Linux, sched(7)), which needs
little but at once. Our measurement, one call on a busy 2-core machine: of 96 readings 55 came within 50 ms of
their frame without, 92 with it, and the decodes took no longer."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of wanted work: ``transcript`` or ``language``, or the reason why there is none."""

    wanted: TranscriptWanted
    transcript: Transcript | None
    reason: DropReason | Literal["failed"] | None = None
    language: LanguageReading | None = None


Listener = Callable[[Heard], None]
Answer = Transcription | LanguageReading


class HearingPool:
    """Shared by all calls; they `join`, `ask`, and `leave`."""

    def __init__(
        self,
        metrics: Metrics,
        clock: Callable[[], WallNs],
        *,
        workers: int,
        max_queued: int,
        batch: int = 1,
        policy: SchedulePolicy | None = None,
    ) -> None:
        self._metrics = metrics
        self._clock = clock
        self._workers = workers
        self._batch = batch
        self._schedule = Schedule(max_queued, policy)
        self._degrading = Degrading(workers)
        self._listeners: dict[str, Listener] = {}
        self._running: set[asyncio.Future[list[Answer]]] = set()
        self._executor = ThreadPoolExecutor(workers, "hearing", initializer=_give_way)
        self._model: SpeechModel | None = None

    async def load(self, load: Callable[[], T]) -> T:
        """Load a model in a thread of the pool, so that the threads it makes give way like the pool's own."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, load)

    def start(self, model: SpeechModel) -> None:
        """Begin to work with a loaded speech model."""
        self._model = model

    async def stop(self) -> None:
        """Drop what waits, and return when what runs has ended: a decode cannot be interrupted."""
        for call_id in list(self._listeners):
            self.leave(call_id)
        self._model = None
        if self._running:
            await asyncio.wait(self._running)
        await asyncio.to_thread(self._executor.shutdown)

    def join(self, call_id: str, listener: Listener) -> None:
        """Let a call ask for transcripts; ``listener`` is told on the event loop what became of each."""
        self._listeners[call_id] = listener
        self._degrading.join(call_id, self._clock())

    def leave(self, call_id: str) -> None:
        """Drop all work of a call and tell it nothing any more."""
        self._listeners.pop(call_id, None)
        self._tell_drops(self._schedule.forget(call_id))
        self._degrading.leave(call_id)

    def ask(self, call_id: str, language: str | LanguageWanted, wanted: TranscriptWanted) -> None:
        """Queue wanted work of a call that has joined; what this pushes out is told to its own call.

        What the mode does not put into words is told at once, with the mode as the reason. ``language``: to put it
        into words in; or, while that is not known, the question which it is.
        """
        now_ns = self._clock()
        refusal = self._degrading.ask(call_id, wanted, now_ns)
        if refusal is not None:
            self._tell_drops([Drop(Job(call_id, language, wanted, now_ns, now_ns), refusal)])
            return
        self._tell_drops(self._schedule.add(call_id, language, wanted, now_ns))
        self._pump()

    def look(self) -> None:
        """Note how old the oldest waiting work is, and change the mode by rule; called once a second."""
        now_ns = self._clock()
        self._metrics.queue_age.set(self._schedule.age_ns(now_ns) / NS_PER_S)
        before = self.mode
        if self._degrading.look(self._schedule.waiting, now_ns):
            self._change_mode(before)

    # --- the mode -------------------------------------------------------------------------------------------

    @property
    def mode(self) -> Mode:
        """How much is put into words now."""
        return self._degrading.mode

    def hears(self, party: Party) -> bool:
        """Return whether a party's final text comes in the present mode."""
        return takes(self.mode, party, final=True)

    def _change_mode(self, before: Mode) -> None:
        mode = self.mode
        self._metrics.mode.set(MODES.index(mode))
        self._metrics.mode_changes.labels(mode).inc()
        log.warning("mode_changed", mode=mode, before=before)
        if mode != "normal":
            self._tell_drops(self._schedule.withdraw(self._degrading.keeps, mode))

    # --- the work -------------------------------------------------------------------------------------------

    def _pump(self) -> None:
        """Give work to every free worker."""
        while self._model is not None and (free := self._workers - len(self._running)) > 0:
            now_ns = self._clock()
            job, drops = self._schedule.take(now_ns)
            self._tell_drops(drops)
            if job is None:
                return
            self._run([job, *self._schedule.beside(job, free - 1, self._batch, now_ns)], self._model)

    def _run(self, jobs: list[Job], model: SpeechModel) -> None:
        begun_ns = self._clock()
        for job in jobs:
            self._degrading.begin(job, begun_ns)
            waited_s = (begun_ns - job.asked_ns) / NS_PER_S
            self._metrics.queue_wait.labels(_kind(job.wanted)).observe(waited_s)
        self._metrics.batch_size.observe(len(jobs))
        future = asyncio.get_running_loop().run_in_executor(self._executor, _answer, jobs, model)
        self._running.add(future)
        future.add_done_callback(partial(self._done, jobs, begun_ns))

    def _done(self, jobs: list[Job], begun_ns: WallNs, future: asyncio.Future[list[Answer]]) -> None:
        self._running.discard(future)
        now_ns = self._clock()
        error = future.exception()
        answers = future.result() if error is None else [None] * len(jobs)
        for job, answer in zip(jobs, answers, strict=True):
            share_ns = (now_ns - begun_ns) // len(jobs)
            self._schedule.done(job, share_ns, now_ns)
            self._degrading.end(job, share_ns, now_ns)
            work = _kind(job.wanted) if isinstance(job.language, str) else "language"
            self._metrics.decode_time.labels(work).observe((now_ns - begun_ns) / NS_PER_S)
            self._tell_answer(job, answer, error)
        self._pump()

    def _tell_answer(self, job: Job, answer: Answer | None, error: BaseException | None) -> None:
        kind = _kind(job.wanted)
        if answer is None:
            self._metrics.drops.labels(kind, "failed").inc()
            log.error("transcription_failed", call_id=job.call_id, kind=kind, exc_info=error)
            self._tell(job.call_id, Heard(job.wanted, None, "failed"))
        elif isinstance(answer, LanguageReading):
            self._tell(job.call_id, Heard(job.wanted, None, language=answer))
        else:
            suppressed = answer.suppressed or "none"
            self._metrics.decodes.labels(kind, job.wanted.party.value, suppressed).inc()
            self._tell(job.call_id, Heard(job.wanted, transcript_of(job.wanted, answer)))

    def _tell_drops(self, drops: list[Drop]) -> None:
        for drop in drops:
            self._metrics.drops.labels(_kind(drop.job.wanted), drop.reason).inc()
            if drop.reason in PUSHED_OUT:
                self._degrading.lose(drop.job, self._clock())
            if drop.job.wanted.final and drop.reason == "queue_full":
                log.error("final_dropped", call_id=drop.job.call_id, reason=drop.reason)
            self._tell(drop.job.call_id, Heard(drop.job.wanted, None, drop.reason))

    def _tell(self, call_id: str, heard: Heard) -> None:
        listener = self._listeners.get(call_id)
        if listener is not None:
            listener(heard)


def request_of(wanted: TranscriptWanted, language: str) -> TranscriptionRequest:
    """Return wanted work as the transcriber takes it, word times moved from the call's clock to the samples'."""
    stable = tuple(word.moved(-wanted.start_ms) for word in wanted.stable)
    return TranscriptionRequest(wanted.samples, language, wanted.final, stable)


def _answer(jobs: list[Job], model: SpeechModel) -> list[Answer]:
    """Do the work, in a worker thread: what is to become text together, or one question about the language."""
    (first, *_) = jobs
    if isinstance(first.language, LanguageWanted):
        return [model.read_language(first.language.request)]
    requests = [request_of(job.wanted, str(job.language)) for job in jobs]
    return list(model.transcribe_together(requests))


def transcript_of(wanted: TranscriptWanted, transcription: Transcription) -> Transcript:
    """Return the answer to wanted work, its word times moved from the samples' clock to the call's."""
    return wanted.answered(tuple(word.moved(wanted.start_ms) for word in transcription.words))


def _give_way() -> None:
    """Let this thread, and those it makes, run behind the event loop: the voice path never waits for words."""
    if sys.platform == "linux":  # elsewhere niceness is of the whole process
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + NICENESS)


def _kind(wanted: TranscriptWanted) -> str:
    return "final" if wanted.final else "partial"
