"""Putting a request on a thread's connection, with an ear for an answer that comes before all of it is sent."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import BinaryIO, Generic, TypeVar

from aistore_api.types import Bytes

from aistore_hl._core.request import FileSlice

from .connection import Connection, TimedConnection
from .exchange import EXPECT_WAIT, PIECE, Exchange, Framing, Upload, pieces
from .failure import is_timeout
from .http1 import ResponseHead
from .inbox import Inbox

C = TypeVar("C", bound=Inbox)

# Only these: gzip's and others' `fileno` is that of the file beneath, whose content is another one.
_PLAIN_FILES = (io.BufferedReader, io.BufferedRandom, io.FileIO)
NO_SENDFILE = frozenset((errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ESPIPE, errno.EOVERFLOW))


class Answered(Exception):
    """The final answer is here; sending more is pointless."""


class Sending(Generic[C]):
    """One request on its way out, as far as threads and tasks have it in common."""

    def __init__(self, conn: C, exchange: Exchange) -> None:
        self.head: ResponseHead | None = None
        """The final answer, if it came early."""
        self.broken: OSError | None = None
        """How sending broke; the server may have answered before."""
        self.in_source = False
        """Whether what was raised comes from the body's source: it is the caller's, whatever its type."""
        self._left: list[memoryview] = []
        """What the kernel has not taken of what is to go out next."""
        self._framing: Framing | None = None
        """How pieces are framed; None: none are to come."""
        self._conn = conn
        self._exchange = exchange

    @property
    def goes_on(self) -> bool:
        """Whether the answer has begun before all is out, and the rest is wanted all the same."""
        exchange, head = self._exchange, self.head
        if not exchange.both_ways or head is None or head.status != 200:
            return False
        upload = exchange.upload
        return upload is not None and upload.begun and upload.file is None


class Delivery(Sending[Connection]):
    """One request on its way out."""

    _content: Iterator[Bytes] = iter(())

    def go_on(self) -> bool:
        """Send more of the rest, until the server says something; whether nothing more is to be sent.

        Raises:
            TimeoutError: it neither took nor said anything.
        """
        conn, exchange = self._conn, self._exchange
        try:
            while True:
                if self._left:
                    if not conn.transmit(self._left, exchange.timeouts.write, exchange.deadline):
                        return False
                elif self._framing is None:
                    return True
                elif conn.has_more() or conn.is_readable(0.0):
                    return False
                else:
                    self._next_piece(self._framing)
        except OSError as exc:
            if self.in_source or is_timeout(exc):
                raise
            # It takes no more. What it says to that, or has said before, is still to be read.
            return True

    def run(self, opening: bytes) -> bool:
        """Send what is left of the opening, then the body; whether all of it went out."""
        upload = self._exchange.upload
        try:
            first = [memoryview(opening)] if opening else []
            if upload is not None and not upload.asks and upload.memory is not None:
                upload.begun = True
                self._push([*first, upload.memory])
                return True
            self._push(first)
            if upload is not None:
                if upload.asks:
                    self._wait_for_invitation()
                self._send_body(upload)
            return True
        except Answered:
            return False
        except OSError as exc:
            if self.in_source or is_timeout(exc):
                raise
            self.broken = exc
            return False

    def _wait_for_invitation(self) -> None:
        end = monotonic() + EXPECT_WAIT
        deadline = self._exchange.deadline
        until = end if deadline is None else min(end, deadline)
        while not self._exchange.continued and (left := until - monotonic()) > 0:
            if self._conn.is_readable(left):
                self._listen()

    def _send_body(self, upload: Upload) -> None:
        upload.begun = True
        if upload.memory is not None:
            self._push([upload.memory])
        elif upload.file is not None:
            self._send_file(upload.file)
        elif isinstance(upload.pieces, Iterable):
            self._send_pieces(pieces(upload.pieces), upload.length)
        else:
            raise TypeError(f"a thread cannot send {type(upload.pieces).__name__}: it is an asynchronous iterable")

    def _send_file(self, content: FileSlice) -> None:
        offset, end = content.offset, content.offset + content.length
        waits = self._exchange.timeouts
        if can_sendfile(content.file) and not isinstance(self._conn, TimedConnection):
            source = content.file.fileno()
            try:
                while offset < end:
                    offset = self._conn.transmit_file(source, offset, end, waits.write, self._exchange.deadline)
                    if offset < end:
                        self._listen()
                return
            except OSError as exc:
                # A file that the kernel cannot send from; it says so before the first byte.
                if exc.errno not in NO_SENDFILE or offset != content.offset:
                    raise
        self._send_pieces(slice_pieces(content), content.length)

    def _send_pieces(self, content: Iterator[Bytes], length: int | None) -> None:
        self._content, self._framing = content, Framing(length)
        while self._framing is not None:
            if self._exchange.both_ways and self._conn.is_readable(0.0):
                self._listen()
            self._next_piece(self._framing)
            self._push(self._left)

    def _next_piece(self, framing: Framing) -> None:
        self.in_source = True
        piece = next(self._content, None)
        self.in_source = False
        if piece is None:
            self._framing = None
            self._left = framing.finish()
        else:
            self._left = framing.frame(piece)

    def _push(self, outgoing: list[memoryview]) -> None:
        exchange = self._exchange
        self._left = outgoing
        while not self._conn.transmit(outgoing, exchange.timeouts.write, exchange.deadline):
            self._listen()

    def _listen(self) -> None:
        """Take in what the server says meanwhile."""
        conn = self._conn
        if conn.fill_now() == 0:
            raise BrokenPipeError(errno.EPIPE, "connection closed")
        self.head, conn.pos = self._exchange.hear(conn.buffer, conn.pos, conn.end)
        if self.head is not None:
            raise Answered


def can_sendfile(file: BinaryIO) -> bool:
    """Whether the kernel can send from it."""
    return hasattr(os, "sendfile") and type(file) in _PLAIN_FILES


def slice_pieces(content: FileSlice) -> Iterator[bytes]:
    """The bytes of a slice, read without moving the file's position where that is possible.

    Raises:
        ValueError: the file is shorter.
    """
    offset, end = content.offset, content.offset + content.length
    while offset < end:
        piece = read_slice(content.file, offset, min(PIECE, end - offset))
        if not piece:
            raise ValueError(f"the file ended {end - offset} bytes too early")
        offset += len(piece)
        yield piece


def read_slice(file: BinaryIO, offset: int, count: int) -> bytes:
    """Up to `count` bytes of a file; none at its end."""
    if hasattr(os, "pread") and type(file) in _PLAIN_FILES:
        return os.pread(file.fileno(), count, offset)
    file.seek(offset)
    return file.read(count)
