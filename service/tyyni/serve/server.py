"""The process around the application: uvicorn, set for many small messages, and an end that loses nothing.

uvicorn closes every websocket at once on SIGTERM, whatever its graceful timeout. So the first signal only
turns new calls away; the server ends when the live ones have, or when `drain_s` has passed.
"""

from __future__ import annotations

import socket
import sys
import time
from contextlib import ExitStack
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI

from tyyni.errors import TyyniError
from tyyni.serve.app import Service
from tyyni.serve.settings import ServeSettings

log = structlog.get_logger()

WS_MAX_BYTES = 65_536
"""Twice the longest allowed audio message (uvicorn's default: 16 MiB); a bigger one is closed with 1009."""


class TyyniServer(uvicorn.Server):
    """uvicorn with a drain; ``service`` is what the application runs."""

    def __init__(self, app: FastAPI, settings: ServeSettings) -> None:
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            loop="uvloop" if sys.platform != "win32" else "asyncio",
            ws="websockets-sansio",
            ws_max_size=WS_MAX_BYTES,
            ws_per_message_deflate=False,
            log_config=None,
            access_log=False,  # it would write the keys in the links
            server_header=False,
            timeout_graceful_shutdown=10,
        )
        super().__init__(config)
        self.service: Service = app.state.service
        self._drain_s = settings.drain_s
        self._drain_until_s: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Drain on the first SIGTERM or SIGINT, stop at once on the second."""
        if self._drain_until_s is not None:
            self.should_exit = True
            return
        self._drain_until_s = time.monotonic() + self._drain_s
        self.service.drain()
        log.info("draining", live_calls=len(self.service.calls), at_most_s=self._drain_s)

    async def on_tick(self, counter: int) -> bool:
        """Say, ten times a second, whether to stop."""
        stop = await super().on_tick(counter) or self.service.readiness.state == "failed"
        if self._drain_until_s is None:
            return stop
        if not len(self.service.calls):
            return True
        if time.monotonic() >= self._drain_until_s:
            # Their clients hear `ended` instead of a broken line; the next look finds no calls.
            await self.service.calls.end_all()
        return stop


def bind(settings: ServeSettings) -> socket.socket:
    """Return a socket bound to the address of the settings.

    Raises:
        TyyniError: ``address_unusable``: unknown, not of this machine, or in use.
    """
    try:
        with ExitStack() as on_failure:
            family, kind, protocol, _, address = socket.getaddrinfo(
                settings.host, settings.port, type=socket.SOCK_STREAM
            )[0]
            bound = on_failure.enter_context(socket.socket(family, kind, protocol))
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(address)
            on_failure.pop_all()
    except OSError as error:
        raise TyyniError(
            "address_unusable",
            f"cannot listen on {settings.host}:{settings.port} ({error}); choose another --host or --port",
        ) from error
    return bound


def base_url(bound: socket.socket) -> str:
    """Return the address a browser on this machine finds a bound socket at."""
    host, port = bound.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
