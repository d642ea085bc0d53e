"""Tells another system, such as a chat, that a call wants a supervisor: which call, what kind, where to look.

Never what was said or by whom: what goes out is made of the call's id, its band and a link alone.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import httpx
import structlog

from tyyni import wire
from tyyni.serve.metrics import Metrics

log = structlog.get_logger()

Kind = Literal["alert", "help_asked", "boiling"]
HOUR_S = 3600.0
SETTLE_S = 5.0
"""For what waits when the service stops: one attempt. Our choice."""
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class WebhookPolicy:
    """Where alerts go and how hard it is tried. Our choices."""

    url: str
    link_base: str
    """Where supervisors reach the service, such as https://tyyni.example."""
    secret: str = ""
    """Key of the HMAC-SHA256 over the body, in the header X-Tyyni-Signature; empty: no such header."""
    per_hour: int = 30
    timeout_s: float = 5.0
    retry_after_s: tuple[float, ...] = (1.0, 5.0, 25.0)
    """Waits before each further attempt; a message half a minute late is still of use, later ones are not."""
    most_waiting: int = 100


class Webhooks:
    """Watches the floor; each call tells each kind once, and all calls together so many an hour."""

    def __init__(
        self, policy: WebhookPolicy, metrics: Metrics, clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._policy = policy
        self._outcomes = metrics.webhooks
        self._clock_s = clock_s
        self._told: dict[str, set[Kind]] = {}
        self._sent_at_s: deque[float] = deque()
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(policy.most_waiting)

    def witness(self, before: wire.FloorCall | None, now: wire.FloorCall | None) -> None:
        """Take a change of the floor: how a call was (None: new) and is now (None: over)."""
        if now is None:
            if before is not None:
                self._told.pop(before.call_id, None)
            return
        for kind in _kinds(before, now):
            told = self._told.setdefault(now.call_id, set())
            if kind not in told and self._affords(kind):
                told.add(kind)
                self._queue(kind, now)

    async def run(self) -> None:
        """Send what waits, one after the other, until cancelled."""
        try:
            async with httpx.AsyncClient(timeout=self._policy.timeout_s) as client:
                while True:
                    await self._deliver(client, await self._waiting.get())
                    self._waiting.task_done()
        finally:
            if not self._waiting.empty():
                log.warning("webhooks_unsent", count=self._waiting.qsize())

    async def settle(self) -> None:
        """Wait until everything has been sent or given up, but not for long: the service stops."""
        with suppress(TimeoutError):  # `run` says how much was left
            async with asyncio.timeout(SETTLE_S):
                await self._waiting.join()

    def _affords(self, kind: Kind) -> bool:
        now_s = self._clock_s()
        while self._sent_at_s and self._sent_at_s[0] <= now_s - HOUR_S:
            self._sent_at_s.popleft()
        if len(self._sent_at_s) >= self._policy.per_hour:
            self._outcomes.labels("over_budget").inc()
            log.warning("webhook_over_budget", kind=kind, per_hour=self._policy.per_hour)
            return False
        self._sent_at_s.append(now_s)
        return True

    def _queue(self, kind: Kind, call: wire.FloorCall) -> None:
        link = f"{self._policy.link_base}/floor#call={call.call_id}"
        body = {"call_id": call.call_id, "kind": kind, "band": call.band, "link": link}
        try:
            self._waiting.put_nowait(json.dumps(body).encode())
        except asyncio.QueueFull:
            self._outcomes.labels("queue_full").inc()
            log.error("webhook_queue_full", kind=kind, most_waiting=self._policy.most_waiting)

    async def _deliver(self, client: httpx.AsyncClient, body: bytes) -> None:
        for wait_s in (*self._policy.retry_after_s, None):
            fault, again = await self._attempt(client, body)
            if fault is None:
                self._outcomes.labels("sent").inc()
                return
            if wait_s is None or not again:
                self._outcomes.labels("failed").inc()
                log.error("webhook_failed", reason=fault)
                return
            log.warning("webhook_retried", reason=fault, after_s=wait_s)
            await asyncio.sleep(wait_s)

    async def _attempt(self, client: httpx.AsyncClient, body: bytes) -> tuple[str | None, bool]:
        """Send once; return what went wrong (None: nothing) and whether another attempt may help.

        The address is never in what went wrong: such addresses often hold a secret.
        """
        headers = {"Content-Type": "application/json"}
        if self._policy.secret:
            signature = hmac.new(self._policy.secret.encode(), body, hashlib.sha256).hexdigest()
            headers["X-Tyyni-Signature"] = f"sha256={signature}"
        try:
            answer = await client.post(self._policy.url, content=body, headers=headers)
        except httpx.HTTPError as error:
            return type(error).__name__, True
        if answer.is_success:
            return None, False
        status = answer.status_code
        return f"HTTP {status}", status == TOO_MANY_REQUESTS or status >= SERVER_ERROR


def _kinds(before: wire.FloorCall | None, now: wire.FloorCall) -> list[Kind]:
    """Return what is new about a call that a supervisor should come for."""
    kinds: list[Kind] = []
    if now.alert is not None and (before is None or before.alert is None):
        kinds.append("alert")
    if now.help is not None and (before is None or before.help is None):
        kinds.append("help_asked")
    if now.band == "boiling" and (before is None or before.band != "boiling"):
        kinds.append("boiling")
    return kinds
