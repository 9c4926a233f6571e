"""Who reads an object: AIS lets nobody change it meanwhile. Who writes one that is kept somewhere else as well."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

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


class Writers:
    """The objects that are being taken from somewhere else, or written there: one at a time for each.

    Used by the cluster's thread only.
    """

    def __init__(self) -> None:
        self._held: dict[Key, tuple[asyncio.Lock, int]] = {}

    def is_written(self, key: Key) -> bool:
        """Whether anybody writes it."""
        return key._replace(target="") in self._held

    @asynccontextmanager
    async def write(self, key: Key) -> AsyncIterator[None]:
        """Keep others from writing it, also those who ask for it at another target."""
        key = key._replace(target="")
        lock, waiting = self._held.get(key, (asyncio.Lock(), 0))
        self._held[key] = lock, waiting + 1
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._held[key]
            if waiting == 1:
                del self._held[key]
            else:
                self._held[key] = lock, waiting - 1


@frozen(eq=False)
class LockedContent:
    """Content that keeps its object locked until it is closed."""

    inner: Content
    """The content, without the lock."""
    _unlock: Callable[[], None]

    @property
    def size(self) -> int:
        """Bytes in all."""
        return self.inner.size

    async def read(self, start: int, stop: int) -> bytes | memoryview:
        """Some of them."""
        return await self.inner.read(start, stop)

    def read_here(self, start: int, stop: int) -> bytes | memoryview:
        """Some of them, by the thread that asks."""
        return self.inner.read_here(start, stop)

    def close(self) -> None:
        """Let go of the content and of the lock."""
        self.inner.close()
        self._unlock()
