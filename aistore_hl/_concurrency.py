"""What differs by nature between tasks and threads, in pairs: the async word and its sync twin.

asyncio is imported where it is first needed, so that programs without it do not pay for loading it.
"""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from itertools import islice
from typing import Any, Generic, TypeAlias, TypeGuard, TypeVar, cast

from aistore_api.redirects import Hop
from aistore_api.types import Bytes

from ._core.errors import DeadlineExceeded

T = TypeVar("T")
A = TypeVar("A")

monotonic = time.monotonic

Action: TypeAlias = Callable[[], T]
AsyncAction: TypeAlias = Callable[[], Awaitable[T]]
"""Something to do without arguments, perhaps more than once."""

Function: TypeAlias = Callable[[A], T]
AsyncFunction: TypeAlias = Callable[[A], Awaitable[T]]
"""Something to do with one argument."""

Digest: TypeAlias = Callable[[str], str | None]
AsyncDigest: TypeAlias = Callable[[str], Awaitable[str | None]]
"""The checksum of a type that something has, if it can be had."""

Leave: TypeAlias = Callable[[str, str | None], Hop]
AsyncLeave: TypeAlias = Callable[[str, str | None], Awaitable[Hop]]
"""Where a redirect leads that leaves the cluster, of whom it comes and where it points to."""

Pieces: TypeAlias = Iterable[Bytes]
AsyncPieces: TypeAlias = Iterable[Bytes] | AsyncIterable[Bytes]
"""Content that comes piece by piece; tasks also take what has to be awaited."""

Items: TypeAlias = Iterable[T]
AsyncItems: TypeAlias = Iterable[T] | AsyncIterable[T]
"""Things that come one by one; tasks also take what has to be awaited."""


def dice() -> float:
    """A number from 0 to 1, evenly distributed. Not from `random`, which loads hashlib at start-up."""
    return int.from_bytes(os.urandom(6)) / 2**48


async def async_sleep(seconds: float) -> None:
    """Let other tasks run for that long."""
    import asyncio

    await asyncio.sleep(seconds)


def sleep(seconds: float) -> None:
    """Let other threads run for that long."""
    time.sleep(seconds)


async def async_in_thread(function: Callable[[], T]) -> T:
    """The result of a call that may block on a disk, without stopping other tasks.

    Who is cancelled meanwhile still waits for it: a thread cannot be stopped, and must not find its file closed, or its
    descriptor in use for something else.
    """
    import asyncio

    work = asyncio.get_running_loop().run_in_executor(None, function)
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        while not work.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([work])
        # Looked at, so that nobody says that it never was.
        work.exception()
        raise


def in_thread(function: Callable[[], T]) -> T:
    """The result of a call that may block: a thread has nothing else to do meanwhile."""
    return function()


async def async_together(works: Sequence[AsyncAction[None]], stop: Callable[[], None]) -> None:
    """Do all at once. The first failure stops the others and is raised, once they have ended."""
    import asyncio

    tasks = [asyncio.ensure_future(work()) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        stop()
        for task in tasks:
            task.cancel()
        failures = [each for each in await asyncio.gather(*tasks, return_exceptions=True) if each is not None]
    # Those that were cancelled because of the first one say nothing.
    for failure in sorted(failures, key=lambda each: isinstance(each, asyncio.CancelledError)):
        raise failure


def together(works: Sequence[Action[None]], stop: Callable[[], None]) -> None:
    """Do all at once, the first of them here. The first failure stops the others and is raised, once they have ended.

    A thread cannot be ended from outside: `stop` is what they look at.
    """
    from threading import Thread

    failures: list[BaseException] = []

    def run(work: Action[None]) -> None:
        try:
            work()
        except BaseException as exc:  # noqa: BLE001 - raised below, in the thread that waits
            failures.append(exc)
            stop()

    threads = [Thread(target=run, args=(work,), daemon=True) for work in works[1:]]
    try:
        for thread in threads:
            thread.start()
        run(works[0])
        for thread in threads:
            thread.join()
    except BaseException:
        stop()
        for thread in threads:
            if thread.ident is not None:
                thread.join()
        raise
    for failure in failures:
        raise failure


class AsyncTurns:
    """Numbers from 1 on that have their turn one after the other."""

    def __init__(self) -> None:
        import asyncio

        self._condition = asyncio.Condition()
        self._next = 1
        self._stopped = False

    async def wait(self, number: int) -> bool:
        """Wait for the turn of a number; whether it has come, rather than that all was stopped."""
        async with self._condition:
            await self._condition.wait_for(lambda: self._stopped or number <= self._next)
            return not self._stopped

    async def done(self, number: int) -> None:
        """The turn of the next number begins."""
        async with self._condition:
            self._next = max(self._next, number + 1)
            self._condition.notify_all()

    def stop(self) -> None:
        """Nobody has a turn any more. Who waits is cancelled by whoever stops all."""
        self._stopped = True


class Turns:
    """Numbers from 1 on that have their turn one after the other."""

    def __init__(self) -> None:
        from threading import Condition

        self._condition = Condition()
        self._next = 1
        self._stopped = False

    def wait(self, number: int) -> bool:
        """Wait for the turn of a number; whether it has come, rather than that all was stopped."""
        with self._condition:
            self._condition.wait_for(lambda: self._stopped or number <= self._next)
            return not self._stopped

    def done(self, number: int) -> None:
        """The turn of the next number begins."""
        with self._condition:
            self._next = max(self._next, number + 1)
            self._condition.notify_all()

    def stop(self) -> None:
        """Nobody has a turn any more."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()


def async_lock() -> AbstractAsyncContextManager[None]:
    """Something that one task has at a time."""
    import asyncio

    return asyncio.Lock()


def lock() -> AbstractContextManager[Any]:
    """Something that one thread has at a time."""
    from threading import Lock

    return Lock()


_OTHERS = "the time was over before others were done"


class AsyncGate:
    """What many may be in at once, or one alone, for whom the others wait. Who waits does so until a deadline."""

    def __init__(self) -> None:
        import asyncio

        self._changed = asyncio.Event()
        self._inside = self._alone = self._wanted = 0

    @asynccontextmanager
    async def beside(self, deadline: float | None) -> AsyncIterator[None]:
        """Be in it with others; `DeadlineExceeded` where the time is over before."""
        await self._until(lambda: not self._alone and not self._wanted, deadline)
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
            self._change()

    @asynccontextmanager
    async def alone(self, deadline: float | None) -> AsyncIterator[None]:
        """Be in it alone; `DeadlineExceeded` where the time is over before."""
        self._wanted += 1
        try:
            await self._until(lambda: not self._alone and not self._inside, deadline)
            self._alone += 1
        finally:
            self._wanted -= 1
            self._change()
        try:
            yield
        finally:
            self._alone -= 1
            self._change()

    async def _until(self, is_free: Callable[[], bool], deadline: float | None) -> None:
        import asyncio

        # Without a lock, which who is cancelled while leaving could not take any more.
        try:
            async with asyncio.timeout(None if deadline is None else deadline - monotonic()):
                while not is_free():
                    await self._changed.wait()
        except TimeoutError as exc:
            raise DeadlineExceeded(_OTHERS) from exc

    def _change(self) -> None:
        import asyncio

        self._changed.set()
        self._changed = asyncio.Event()


class Gate:
    """What many may be in at once, or one alone, for whom the others wait. Who waits does so until a deadline."""

    def __init__(self) -> None:
        from threading import Condition

        self._condition = Condition()
        self._inside = self._alone = self._wanted = 0

    @contextmanager
    def beside(self, deadline: float | None) -> Iterator[None]:
        """Be in it with others; `DeadlineExceeded` where the time is over before."""
        with self._condition:
            self._until(lambda: not self._alone and not self._wanted, deadline)
            self._inside += 1
        try:
            yield
        finally:
            with self._condition:
                self._inside -= 1
                self._condition.notify_all()

    @contextmanager
    def alone(self, deadline: float | None) -> Iterator[None]:
        """Be in it alone; `DeadlineExceeded` where the time is over before."""
        with self._condition:
            self._wanted += 1
            try:
                self._until(lambda: not self._alone and not self._inside, deadline)
                self._alone += 1
            finally:
                self._wanted -= 1
                self._condition.notify_all()
        try:
            yield
        finally:
            with self._condition:
                self._alone -= 1
                self._condition.notify_all()

    def _until(self, is_free: Callable[[], bool], deadline: float | None) -> None:
        if not self._condition.wait_for(is_free, None if deadline is None else max(deadline - monotonic(), 0.0)):
            raise DeadlineExceeded(_OTHERS)


def async_is_pieces(body: object) -> TypeGuard[AsyncPieces]:
    """Whether tasks can iterate over it."""
    return isinstance(body, (Iterable, AsyncIterable))


def is_pieces(body: object) -> TypeGuard[Pieces]:
    """Whether threads can iterate over it."""
    return isinstance(body, Iterable)


async def async_each(pieces: AsyncPieces) -> AsyncIterator[Bytes]:
    """One piece after the other, of either kind of iterable."""
    if isinstance(pieces, AsyncIterable):
        async for piece in pieces:
            yield piece
    else:
        for piece in pieces:
            yield piece


def each(pieces: Pieces) -> Iterator[Bytes]:
    """One piece after the other."""
    return iter(pieces)


def async_start(items: AsyncItems[T]) -> Iterator[T] | AsyncIterator[T]:
    """One after the other, of either kind of iterable."""
    return aiter(items) if isinstance(items, AsyncIterable) else iter(items)


def start(items: Items[T]) -> Iterator[T]:
    """One after the other."""
    return iter(items)


async def async_take(items: Iterator[T] | AsyncIterator[T], count: int) -> list[T]:
    """The next ones, at most that many; fewer at the end."""
    if not isinstance(items, AsyncIterator):
        return list(islice(items, count))
    found: list[T] = []
    while len(found) < count:
        try:
            found.append(await anext(items))
        except StopAsyncIteration:
            break
    return found


def take(items: Iterator[T], count: int) -> list[T]:
    """The next ones, at most that many; fewer at the end."""
    return list(islice(items, count))


class AsyncAhead(Generic[T]):
    """Something that is being done while its result is not needed yet."""

    def __init__(self, action: AsyncAction[T]) -> None:
        import asyncio

        self._work = asyncio.ensure_future(action())

    @property
    def is_done(self) -> bool:
        """Whether its result can be had at once."""
        return self._work.done()

    async def result(self) -> T:
        """What came of it."""
        return await self._work

    async def end(self) -> None:
        """Nobody will want its result, and when this returns nothing is done any more."""
        await self.drop()

    async def drop(self) -> None:
        """Stop it: nobody will want its result."""
        import asyncio

        self._work.cancel()
        await asyncio.wait([self._work])
        if not self._work.cancelled():
            self._work.exception()  # looked at, so that nobody says that it never was


class Ahead(Generic[T]):
    """The same in a thread, which is there for this alone. Starting one takes 0.1 ms."""

    def __init__(self, action: Action[T]) -> None:
        import threading

        self._action = action
        self._result: T | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name="aistore-hl ahead")
        self._thread.start()

    @property
    def is_done(self) -> bool:
        """Whether its result can be had at once."""
        return not self._thread.is_alive()

    def end(self) -> None:
        """Wait until nothing is done any more: a thread cannot be stopped."""
        self._thread.join()

    def result(self) -> T:
        """What came of it."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return cast("T", self._result)

    def drop(self) -> None:
        """Let it end by itself: a request that is being waited for cannot be stopped, and nothing waits for it."""

    def _run(self) -> None:
        try:
            self._result = self._action()
        except BaseException as exc:  # noqa: BLE001 - raised where the result is wanted
            self._error = exc


async def async_all(actions: Sequence[AsyncAction[T]], *, at_once: int) -> list[T]:
    """The results of some actions, in their order, so many of them at a time."""
    import asyncio

    results: list[T] = []
    for begin in range(0, len(actions), at_once):
        results += await asyncio.gather(*(action() for action in actions[begin : begin + at_once]))
    return results


def all_of(actions: Sequence[Action[T]], *, at_once: int) -> list[T]:
    """The same one after the other."""
    return [action() for action in actions]
