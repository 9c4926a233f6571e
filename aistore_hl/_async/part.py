"""One part of a multipart upload, as it is sent."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from threading import Lock
from typing import BinaryIO, Self, cast

from aistore_api.types import Bytes

from .._concurrency import AsyncPieces, AsyncTurns, async_in_thread
from .._core import checksum
from .._core.errors import AisError
from .source import PIECE, AsyncSource, Body, OpenFile, flat, given, is_regular
from .transport import WireBody

_PIECE = 512 * 1024
"""Bytes read, hashed and sent at a time: with 1 MiB four workers push each other out of the cache."""


class AsyncStore(ABC):
    """Content that is read at any position, by several at once."""

    size: int

    @abstractmethod
    async def read_at(self, offset: int, count: int) -> Bytes:
        """So many bytes, fewer where there are no more."""

    async def digest(self, kind: str) -> str | None:
        """The checksum of all of it; `None` for a kind that is not known."""
        hasher = checksum.new(kind)
        if hasher is None:
            return None
        done = 0
        while piece := await self.read_at(done, min(PIECE, self.size - done)):
            hasher.update(piece)
            done += len(piece)
        return hasher.hexdigest()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Close what was opened here."""
        return


class AsyncMemoryStore(AsyncStore):
    """Content in memory."""

    def __init__(self, content: Bytes) -> None:
        self._view = memoryview(content)
        self.size = len(self._view)

    async def read_at(self, offset: int, count: int) -> Bytes:
        return self._view[offset : offset + count]


class AsyncFileStore(AsyncStore):
    """A file, from where it stands to its end as it is now."""

    def __init__(self, file: BinaryIO, *, owned: bool) -> None:
        self._file = file
        self._owned = owned
        self._regular = is_regular(file) and hasattr(os, "pread")
        self._begin = file.tell()
        self._turn = Lock()
        self.size = max(file.seek(0, os.SEEK_END) - self._begin, 0)
        file.seek(self._begin)

    async def read_at(self, offset: int, count: int) -> Bytes:
        return await async_in_thread(lambda: self._read(self._begin + offset, count))

    async def __aexit__(self, *exc: object) -> None:
        if self._owned:
            self._file.close()

    def _read(self, position: int, count: int) -> bytes:
        if self._regular:
            return os.pread(self._file.fileno(), count, position)
        with self._turn:
            self._file.seek(position)
            return self._file.read(count)


class AsyncPartSource(AsyncSource):
    """Some bytes of a store, hashed while they are sent.

    The last of them are held back until it is the part's turn: AIS then gets its parts in order, so that there is never
    a gap among those that it has. A gap cannot be listed: AIS 5.0 answers 404 and keeps the upload locked for good.
    """

    def __init__(
        self,
        store: AsyncStore,
        offset: int,
        length: int,
        *,
        number: int = 1,
        turns: AsyncTurns | None = None,
        before: checksum.Hasher | None = None,
        advance: Callable[[int], None] | None = None,
    ) -> None:
        self.length = self.sent = length
        self.crc32c = ""
        """Once it was sent."""
        self._store: AsyncStore = store
        self._offset = offset
        self._number = number
        self._turns = turns
        self._before = before
        self.after: checksum.Hasher | None = None
        """Of all up to the end of this part, where it was given of all before."""
        self._advance = advance
        self._counted = 0
        self.handed = 0
        """Bytes that may have left, of the last try."""

    @property
    def has_turn(self) -> bool:
        """Whether its end waits for all parts before it."""
        return self._turns is not None

    @property
    def may_be_stored(self) -> bool:
        """Whether all of it may have left: a part of which less arrives is dropped by AIS."""
        return self.handed >= (self.length or 0)

    def forget(self) -> None:
        """It has arrived: its bytes need not be kept, its checksum is."""
        self._store = AsyncMemoryStore(b"")

    async def digest_before(self) -> str | None:
        return None

    async def digest(self, kind: str) -> str | None:
        return self.crc32c if kind == "crc32c" else None

    def start(self, *, hashed: bool) -> WireBody:
        return self._pieces()

    async def _pieces(self) -> AsyncIterator[Bytes]:
        hasher = checksum.new("crc32c")
        assert hasher is not None
        length = self.length or 0
        if self._advance is not None and self._counted:
            self._advance(-self._counted)
        self.handed = self._counted = 0
        self.after = None if self._before is None else self._before.copy()
        while self.handed < length:
            piece = await self._store.read_at(self._offset + self.handed, min(_PIECE, length - self.handed))
            if not piece:
                return  # the file has become shorter, which the sender refuses
            hasher.update(piece)
            if self.after is not None:
                self.after.update(piece)
            if self.handed + len(piece) == length:
                self.crc32c = hasher.hexdigest()
                if self._turns is not None and not await self._turns.wait(self._number):
                    raise AisError("another part could not be sent")
            self.handed += len(piece)
            yield piece
            if self._advance is not None:
                self._counted += len(piece)
                self._advance(len(piece))


def open_store(body: Body) -> AsyncStore | AsyncPieces:
    """The store that a body is; of a stream its pieces, which come once.

    Raises: as `given`.
    """
    found = given(body)
    if isinstance(found, OpenFile):
        return AsyncFileStore(found.file, owned=found.owned)
    if isinstance(found, (bytes, bytearray, memoryview)):
        return AsyncMemoryStore(flat(cast("Bytes", found)))
    return found
