"""Putting a request on a task's connection, with an ear for an answer that comes before all of it is sent."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterable
from contextlib import aclosing
from time import monotonic
from typing import BinaryIO, cast

from aistore_api.types import Bytes

from aistore_hl._core.request import FileSlice

from .aio_connection import AsyncConnection
from .delivery import NO_SENDFILE, Answered, Sending, can_sendfile, read_slice
from .exchange import EXPECT_WAIT, PIECE, Framing, Upload, is_file
from .failure import is_timeout


class AsyncDelivery(Sending[AsyncConnection]):
    """One request on its way out."""

    _content: AsyncIterator[Bytes]

    async def go_on(self) -> bool:
        """Send more of the rest, until the server says something; whether nothing more is to be sent.

        Raises:
            TimeoutError: it neither took nor said anything.
        """
        conn, exchange = self._conn, self._exchange
        try:
            while True:
                if self._left:
                    if not await conn.transmit(self._left, exchange.timeouts.write, exchange.deadline):
                        return False
                elif self._framing is None:
                    return True
                elif conn.has_news():
                    return False
                else:
                    await self._next_piece(self._framing)
        except OSError as exc:
            if self.in_source or is_timeout(exc):
                raise
            # It takes no more. What it says to that, or has said before, is still to be read.
            return True

    async def run(self, opening: bytes) -> bool:
        """Send what is left of the opening, then the body; whether all of it went out."""
        upload = self._exchange.upload
        try:
            first = [memoryview(opening)] if opening else []
            if upload is not None and not upload.asks and upload.memory is not None:
                upload.begun = True
                await self._push([*first, upload.memory])
                return True
            await self._push(first)
            if upload is not None:
                if upload.asks:
                    await self._wait_for_invitation()
                await self._send_body(upload)
            return True
        except Answered:
            return False
        except OSError as exc:
            if self.in_source or is_timeout(exc):
                raise
            self.broken = exc
            return False

    async def _wait_for_invitation(self) -> None:
        end = monotonic() + EXPECT_WAIT
        deadline = self._exchange.deadline
        while not self._exchange.continued:
            try:
                await self._conn.fill(0.0, end if deadline is None else min(end, deadline))
            except TimeoutError:
                return
            self._listen()

    async def _send_body(self, upload: Upload) -> None:
        upload.begun = True
        if upload.memory is not None:
            await self._push([upload.memory])
        elif upload.file is not None:
            await self._send_file(upload.file)
        elif isinstance(upload.pieces, AsyncIterable):
            await self._send_pieces(aiter(upload.pieces), upload.length)
        else:
            own = _pieces(upload.pieces)
            try:
                await self._send_pieces(own, upload.length)
            finally:
                # Otherwise whoever reads the answer still takes from it.
                if not self.goes_on:
                    await own.aclose()

    async def _send_file(self, content: FileSlice) -> None:
        offset, end = content.offset, content.offset + content.length
        waits = self._exchange.timeouts
        if self._conn.can_sendfile and can_sendfile(content.file):
            source = content.file.fileno()
            try:
                while offset < end:
                    offset = await self._conn.transmit_file(source, offset, end, waits.write, self._exchange.deadline)
                    if offset < end:
                        self._listen()
                return
            except OSError as exc:
                # A file that the kernel cannot send from; it says so before the first byte.
                if exc.errno not in NO_SENDFILE or offset != content.offset:
                    raise
        async with aclosing(_slice_pieces(content)) as own:
            await self._send_pieces(own, content.length)

    async def _send_pieces(self, content: AsyncIterator[Bytes], length: int | None) -> None:
        self._content, self._framing = content, Framing(length)
        while self._framing is not None:
            if self._exchange.both_ways and self._conn.has_news():
                self._listen()
            await self._next_piece(self._framing)
            await self._push(self._left)

    async def _next_piece(self, framing: Framing) -> None:
        self.in_source = True
        piece = await anext(self._content, None)
        self.in_source = False
        if piece is None:
            self._framing = None
            self._left = framing.finish()
        else:
            self._left = framing.frame(piece)

    async def _push(self, outgoing: list[memoryview]) -> None:
        exchange = self._exchange
        self._left = outgoing
        while not await self._conn.transmit(outgoing, exchange.timeouts.write, exchange.deadline):
            self._listen()

    def _listen(self) -> None:
        """Take in what the server has said meanwhile."""
        conn = self._conn
        self.head, conn.pos = self._exchange.hear(conn.buffer, conn.pos, conn.end)
        if self.head is not None:
            raise Answered
        if conn.is_over:
            raise BrokenPipeError(errno.EPIPE, "connection closed")
        conn.make_room()
        conn.heard = conn.end


async def _pieces(content: Iterable[Bytes]) -> AsyncGenerator[Bytes, None]:
    """The pieces of an ordinary iterable. Only files are read in a thread: they may block, the rest is the caller's."""
    if not is_file(content):
        for piece in content:
            yield piece
        return
    loop = asyncio.get_running_loop()
    read = cast("BinaryIO", content).read
    while data := await loop.run_in_executor(None, read, PIECE):
        yield data


async def _slice_pieces(content: FileSlice) -> AsyncGenerator[bytes, None]:
    """The bytes of a slice, read in a thread.

    Raises:
        ValueError: the file is shorter.
    """
    loop = asyncio.get_running_loop()
    offset, end = content.offset, content.offset + content.length
    while offset < end:
        piece = await loop.run_in_executor(None, read_slice, content.file, offset, min(PIECE, end - offset))
        if not piece:
            raise ValueError(f"the file ended {end - offset} bytes too early")
        offset += len(piece)
        yield piece
