"""Threads that tasks hand work to: half of what asyncio's own executor costs for a short call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")

Job: TypeAlias = tuple[Callable[[], Any], "asyncio.Future[Any]", asyncio.AbstractEventLoop]


class Crew:
    """At most so many threads, which are started as they are needed."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._lock = Lock()
        self._threads = 0
        self._pending = 0
        """Jobs that are done or wait to be."""

    async def run(self, function: Callable[[], T]) -> T:
        """The result of a call, made in one of the threads.

        Who is cancelled meanwhile does not wait for it: a thread cannot be stopped.
        """
        loop = asyncio.get_running_loop()
        result: asyncio.Future[T] = loop.create_future()
        with self._lock:
            self._pending += 1
            if self._threads < min(self._pending, self._most):
                self._begin()
        self._jobs.put((function, result, loop))
        return await result

    def _begin(self) -> None:
        try:
            Thread(target=self._work, daemon=True, name="aistore-hl etl").start()
        except RuntimeError:
            # The system gives no more threads: those that there are have to do.
            if not self._threads:
                self._pending -= 1
                raise
        else:
            self._threads += 1

    def dismiss(self) -> None:
        """Let the threads end when they have done what was handed to them."""
        with self._lock:
            for _ in range(self._threads):
                self._jobs.put(None)
            self._threads = 0

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            function, result, loop = job
            try:
                value, failure = function(), None
            except BaseException as exc:  # noqa: BLE001 - raised in the task that waits for it
                # A future does not take this one, and would be waited for without end.
                value, failure = None, RuntimeError("StopIteration") if isinstance(exc, StopIteration) else exc
            with self._lock:
                self._pending -= 1
            try:
                loop.call_soon_threadsafe(_settle, result, value, failure)
            except RuntimeError:
                # The loop is closed: nobody waits any more.
                return
            del job, function, result, loop, value, failure


def _settle(result: asyncio.Future[Any], value: Any, failure: BaseException | None) -> None:
    if result.cancelled():
        return
    if failure is None:
        result.set_result(value)
    else:
        result.set_exception(failure)
