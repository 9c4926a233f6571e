"""Objects as files that are read."""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import AsyncIterator
from typing import Any, NoReturn, Self

from .content import AsyncReadable, Readable, check_open, refuse_to_pickle, target_of

BUFFER = 128 * 1024
"""Bytes that are read at once where fewer are asked for."""


class _RawContent(io.RawIOBase):
    """Content as Python's layers of files take it."""

    mode = "rb"

    def __init__(self, content: Readable) -> None:
        self.name = content.name
        self._content = content
        self._position = 0

    def readable(self) -> bool:
        check_open(self)
        return True

    def seekable(self) -> bool:
        check_open(self)
        return True

    def readinto(self, buffer: Any, /) -> int:
        check_open(self)
        with memoryview(buffer) as given, given.cast("B") as view:
            count = self._content.read_at(self._position, view)
        self._position += count
        return count

    def readall(self) -> bytes:
        check_open(self)
        # In one request for all of it, where RawIOBase would ask piece by piece.
        rest = bytearray(max(self._content.size - self._position, 0))
        done, view = 0, memoryview(rest)
        while done < len(view):
            done += self._content.read_at(self._position + done, view[done:])
        self._position += done
        return bytes(rest)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        check_open(self)
        self._position = target_of(self._position, offset, whence, self._content.size)
        return self._position

    def tell(self) -> int:
        check_open(self)
        return self._position

    def close(self) -> None:
        if not self.closed:
            try:
                self._content.close()
            finally:
                super().close()


class FileReader(io.BufferedReader):
    """An object as a binary file, for reading at any position."""

    def __init__(self, content: Readable) -> None:
        super().__init__(_RawContent(content), BUFFER)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        refuse_to_pickle(self)


class TextReader(io.TextIOWrapper):
    """An object as a text file, for reading."""

    def __init__(self, file: FileReader, encoding: str, errors: str, newline: str | None) -> None:
        super().__init__(file, encoding, errors, newline)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        refuse_to_pickle(self)


class AsyncFileReader:
    """An object as a binary file, for reading at any position, by one task at a time."""

    mode = "rb"

    def __init__(self, content: AsyncReadable) -> None:
        self.name = content.name
        self.closed = False
        self._content = content
        self._position = 0
        self._buffer = b""
        self._begin = 0
        """Position of what is in the buffer."""

    def __reduce__(self) -> NoReturn:
        refuse_to_pickle(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name} {self._position:,} of {self._content.size:,} bytes>"

    async def read(self, size: int | None = -1) -> bytes:
        """So many bytes, fewer only at the end; all that is left without `size`.

        Raises:
            ObjectChanged: the object was overwritten since it was opened.
            ChecksumMismatch: the whole was read in order, and is not what was stored.
        """
        check_open(self)
        left = max(self._content.size - self._position, 0)
        found = bytearray(left if size is None or size < 0 else min(size, left))
        count = await self.readinto(found)
        with memoryview(found) as view:
            return bytes(view[:count])

    async def readinto(self, buffer: bytearray | memoryview) -> int:
        """Fill the buffer; how many bytes, fewer than fit only at the end.

        Raises: as `read`.
        """
        check_open(self)
        view = memoryview(buffer).cast("B")
        done = 0
        while done < len(view) and (count := await self._some(self._position + done, view[done:])):
            done += count
        self._position += done
        return done

    async def readline(self, limit: int | None = -1) -> bytes:
        """The bytes up to and with the next line feed, at most `limit`; none at the end.

        Raises: as `read`.
        """
        check_open(self)
        most = self._content.size if limit is None or limit < 0 else limit
        line = bytearray()
        position = self._position
        while len(line) < most:
            if not self._held(position):
                await self._fill(position)
            begin = position - self._begin
            stop = min(len(self._buffer), begin + most - len(line))
            end = self._buffer.find(b"\n", begin, stop) + 1
            line += memoryview(self._buffer)[begin : end or stop]
            position = self._position + len(line)
            if end or begin >= stop:
                break
        self._position = position
        return bytes(line)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The lines that are left, each with its line feed.

        Raises: as `read`.
        """
        while line := await self.readline():
            yield line

    async def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a position, counted from the beginning, from here (1) or from the end (2); the position.

        Raises:
            ValueError: before the beginning.
        """
        check_open(self)
        self._position = target_of(self._position, offset, whence, self._content.size)
        return self._position

    async def tell(self) -> int:
        """The position."""
        check_open(self)
        return self._position

    def readable(self) -> bool:
        check_open(self)
        return True

    def seekable(self) -> bool:
        check_open(self)
        return True

    def writable(self) -> bool:
        check_open(self)
        return False

    async def close(self) -> None:
        """Done with it. Again: nothing."""
        self.closed = True
        self._buffer = b""
        await self._content.close()

    async def __aenter__(self) -> Self:
        check_open(self)
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def _some(self, position: int, view: memoryview) -> int:
        if not self._held(position):
            if len(view) >= BUFFER:
                return await self._content.read_at(position, view)
            await self._fill(position)
        held = self._held(position)[: len(view)]
        view[: len(held)] = held
        return len(held)

    def _held(self, position: int) -> memoryview:
        """What is in the buffer from there on."""
        offset = position - self._begin
        return memoryview(self._buffer)[offset:] if 0 <= offset < len(self._buffer) else memoryview(b"")

    async def _fill(self, position: int) -> None:
        found = bytearray(BUFFER)
        count = await self._content.read_at(position, memoryview(found))
        self._buffer, self._begin = bytes(memoryview(found)[:count]), position


class AsyncTextReader:
    """An object as a text file, for reading from its beginning to its end, by one task at a time."""

    mode = "r"

    def __init__(self, file: AsyncFileReader, encoding: str, errors: str, newline: str | None) -> None:
        self.name = file.name
        self.encoding = codecs.lookup(encoding).name
        self.errors = errors
        self._file = file
        self._newline = newline
        decoder = codecs.getincrementaldecoder(encoding)(errors)
        self._decoder = io.IncrementalNewlineDecoder(decoder, translate=True) if newline is None else decoder
        self._text = ""
        self._ended = False

    def __reduce__(self) -> NoReturn:
        refuse_to_pickle(self)

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._file.closed

    async def read(self, size: int | None = -1) -> str:
        """So many characters, fewer only at the end; all that is left without `size`.

        Raises:
            UnicodeDecodeError: the content is not text in this encoding.
            ObjectChanged: the object was overwritten since it was opened.
            ChecksumMismatch: the whole was read, and is not what was stored.
        """
        most = None if size is None or size < 0 else size
        while (most is None or len(self._text) < most) and not self._ended:
            await self._more()
        return self._cut(len(self._text) if most is None else most)

    async def readline(self) -> str:
        """The characters up to and with the next end of a line; none at the end.

        Raises: as `read`.
        """
        while not (end := self._end_of_line()) and not self._ended:
            await self._more()
        return self._cut(end or len(self._text))

    async def __aiter__(self) -> AsyncIterator[str]:
        """The lines that are left, each with its end.

        Raises: as `read`.
        """
        while line := await self.readline():
            yield line

    async def close(self) -> None:
        """Done with it. Again: nothing."""
        await self._file.close()

    async def __aenter__(self) -> Self:
        await self._file.__aenter__()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def _more(self) -> None:
        # As much again as there is: to add as little to ever more takes time by the square of it.
        data = await self._file.read(max(BUFFER, len(self._text)))
        self._ended = not data
        self._text += self._decoder.decode(data, final=self._ended)

    def _cut(self, count: int) -> str:
        found, self._text = self._text[:count], self._text[count:]
        return found

    def _end_of_line(self) -> int:
        """Where the next line ends; 0 where that is not known yet."""
        if self._newline != "":
            return self._after(self._newline or "\n")
        ends = [end for end in (self._after("\r\n"), self._after("\n"), self._after("\r")) if end]
        first = min(ends, default=0)
        if first and self._text[first - 1] == "\r":
            if self._text[first : first + 1] == "\n":
                return first + 1
            # A line feed may follow.
            return 0 if first == len(self._text) and not self._ended else first
        return first

    def _after(self, end: str) -> int:
        found = self._text.find(end)
        return 0 if found < 0 else found + len(end)
