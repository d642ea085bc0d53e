"""Tasks that end with a block of code."""

from __future__ import annotations

import asyncio

import pytest

from tyyni_bench.alongside import alongside, plain_errors


async def test_work_ends_with_the_block() -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with alongside(work()):
        await asyncio.sleep(0)
    assert ended.is_set()


async def test_the_error_of_either_ends_both_and_is_raised_plainly() -> None:
    async def fail() -> None:
        raise ValueError("the work")

    with pytest.raises(ValueError, match="the work"):
        async with alongside(fail()):
            await asyncio.Event().wait()

    async def wait() -> None:
        await asyncio.Event().wait()

    with pytest.raises(KeyError, match="the block"):
        async with alongside(wait()):
            raise KeyError("the block")


async def test_the_first_error_of_a_group_is_raised_plainly() -> None:
    async def fail(why: str) -> None:
        raise ValueError(why)

    async def fail_together() -> None:
        async with plain_errors(), asyncio.TaskGroup() as group:
            group.create_task(fail("first"))
            group.create_task(fail("second"))

    with pytest.raises(ValueError, match="first"):
        await fail_together()
