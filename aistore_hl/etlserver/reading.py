"""What `transform_stream` reads from: a file for threads, the same to be awaited for tasks."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from .outcome import PIECE

if TYPE_CHECKING:
    from ._async.source import AsyncContent
    from ._sync.source import Content

_BUFFER: Final = 1 << 17


class AsyncContentReader:
    """Content to be read in tasks: `await reader.read(size)`, or `async for piece in reader`."""

    def __init__(self, content: AsyncContent) -> None:
        self._content = content

    async def read(self, size: int = -1) -> bytes:
        """As many bytes as asked for, all that are left without a size; fewer at the end, none after it."""
        pieces: list[bytes] = []
        left = size
        while left and (piece := await self._content.read(PIECE if left < 0 else left)):
            pieces.append(piece)
            if left > 0:
                left -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while piece := await self._content.read(PIECE):
            yield piece


class _Raw(io.RawIOBase):
    def __init__(self, content: Content) -> None:
        self._content = content

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer))
        data = self._content.read(len(view))
        view[: len(data)] = data
        return len(data)


def async_reader_of(content: AsyncContent) -> AsyncContentReader:
    """Content to be read in tasks."""
    return AsyncContentReader(content)


def reader_of(content: Content) -> BinaryIO:
    """Content as a file that is open for reading, and cannot seek."""
    return cast("BinaryIO", io.BufferedReader(_Raw(content), _BUFFER))
