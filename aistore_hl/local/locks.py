"""Who reads an object: AIS lets nobody change it meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from attrs import define, field, frozen

from .store import Content, Key


@define(eq=False)
class _Lock:
    readers: int = 0
    is_free: asyncio.Event = field(factory=asyncio.Event)


class Locks:
    """The objects that are being read. Used by the cluster's thread only."""

    def __init__(self) -> None:
        self._held: dict[Key, _Lock] = {}

    def is_read(self, key: Key) -> bool:
        """Whether anybody reads it."""
        return key in self._held

    def read(self, key: Key) -> Callable[[], None]:
        """Lock it for one more reader; what is returned ends that, once."""
        lock = self._held.setdefault(key, _Lock())
        lock.readers += 1
        is_over = False

        def end() -> None:
            nonlocal is_over
            if is_over:
                return
            is_over = True
            lock.readers -= 1
            if not lock.readers:
                self._held.pop(key, None)
                lock.is_free.set()

        return end

    async def free(self, key: Key) -> None:
        """Return once nobody reads it. Who begins to read meanwhile goes first, as in AIS."""
        while (lock := self._held.get(key)) is not None:
            await lock.is_free.wait()


@frozen(eq=False)
class LockedContent:
    """Content that keeps its object locked until it is closed."""

    _content: Content
    _unlock: Callable[[], None]

    @property
    def size(self) -> int:
        """Bytes in all."""
        return self._content.size

    async def read(self, start: int, stop: int) -> bytes | memoryview:
        """Some of them."""
        return await self._content.read(start, stop)

    def close(self) -> None:
        """Let go of the content and of the lock."""
        self._content.close()
        self._unlock()
