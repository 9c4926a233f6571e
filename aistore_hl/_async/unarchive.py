"""The members of an archive that is coming, one after the other: content that nobody wants is passed over."""

from __future__ import annotations

import struct
import tempfile
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator
from typing import IO

from aistore_api.types import Bytes

from .._concurrency import AsyncAction, async_in_thread
from .._core.archive import ArchiveFormat
from .._core.errors import BrokenArchive
from .._core.tar import Event, TarEnd, TarMember, TarParser
from .._core.unpack import unpacker
from .member import AsyncMember

_IN_MEMORY = 8 * 1024 * 1024
"""Bytes of a zip that are kept in memory; the rest goes to a temporary file."""

_PIECE = 1024 * 1024

# What the standard library has for a zip that is damaged, encrypted, or packed in a way that it does not know.
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError)


class AsyncUnarchiver(ABC):
    """Takes the bytes of an archive, gives its members."""

    @abstractmethod
    async def next(self) -> AsyncMember | None:
        """The next member, of which nothing was read yet; `None` after the last one.

        Raises:
            BrokenArchive: it is no archive, or ends early.
        """

    async def close(self) -> None:
        """Nothing is wanted any more."""
        return


class AsyncUntar(AsyncUnarchiver):
    """A tar, packed or not, as it comes. Folders and links in it are left out."""

    def __init__(self, pull: AsyncAction[Bytes], format: ArchiveFormat) -> None:
        self._pull = pull
        self._inner = unpacker(format)
        self._unpacked: Iterator[Bytes] = iter(())
        self._parser = TarParser()
        self._events: deque[Event] = deque()
        self._count = 0
        self.leave_out: Callable[[TarMember], object] | None = None
        """Called with what is no file, as it is passed over."""

    async def next(self) -> AsyncMember | None:
        while (event := await self._event()) is not TarEnd.END:
            if not isinstance(event, TarMember):
                continue
            if event.is_file:
                self._count += 1
                return AsyncMember(event.name, event.size, self._content_of(self._count))
            if self.leave_out is not None:
                self.leave_out(event)
        # What stands behind the end is read too, so that the connection can be used again.
        while await self._pull():
            pass
        return None

    def _content_of(self, number: int) -> AsyncAction[Bytes]:
        async def content() -> Bytes:
            if number != self._count:
                raise BrokenArchive("the next member was asked for: this one can no longer be read")
            if not self._events:
                await self._fill()
            if self._events and isinstance(self._events[0], memoryview):
                return self._take()
            return b""

        return content

    def _take(self) -> memoryview:
        piece = self._events.popleft()
        assert isinstance(piece, memoryview)
        return piece

    async def _event(self) -> Event:
        if not self._events:
            await self._fill()
        return self._events.popleft()

    async def _fill(self) -> None:
        while not self._events:
            unpacked = next(self._unpacked, None)
            if unpacked is not None:
                self._events.extend(self._parser.feed(unpacked))
            elif piece := await self._pull():
                self._unpacked = self._inner.feed(piece)
            else:
                self._inner.finish()
                raise BrokenArchive("the archive ends too early")


class AsyncUnzip(AsyncUnarchiver):
    """A zip: what is in it stands at its end, so that it has to be there before the first member is."""

    def __init__(self, pull: AsyncAction[Bytes]) -> None:
        self._pull = pull
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by close()
        self._archive: zipfile.ZipFile | None = None
        self._infos: Iterator[zipfile.ZipInfo] = iter(())
        self._open: IO[bytes] | None = None

    async def next(self) -> AsyncMember | None:
        if self._archive is None:
            self._archive = await self._read()
            self._infos = iter(self._archive.infolist())
        info = next((item for item in self._infos if not item.is_dir()), None)
        if info is None:
            return None
        self._shut()
        try:
            file = self._open = self._archive.open(info)
        except _DAMAGED as exc:
            raise BrokenArchive(f"{info.filename!r} cannot be read: {exc}") from exc
        return AsyncMember(info.filename, info.file_size, lambda: self._piece(file))

    async def close(self) -> None:
        self._shut()
        self._file.close()

    async def _read(self) -> zipfile.ZipFile:
        while piece := await self._pull():
            await async_in_thread(lambda: self._file.write(piece))
        try:
            return await async_in_thread(lambda: zipfile.ZipFile(self._file))
        except _DAMAGED as exc:
            raise BrokenArchive(f"not a zip, or not all of one: {exc}") from exc

    @staticmethod
    async def _piece(file: IO[bytes]) -> Bytes:
        try:
            return await async_in_thread(lambda: file.read(_PIECE))
        except _DAMAGED as exc:
            raise BrokenArchive(f"a damaged zip: {exc}") from exc

    def _shut(self) -> None:
        if self._open is not None:
            self._open.close()


def unarchive(pull: AsyncAction[Bytes], format: ArchiveFormat) -> AsyncUnarchiver:
    """What reads an archive of that format, whose bytes come from `pull` until it has none.

    Raises:
        MissingExtra: the library for the format is not there.
    """
    return AsyncUnzip(pull) if format == ".zip" else AsyncUntar(pull, format)
