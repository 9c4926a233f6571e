"""One connection of a thread: a socket, its receive buffer, and waits that end."""

from __future__ import annotations

import errno
import math
import os
import select
import socket
import struct
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from .address import Address
from .exchange import MAX_SENDFILE, consume
from .inbox import Inbox
from .patience import span

R = TypeVar("R")

# Windows has neither these flags nor timeval time-outs: there every wait goes through Python's own (a poll each).
IS_POSIX = os.name == "posix"
_DONTWAIT = getattr(socket, "MSG_DONTWAIT", 0)
_WAITALL = getattr(socket, "MSG_WAITALL", 0)
_TLS_PIECE = 64 * 1024
_TLS_PATIENCE = 30.0
"""Seconds for a piece to go out where that cannot be tried without waiting."""
_GRAIN = 0.25
"""Seconds by which a wait of more than one second may be longer than asked for."""


class Connection(Inbox):
    """A plain TCP connection whose waits the kernel ends.

    SO_RCVTIMEO saves the poll that Python makes before each call on a socket with a time-out: a quarter of the CPU of
    a small GET (bench/). Setting it costs a system call, so it stays as it is while waits are of similar length: a
    longer wait is several of the kernel's.
    """

    def __init__(self, sock: socket.socket, address: Address) -> None:
        super().__init__(address)
        self.sock = sock
        self._kernel_wait = 0.0
        """How long the kernel waits for bytes; 0: for ever."""
        self._probe: select.poll | None = None
        self._prepare()

    def _prepare(self) -> None:
        self.sock.settimeout(None)

    def is_quiet(self) -> bool:
        """Whether it is still open and nobody has sent anything."""
        return not self.is_readable(0.0)

    def is_readable(self, seconds: float) -> bool:
        """Whether something arrives within that time, be it the end."""
        if not hasattr(select, "poll"):  # Windows
            return bool(select.select([self.sock], [], [], seconds)[0])
        if self._probe is None:
            self._probe = self._new_probe()
        return bool(self._probe.poll(seconds * 1000))

    def has_ended(self) -> bool:
        """Whether something has come while it is idle, be it the end."""
        try:
            if not hasattr(select, "poll"):  # Windows
                return bool(select.select([self.sock], [], [], 0.0)[0])
            # Not the probe of its user, who may come at this moment: it refuses two at a time.
            return bool(self._new_probe().poll(0.0))
        except ValueError:  # its user has come, and closed it
            return True

    def _new_probe(self) -> select.poll:
        probe = select.poll()
        probe.register(self.sock, select.POLLIN)
        return probe

    def close(self) -> None:
        """Close it; a second time does nothing."""
        self.sock.close()

    def __del__(self) -> None:
        # Whoever forgets an answer loses its connection, and nothing else.
        self.sock.close()

    # In a forked child closing the descriptor says nothing to the peer: the parent still holds it.
    abandon = close

    def fill(self, seconds: float) -> int:
        """Wait until more is in the buffer; the number of bytes, 0 at the end of the stream. 0 `seconds`: for ever.

        Raises:
            OSError: nothing came in time, or the connection broke.
        """
        if self.end:
            self.make_room()
        count = self._patiently(seconds, self.sock.recv_into, self.view[self.end :] if self.end else self.view)
        self.end += count
        return count

    def fill_now(self) -> int | None:
        """As `fill`, without waiting; None when nothing has arrived."""
        self.make_room()
        try:
            count = self.sock.recv_into(self.view[self.end :], 0, _DONTWAIT)
        except BlockingIOError:
            return None
        self.end += count
        return count

    def gather_now(self, view: memoryview) -> int | None:
        """As `fill_now`, into `view`."""
        try:
            return self.sock.recv_into(view, 0, _DONTWAIT)
        except BlockingIOError:
            return None

    def has_more(self) -> bool:
        """Whether bytes are here that the socket itself does not show."""
        return False

    def push(self, data: bytes | memoryview) -> int:
        """Send what the kernel takes without waiting; the number of bytes."""
        try:
            count = self.sock.send(data, _DONTWAIT)
        except BlockingIOError:
            return 0
        self.accepted = True
        return count

    def gather_into(self, view: memoryview, seconds: float) -> int:
        """Receive until `view` is full, the stream ends or the time is over; the number of bytes.

        Raises:
            OSError: nothing came in time, or the connection broke.
        """
        return self._patiently(seconds, self.sock.recv_into, view, 0, _WAITALL)

    def gather(self, count: int, seconds: float) -> bytes:
        """As `gather_into`, into new bytes."""
        return self._patiently(seconds, self.sock.recv, count, _WAITALL)

    def _patiently(self, seconds: float, receive: Callable[..., R], *args: object) -> R:
        wait = self._kernel_wait
        if seconds and (not wait or seconds < wait - (_GRAIN if wait > 1.0 else 0.0) or seconds > 8 * wait):
            wait = self._set_wait(seconds)
        waited = 0.0
        while True:
            try:
                return receive(*args)
            except (BlockingIOError, TimeoutError) as exc:
                waited += wait
                if exc.errno == errno.ETIMEDOUT or (seconds and waited >= seconds):
                    raise
            if seconds and seconds - waited < wait:
                wait = self._set_wait(seconds - waited)

    def _set_wait(self, seconds: float) -> float:
        """Rounded up, so that a nearing deadline does not cost a system call per request."""
        if seconds > 1.0:
            seconds = math.ceil(seconds / _GRAIN) * _GRAIN
        self._kernel_wait = seconds
        self._apply_wait(seconds)
        return seconds

    def _apply_wait(self, seconds: float) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _timeval(seconds))

    def converse(self, opening: bytes, seconds: float) -> int:
        """Send a request and receive the first piece of its answer, as nearly all go; the number of bytes.

        0: it was not that simple. Nothing is raised: `sent` and `failure` tell whoever goes on how far it came.
        """
        self.pos = self.end = self.sent = 0
        self.accepted = False
        self.failure = None
        try:
            # The kernel's buffer is empty between exchanges: there is nothing to wait for.
            self.sent = self.sock.send(opening, _DONTWAIT)
            self.accepted = True
            if self.sent == len(opening):
                self.end = self._patiently(seconds, self.sock.recv_into, self.view)
        except OSError as exc:
            self.failure = exc
        return self.end

    def transmit(self, pieces: list[memoryview], limit: float, deadline: float | None) -> bool:
        """Send all; False as soon as the server begins to answer, with what was not sent left in `pieces`.

        Raises:
            TimeoutError: the server took no byte for `limit` seconds, or the deadline passed.
        """
        while pieces:
            try:
                count = self.sock.sendmsg(pieces, (), _DONTWAIT)
            except BlockingIOError:
                count = 0
            else:
                self.accepted = True
            consume(pieces, count)
            if pieces and not self._may_send(limit, deadline):
                return False
        return True

    def transmit_file(self, source: int, offset: int, end: int, limit: float, deadline: float | None) -> int:
        """Send bytes of a file without copying them; where it stopped: at `end`, or where the server began to answer.

        Not blocking: a single blocking call would send the whole file, however slowly the server takes it.

        Raises:
            ValueError: the file is shorter.
            TimeoutError: as `transmit`.
        """
        self.sock.setblocking(False)
        try:
            while offset < end:
                try:
                    count = os.sendfile(self.sock.fileno(), source, offset, min(end - offset, MAX_SENDFILE))
                except BlockingIOError:
                    if not self._may_send(limit, deadline):
                        return offset
                    continue
                if not count:
                    raise ValueError(f"the file ended {end - offset} bytes too early")
                self.accepted = True
                offset += count
        finally:
            self.sock.setblocking(True)
        return offset

    def _may_send(self, limit: float, deadline: float | None) -> bool:
        """Wait until the kernel takes more; False when the server has sent something instead."""
        seconds = span(limit, deadline)
        if seconds < 0:
            raise TimeoutError("no room to send")
        readable, writable = _wait_both(self.sock, seconds or None)
        if not readable and not writable:
            raise TimeoutError("no room to send")
        return not readable


class TimedConnection(Connection):
    """A connection whose waits Python ends: TLS, which knows no flags, and systems without kernel time-outs."""

    def _prepare(self) -> None:
        self.sock.settimeout(None)

    def _apply_wait(self, seconds: float) -> None:
        self.sock.settimeout(seconds or None)

    def fill_now(self) -> int | None:
        # Not zero: `ssl` has errors of its own for that.
        self._set_wait(0.001)
        self.make_room()
        try:
            count = self.sock.recv_into(self.view[self.end :])
        except TimeoutError:
            return None
        self.end += count
        return count

    def gather_now(self, view: memoryview) -> int | None:
        self._set_wait(0.001)
        try:
            return self.sock.recv_into(view)
        except TimeoutError:
            return None

    def has_more(self) -> bool:
        pending = getattr(self.sock, "pending", None)
        return pending is not None and pending() > 0

    def push(self, data: bytes | memoryview) -> int:
        # What has arrived is heard first: a server that cannot get rid of its answers takes no more requests.
        if self.has_more() or self.is_readable(0.0):
            return 0
        self._set_wait(_TLS_PATIENCE)
        count = self.sock.send(data[:_TLS_PIECE])
        self.accepted = True
        return count

    def gather_into(self, view: memoryview, seconds: float) -> int:
        # One TLS record has at most 16 KiB, and may have a single byte: the time is for all of them.
        end = monotonic() + seconds if seconds else None
        done = 0
        while done < len(view):
            left = 0.0 if end is None else max(end - monotonic(), 0.001)
            try:
                with view[done:] as rest:
                    count = self._patiently(left, self.sock.recv_into, rest)
            except TimeoutError:
                if done:
                    return done
                raise
            if not count:
                break
            done += count
        return done

    def gather(self, count: int, seconds: float) -> bytes:
        data = bytearray(count)
        return bytes(memoryview(data)[: self.gather_into(memoryview(data), seconds)])

    def converse(self, opening: bytes, seconds: float) -> int:
        self.begin()
        return 0

    def transmit(self, pieces: list[memoryview], limit: float, deadline: float | None) -> bool:
        while pieces:
            # A TLS socket has no way to wait for room and for bytes at once.
            if self.is_readable(0.0):
                return False
            seconds = span(limit, deadline)
            if seconds < 0:
                raise TimeoutError("no room to send")
            self._kernel_wait = seconds
            self.sock.settimeout(seconds or None)
            count = self.sock.send(pieces[0][:_TLS_PIECE])
            self.accepted = True
            consume(pieces, count)
        return True


def _timeval(seconds: float) -> bytes:
    if seconds:
        seconds = max(seconds, 0.001)
    return struct.pack("ll", int(seconds), int(seconds % 1 * 1_000_000))


def _wait_both(sock: socket.socket, seconds: float | None) -> tuple[bool, bool]:
    """Whether something has arrived (or the connection broke), and whether there is room to send."""
    if not hasattr(select, "poll"):  # Windows
        readable, writable, _ = select.select([sock], [sock], [], seconds)
        return bool(readable), bool(writable)
    poll = select.poll()
    poll.register(sock, select.POLLIN | select.POLLOUT)
    ready = poll.poll(None if seconds is None else math.ceil(seconds * 1000))
    events = ready[0][1] if ready else 0
    return bool(events & ~select.POLLOUT), bool(events & select.POLLOUT)
