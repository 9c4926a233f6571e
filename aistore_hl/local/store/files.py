"""Files with the content of objects: written as it arrives, read in slices."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from threading import Lock
from typing import Final

from .contract import Damaged, Draft, OutOfSpace, StoreFailure
from .database import is_full
from .folder import File, Folder
from .space import Space

_GATHERED: Final = 1 << 20
"""Bytes that are written at a time. Handing them to a thread costs 0.1 ms, which is little beside writing as many."""

_NOWAIT: Final[int] = getattr(os, "RWF_NOWAIT", 0)


class FileContent:
    """Content in a file that is open. That it is removed or replaced meanwhile does not matter to who reads it."""

    def __init__(self, file: FileIO, path: str, size: int) -> None:
        self.size = size
        self.path = path
        self._file = file

    async def read(self, start: int, stop: int) -> bytes | memoryview:
        """The bytes from `start` to `stop`: at once where the system has them in memory, else from a thread."""
        buffer = memoryview(bytearray(stop - start))
        count = self._read_now(buffer, start)
        if count < len(buffer):
            await asyncio.to_thread(self._read_all, buffer[count:], start + count)
        return buffer

    def read_here(self, start: int, stop: int) -> bytes | memoryview:
        """The same, by the thread that asks."""
        buffer = memoryview(bytearray(stop - start))
        self._read_all(buffer, start)
        return buffer

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _read_now(self, buffer: memoryview, start: int) -> int:
        """As much as needs no waiting for the disk; nothing where the system cannot tell."""
        if not buffer or not _NOWAIT:
            return 0
        try:
            return os.preadv(self._file.fileno(), [buffer], start, _NOWAIT)
        except OSError:
            return 0  # it would wait, or cannot be asked so: the thread sees what is wrong, if anything is

    def _read_all(self, buffer: memoryview, start: int) -> None:
        try:
            while buffer:
                count = os.preadv(self._file.fileno(), [buffer], start)
                if not count:
                    raise Damaged(f"{self.path!r} is too short")
                buffer, start = buffer[count:], start + count
        except OSError as exc:
            raise Damaged(f"{self.path!r} cannot be read: {exc.strerror}") from exc


class FileDraft:
    """Content on its way into a file. Up to a mebibyte is kept and written at once."""

    def __init__(self, folder: Folder, file: File, space: Space, make_room: Callable[[], None]) -> None:
        self.file = file
        self.size = 0
        self.lock = Lock()
        """Held by whoever writes or ends it: threads write."""
        self._folder = folder
        self._path = folder.coming(file)
        self._space = space
        self._make_room = make_room
        self._buffer = bytearray()
        self._opened: FileIO | None = None
        self._is_whole = False
        self._is_over = False

    async def add(self, chunk: bytes) -> None:
        """Take in the next bytes."""
        if self._is_over:
            raise StoreFailure("it was given up")
        self._space.take(len(chunk))
        self.size += len(chunk)
        self._buffer += chunk
        if len(self._buffer) >= _GATHERED:
            full, self._buffer = self._buffer, bytearray()
            await asyncio.to_thread(self._write_in_turn, full)

    async def join(self, other: Draft) -> None:
        """Take over all of another draft: its file becomes this one's where that is empty, else it is copied, by the
        system where it can."""
        assert isinstance(other, FileDraft)
        await asyncio.to_thread(self._take_over, other)

    async def content(self) -> FileContent:
        """What came in, written to its file."""
        full, self._buffer = self._buffer, bytearray()
        await asyncio.to_thread(self._write_in_turn, full)
        try:
            return FileContent(FileIO(self._path), self._path, self.size)
        except OSError as exc:
            raise StoreFailure(f"{self._path!r} cannot be read: {exc.strerror}") from exc

    def link(self, path: str) -> None:
        """Take in all of a file that never changes, as a second name for it.

        Raises:
            OSError: it is gone, or there is no such thing here.
        """
        os.link(path, self._path)
        self._is_whole = True
        size = os.stat(self._path).st_size
        self._space.take(size)
        self.size = size

    def finish(self, *, fsync: bool) -> None:
        """Write what is left. To be called with the lock.

        Raises:
            OutOfSpace.
        """
        if self._is_over:
            raise StoreFailure("the cluster has been closed")
        if not self._is_whole:
            self._write(self._buffer)
            self._buffer = bytearray()
            self._is_whole = True
        if self._opened is not None:
            if fsync:
                os.fsync(self._opened.fileno())
            self._opened.close()
        if fsync:
            self._folder.sync(self._folder.incoming)

    def keep(self) -> None:
        """It belongs to an object now. To be called with the lock."""
        self._is_over = True

    def discard(self) -> None:
        """Forget it, unless it was kept."""
        with self.lock:
            if self._is_over:
                return
            self._is_over = True
            self._space.give(self.size)
            if self._opened is not None:
                self._opened.close()
            with suppress(FileNotFoundError):
                os.unlink(self._path)

    def _take_over(self, other: FileDraft) -> None:
        with self.lock, other.lock:
            if self._is_over or other._is_over:
                raise StoreFailure("the cluster has been closed")
            other._write(other._buffer)
            self._write(self._buffer)
            self._buffer, other._buffer = bytearray(), bytearray()
            assert other._opened is not None  # it was written to just now
            assert self._opened is not None
            try:
                if self.size:
                    self._copy(other._opened.fileno(), other.size)
                    other._opened.close()
                    os.unlink(other._path)
                else:
                    self._opened.close()
                    os.rename(other._path, self._path)
                    self._opened = other._opened
            except OSError as exc:
                raise self._failure(exc) from exc
            # Its room is this one's from here on.
            self.size += other.size
            other.keep()

    def _copy(self, source: int, size: int) -> None:
        assert self._opened is not None
        done = 0
        while done < size:
            copied = _copy_some(self._opened.fileno(), source, done, size - done)
            if not copied:
                raise StoreFailure(f"{self._path!r} cannot be put together: a part is too short")
            done += copied

    def _write_in_turn(self, content: bytearray) -> None:
        with self.lock:
            if not self._is_over:
                self._write(content)

    def _write(self, content: bytearray) -> None:
        try:
            if self._opened is None:
                self._opened = FileIO(self._path, "x+b")
            if self._folder.is_short():
                self._make_room()
                if self._folder.is_short():
                    raise OutOfSpace(f"the disk of {str(self._folder.path)!r} is full")
            rest = memoryview(content)
            while rest:
                rest = rest[self._opened.write(rest) :]
        except OSError as exc:
            raise self._failure(exc) from exc

    def _failure(self, exc: OSError) -> StoreFailure:
        if is_full(exc):
            return OutOfSpace(f"no space for content in {str(self._folder.path)!r}: {exc.strerror}")
        return StoreFailure(f"content cannot be written to {str(self._folder.path)!r}: {exc.strerror}")


def _copy_some(destination: int, source: int, start: int, size: int) -> int:
    """Copy some bytes to the end of a file; how many."""
    if _SENDS:
        return os.sendfile(destination, source, start, size)
    return os.write(destination, os.pread(source, min(size, _GATHERED), start))


_SENDS: Final = sys.platform == "linux"  # elsewhere it sends to sockets alone
