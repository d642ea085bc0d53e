"""One live call: the coaching (`Call`), its sound, its transcripts and its screens, without any websocket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import structlog
from msgspec.structs import replace

from tyyni import wire
from tyyni.audio import AudioFrame
from tyyni.coach.events import (
    CallEvent,
    LanguageKnown,
    LanguageWanted,
    TranscriptWanted,
)
from tyyni.coach.heat import Heat
from tyyni.coach.voice import VoiceReading
from tyyni.errors import WireError
from tyyni.history.recorder import NullRecorder, Recorder
from tyyni.history.tape import NullTape, Tape
from tyyni.serve import audience
from tyyni.serve.alarms import AlarmCode, Alarms
from tyyni.serve.breaks import HotTime
from tyyni.serve.call_parts import EMPTY, Coaching, Opening, Shared
from tyyni.serve.call_screens import CallScreens
from tyyni.serve.call_texts import CallTexts
from tyyni.serve.doings import Doings, PastDoings
from tyyni.serve.intake import Intake
from tyyni.serve.lag import LagMeter
from tyyni.serve.subscriber import Subscriber
from tyyni.units import CallMs, Party, WallNs, samples_to_ms

log = structlog.get_logger()

NS_PER_MS = 1_000_000
NS_PER_S = 1_000_000_000

KEEP_EVERY_MS = 200
"""How far a call has come is kept so often while nothing happens in it: with the writer's half second less than the
second that may be lost."""


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
        opening: Opening = EMPTY,
    ) -> None:
        self.listed = listed
        self.intake = Intake(parties, opening.next_samples)
        self.over = asyncio.Event()
        """Set when the call is worked through, or has failed."""
        self._coaching = coaching
        self._shared = shared
        self._on_language = on_language
        self._lag = LagMeter(parties)
        self._alarms = Alarms()
        self.ending = False
        """Whether the call takes no more sound: what was said is being worked through."""
        self.last_word: wire.Ended | None = None
        """What its screens were told when it was worked through; None before, and when it failed."""
        self.record: Recorder = NullRecorder()
        """What is kept of it."""
        self._tape: Tape = NullTape()
        self._kept_to_ms = CallMs(0)
        self._arrived_ns = shared.clock()
        self._began_ns = self._arrived_ns - opening.age_ms * NS_PER_MS
        self._hot = HotTime()
        for event in opening.past:
            if isinstance(event, Heat):
                self._hot.hear(event)
        seen = audience.first_sight(listed, voice_analysis)
        self._screens = CallScreens(seen, shared.floor, opening.checklist, opening.past)
        self.doings = Doings(coaching, self._publish, self._screens)
        self._texts = CallTexts(
            listed.call_id,
            shared.hearing,
            coaching,
            self._publish,
            self._contained,
            lambda: self.sound("text_dropped"),
        )
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
        """Wait until few utterances lack their text; see `CallTexts.room`."""
        return await self._texts.room(most_open, at_most_s)

    @property
    def voice_analysis(self) -> bool:
        """Whether the caller's tone is read."""
        return self._screens.seen.voice_analysis

    def set_voice_analysis(self, on: bool) -> None:
        """Switch the reading of the caller's tone; a mixed call has none to switch on."""
        before = self.voice_analysis
        on = on and Party.CALLER in self.intake.parties
        if not on:
            self._screens.forget_voice()
        self._screens.put_on_floor(replace(self._screens.seen, voice_analysis=on))
        if self.voice_analysis is not before:
            switched = wire.VoiceAnalysis(on=self.voice_analysis, heard_ms=self._coaching.heard_ms)
            self.say(switched)
            self.record.take([switched])
        with self._contained():
            self._publish(self._coaching.set_voice_analysis(on))

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
            self.record.take_help()

    def whisper(self, text: str) -> None:
        """Show the agent what a supervisor writes; raises as `agent_does`, see `Doings.whisper`."""
        with self._contained(), self._live():
            self.doings.whisper(text)
            self.record.whisper(text, self._coaching.heard_ms)

    @contextmanager
    def _live(self) -> Iterator[None]:
        if self.over.is_set():
            raise WireError("call_unknown", "that call is over")
        yield

    def _hear_frames(self, frames: Sequence[AudioFrame]) -> None:
        self._tape.hear(frames)
        with self._contained():
            for frame in frames:
                self._publish(self._coaching.hear(frame))
                self._texts.close_given_up()
        if self._coaching.heard_ms - self._kept_to_ms >= KEEP_EVERY_MS:
            self._keep_reached()

    # --- screens and history --------------------------------------------------------------------------------

    def keep(self, record: Recorder, tape: Tape) -> None:
        """Have a recorder, which knows that the call has begun, and a tape take everything from its first event on."""
        self.record, self._tape = record, tape
        record.take(self._screens.notices)
        self._keep_reached()
        self._tell_audio()

    def attach(self, screen: Subscriber) -> None:
        """Tell a screen the state of the call now, and everything from now on."""
        self._screens.attach(screen)

    def detach(self, screen: Subscriber) -> None:
        """Tell a screen nothing any more."""
        self._screens.detach(screen)

    def say(self, message: wire.Message) -> None:
        """Tell the agent's own screens; one that joins later is told too, as long as it holds."""
        self._screens.say(message)

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
        self._tell_audio()
        self._keep_reached()
        lag_ms = self._lag.lag_ms(self._texts.late, now_ns)
        if lag_ms or self._screens.seen.lag_ms:
            lag = wire.Lag(
                lag_ms=lag_ms,
                dropped_partials=self._texts.dropped_partials,
                dropped_finals=self._texts.dropped_finals,
                heard_ms=self._coaching.heard_ms,
            )
            self._screens.tell(lag)
        for notice in self._alarms.tick(now_ns):
            self._tell(notice)
        return lag_ms

    def _publish(self, events: Sequence[CallEvent]) -> None:
        self.record.take(events)
        if events:
            # At once: a text that is kept and not passed would be heard again, and doubled.
            self._keep_reached()
        for event in events:
            if isinstance(event, TranscriptWanted):
                assert self.listed.language is not None, "text is wanted once the language is known"
                self._texts.ask(self.listed.language, event)
            elif isinstance(event, LanguageWanted):
                self._texts.ask(event, event.wanted)
            elif isinstance(event, LanguageKnown):
                self._know_language(event)
            self._screens.take(event)
            if isinstance(event, Heat):
                self._hot.hear(event)
            if isinstance(event, VoiceReading):
                took_ns = self._shared.clock() - self._arrived_ns
                self._shared.metrics.frame_to_reading.observe(took_ns / NS_PER_S)

    def _keep_reached(self) -> None:
        """Have it kept how far the call has come, for a service that may have to go on with it."""
        reached = self._coaching.reached
        self._kept_to_ms = reached.heard_ms
        self.record.reach(reached)

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

    def _tell(self, notice: wire.Notice | None) -> None:
        if notice is not None:
            told = replace(notice, heard_ms=self._coaching.heard_ms)
            self.record.take([told])
            self._screens.tell(told)

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

    def go_on(self, record: Recorder, tape: Tape, doings: PastDoings) -> None:
        """Go on with a call that another process had: have it kept on, and tell every screen of the break."""
        self.record, self._tape = record, tape
        with self._contained():
            self._keep_reached()
            self.doings.go_on(doings)
            self.sound("service_restarted")
            self._tell_audio()

    def _tell_audio(self) -> None:
        """Say whether the sound of the call is kept, to whoever speaks in it."""
        if self._tape.running:
            self.sound("audio_kept")
        elif self._tape.failed:
            self.clear("audio_kept")
            self.sound("audio_not_kept")

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
            self._texts.close_given_up()
        if not await self.room(0, self._shared.finals_within_s):
            self.sound("text_dropped")
            self._texts.give_up_all()
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
        self._tape.end(self.listed.language)
        self.over.set()
        self._screens.close()
        self._texts.end()

    @contextmanager
    def _contained(self) -> Iterator[None]:
        """Keep a bug in this call from reaching any other."""
        try:
            yield
        except WireError:
            raise  # the peer's fault, told to it alone
        except Exception:
            log.exception("call_failed", call_id=self.listed.call_id)
            self._screens.fail()
            self._close()
