"""One connection of a task: received by the event loop straight to where the bytes are wanted."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from math import inf
from time import monotonic
from typing import cast

from .address import Address
from .alarm import Alarm
from .exchange import MAX_SENDFILE, PIECE, consume
from .inbox import Inbox
from .patience import span


class AsyncConnection(Inbox, asyncio.BufferedProtocol):
    """A plain TCP connection. The loop's transport receives; sending goes to the socket itself.

    So nothing is copied on its way out, the kernel's refusal is seen at once, and an answer that came before it can
    still be read: a transport would throw it away.
    """

    can_sendfile = hasattr(os, "sendfile")

    def __init__(self, sock: socket.socket, address: Address, loop: asyncio.AbstractEventLoop, alarm: Alarm) -> None:
        super().__init__(address)
        self.sock = sock
        self.expires = inf
        self.is_busy = True
        """Whether an exchange is going on; bytes that come otherwise are nobody's."""
        self.heard = 0
        """How much of the buffer has been listened to while sending."""
        self._loop = loop
        self._alarm = alarm
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._target: memoryview | None = None
        self._filled = 0
        self._limit = 0.0
        self._deadline: float | None = None
        self._is_paused = False
        self._is_full = False
        self._lost: Exception | None = None
        self._on_news: Callable[[], None] | None = None
        self._twin = -1

    def begin(self) -> None:
        super().begin()
        self.heard = 0
        self.is_busy = True

    def is_quiet(self) -> bool:
        """Whether it is still open and nobody has sent anything."""
        try:
            self.sock.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def has_ended(self) -> bool:
        """Whether something has come while it is idle, be it the end: the loop hears of it at once."""
        return self.is_over

    def close(self) -> None:
        """Close it; a second time does nothing."""
        self.is_over = True
        self._alarm.leave(self)
        if not self._loop.is_closed():
            self.listen(None)
        if self._transport is None or self._loop.is_closed():
            self.sock.close()
        else:
            self._transport.abort()

    def abandon(self) -> None:
        """Close the descriptor only: the loop is gone, or belongs to another process that still watches it."""
        self.is_over = True
        self.sock.close()
        if self._twin >= 0:
            os.close(self._twin)
            self._twin = -1

    def disown(self, drop: Callable[[AsyncConnection], None]) -> None:
        """Its user has gone without a word, perhaps in another thread."""
        if self._loop.is_closed():
            self.close()
        else:
            self._loop.call_soon_threadsafe(drop, self)

    async def fill(self, limit: float, deadline: float | None) -> int:
        """Wait until more is in the buffer; the number of bytes, 0 at the end of the stream.

        Raises:
            TimeoutError: nothing came in time.
        """
        self.make_room()
        before = self.end
        await self._wait(limit, deadline)
        if self.end == before and self._lost is not None:
            raise self._lost
        return self.end - before

    async def gather_into(self, view: memoryview, limit: float, deadline: float | None) -> int:
        """Receive until `view` is full or the stream ends; the number of bytes.

        Raises:
            TimeoutError: nothing came in time.
        """
        # What comes after the target is full goes into the buffer, which may have been read to its very end.
        self.make_room()
        self._target = view
        self._filled = 0
        try:
            await self._wait(limit, deadline)
        except TimeoutError:
            if not self._filled:
                raise
        finally:
            self._target = None
        # Taken, so that nobody who uses the connection next finds it.
        count = self.take_filled()
        if not count and self._lost is not None:
            raise self._lost
        return count

    async def _wait(self, limit: float, deadline: float | None) -> None:
        """Until bytes come (all that are wanted, if there is a target), there is room, or the stream ends."""
        if self.is_over:
            return
        if self._is_paused and self._transport is not None:
            self._is_paused = False
            self._transport.resume_reading()
        seconds = span(limit, deadline)
        if seconds < 0:
            raise TimeoutError
        self._limit = limit
        self._deadline = deadline
        waiter = self._waiter = self._loop.create_future()
        if seconds:
            self.expires = monotonic() + seconds
            self._alarm.watch(self)
        try:
            await waiter
        finally:
            self._waiter = None
            self._alarm.leave(self)

    def listen(self, on_news: Callable[[], None] | None) -> None:
        """Have somebody told of all that happens, instead of waiting; None: no more."""
        self._on_news = on_news
        self._target = None
        self._watch_room(wanted=False)

    def take_filled(self) -> int:
        """How many bytes have come to where they were expected, since the last time."""
        count, self._filled = self._filled, 0
        if count and self._target is not None:
            self._target = self._target[count:]
        return count

    def failure_to_read(self) -> OSError | None:
        """How the stream ended, where it did not end well."""
        return self._lost if isinstance(self._lost, OSError) else None

    def expect(self, room: memoryview | None) -> None:
        """Go on receiving: there first, then into the buffer."""
        self.make_room()
        self.heard = self.end
        self._target, self._filled = room, 0
        if self._is_paused and self.end < len(self.buffer) and self._transport is not None:
            self._is_paused = False
            self._transport.resume_reading()

    def push(self, data: bytes | memoryview) -> int:
        """Send what the kernel takes without waiting; the number of bytes. Who listens is told when it takes more."""
        try:
            count = self.sock.send(data)
        except BlockingIOError:
            count = 0
        else:
            self.accepted = True
        self._watch_room(wanted=count < len(data))
        return count

    def _watch_room(self, *, wanted: bool) -> None:
        if wanted and self._twin < 0:
            # As in `_may_send`.
            self._twin = os.dup(self.sock.fileno())
            self._loop.add_writer(self._twin, self._wake)
        elif not wanted and self._twin >= 0:
            self._loop.remove_writer(self._twin)
            os.close(self._twin)
            self._twin = -1

    def _wake(self) -> None:
        if self._on_news is not None:
            self._on_news()
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    def time_out(self) -> None:
        """The alarm rang for this one."""
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_exception(TimeoutError())

    def get_buffer(self, sizehint: int) -> memoryview:
        target = self._target
        if target is not None:
            return target[self._filled :] if self._filled else target
        return self.view[self.end :] if self.end else self.view

    def buffer_updated(self, nbytes: int) -> None:
        if self._target is not None:
            self._filled += nbytes
            if self._filled < len(self._target):
                self._put_off()
                return
            self._target = None
        elif not self.is_busy:
            self.close()
            return
        else:
            self.end += nbytes
            if self.end == len(self.buffer) and self._transport is not None:
                self._is_paused = True
                self._transport.pause_reading()
        self._wake()

    def _put_off(self) -> None:
        """Bytes came: the wait for the next ones begins anew."""
        seconds = span(self._limit, self._deadline)
        if seconds:
            self.expires = monotonic() + max(seconds, 0.0)

    def eof_received(self) -> None:
        self.is_over = True
        self._wake()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_over = True
        # Without the loop's frames, which hold views of the buffer that was received into.
        self._lost = None if exc is None else exc.with_traceback(None)
        self._wake()

    def send_small(self, data: bytes) -> int:
        """Send what fits into the kernel's buffer, which is empty between exchanges; the number of bytes."""
        try:
            count = self.sock.send(data)
        except BlockingIOError:
            return 0
        self.accepted = True
        return count

    async def transmit(self, pieces: list[memoryview], limit: float, deadline: float | None) -> bool:
        """Send all; False as soon as the server begins to answer, with what was not sent left in `pieces`.

        Raises:
            TimeoutError: the server took no byte for `limit` seconds, or the deadline passed.
        """
        while pieces:
            try:
                count = self.sock.sendmsg(pieces)
            except BlockingIOError:
                count = 0
            else:
                self.accepted = True
            consume(pieces, count)
            if pieces and not await self._may_send(limit, deadline):
                return False
        return True

    async def transmit_file(self, source: int, offset: int, end: int, limit: float, deadline: float | None) -> int:
        """Send bytes of a file without copying them; where it stopped: at `end`, or where the server began to answer.

        Raises:
            ValueError: the file is shorter.
            TimeoutError: as `transmit`.
        """
        while offset < end:
            try:
                count = os.sendfile(self.sock.fileno(), source, offset, min(end - offset, MAX_SENDFILE))
            except BlockingIOError:
                if not await self._may_send(limit, deadline):
                    return offset
                continue
            if not count:
                raise ValueError(f"the file ended {end - offset} bytes too early")
            self.accepted = True
            offset += count
        return offset

    async def _may_send(self, limit: float, deadline: float | None) -> bool:
        """Wait until the kernel takes more; False when the server has sent something instead."""
        if not self.has_news():
            # A second descriptor of the same socket: the loop lets nobody watch one that a transport has.
            twin = os.dup(self.sock.fileno())
            self._loop.add_writer(twin, self._wake)
            try:
                await self._wait(limit, deadline)
            finally:
                self._loop.remove_writer(twin)
                os.close(twin)
        return not self.has_news()

    def has_news(self) -> bool:
        """Whether the server has said something that was not listened to, be it that it has gone."""
        return self.is_over or self.end != self.heard


class TransportConnection(AsyncConnection):
    """A connection that sends through the loop's transport: TLS, and loops that cannot watch descriptors."""

    can_sendfile = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        # Nothing stays behind in the transport: what was handed over may be overwritten by its owner afterwards.
        # TLS counts `>=` where plain transports count `>`: with 0 it pauses and resumes by turns, whatever is buffered.
        high = 0 if transport.get_extra_info("sslcontext") is None else 1
        cast("asyncio.Transport", transport).set_write_buffer_limits(high=high, low=0)

    def pause_writing(self) -> None:
        self._is_full = True

    def resume_writing(self) -> None:
        self._is_full = False
        self._wake()

    def send_small(self, data: bytes) -> int:
        return 0

    def push(self, data: bytes | memoryview) -> int:
        if self._is_full or self._transport is None:
            return 0
        self._transport.write(bytes(data[:PIECE]))
        self.accepted = True
        return min(len(data), PIECE)

    async def transmit(self, pieces: list[memoryview], limit: float, deadline: float | None) -> bool:
        while pieces or self._is_full:
            if self.has_news():
                return False
            if self._is_full:
                await self._wait(limit, deadline)
            elif self._transport is not None:
                piece = pieces[0][:PIECE]
                # A copy: a transport may keep what it is given, and the owner may overwrite it meanwhile.
                self._transport.write(bytes(piece))
                self.accepted = True
                consume(pieces, len(piece))
        return True
