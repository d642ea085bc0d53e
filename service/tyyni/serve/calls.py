"""The live calls of the service: how they begin, resume, are found, and end."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

import structlog

from tyyni import wire
from tyyni.coach.call import CallSettings
from tyyni.errors import TyyniError, WireError
from tyyni.history.archive import NoArchive
from tyyni.history.holding import Claim
from tyyni.history.taping import NoTapes
from tyyni.serve.call_parts import Opening, Shared
from tyyni.serve.ears import Ears
from tyyni.serve.floor import Floor
from tyyni.serve.handshake import check_hello
from tyyni.serve.restoring import claim_of, doings_of, listed_of, opening_of, settings_of
from tyyni.serve.session import LiveCall
from tyyni.serve.subscriber import CLOSE_POLICY, Subscriber
from tyyni.units import Party

log = structlog.get_logger()


@dataclass(slots=True)
class _Line:
    """A live call and the connection that brings its sound."""

    call: LiveCall
    token: str
    claim: Claim
    """What a client must bring to resume it."""
    connection: Subscriber | None = None
    practice: bool = False
    """A recorded call that is played for training: its own page alone knows of it."""
    farewell: asyncio.Task[None] | None = None
    """Ends the call when no connection resumes it in time."""


class Calls:
    """Every live call; listeners are told whenever one begins, ends, or has its language heard."""

    def __init__(self, shared: Shared, *, max_calls: int, grace_s: float) -> None:
        self._shared = shared
        # One flag, and neither the floor nor its alerts, the history or a recording ever hears of such a call.
        self._practice = replace(shared, floor=Floor(), history=NoArchive(), tapes=NoTapes())
        self._max_calls = max_calls
        self._grace_s = grace_s
        self._lines: dict[str, _Line] = {}
        self._past: dict[str, _Line] = {}
        """Calls that were hung up within the grace: a client whose connection broke meanwhile may still ask."""
        self._listeners: set[Callable[[], None]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.closed_because: str | None = "the speech model is still loading"
        """Why no new call is taken; None when calls are taken."""

    def __len__(self) -> int:
        return len(self._lines)

    def listed(self, owner: str) -> list[wire.LiveCall]:
        """Return the live calls that an agent's page may follow, the newest last: those of its personal key, or
        (``owner`` empty) those that the shared key began."""
        lines = [line for line in self._lines.values() if line.claim.owner == owner and not line.practice]
        return [line.call.listed for line in lines]

    def find(self, call_id: str) -> LiveCall | None:
        """Return a live call."""
        line = self._lines.get(call_id)
        return line.call if line is not None else None

    def listen(self, listener: Callable[[], None]) -> None:
        """Have a listener told whenever a call begins, ends, or has its language heard."""
        self._listeners.add(listener)

    def unlisten(self, listener: Callable[[], None]) -> None:
        """Tell a listener nothing any more."""
        self._listeners.discard(listener)

    # --- beginning ------------------------------------------------------------------------------------------

    def begin(
        self,
        hello: wire.Hello,
        connection: Subscriber,
        ears: Ears | None,
        owner: str = "",
        *,
        practice: bool = False,
    ) -> LiveCall:
        """Begin the call that a `hello` declares; welcome its connection. ``owner``: see `listed`.

        One for practice is on no floor, in no list and no history, and ends as soon as its connection does.

        Raises:
            WireError: ``not_ready``, ``too_many_calls``, or what `check_hello` refuses; fatal.
        """
        if ears is None or self.closed_because is not None:
            raise self._not_ready()
        settings = check_hello(hello, ears.languages, ears.cue_languages)
        self._refuse_if_full()
        listed = wire.LiveCall(
            call_id=secrets.token_hex(8),
            label=hello.label,
            language=settings.language,
            started_at=datetime.now(UTC).isoformat(timespec="seconds"),
            agent=hello.agent,
            team=hello.team,
        )
        shared = self._practice if practice else self._shared
        call = self._make(listed, settings, ears, Opening(ears.checklist), shared)
        token = secrets.token_urlsafe(24)
        claim = claim_of(hello, token, owner)
        record = shared.history.recorder()
        record.begin(listed, call.voice_analysis, ears.playbook)
        record.hold(claim)
        call.keep(record, shared.tapes.begin(listed.call_id, settings.parties))
        log.info(
            "call_began",
            call_id=listed.call_id,
            language=hello.language,
            parties=list(hello.parties),
            practice=practice,
        )
        line = _Line(call, token, claim, connection, practice)
        self._welcome(line, connection)
        self._enter(line, ears)
        return call

    async def restore(self, hello: wire.Hello, ears: Ears | None, owner: str = "") -> None:
        """Have the call live again that a `hello` wants to resume, if the service died in it; then `resume` it.

        What cannot be restored is left to `resume` to refuse.

        Raises:
            WireError: ``not_ready``, also when the history cannot be read now; ``too_many_calls``, or what
                `check_hello` refuses; fatal.
        """
        assert hello.resume is not None, "only a hello with resume resumes"
        call_id = hello.resume.call_id
        if self._known(call_id):
            return
        if ears is None or self.closed_because is not None:
            raise self._not_ready()
        try:
            kept = await self._shared.history.find_resumable(call_id)
        except TyyniError as error:
            raise WireError("not_ready", error.message, fatal=True) from error
        claim = claim_of(hello, hello.resume.token, owner)
        if kept is None or not kept.claim.allows(claim) or self._known(call_id):
            return
        settings = settings_of(kept, check_hello(hello, ears.languages, ears.cue_languages))
        self._refuse_if_full()
        call = self._make(listed_of(kept), settings, ears, opening_of(kept, ears.checklist), self._shared)
        record = self._shared.history.recorder()
        record.go_on(kept, ears.playbook)
        call.go_on(record, self._shared.tapes.go_on(call_id, settings.parties), doings_of(kept))
        log.warning("call_restored", call_id=call_id, heard_ms=kept.reached.heard_ms)
        self._enter(_Line(call, hello.resume.token, claim), ears)

    def _enter(self, line: _Line, ears: Ears) -> None:
        """Put a call on the list, until it is over."""
        call = line.call
        self._lines[call.listed.call_id] = line
        self._shared.metrics.live_calls.set(len(self._lines))
        if Party.MIXED in call.intake.parties:
            call.sound("words_only_mixed")
        _warn_without_cues(call, ears)
        self._spawn(self._strike_off(call))
        self._tell_change()

    def _known(self, call_id: str) -> bool:
        return call_id in self._lines or call_id in self._past

    def _make(
        self, listed: wire.LiveCall, settings: CallSettings, ears: Ears, opening: Opening, shared: Shared
    ) -> LiveCall:
        return LiveCall(
            listed,
            settings.parties,
            settings.voice_analysis,
            ears.make_call(settings),
            shared,
            partial(self._language_heard, ears),
            opening,
        )

    def _not_ready(self) -> WireError:
        return WireError("not_ready", f"no call can begin: {self.closed_because}", fatal=True)

    def _refuse_if_full(self) -> None:
        if len(self._lines) >= self._max_calls:
            raise WireError(
                "too_many_calls", f"{self._max_calls} calls are live, as many as are allowed", fatal=True
            )

    def resume(self, hello: wire.Hello, connection: Subscriber, owner: str = "") -> LiveCall:
        """Let a connection go on with its call; one that still carried it is closed.

        A call that was hung up on the broken connection is welcomed too: to what is still to come of it, or
        only to `ended`.

        Raises:
            WireError: ``resume_refused``: the call is over or about to be for want of a connection, or the
                token, the key or what `hello` declares is not that of the call; fatal. Which of these is not told
                apart, so that nothing can be probed.
        """
        line = self._to_resume(hello, owner)
        if line is None:
            raise WireError(
                "resume_refused",
                "no such call to resume: it is over, or was begun by another client or with other settings",
                fatal=True,
            )
        if line.farewell is not None:
            line.farewell.cancel()
            line.farewell = None
        if line.connection is not None:
            line.connection.error("taken_over", "another connection resumed this call", close=CLOSE_POLICY)
            line.call.detach(line.connection)
        line.connection = connection
        log.info("call_resumed", call_id=line.call.listed.call_id)
        call = line.call
        if hello.voice_analysis != call.voice_analysis and Party.CALLER in call.intake.parties:
            call.set_voice_analysis(hello.voice_analysis)
        self._welcome(line, connection)
        if call.last_word is not None:
            connection.put(call.last_word)
            connection.finish()
        return call

    def _to_resume(self, hello: wire.Hello, owner: str) -> _Line | None:
        assert hello.resume is not None, "only a hello with resume resumes"
        call_id = hello.resume.call_id
        line = self._lines.get(call_id) or self._past.get(call_id)
        if line is None or not line.claim.allows(claim_of(hello, hello.resume.token, owner)):
            return None
        call = line.call
        # Interrupting the farewell of a call that is ending would leave it ending for ever.
        lost = call.ending and line.farewell is not None
        failed = call.over.is_set() and call.last_word is None
        return None if lost or failed else line

    def _welcome(self, line: _Line, connection: Subscriber) -> None:
        line.call.intake.begin_connection()
        line.call.clear("client_disconnected")
        connection.put(
            wire.Welcome(
                call_id=line.call.listed.call_id,
                resume_token=line.token,
                next_sample=line.call.intake.next_samples,
                voice_analysis=line.call.voice_analysis,
            )
        )
        line.call.attach(connection)

    # --- ending ---------------------------------------------------------------------------------------------

    def lose(self, call: LiveCall, connection: Subscriber) -> None:
        """A connection broke; unless another resumes its call within the grace, the call is hung up."""
        line = self._lines.get(call.listed.call_id)
        call.detach(connection)
        if line is None or line.connection is not connection or call.over.is_set():
            return
        line.connection = None
        grace_s = 0.0 if line.practice else self._grace_s
        log.warning("connection_lost", call_id=call.listed.call_id, grace_s=grace_s)
        call.sound("client_disconnected")
        line.farewell = self._spawn(self._hang_up_after(call, grace_s))

    async def end_all(self) -> None:
        """Hang up every live call: the service stops."""
        await asyncio.gather(*(line.call.hang_up() for line in list(self._lines.values())))

    async def stop(self) -> None:
        """Cancel what waits for calls to end; call `end_all` before."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def tick(self) -> None:
        """Let every call look at the time; called once a second."""
        lags_ms = [line.call.tick() for line in list(self._lines.values())]
        self._shared.metrics.lag.set(max(lags_ms, default=0) / 1000)

    async def _hang_up_after(self, call: LiveCall, grace_s: float) -> None:
        await asyncio.sleep(grace_s)
        log.warning("call_not_resumed", call_id=call.listed.call_id)
        await call.hang_up()

    async def _strike_off(self, call: LiveCall) -> None:
        """Take a call off the list when it is over, however it ended; remember a while one that was hung up."""
        await call.over.wait()
        line = self._lines.pop(call.listed.call_id)
        if line.connection is not None:
            line.connection.finish()
        self._shared.metrics.live_calls.set(len(self._lines))
        log.info("call_ended", call_id=call.listed.call_id)
        self._tell_change()
        if line.farewell is None and call.last_word is not None:
            self._past[call.listed.call_id] = line
            await asyncio.sleep(self._grace_s)
            del self._past[call.listed.call_id]

    def _language_heard(self, ears: Ears, call: LiveCall) -> None:
        _warn_without_cues(call, ears)
        self._tell_change()

    def _tell_change(self) -> None:
        for listener in list(self._listeners):
            listener()

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _warn_without_cues(call: LiveCall, ears: Ears) -> None:
    """Say so when the call's language, as far as it is known, has no cue phrases."""
    if call.listed.language is not None and call.listed.language not in ears.cue_languages:
        call.sound("no_cues_for_language")
