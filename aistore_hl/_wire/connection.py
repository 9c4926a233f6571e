"""One connection of a thread: a socket, its receive buffer, and waits that end."""

from __future__ import annotations

import math
import os
import select
import socket
import struct

from .address import Address
from .exchange import MAX_SENDFILE, consume
from .inbox import Inbox
from .patience import span

# Windows has neither these flags nor timeval time-outs: there every wait goes through Python's own (a poll each).
IS_POSIX = os.name == "posix"
_DONTWAIT = getattr(socket, "MSG_DONTWAIT", 0)
_WAITALL = getattr(socket, "MSG_WAITALL", 0)
_TLS_PIECE = 64 * 1024


class Connection(Inbox):
    """A plain TCP connection whose waits the kernel ends.

    SO_RCVTIMEO and SO_SNDTIMEO save the poll that Python makes before each call on a socket with a time-out
    (a quarter of the CPU of a small GET; bench/). They are set only when the limit changes.
    """

    def __init__(self, sock: socket.socket, address: Address) -> None:
        super().__init__(address)
        self.sock = sock
        self._receive_limit = -1.0
        self._prepare()

    def _prepare(self) -> None:
        self.sock.settimeout(None)

    def is_quiet(self) -> bool:
        """Whether it is still open and nobody has sent anything."""
        try:
            self.sock.recv(1, socket.MSG_PEEK | _DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def is_readable(self) -> bool:
        """Whether something has arrived, be it the end."""
        return self.wait_readable(0.0)

    def wait_readable(self, seconds: float) -> bool:
        """Whether something arrives within that time."""
        return _wait(self.sock, for_writing=False, seconds=seconds)[0]

    def close(self) -> None:
        """Close it; a second time does nothing."""
        self.sock.close()

    def __del__(self) -> None:
        # Whoever forgets an answer loses its connection, and nothing else.
        self.sock.close()

    # In a forked child closing the descriptor says nothing to the peer: the parent still holds it.
    abandon = close

    # ------------------------------------------------------------------ receiving

    def limit_receive(self, seconds: float) -> None:
        """End the next waits for bytes after that time; 0: never.

        Rounded up to a quarter of a second, so that a shrinking deadline does not cost a system call per request.
        """
        if seconds > 1.0:
            seconds = math.ceil(seconds * 4) / 4
        if seconds != self._receive_limit:
            self._receive_limit = seconds
            self._set_receive_limit(seconds)

    def _set_receive_limit(self, seconds: float) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _timeval(seconds))

    def fill(self) -> int:
        """Receive more into the buffer; the number of bytes, 0 at the end of the stream."""
        self.make_room()
        count = self.sock.recv_into(self.view[self.end :] if self.end else self.view)
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

    def gather_into(self, view: memoryview) -> int:
        """Receive until `view` is full, the stream ends or the limit passes; the number of bytes."""
        return self.sock.recv_into(view, 0, _WAITALL)

    def gather(self, count: int) -> bytes:
        """As `gather_into`, into new bytes."""
        return self.sock.recv(count, _WAITALL)

    # -------------------------------------------------------------------- sending

    def send_small(self, data: bytes) -> int:
        """Send what fits into the kernel's buffer, which is empty between exchanges; the number of bytes."""
        try:
            count = self.sock.send(data, _DONTWAIT)
        except BlockingIOError:
            return 0
        self.accepted = True
        return count

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
        readable, writable = _wait(self.sock, for_writing=True, seconds=seconds or None)
        if not readable and not writable:
            raise TimeoutError("no room to send")
        return not readable


class TimedConnection(Connection):
    """A connection whose waits Python ends: TLS, which knows no flags, and systems without kernel time-outs."""

    def _prepare(self) -> None:
        pass

    def is_quiet(self) -> bool:
        return not self.is_readable()

    def _set_receive_limit(self, seconds: float) -> None:
        self.sock.settimeout(seconds or None)

    def fill_now(self) -> int | None:
        self.limit_receive(0.001)
        try:
            return self.fill()
        except TimeoutError:
            return None

    def gather_into(self, view: memoryview) -> int:
        # One TLS record has at most 16 KiB.
        done = 0
        while done < len(view):
            try:
                count = self.sock.recv_into(view[done:])
            except TimeoutError:
                if done:
                    return done
                raise
            if not count:
                break
            done += count
        return done

    def gather(self, count: int) -> bytes:
        data = bytearray(count)
        return bytes(data[: self.gather_into(memoryview(data))])

    def send_small(self, data: bytes) -> int:
        return 0

    def transmit(self, pieces: list[memoryview], limit: float, deadline: float | None) -> bool:
        while pieces:
            # A TLS socket has no way to wait for room and for bytes at once.
            if self.is_readable():
                return False
            seconds = span(limit, deadline)
            if seconds < 0:
                raise TimeoutError("no room to send")
            self._receive_limit = seconds
            self.sock.settimeout(seconds or None)
            count = self.sock.send(pieces[0][:_TLS_PIECE])
            self.accepted = True
            consume(pieces, count)
        return True


def _timeval(seconds: float) -> bytes:
    if seconds:
        seconds = max(seconds, 0.001)
    return struct.pack("ll", int(seconds), int(seconds % 1 * 1_000_000))


def _wait(sock: socket.socket, *, for_writing: bool, seconds: float | None) -> tuple[bool, bool]:
    """Whether something has arrived (or the connection broke), and whether there is room to send."""
    if not hasattr(select, "poll"):  # Windows
        readable, writable, _ = select.select([sock], [sock] if for_writing else [], [], seconds)
        return bool(readable), bool(writable)
    poll = select.poll()
    poll.register(sock, select.POLLIN | (select.POLLOUT if for_writing else 0))
    ready = poll.poll(None if seconds is None else math.ceil(seconds * 1000))
    events = ready[0][1] if ready else 0
    return bool(events & ~select.POLLOUT), bool(events & select.POLLOUT)
