"""A network for tests, between a client and a service: it can be cut, stalled and refuse."""

from __future__ import annotations

import asyncio


class Network:
    """Carries bytes between the clients of ``address`` and a service on a port of this machine."""

    def __init__(self, service_port: int) -> None:
        self.refusing = False
        """New connections are broken off at once."""
        self.stalling_answers = False
        """Of new connections, only the first answer (which opens a websocket) comes through."""
        self.connections = 0
        """How many clients have come so far."""
        self._came = asyncio.Event()
        self._service_port = service_port
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._carriers: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """Where clients connect to, without a path."""
        host, port = self._server.sockets[0].getsockname()
        return f"ws://{host}:{port}"

    def stall(self) -> None:
        """Carry nothing more, without a word to either side; what is still sent is lost with the next `cut`."""
        self._flowing.clear()

    def cut(self) -> None:
        """Break every connection; new ones are carried again."""
        for writer in self._writers:
            writer.transport.abort()
        for carrier in self._carriers:
            carrier.cancel()
        self._flowing.set()

    async def until_connections(self, count: int) -> None:
        """Wait until so many clients have come in all; 20 s is forever."""
        async with asyncio.timeout(20):
            while self.connections < count:
                self._came.clear()
                await self._came.wait()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._came.set()
        if self.refusing:
            writer.transport.abort()
            return
        answers, onward = await asyncio.open_connection("127.0.0.1", self._service_port)
        self._writers |= {writer, onward}
        most = 1 if self.stalling_answers else None
        try:
            async with asyncio.TaskGroup() as group:
                self._carriers |= {
                    group.create_task(self._pump(reader, onward, None)),
                    group.create_task(self._pump(answers, writer, most)),
                }
        except* ConnectionError:
            pass  # either side has gone: the other one is told below
        finally:
            self._writers -= {writer, onward}
            for end in (writer, onward):
                end.transport.abort()

    async def _pump(self, source: asyncio.StreamReader, to: asyncio.StreamWriter, most: int | None) -> None:
        carried = 0
        while data := await source.read(65_536):
            await self._flowing.wait()
            if most is None or carried < most:
                to.write(data)
                await to.drain()
                carried += 1
        to.close()

    async def __aenter__(self) -> Network:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.cut()
        await self._server.wait_closed()
