"""Many things at a time, in bounded memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar

T = TypeVar("T")


async def work(wanted: AsyncGenerator[T, None], do: Callable[[T], Awaitable[None]], at_once: int) -> None:
    """Do something with each, so many at a time; the next is taken from `wanted` when somebody has time for it.

    What `do` or `wanted` raises ends all of it; what was begun is cancelled, and done with, then.
    """
    # An asynchronous generator cannot be asked twice at the same time.
    turn = asyncio.Lock()
    is_over = asyncio.Event()

    async def worker() -> None:
        while not is_over.is_set():
            async with turn:
                if is_over.is_set():
                    return
                try:
                    one = await anext(wanted)
                except StopAsyncIteration:
                    is_over.set()
                    return
            await do(one)

    async with aclosing(wanted):
        tasks = [asyncio.create_task(worker()) for _ in range(at_once)]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
