"""The sound of live calls on its way to the disk: a thread writes it, so that no call ever waits for a disk.

Every piece is written where its first sample belongs in its party's file: whatever is lost, or bridged by nobody, is
silence of the right length, and the clock of the recording stays that of the call.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby
from queue import SimpleQueue
from typing import BinaryIO, Protocol

import numpy as np
import structlog

from tyyni.audio import AudioFrame
from tyyni.history.recordings import PCM, Recordings
from tyyni.history.writer import Tally
from tyyni.units import SAMPLE_RATE_HZ, Party

log = structlog.get_logger()

MOST_WAITING_BYTES = 64 * 1024 * 1024
"""Sound that waits for the disk: half a minute of 32 calls of two parties. A disk that is slower for longer costs sound
of the recordings, never of the calls. Our choice."""

BYTES_PER_S = SAMPLE_RATE_HZ * PCM.itemsize
NOTHING = np.zeros(0, PCM).tobytes()


class Tape(Protocol):
    """What a live call tells of its sound; none of it blocks or raises."""

    @property
    def running(self) -> bool:
        """Whether what is heard is being kept."""

    @property
    def failed(self) -> bool:
        """Whether it was being kept and is no more."""

    def hear(self, frames: Sequence[AudioFrame]) -> None:
        """Take frames of the call."""

    def end(self, language: str | None) -> None:
        """Take that the call is over, and its language; a second time changes nothing."""


class NullTape:
    """Keeps nothing: sound is not kept."""

    running = False
    failed = False

    def hear(self, frames: Sequence[AudioFrame]) -> None:
        """Keep nothing."""

    def end(self, language: str | None) -> None:
        """Keep nothing."""


class Deck:
    """The thread that writes, and beside it the one that encodes what is over, which takes seconds for an hour."""

    def __init__(
        self,
        recordings: Recordings,
        *,
        lost_s: Tally,
        failed: Tally,
        most_waiting_bytes: int = MOST_WAITING_BYTES,
    ) -> None:
        self.recordings = recordings
        self.failed = failed
        self._lost_s = lost_s
        self._most_waiting = most_waiting_bytes
        self._waiting = 0
        self._behind = False
        self._lock = threading.Lock()
        self._jobs: SimpleQueue[tuple[Callable[[bytes], None] | None, bytes]] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="tape", daemon=True)
        self._encoding = ThreadPoolExecutor(1, thread_name_prefix="encode")
        self._unencoded: set[str] = set()
        """Calls whose FLAC could not be made, which is said once of each."""

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write and encode what waits; blocks."""
        self._jobs.put((None, NOTHING))
        self._thread.join()
        self._encoding.shutdown()

    def put(self, job: Callable[[bytes], None], sound: bytes = NOTHING) -> None:
        """Have something done with sound, in turn; sound that finds no room is lost."""
        with self._lock:
            fits = self._waiting + len(sound) <= self._most_waiting or not sound
            told, self._behind = self._behind, self._behind or not fits
            if fits:
                self._waiting += len(sound)
        if fits:
            self._jobs.put((job, sound))
            return
        self._lost_s.inc(len(sound) / BYTES_PER_S)
        if not told:
            log.error("recording_behind", waiting_bytes=self._most_waiting)

    def encode(self, call_id: str, language: str | None) -> None:
        """Make a FLAC of what was written of a call that is over, when its turn comes."""
        self._encoding.submit(self._encode, call_id, language)

    def _run(self) -> None:
        while True:
            job, sound = self._jobs.get()
            if job is None:
                return
            job(sound)
            with self._lock:
                self._waiting -= len(sound)
                caught_up = self._behind and self._waiting == 0
                self._behind = self._behind and not caught_up
            if caught_up:
                log.info("recording_caught_up")

    def _encode(self, call_id: str, language: str | None) -> None:
        try:
            self.recordings.finish(call_id, language)
        except OSError as error:
            if call_id not in self._unencoded:
                self._unencoded.add(call_id)
                self.failed.inc()
                log.error("recording_not_encoded", call_id=call_id, error=str(error))


class CallTape:
    """The sound of one call; begins a recording, or goes on with the one that another process began."""

    def __init__(self, deck: Deck, call_id: str, parties: Sequence[Party], *, fresh: bool) -> None:
        self._deck = deck
        self._call_id = call_id
        self._parties = parties
        self._fresh = fresh
        self._over = False
        self._files: dict[Party, BinaryIO] = {}
        self._there: dict[Party, int] = {}
        """Samples that another process wrote: a client that has kept less may bring silence in their place."""
        self.failed = False
        deck.put(self._open)

    @property
    def running(self) -> bool:
        """Whether what is heard is being kept."""
        return not self.failed

    def hear(self, frames: Sequence[AudioFrame]) -> None:
        """Take frames of the call."""
        if self.failed or self._over:
            return
        for party, of_party in groupby(frames, key=lambda frame: frame.party):
            run = list(of_party)
            sound = np.concatenate([frame.samples for frame in run]).astype(PCM, copy=False).tobytes()
            self._deck.put(partial(self._write, party, run[0].first_sample), sound)

    def end(self, language: str | None) -> None:
        """Have the files closed and encoded."""
        if not self._over:
            self._over = True
            self._deck.put(partial(self._finish, language))

    # --- in the thread --------------------------------------------------------------------------------------

    def _open(self, _: bytes) -> None:
        recordings = self._deck.recordings
        try:
            for party in self._parties:
                begun = recordings.begin if self._fresh else recordings.go_on
                file = self._files[party] = begun(self._call_id, party)
                self._there[party] = file.seek(0, 2) // PCM.itemsize
        except OSError as error:
            self._fail(error)

    def _write(self, party: Party, first_sample: int, sound: bytes) -> None:
        if self.failed:
            return
        known = max(self._there[party] - first_sample, 0) * PCM.itemsize
        left = memoryview(sound)[known:]
        try:
            self._files[party].seek(first_sample * PCM.itemsize + known)
            while left:
                left = left[self._files[party].write(left) :]
        except OSError as error:
            self._fail(error)

    def _finish(self, language: str | None, _: bytes) -> None:
        self._close()
        self._deck.encode(self._call_id, language)

    def _fail(self, error: OSError) -> None:
        self.failed = True
        self._deck.failed.inc()
        log.error("recording_failed", call_id=self._call_id, error=error.strerror)
        self._close()

    def _close(self) -> None:
        while self._files:
            _, file = self._files.popitem()
            file.close()
