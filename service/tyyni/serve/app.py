"""The service as one ASGI application; this only composes the parts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI, Request, WebSocket
from starlette.responses import Response

from tyyni.history.archive import Archive, NoArchive
from tyyni.history.database import history_url
from tyyni.history.recordings import Recordings
from tyyni.history.taping import NoTapes, Tapes
from tyyni.serve.access import Access, Keys
from tyyni.serve.agents import AgentBook
from tyyni.serve.call_parts import Shared
from tyyni.serve.call_socket import serve_call
from tyyni.serve.calls import Calls
from tyyni.serve.ears import Ears
from tyyni.serve.floor import Floor
from tyyni.serve.hearing import HearingPool
from tyyni.serve.insights_api import make_insights_router
from tyyni.serve.kept_calls import KeptSound, make_kept_router
from tyyni.serve.metrics import Metrics
from tyyni.serve.practice import make_practice_router
from tyyni.serve.reloading import PlaybookWatch
from tyyni.serve.review_api import make_review_router
from tyyni.serve.screen_sockets import serve_agent, serve_floor
from tyyni.serve.settings import ServeSettings
from tyyni.serve.sockets import Doors
from tyyni.serve.web import DRAINING, HEADERS, LOADING, READY, Readiness, make_router
from tyyni.serve.webhooks import WebhookPolicy, Webhooks
from tyyni.units import WallNs
from tyyni_models.decoding import on_gpu

log = structlog.get_logger()

TICK_S = 1.0
"""How often lag, notices, the queue's age and the playbook's files are looked at."""


def monotonic_ns() -> WallNs:
    """Return the time of the monotonic clock."""
    return WallNs(time.monotonic_ns())


class Service:
    """Everything of one running service that lives as long as it does."""

    def __init__(
        self,
        settings: ServeSettings,
        keys: Keys,
        load: Callable[[], Ears],
        watch: PlaybookWatch | None = None,
        agents: AgentBook | None = None,
    ) -> None:
        self.settings = settings
        self.readiness = LOADING
        self._load = load
        self.watch = watch
        self._metrics = Metrics()
        self.access = Access(
            keys,
            cookie_suffix=str(settings.port),
            session_s=settings.session_hours * 3600,
            allowed_origins=settings.allowed_origins,
            agents=agents,
        )
        self._hearing = HearingPool(
            self._metrics,
            monotonic_ns,
            workers=settings.workers,
            max_queued=settings.max_queued_decodes,
            batch=settings.most_together(gpu=on_gpu(settings.device)),
        )
        self._webhooks = _webhooks(settings, self._metrics)
        floor = Floor(self._webhooks.witness) if self._webhooks is not None else Floor()
        self.history = _history(settings, self._metrics)
        self.recordings = Recordings(settings.data_dir)
        self._tapes = _tapes(settings, self.recordings, self.history, self._metrics)
        shared = Shared(
            self._hearing,
            floor,
            self._metrics,
            monotonic_ns,
            settings.finals_within_s,
            self.history,
            self._tapes,
        )
        self.calls = Calls(shared, max_calls=settings.max_calls, grace_s=settings.grace_s)
        self.doors = Doors(settings, self.access, self.calls, floor, self._metrics, monotonic_ns)

    @asynccontextmanager
    async def running(self, _app: FastAPI) -> AsyncIterator[None]:
        """Load in the background, look at the time every second, and stop without losing what was said."""
        loading = asyncio.create_task(self._hearing.load(self._load))
        loading.add_done_callback(self._loaded)
        self.history.start()
        self._tapes.start()
        works = (
            self._tick(),
            self._follow_playbook(),
            self.history.end_abandoned(),
            self._tapes.tidy(),
        )
        others = [asyncio.create_task(work) for work in works]
        if self._webhooks is not None:
            others.append(asyncio.create_task(self._webhooks.run()))
        try:
            yield
        finally:
            self.drain()
            if self._webhooks is not None:
                await self._webhooks.settle()
            for task in (loading, *others):
                task.cancel()
            await self.calls.end_all()
            await self.calls.stop()
            await self._hearing.stop()
            await self._tapes.stop()
            await self.history.stop()

    def drain(self) -> None:
        """Take no new call; those that are live go on."""
        self.readiness = DRAINING
        self.calls.closed_because = DRAINING.reason

    def _loaded(self, loading: asyncio.Task[Ears]) -> None:
        """Open for calls; whatever loading failed with is told by `/readyz` and ends the server."""
        if loading.cancelled() or self.readiness is DRAINING:
            return
        error = loading.exception()
        if error is not None:
            self.readiness = Readiness("failed", f"the speech model cannot be loaded: {error}")
            self.calls.closed_because = self.readiness.reason
            log.error("loading_failed", exc_info=error)
            return
        ears = loading.result()
        self.doors.ears = ears
        self._hearing.start(ears.transcriber)
        self.readiness = READY
        self.calls.closed_because = None
        log.info("ready")

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._hearing.look()
            self.calls.tick()

    async def _follow_playbook(self) -> None:
        """Give calls that begin from now on an edited playbook, once it is good."""
        while self.watch is not None:
            await asyncio.sleep(TICK_S)
            ears = self.doors.ears
            if ears is None or ears.with_playbook is None:
                continue
            edited = await asyncio.to_thread(self.watch.look, self._metrics)
            if edited is not None:
                self.doors.ears = ears.with_playbook(edited)
                self.watch.taken(edited, self._metrics)


def _webhooks(settings: ServeSettings, metrics: Metrics) -> Webhooks | None:
    if settings.webhook_url is None:
        return None
    secret = settings.webhook_secret.get_secret_value()
    policy = WebhookPolicy(settings.webhook_url, settings.base_url, secret, settings.webhook_per_hour)
    return Webhooks(policy, metrics)


def _history(settings: ServeSettings, metrics: Metrics) -> Archive | NoArchive:
    if not settings.history:
        return NoArchive()
    return Archive(
        history_url(settings.database_url, settings.data_dir),
        keep_words=settings.keep_transcripts,
        written=metrics.history_rows,
        lost=metrics.history_lost,
    )


def _tapes(
    settings: ServeSettings, recordings: Recordings, history: Archive | NoArchive, metrics: Metrics
) -> Tapes | NoTapes:
    if isinstance(history, NoArchive):
        return NoTapes()
    return Tapes(
        recordings,
        history.engine,
        keep=settings.keep_audio,
        lost_s=metrics.audio_lost_s,
        failed=metrics.audio_failed,
    )


def build_app(
    settings: ServeSettings,
    keys: Keys,
    load: Callable[[], Ears],
    watch: PlaybookWatch | None = None,
    agents: AgentBook | None = None,
) -> FastAPI:
    """Return the application.

    Args:
        settings: see `ServeSettings`; with a history, its database has today's tables; when sound is kept, its folder
            is there.
        keys: who may come in.
        load: brings what the service listens with; runs in a thread, since it takes seconds.
        watch: looks for edits of the playbook; None: it stays as it is.
        agents: who has a personal key; None: nobody.
    """
    service = Service(settings, keys, load, watch, agents)
    app = FastAPI(lifespan=service.running, openapi_url=None, docs_url=None, redoc_url=None)
    app.state.service = service
    app.include_router(
        make_router(service.doors, lambda: service.readiness, lambda: watch.state if watch else None)
    )

    app.include_router(make_review_router(service.doors, service.history, service.recordings))
    app.include_router(make_insights_router(service.doors, service.history))
    app.include_router(make_practice_router(service.doors))
    kept = KeptSound(service.recordings, service.history)
    app.include_router(make_kept_router(service.doors, kept))

    @app.middleware("http")
    async def add_headers(request: Request, follow: Callable[[Request], Awaitable[Response]]) -> Response:
        answer = await follow(request)
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer

    @app.websocket("/ws/call")
    async def ws_call(websocket: WebSocket) -> None:
        await serve_call(websocket, service.doors)

    @app.websocket("/ws/practice")
    async def ws_practice(websocket: WebSocket) -> None:
        await serve_call(websocket, service.doors, kept)

    @app.websocket("/ws/agent")
    async def ws_agent(websocket: WebSocket) -> None:
        await serve_agent(websocket, service.doors)

    @app.websocket("/ws/floor")
    async def ws_floor(websocket: WebSocket) -> None:
        await serve_floor(websocket, service.doors)

    return app
