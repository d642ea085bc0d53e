"""A small service for the pages to talk to in tests: serves the built files and says what a test tells it to."""

from __future__ import annotations

import http
import queue
import threading
from collections.abc import Callable
from pathlib import Path

from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from tyyni import wire

CONTENT_SECURITY_POLICY = "default-src 'self'; style-src 'self'; frame-ancestors 'none'"
"""As strict as the service's own: a page that needs more fails here first."""

DECODERS: dict[str, Callable[[str], wire.Message]] = {
    "/ws/agent": wire.decode_agent_page_message,
    "/ws/floor": wire.decode_floor_page_message,
}
"""What the pages may say is read as strictly as the service reads it."""

Answer = Callable[[wire.Message], list[wire.Message]]

CONTENT_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class PageServer:
    """Speaks `tyyni.wire` to the pages on a free port; started and stopped like a context manager."""

    def __init__(self, pages: Path) -> None:
        self.heard: queue.Queue[str] = queue.Queue(maxsize=100)
        """What the pages said, word for word."""
        self.admits = True
        self._pages = pages
        self._greetings: dict[str, list[wire.Message]] = {"/ws/agent": [], "/ws/floor": []}
        self._connections: dict[str, list[ServerConnection]] = {"/ws/agent": [], "/ws/floor": []}
        self._answers: dict[str, Answer] = {}
        self._lock = threading.Lock()
        self._port = 0
        self._server: Server | None = None

    def __enter__(self) -> PageServer:
        self.listen()
        return self

    def __exit__(self, *_: object) -> None:
        self.vanish()

    @property
    def url(self) -> str:
        """Where a browser finds the pages."""
        return f"http://127.0.0.1:{self._port}"

    def listen(self) -> None:
        """Start, or start again on the same port."""
        self._server = serve(self._speak, "127.0.0.1", self._port, process_request=self._answer)
        self._port = self._server.socket.getsockname()[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def vanish(self) -> None:
        """Stop listening and drop every connection, as a service does that was killed."""
        if self._server is not None:
            self._server.shutdown()
            self._server = None
        self.drop()

    def drop(self) -> None:
        """Drop every connection, go on listening."""
        with self._lock:
            open_now = [connection for group in self._connections.values() for connection in group]
        for connection in open_now:
            connection.close()

    def greet(self, path: str, *messages: wire.Message) -> None:
        """Set what every new connection on ``path`` hears first."""
        self._greetings[path] = list(messages)

    def answer(self, path: str, answer: Answer) -> None:
        """Set what is said in return for each message of a page on ``path``; nothing is, without."""
        self._answers[path] = answer

    def hear(self, path: str) -> wire.Message:
        """Return the next thing that a page said, as ``path`` reads it; wait for it if need be.

        Raises:
            WireError: what was said is not of the wire.
        """
        return DECODERS[path](self.heard.get(timeout=10))

    def say(self, path: str, *messages: wire.Message) -> None:
        """Say something on every open connection on ``path``."""
        with self._lock:
            listening = list(self._connections[path])
        assert listening, f"no page listens on {path}"
        for connection in listening:
            for message in messages:
                connection.send(wire.encode(message))

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        path = request.path.partition("?")[0]
        if path in self._greetings:
            return None if self.admits else connection.respond(http.HTTPStatus.FORBIDDEN, "no cookie\n")
        if path == "/livez":
            return connection.respond(http.HTTPStatus.OK, "ok\n")
        name = f"{path[1:]}.html" if path in ("/agent", "/floor") else path.removeprefix("/pages/")
        file = self._pages / name
        if not file.is_file():
            return connection.respond(http.HTTPStatus.NOT_FOUND, f"no {name}\n")
        body = file.read_bytes()
        headers = Headers(
            {
                "Content-Type": CONTENT_TYPES.get(file.suffix, "text/plain"),
                "Content-Length": str(len(body)),
                "Content-Security-Policy": CONTENT_SECURITY_POLICY,
                "Connection": "close",
            }
        )
        return Response(200, "OK", headers, body)

    def _speak(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        path = connection.request.path
        with self._lock:  # what a test says as soon as the page shows the greeting must find the connection
            for message in self._greetings[path]:
                connection.send(wire.encode(message))
            self._connections[path].append(connection)
        try:
            for text in connection:
                self.heard.put_nowait(str(text))
                if answer := self._answers.get(path):
                    for message in answer(DECODERS[path](str(text))):
                        connection.send(wire.encode(message))
        except ConnectionClosed:
            pass
        finally:
            with self._lock:
                self._connections[path].remove(connection)
