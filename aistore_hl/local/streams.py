"""Bodies that are made while they are sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Generic, TypeVar

from aistore_api.types import Bytes
from attrs import define, field

T = TypeVar("T")


@define(eq=False)
class Stream:
    """A body in pieces. A `Refusal` or `StoreFailure` of a piece ends the connection: the head is gone then."""

    pieces: AsyncGenerator[Bytes, None]
    length: int | None = None
    """Bytes in all, where that is known: who gives fewer has failed."""
    release: Callable[[], None] = lambda: None
    """Called at the end, also where nothing was asked for."""

    async def close(self) -> None:
        """Make no more of it."""
        try:
            await self.pieces.aclose()
        finally:
            self.release()


@define(eq=False)
class Steps(Generic[T]):
    """What a generator gives that waits for disks or processors: threads take its steps, one after the other."""

    _generator: Generator[T, None, None]
    _release: Callable[[], None]
    _step: asyncio.Future[T | None] | None = field(init=False, default=None)

    async def next(self) -> T | None:
        """The next one; `None` at the end."""
        # No task, which the end of the loop would cancel while the thread goes on: it waits for the thread instead.
        self._step = asyncio.get_running_loop().run_in_executor(None, next, self._generator, None)
        return await asyncio.shield(self._step)

    async def rest(self) -> AsyncGenerator[T, None]:
        """All that follow."""
        while (found := await self.next()) is not None:
            yield found

    def keep(self) -> None:
        """End the generator, and release nothing: somebody else will. No step may be under way."""
        self._release = _nothing
        self.close()

    def close(self) -> None:
        """End the generator and release what it works on, once the step that is under way is over."""
        if self._step is None or self._step.done():
            self._end()
        else:
            self._step.add_done_callback(self._over)

    def _over(self, step: asyncio.Future[T | None]) -> None:
        if not step.cancelled():
            step.exception()  # nobody waits for it any more
        self._end()

    def _end(self) -> None:
        self._generator.close()
        release, self._release = self._release, _nothing
        release()


def _nothing() -> None:
    return
