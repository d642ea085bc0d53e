"""The transcripts of one live call: what is asked of the pool, what comes back, and what never will."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from tyyni.coach.events import CallEvent, LanguageWanted, OpenText, Transcript, TranscriptWanted
from tyyni.serve.hearing import Heard, HearingPool
from tyyni.serve.modes import DEGRADED
from tyyni.serve.schedule import PUSHED_OUT
from tyyni_models.contracts import LanguageReading

LOAD_REASONS = frozenset({*PUSHED_OUT, "failed"})
"""Why text that the mode promises is missing because of the machine, not because newer work made it needless."""


class Reading(Protocol):
    """What this needs of `tyyni.coach.call.Call`."""

    @property
    def open_texts(self) -> Sequence[OpenText]: ...
    def read(self, transcript: Transcript) -> list[CallEvent]: ...
    def hear_language(self, wanted: TranscriptWanted, reading: LanguageReading) -> list[CallEvent]: ...
    def give_up(self, utterance: int) -> list[CallEvent]: ...


class CallTexts:
    """Follows a call's texts from the wish to the words.

    Args:
        call_id: the call's.
        pool: puts speech into words.
        reading: the call's coaching.
        publish: takes what comes of an answer.
        contained: keeps a bug in it within this call.
        lost: told that a final text will not come, for want of time.
    """

    def __init__(
        self,
        call_id: str,
        pool: HearingPool,
        reading: Reading,
        publish: Callable[[Sequence[CallEvent]], None],
        contained: Callable[[], AbstractContextManager[None]],
        lost: Callable[[], None],
    ) -> None:
        self._call_id = call_id
        self._pool = pool
        self._reading = reading
        self._publish = publish
        self._contained = contained
        self._lost = lost
        self.dropped_partials = 0
        self.dropped_finals = 0
        self._given_up: set[int] = set()
        self._came = asyncio.Event()
        self._over = False
        pool.join(call_id, self._take)

    @property
    def late(self) -> list[OpenText]:
        """Texts that are to come and that the mode of the service puts into words."""
        return [text for text in self._reading.open_texts if self._pool.hears(text.party)]

    def ask(self, language: str | LanguageWanted, wanted: TranscriptWanted) -> None:
        """Have speech put into words, or its language heard."""
        if wanted.final:
            self._given_up.discard(wanted.utterance)
        self._pool.ask(self._call_id, language, wanted)

    async def room(self, most_open: int, at_most_s: float) -> bool:
        """Wait until at most ``most_open`` utterances lack their text; return whether that came in time.

        Text that waits for more to be said is not counted: it cannot come before more sound does.
        """
        try:
            async with asyncio.timeout(at_most_s):
                while self._to_come > most_open and not self._over:
                    self._came.clear()
                    await self._came.wait()
        except TimeoutError:
            return False
        return True

    def give_up_all(self) -> None:
        """Close every utterance with the text there is: the call ends, and no more is waited for."""
        self._give_up([text.utterance for text in self._reading.open_texts])

    def close_given_up(self) -> None:
        """Close utterances whose final text was dropped; one that still grows will ask for its text again."""
        if not self._given_up:
            return
        for utterance in list(self._given_up):
            self._publish(self._reading.give_up(utterance))
        self._given_up &= {text.utterance for text in self._reading.open_texts}

    def end(self) -> None:
        """Ask and wait for nothing any more."""
        self._over = True
        self._pool.leave(self._call_id)
        self._came.set()

    @property
    def _to_come(self) -> int:
        return sum(not text.waits_for_speech for text in self._reading.open_texts)

    def _take(self, heard: Heard) -> None:
        """Take what became of wanted text; the pool calls this."""
        if heard.transcript is not None:
            with self._contained():
                self._publish(self._reading.read(heard.transcript))
        elif heard.language is not None:
            with self._contained():
                self._publish(self._reading.hear_language(heard.wanted, heard.language))
        elif heard.reason in LOAD_REASONS and heard.wanted.final:
            self.dropped_finals += 1
            self._lost()
            self._give_up([heard.wanted.utterance])
        elif heard.reason in LOAD_REASONS:
            self.dropped_partials += 1
        elif heard.reason in DEGRADED and heard.wanted.final:
            self._give_up([heard.wanted.utterance])  # the notice of the mode says why
        self._came.set()

    def _give_up(self, utterances: Sequence[int]) -> None:
        self._given_up.update(utterances)
        with self._contained():
            self.close_given_up()
