"""One live call: the coaching (`Call`), its sound, its transcripts and its screens, without any websocket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from msgspec.structs import replace

from tyyni import wire
from tyyni.audio import AudioFrame
from tyyni.coach.checklist import ChecklistStep
from tyyni.coach.events import (
    CallEvent,
    LanguageKnown,
    LanguageWanted,
    OpenText,
    Transcript,
    TranscriptWanted,
)
from tyyni.coach.heat import Heat
from tyyni.coach.voice import VoiceReading
from tyyni.errors import WireError
from tyyni.history.archive import Keeper, NoArchive
from tyyni.history.recorder import NullRecorder, Recorder
from tyyni.serve import audience
from tyyni.serve.alarms import AlarmCode, Alarms
from tyyni.serve.board import Board
from tyyni.serve.breaks import HotTime
from tyyni.serve.doings import Doings
from tyyni.serve.floor import Floor
from tyyni.serve.hearing import Heard, HearingPool
from tyyni.serve.intake import Intake
from tyyni.serve.lag import LagMeter
from tyyni.serve.metrics import Metrics
from tyyni.serve.modes import DEGRADED
from tyyni.serve.schedule import PUSHED_OUT
from tyyni.serve.subscriber import CLOSE_BUG, Subscriber
from tyyni.units import CallMs, Party, WallNs, samples_to_ms
from tyyni_models.contracts import LanguageReading

log = structlog.get_logger()

NS_PER_MS = 1_000_000
NS_PER_S = 1_000_000_000

LOAD_REASONS = frozenset({*PUSHED_OUT, "failed"})
"""Why text that the mode promises is missing because of the machine, not because newer work made it needless."""


class Coaching(Protocol):
    """What this needs of `tyyni.coach.call.Call`, which says what each of these does."""

    @property
    def heard_ms(self) -> CallMs: ...
    @property
    def open_texts(self) -> Sequence[OpenText]: ...
    def hear(self, frame: AudioFrame) -> list[CallEvent]: ...
    def read(self, transcript: Transcript) -> list[CallEvent]: ...
    def hear_language(self, wanted: TranscriptWanted, reading: LanguageReading) -> list[CallEvent]: ...
    def give_up(self, utterance: int) -> list[CallEvent]: ...
    def set_voice_analysis(self, on: bool) -> list[CallEvent]: ...
    def dismiss(self, prompt_id: int) -> list[CallEvent]: ...
    def mute(self, rule_id: str | None, on: bool) -> list[CallEvent]: ...
    def finish(self) -> list[CallEvent]: ...
    def end(self) -> list[CallEvent]: ...


@dataclass(frozen=True, slots=True)
class Shared:
    """What all live calls of a service share."""

    hearing: HearingPool
    floor: Floor
    metrics: Metrics
    clock: Callable[[], WallNs]
    finals_within_s: float
    history: Keeper = field(default_factory=NoArchive)


class LiveCall:
    """A call from `hello` to `ended`.

    A bug anywhere in its coaching ends this call only: its screens are told ``internal_error``, the log has
    the trace with the call's id. ``on_language`` is told when the language, not known at first, has been heard.
    """

    def __init__(
        self,
        listed: wire.LiveCall,
        parties: tuple[Party, ...],
        voice_analysis: bool,
        coaching: Coaching,
        shared: Shared,
        on_language: Callable[[LiveCall], None] = lambda _: None,
        checklist: Sequence[ChecklistStep] = (),
    ) -> None:
        self.listed = listed
        self.intake = Intake(parties)
        self.over = asyncio.Event()
        """Set when the call is worked through, or has failed."""
        self._coaching = coaching
        self._shared = shared
        self._on_language = on_language
        self._lag = LagMeter(parties)
        self._alarms = Alarms()
        self._board = Board()
        self._screens: set[Subscriber] = set()
        self._dropped_partials = 0
        self._dropped_finals = 0
        self._given_up: set[int] = set()
        self._text_came = asyncio.Event()
        self.ending = False
        """Whether the call takes no more sound: what was said is being worked through."""
        self.last_word: wire.Ended | None = None
        """What its screens were told when it was worked through; None before, and when it failed."""
        self.record: Recorder = NullRecorder()
        """What is kept of it."""
        self._arrived_ns = self._began_ns = shared.clock()
        self._on_floor = audience.first_sight(listed, voice_analysis)
        self._hot = HotTime()
        self.doings = Doings(coaching, self._publish, self)
        if checklist:
            self._board.put(audience.checklist(checklist))
        shared.hearing.join(listed.call_id, self._take_heard)
        shared.floor.show(self._on_floor)
        self._tell_mode()

    # --- sound ----------------------------------------------------------------------------------------------

    def hear(self, chunk: wire.AudioChunk, arrived_ns: WallNs) -> None:
        """Take a chunk of one party that arrived at ``arrived_ns``.

        Raises:
            WireError: ``party_not_declared`` or ``gap_too_long``; nothing is taken.
        """
        if self.ending:
            return
        taken = self.intake.take(chunk)
        for code, value_ms in taken.mends:
            self._shared.metrics.mended.labels(code).inc(value_ms or 0)
            self.sound(code, chunk.party, value_ms)
        self._arrived_ns = arrived_ns
        self._lag.arrived(chunk.party, samples_to_ms(self.intake.next_samples[chunk.party]), arrived_ns)
        self._shared.metrics.frames.labels(chunk.party.value).inc(len(taken.frames))
        self._hear_frames(taken.frames)

    @property
    def ahead_ms(self) -> int:
        """By how much the sound runs ahead of true speed; negative when it is behind."""
        return self._coaching.heard_ms - (self._shared.clock() - self._began_ns) // NS_PER_MS

    async def room(self, most_open: int, at_most_s: float) -> bool:
        """Wait until at most ``most_open`` utterances lack their text; return whether that came in time.

        Text that waits for more to be said is not counted: it cannot come before more sound does.
        """
        try:
            async with asyncio.timeout(at_most_s):
                while self._texts_to_come > most_open and not self.over.is_set():
                    self._text_came.clear()
                    await self._text_came.wait()
        except TimeoutError:
            return False
        return True

    @property
    def _texts_to_come(self) -> int:
        return sum(not text.waits_for_speech for text in self._coaching.open_texts)

    @property
    def voice_analysis(self) -> bool:
        """Whether the caller's tone is read."""
        return self._on_floor.voice_analysis

    def set_voice_analysis(self, on: bool) -> None:
        """Switch the reading of the caller's tone; a mixed call has none to switch on."""
        before = self.voice_analysis
        self._on_floor = replace(self._on_floor, voice_analysis=on and Party.CALLER in self.intake.parties)
        if not self.voice_analysis:
            self._board.forget_voice()
        if self.voice_analysis is not before:
            switched = wire.VoiceAnalysis(on=self.voice_analysis, heard_ms=self._coaching.heard_ms)
            self.say(switched)
            self.record.take([switched])
        with self._contained():
            self._publish(self._coaching.set_voice_analysis(on))
            self._put_on_floor(self._on_floor)

    # --- what people do -------------------------------------------------------------------------------------

    def agent_does(self, doing: wire.AgentDoing) -> None:
        """Take what the agent does, see `Doings`; all the agent's screens are told what comes of it.

        Raises:
            WireError: ``call_unknown``, it is over, or what `Doings.agent_does` refuses.
        """
        with self._contained(), self._live():
            self.doings.agent_does(doing)
            self.record.act(doing, self._coaching.heard_ms)

    def take_help(self) -> None:
        """A supervisor takes up the request for help; raises as `agent_does`, see `Doings.take_help`."""
        with self._contained(), self._live():
            self.doings.take_help()

    def whisper(self, text: str) -> None:
        """Show the agent what a supervisor writes; raises as `agent_does`, see `Doings.whisper`."""
        with self._contained(), self._live():
            self.doings.whisper(text)
            self.record.whisper(text, self._coaching.heard_ms)

    def has_shown(self, prompt_id: int) -> bool:
        """Return whether a prompt has been on the agent's screen in this call."""
        return self._board.has_shown(prompt_id)

    def show_help(self, help_: wire.FloorHelp | None) -> None:
        """Show supervisors where the agent's request for help stands."""
        self._put_on_floor(replace(self._on_floor, help=help_))

    def show_whisper(self, whisper: wire.FloorWhisper) -> None:
        """Show supervisors who have this call open what one of them wrote."""
        self._shared.floor.add(self.listed.call_id, whisper)

    @contextmanager
    def _live(self) -> Iterator[None]:
        if self.over.is_set():
            raise WireError("call_unknown", "that call is over")
        yield

    def _hear_frames(self, frames: Sequence[AudioFrame]) -> None:
        with self._contained():
            for frame in frames:
                self._publish(self._coaching.hear(frame))
                self._close_given_up()

    # --- screens and history --------------------------------------------------------------------------------

    def keep(self, record: Recorder) -> None:
        """Have a recorder, which knows that the call has begun, take everything from its first event on."""
        self.record = record
        record.take([message for message in self._board.messages() if isinstance(message, wire.Notice)])

    def attach(self, screen: Subscriber) -> None:
        """Tell a screen the state of the call now, and everything from now on."""
        for message in self._board.messages():
            screen.put(message)
        self._screens.add(screen)

    def detach(self, screen: Subscriber) -> None:
        """Tell a screen nothing any more."""
        self._screens.discard(screen)

    def sound(self, code: AlarmCode, party: Party | None = None, value_ms: int | None = None) -> None:
        """Raise a notice on the screens."""
        self._tell(self._alarms.sound(code, self._shared.clock(), party=party, value_ms=value_ms))

    def clear(self, code: AlarmCode) -> None:
        """End a notice."""
        self._tell(self._alarms.clear(code))

    def tick(self) -> int:
        """Tell the lag while text is to come, and what has changed of the notices; return the lag in ms.

        Called once a second.
        """
        now_ns = self._shared.clock()
        self._tell_mode()
        self._tell_history()
        texts_to_come = [text for text in self._coaching.open_texts if self._shared.hearing.hears(text.party)]
        lag_ms = self._lag.lag_ms(texts_to_come, now_ns)
        if lag_ms or self._on_floor.lag_ms:
            lag = wire.Lag(
                lag_ms=lag_ms,
                dropped_partials=self._dropped_partials,
                dropped_finals=self._dropped_finals,
                heard_ms=self._coaching.heard_ms,
            )
            self.say(lag)
            self._show(lag)
        for notice in self._alarms.tick(now_ns):
            self._tell(notice)
        return lag_ms

    def _publish(self, events: Sequence[CallEvent]) -> None:
        self.record.take(events)
        for event in events:
            if isinstance(event, TranscriptWanted):
                assert self.listed.language is not None, "text is wanted once the language is known"
                self._ask(self.listed.language, event)
            elif isinstance(event, LanguageWanted):
                self._ask(event, event.wanted)
            elif isinstance(event, LanguageKnown):
                self._know_language(event)
            message = audience.for_agent(event)
            if message is not None:
                self.say(message)
            self._show(event)
            if isinstance(event, Heat):
                self._hot.hear(event)
            if isinstance(event, VoiceReading):
                took_ns = self._shared.clock() - self._arrived_ns
                self._shared.metrics.frame_to_reading.observe(took_ns / NS_PER_S)

    def _ask(self, language: str | LanguageWanted, wanted: TranscriptWanted) -> None:
        if wanted.final:
            self._given_up.discard(wanted.utterance)
        self._shared.hearing.ask(self.listed.call_id, language, wanted)

    def _know_language(self, known: LanguageKnown) -> None:
        self.listed = replace(self.listed, language=known.language)
        log.info(
            "language_known",
            call_id=self.listed.call_id,
            language=known.language,
            probability=round(known.probability, 3),
            heard_ms=known.heard_ms,
        )
        self._on_language(self)

    def say(self, message: wire.Message) -> None:
        """Tell the agent's own screens; one that joins later is told too, as long as it holds."""
        if self.over.is_set():
            return  # `ended` is the last word: a tick or an alarm may come before the call leaves the list
        self._board.put(message)
        for screen in self._screens:
            screen.put(message)

    def _show(self, event: CallEvent | wire.Notice | wire.Lag) -> None:
        shown = audience.for_floor(self._on_floor, event)
        if shown is not self._on_floor:
            self._put_on_floor(shown)
        part = audience.for_watchers(event)
        if part is not None and not self.over.is_set():
            self._shared.floor.add(self.listed.call_id, part)

    def _put_on_floor(self, shown: wire.FloorCall) -> None:
        """Change what supervisors see; the one way to do so, since a call that is over must not come back."""
        if not self.over.is_set():
            self._on_floor = shown
            self._shared.floor.show(shown)

    def _tell(self, notice: wire.Notice | None) -> None:
        if notice is not None:
            told = replace(notice, heard_ms=self._coaching.heard_ms)
            self.record.take([told])
            self.say(told)
            self._show(told)

    def _tell_mode(self) -> None:
        """Say how much the service puts into words now, when that has changed."""
        for notice in self._alarms.follow(self._shared.hearing.mode, self._shared.clock()):
            self._tell(notice)

    def _tell_history(self) -> None:
        """Say whether what happens in the call is kept."""
        if self._shared.history.failing:
            self.sound("history_not_kept")
        else:
            self.clear("history_not_kept")

    # --- transcripts ----------------------------------------------------------------------------------------

    def _take_heard(self, heard: Heard) -> None:
        """Take what became of wanted text; the pool calls this."""
        if heard.transcript is not None:
            with self._contained():
                self._publish(self._coaching.read(heard.transcript))
        elif heard.language is not None:
            with self._contained():
                self._publish(self._coaching.hear_language(heard.wanted, heard.language))
        elif heard.reason in LOAD_REASONS and heard.wanted.final:
            self._dropped_finals += 1
            self.sound("text_dropped")
            self._give_up([heard.wanted.utterance])
        elif heard.reason in LOAD_REASONS:
            self._dropped_partials += 1
        elif heard.reason in DEGRADED and heard.wanted.final:
            self._give_up([heard.wanted.utterance])  # the notice of the mode says why
        self._text_came.set()

    def _give_up(self, utterances: Sequence[int]) -> None:
        self._given_up.update(utterances)
        with self._contained():
            self._close_given_up()

    def _close_given_up(self) -> None:
        """Close utterances whose final text was dropped; one that still grows will ask for its text again."""
        if not self._given_up:
            return
        for utterance in list(self._given_up):
            self._publish(self._coaching.give_up(utterance))
        self._given_up &= {text.utterance for text in self._coaching.open_texts}

    # --- the end --------------------------------------------------------------------------------------------

    async def hang_up(self) -> None:
        """Work through what was said, wait (not forever) for the last text, and clear the screens."""
        if self.ending:
            await self.over.wait()
            return
        self._hear_frames(self.intake.flush())
        self.ending = True
        with self._contained():
            self._publish(self._coaching.finish())
            self._close_given_up()
        if not await self.room(0, self._shared.finals_within_s):
            self.sound("text_dropped")
            self._give_up([text.utterance for text in self._coaching.open_texts])
        if self.over.is_set():
            return
        with self._contained():
            self._publish(self._coaching.end())
            if (offer := self._hot.offer(self._coaching.heard_ms)) is not None:
                self.say(offer)
            self.last_word = wire.Ended(call_id=self.listed.call_id, heard_ms=self._coaching.heard_ms)
            self.say(self.last_word)
        self._close()

    def _close(self) -> None:
        self.ending = True
        self.record.end(self._coaching.heard_ms)
        self._shared.hearing.leave(self.listed.call_id)
        self._shared.floor.remove(self.listed.call_id)
        self.over.set()
        self._text_came.set()

    @contextmanager
    def _contained(self) -> Iterator[None]:
        """Keep a bug in this call from reaching any other."""
        try:
            yield
        except WireError:
            raise  # the peer's fault, told to it alone
        except Exception:
            log.exception("call_failed", call_id=self.listed.call_id)
            for screen in self._screens:
                screen.error(
                    "internal_error",
                    "this call met a bug in the service and cannot go on; the service's log has the details",
                    close=CLOSE_BUG,
                )
            self._close()
