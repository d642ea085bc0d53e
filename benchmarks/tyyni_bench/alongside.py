"""Tasks that belong to a block of code: they end with it, and when one fails, so does the block, with its error."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager


@asynccontextmanager
async def alongside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run ``work`` until the block is left; whichever fails ends the other, and its own error is raised."""
    async with plain_errors(), asyncio.TaskGroup() as group:
        task = group.create_task(work)
        yield
        task.cancel()


@asynccontextmanager
async def plain_errors() -> AsyncIterator[None]:
    """Raise the first error of a task group by itself: one that says what to do is not hidden in a group."""
    try:
        yield
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
