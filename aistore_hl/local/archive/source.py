"""The content of an object as a file that other threads read, and what keeps a hostile archive from memory and time."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Buffer  # type: ignore[attr-defined]  # for checkers only: it came with 3.12

from ..store import Content

PIECE: Final = 256 << 10
_LARGEST_READ: Final = 1 << 20
"""Bytes that one header of a tar may take: its size is whatever the archive says."""


class BrokenArchive(Exception):
    """It is not what it says that it is."""


class ContentFile(io.RawIOBase):
    """An object's content. Closing it closes nothing else."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._content.size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer).cast("B")
        stop = min(self._content.size, self._position + len(view))
        count = max(0, stop - self._position)
        if count:
            view[:count] = self._content.read_here(self._position, stop)
            self._position = stop
        return count


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes | None: ...


class Forward:
    """Bytes that are only gone forward in, as the readers of `tarfile` want them: with bounded reads.

    A size that a tar makes up leads back, past the end or into memory otherwise.
    """

    def __init__(self, source: Readable, *, jumps: ContentFile | None = None) -> None:
        self._source = source
        self._jumps = jumps
        self._position = 0
        self.last = b""
        """What was read last."""

    def read(self, size: int = -1) -> bytes:
        """So many bytes, less only at the end."""
        if not 0 <= size <= _LARGEST_READ:
            raise BrokenArchive(f"a header of {size:,} bytes")
        found = self._source.read(size) or b""
        while len(found) < size:
            more = self._source.read(size - len(found))
            if not more:
                break
            found += more
        self._position += len(found)
        self.last = found
        return found

    def tell(self) -> int:
        """Where the next byte is."""
        return self._position

    def seek(self, position: int) -> int:
        """Go forward.

        Raises:
            BrokenArchive: it would be back, or past the end.
        """
        if position < self._position:
            raise BrokenArchive("a member that begins before its header")
        if self._jumps is not None:
            self._position = self._jumps.seek(position)
        while self._position < position:
            if not self.read(min(PIECE, position - self._position)):
                raise BrokenArchive("it ends too early")
        return self._position
