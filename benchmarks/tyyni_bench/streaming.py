"""A recording through the service's own `Call` and `Schedule` on a virtual clock: what a live call would have read.

Sound comes at true speed on that clock, and every decode takes as long as it really took, so late text, overtaken
partials and trimmed finals are as in a live call, without its waiting and without its websocket. Nothing else is on
this machine's processors: `tyyni bench latency` is the measure of that.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tyyni.audio import AudioFrame
from tyyni.coach.events import CallEvent, TextHeard, TranscriptWanted
from tyyni.serve.call_parts import Coaching
from tyyni.serve.hearing import request_of, transcript_of
from tyyni.serve.schedule import Job, Schedule
from tyyni.units import FRAME_MS, FRAME_SAMPLES, Party, WallNs
from tyyni_client.recording import Recording
from tyyni_models.contracts import Transcriber, Transcription, Word

NS_PER_MS = 1_000_000
MOST_QUEUED = 64
"""As many as a service queues (`ServeSettings.max_queued_decodes`)."""
CALL = "recording"


@dataclass(frozen=True, slots=True)
class At:
    """What a call said, and when on the virtual clock."""

    now_ms: int
    event: CallEvent


@dataclass(slots=True)
class _Desk:
    """The workers, and what they are at: (job, its answer, how long it took, when it is done)."""

    transcriber: Transcriber
    workers: int
    language: str
    schedule: Schedule = field(default_factory=lambda: Schedule(MOST_QUEUED))
    running: list[tuple[Job, Transcription, int, int]] = field(default_factory=list)
    cpu_s: float = 0.0
    decodes: int = 0

    def begin(self, now_ns: WallNs) -> list[TranscriptWanted]:
        """Give work to the free workers; return the finals that were dropped."""
        dropped = []
        while len(self.running) < self.workers:
            job, drops = self.schedule.take(now_ns)
            dropped += [drop.job.wanted for drop in drops if drop.job.wanted.final]
            if job is None:
                break
            began_s, began_cpu_s = time.perf_counter(), time.process_time()
            answer = self.transcriber.transcribe(request_of(job.wanted, self.language))
            took_ns = int((time.perf_counter() - began_s) * 1e9)
            self.cpu_s += time.process_time() - began_cpu_s
            self.decodes += 1
            self.running.append((job, answer, took_ns, now_ns + took_ns))
        return dropped

    def done(self, now_ns: WallNs) -> list[tuple[Job, Transcription]]:
        """Return what has been finished by now, the first first."""
        ready = sorted((run for run in self.running if run[3] <= now_ns), key=lambda run: run[3])
        self.running = [run for run in self.running if run[3] > now_ns]
        for job, _, took_ns, _ in ready:
            self.schedule.done(job, took_ns, now_ns)
        return [(job, answer) for job, answer, *_ in ready]


@dataclass(frozen=True, slots=True)
class Streamed:
    """What became of one recording."""

    said: tuple[At, ...]
    cpu_s: float
    decodes: int

    def final_words(self, party: Party) -> list[Word]:
        """Return all words of a party's final texts, by time."""
        finals = (
            at.event
            for at in self.said
            if isinstance(at.event, TextHeard) and at.event.final and at.event.party is party
        )
        return sorted((word for final in finals for word in final.words), key=lambda word: word.start_ms)


def stream(
    recording: Recording, call: Coaching, transcriber: Transcriber, language: str, *, workers: int
) -> Streamed:
    """Play a recording to a call on the virtual clock, to the last final text."""
    desk = _Desk(transcriber, workers, language)
    said: list[At] = []
    now_ms = 0

    def follow(events: Iterable[CallEvent]) -> None:
        for event in events:
            if isinstance(event, TranscriptWanted):
                desk.schedule.add(CALL, language, event, WallNs(now_ms * NS_PER_MS))
            else:
                said.append(At(now_ms, event))

    def work() -> None:
        for job, answer in desk.done(WallNs(now_ms * NS_PER_MS)):
            follow(call.read(transcript_of(job.wanted, answer)))
        for wanted in desk.begin(WallNs(now_ms * NS_PER_MS)):
            follow(call.give_up(wanted.utterance))

    for number, frames in enumerate(recording.frames()):
        now_ms = (number + 1) * FRAME_MS
        for party, samples in frames.items():
            follow(call.hear(AudioFrame(party, number * FRAME_SAMPLES, samples)))
        work()
    follow(call.finish())
    while desk.running or len(desk.schedule):
        work()
        now_ms += FRAME_MS
    follow(call.end())
    return Streamed(tuple(said), desk.cpu_s, desk.decodes)


def stable_delays_ms(said: Sequence[At], party: Party) -> list[int]:
    """Return, for each word of a party, how long after its end it was shown as one that will not change."""
    told: dict[int, int] = {}
    delays: list[int] = []
    for at in said:
        text = at.event
        if not isinstance(text, TextHeard) or text.party is not party:
            continue
        stable = len(text.stable.split())
        delays += [at.now_ms - word.end_ms for word in text.words[told.get(text.utterance, 0) : stable]]
        told[text.utterance] = max(stable, told.get(text.utterance, 0))
    return delays
