"""The screens of one live call: the agent's own, and the floor's sight of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from tyyni import wire
from tyyni.coach.checklist import ChecklistStep
from tyyni.coach.events import CallEvent
from tyyni.serve import audience
from tyyni.serve.board import Board
from tyyni.serve.floor import Floor
from tyyni.serve.subscriber import CLOSE_BUG, Subscriber


class CallScreens:
    """Tells every screen of a call what is for it, and those that join late how it stands."""

    def __init__(
        self,
        seen: wire.FloorCall,
        floor: Floor,
        checklist: Sequence[ChecklistStep],
        past: Iterable[CallEvent],
    ) -> None:
        """Show the call on the floor: as ``seen``, and after these events of the past, which no screen is told."""
        self._floor = floor
        self._board = Board()
        self._agents: set[Subscriber] = set()
        self._closed = False
        if checklist:
            self._board.put(audience.checklist(checklist))
        parts = []
        for event in past:
            seen = audience.for_floor(seen, event)
            message, part = audience.for_agent(event), audience.for_watchers(event)
            if message is not None:
                self._board.put(message)
            if part is not None:
                parts.append(part)
        self.seen = seen
        """What supervisors see."""
        floor.show(seen)
        for part in parts:
            floor.add(seen.call_id, part)

    @property
    def notices(self) -> list[wire.Notice]:
        """Those that hold."""
        return [message for message in self._board.messages() if isinstance(message, wire.Notice)]

    def attach(self, screen: Subscriber) -> None:
        """Tell a screen of the agent's the state of the call now, and everything from now on."""
        for message in self._board.messages():
            screen.put(message)
        self._agents.add(screen)

    def detach(self, screen: Subscriber) -> None:
        """Tell a screen nothing any more."""
        self._agents.discard(screen)

    def say(self, message: wire.Message) -> None:
        """Tell the agent's own screens; one that joins later is told too, as long as it holds."""
        if self._closed:
            return  # `ended` is the last word: a tick or an alarm may come before the call leaves the list
        self._board.put(message)
        for screen in self._agents:
            screen.put(message)

    def take(self, event: CallEvent) -> None:
        """Tell everybody what an event means to them."""
        message = audience.for_agent(event)
        if message is not None:
            self.say(message)
        self.show(event)

    def tell(self, message: wire.Notice | wire.Lag) -> None:
        """Tell everybody how the call is served."""
        self.say(message)
        self.show(message)

    def show(self, event: CallEvent | wire.Notice | wire.Lag) -> None:
        """Show supervisors what an event changes."""
        seen = audience.for_floor(self.seen, event)
        if seen is not self.seen:
            self.put_on_floor(seen)
        part = audience.for_watchers(event)
        if part is not None:
            self.add(part)

    def put_on_floor(self, seen: wire.FloorCall) -> None:
        """Change what supervisors see; the one way to do so, since a call that is over must not come back."""
        if not self._closed:
            self.seen = seen
            self._floor.show(seen)

    def add(self, part: audience.CallPart) -> None:
        """Add to what supervisors who have opened the call are shown."""
        if not self._closed:
            self._floor.add(self.seen.call_id, part)

    def show_help(self, help_: wire.FloorHelp | None) -> None:
        """Show supervisors where the agent's request for help stands."""
        self.put_on_floor(replace(self.seen, help=help_))

    def has_shown(self, prompt_id: int) -> bool:
        """Return whether a prompt has been on the agent's screen in this call."""
        return self._board.has_shown(prompt_id)

    def forget_voice(self) -> None:
        """Tell nobody who joins later the last reading of the caller's voice."""
        self._board.forget_voice()

    def fail(self) -> None:
        """Tell the agent's own screens that the call met a bug, and close them."""
        for screen in self._agents:
            screen.error(
                "internal_error",
                "this call met a bug in the service and cannot go on; the service's log has the details",
                close=CLOSE_BUG,
            )

    def close(self) -> None:
        """The call is over: nothing more is told, and the floor forgets it."""
        if not self._closed:
            self._closed = True
            self._floor.remove(self.seen.call_id)
