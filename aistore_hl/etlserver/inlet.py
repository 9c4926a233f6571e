"""One connection of a server with threads: requests as they come, and what is said to them."""

from __future__ import annotations

import io
import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from http import HTTPStatus
from time import gmtime, monotonic, strftime, time
from typing import Any, Final

from aistore_hl._wire.http1 import ChunkDecoder, Malformed
from aistore_hl._wire.pages import STEP, enlarge_pages, untouched

from .outcome import BODILESS, DRAINED, LINGER, Answer
from .refusal import BrokenBody, Refused
from .request_head import MAX_HEAD, RequestHead, find_request

_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_LINES: Final = {int(status): f"HTTP/1.1 {int(status)} {status.phrase}\r\n" for status in HTTPStatus}
_WAITALL: Final = socket.MSG_WAITALL


class Gone(Exception):
    """The client is not there any more, or says nothing; nobody is left to be answered."""


class Inlet:
    """A socket with what has arrived and not been used yet.

    The kernel ends the waits: a time-out of Python's would cost a poll for each of them.
    """

    def __init__(self, sock: socket.socket, *, head_timeout: float, idle_timeout: float) -> None:
        self.sock = sock
        self.is_idle = True
        """Whether it waits for a request."""
        self.went = 0
        """Bytes of content in the answer that was sent last."""
        self._buffer = bytearray(MAX_HEAD)
        self._view = memoryview(self._buffer)
        self._pos = self._end = 0
        self._head_timeout = head_timeout
        self._idle_timeout = idle_timeout
        sock.settimeout(None)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeval(head_timeout))
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeval(idle_timeout))

    def next_request(self) -> RequestHead:
        """The head of the next request.

        Raises:
            Gone: there is none.
            Refused: what came is none.
        """
        self.is_idle = self._pos == self._end
        since = monotonic()
        seen = 0
        while True:
            if self._pos < self._end:
                found = find_request(self._buffer, self._pos, self._end, seen)
                if found is not None:
                    head, self._pos = found
                    self.is_idle = False
                    return head
                if monotonic() - since > self._head_timeout:
                    raise Refused(408, f"the head of the request did not come within {self._head_timeout:g} s")
            seen = self._end - self._pos
            try:
                if not self._fill():
                    raise Gone
            except BlockingIOError:
                if seen or monotonic() - since >= self._idle_timeout:
                    raise Gone from None
                continue
            except OSError as exc:
                raise Gone from exc
            if not seen:
                since = monotonic()

    def _fill(self) -> int:
        """Receive more; the number of bytes."""
        if self._pos == self._end:
            self._pos = self._end = 0
        elif self._end == MAX_HEAD:
            have = self._end - self._pos
            self._buffer[:have] = self._buffer[self._pos : self._end]
            self._pos, self._end = 0, have
        count = self.sock.recv_into(self._view[self._end :])
        self._end += count
        return count

    def fill(self) -> int:
        """Receive more of a body; the number of bytes, 0 at the end of the stream or of patience."""
        until = monotonic() + self._idle_timeout
        while True:
            try:
                return self._fill()
            except BlockingIOError:
                if monotonic() >= until:
                    return 0
            except OSError:
                return 0

    def take(self, count: int) -> bytes:
        """Up to so many bytes that have arrived."""
        stop = min(self._pos + count, self._end)
        data = bytes(self._view[self._pos : stop])
        self._pos = stop
        return data

    @property
    def waiting(self) -> int:
        """How many bytes have arrived and were not taken."""
        return self._end - self._pos

    def take_into(self, view: memoryview) -> int:
        """Fill a piece of memory, waiting for all of it; the number of bytes, 0 at the end."""
        if self._pos < self._end:
            count = min(len(view), self._end - self._pos)
            view[:count] = self._view[self._pos : self._pos + count]
            self._pos += count
            return count
        until = monotonic() + self._idle_timeout
        while True:
            try:
                return self.sock.recv_into(view, 0, _WAITALL)
            except BlockingIOError:
                if monotonic() >= until:
                    return 0
            except OSError:
                return 0

    def advance(self, decoder: ChunkDecoder) -> None:
        """Let a decoder read its framing."""
        self._pos = decoder.advance(self._buffer, self._pos, self._end)

    def say(self, parts: list[bytes | bytearray | memoryview]) -> None:
        """Send all of it.

        Raises:
            Gone: the client took no more.
        """
        try:
            if len(parts) == 1:
                self.sock.sendall(parts[0])
                return
            views = [memoryview(part) for part in parts]
            while views:
                count = self.sock.sendmsg(views)
                while views and count >= len(views[0]):
                    count -= len(views.pop(0))
                if count:
                    views[0] = views[0][count:]
        except OSError as exc:
            raise Gone from exc

    def answer(self, answer: Answer, method: str, *, keep_alive: bool) -> None:
        """Say an answer.

        Raises:
            Gone: the client took no more.
            Refused, BrokenBody: content that came piece by piece failed; half of it may have been sent.
        """
        self.went = 0
        head = head_of(answer, keep_alive=keep_alive)
        if answer.pieces is not None:
            self._say_pieces(head, answer, is_wanted=method != "HEAD")
            return
        content = b"" if answer.content is None or method == "HEAD" else answer.content
        self.went = len(content)
        if len(content) <= 16_384:
            self.say([head + bytes(content)])
        else:
            self.say([head, content])

    def _say_pieces(self, head: bytes, answer: Answer, *, is_wanted: bool) -> None:
        pieces = answer.pieces
        assert isinstance(pieces, Iterable)
        left = answer.length
        pending: list[bytes | bytearray | memoryview] = [head]
        try:
            if not is_wanted:
                self.say(pending)
                return
            for piece in pieces:
                self.went += len(piece)
                if left is None:
                    pending += (b"%x\r\n" % len(piece), piece, b"\r\n")
                else:
                    pending.append(piece)
                self.say(pending)
                pending = []
            self.say([*pending, b"" if left is not None else b"0\r\n\r\n"])
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()

    def linger(self) -> None:
        """Let the client read what was said."""
        try:
            self.sock.shutdown(socket.SHUT_WR)
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeval(LINGER))
            until = monotonic() + LINGER
            while monotonic() < until and self.sock.recv_into(self._view):
                pass
        except OSError:
            pass

    def wake(self) -> None:
        """Let it end, if it waits for a request."""
        if self.is_idle:
            self.abort()

    def abort(self) -> None:
        """Receive nothing more, whatever it does."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RD)


class InletBody:
    """The body of a request, as it comes."""

    def __init__(self, inlet: Inlet, head: RequestHead) -> None:
        self.came = 0
        """Bytes that have been read."""
        self._inlet = inlet
        self._left = max(head.length, 0)
        self._decoder = ChunkDecoder() if head.length < 0 else None
        self._expects = head.expects
        self._is_over = head.length == 0

    @property
    def is_over(self) -> bool:
        """Whether all of it has been read."""
        return self._is_over

    def read(self, size: int) -> bytes:
        """The next bytes, at most that many; none at the end.

        Raises:
            BrokenBody: it ended before its end.
        """
        count = min(self._next(), size)
        if not count:
            return b""
        inlet = self._inlet
        if not inlet.waiting and (self._decoder is None or count >= MAX_HEAD):
            data = bytearray(count)
            count = inlet.take_into(memoryview(data))
            taken = bytes(data) if count == len(data) else bytes(memoryview(data)[:count])
        else:
            if not inlet.waiting:
                inlet.fill()
            taken = inlet.take(count)
        self._used(len(taken))
        return taken

    def read_all(self, limit: int) -> bytes:
        """The rest.

        Raises:
            Refused: 413 it is longer than `limit`.
            BrokenBody: it ended before its end.
        """
        if self._left > limit:
            raise Refused(413, f"the body has {self._left} bytes, and {limit} are the most")
        sink: io.BytesIO | None = None
        filled = 0
        while count := self._next():
            if filled + count > limit:
                raise Refused(413, f"the body has more than the {limit} bytes that are the most")
            if sink is None:
                if self._decoder is None and count <= self._inlet.waiting:
                    # All here, as small bodies are.
                    self._used(count)
                    return self._inlet.take(count)
                if self._decoder is None and count <= STEP:
                    # A buffered reader receives into the bytes that it returns: others fill them with zeros first.
                    return io.BufferedReader(BodyFile(self), 1).read(count)
                sink = untouched(min(count, STEP))
            filled += self._take_into(sink, filled, count)
        return b"" if sink is None else sink.getvalue()

    def read_into(self, view: memoryview) -> int:
        """Fill memory with the next bytes; how many, 0 at the end.

        Raises:
            BrokenBody: it ended before its end.
        """
        with view[: self._next()] as part:
            return self._receive_into(part) if part else 0

    def _receive_into(self, view: memoryview) -> int:
        """Fill memory with what comes next without framing between it; the number of bytes."""
        got = self._inlet.take_into(view)
        self._used(got)
        return got

    def _take_into(self, sink: io.BytesIO, start: int, count: int) -> int:
        """Receive bytes where they stay: `getvalue` hands them over without a copy."""
        if self._decoder is not None and count < MAX_HEAD:
            if not self._inlet.waiting:
                self._inlet.fill()
            data = self._inlet.take(count)
            sink.seek(start)
            sink.write(data)
            self._used(len(data))
            return len(data)
        stop = start + min(count, STEP)
        if start:
            # Memory for another step.
            sink.seek(stop - 1)
            sink.write(b"\0")
        filled = start
        with sink.getbuffer() as view:
            while filled < stop:
                with view[filled:stop] as part:
                    filled += self._receive_into(part)
        return filled - start

    @property
    def is_nearly_over(self) -> bool:
        """Whether what is left of it is little enough to be taken in and forgotten."""
        # What nobody asked for may come all the same, and how much is left of what is chunked nobody knows.
        return self._is_over or (not self._expects and self._decoder is None and self._left <= DRAINED)

    def close(self) -> None:
        """What is left is not wanted."""

    def drain(self) -> bool:
        """Take in what nobody read; whether another request can follow."""
        if self._expects and not self._is_over:
            # Never asked for: whether it comes all the same is not known.
            return False
        room = DRAINED
        try:
            while room > 0 and (piece := self.read(MAX_HEAD)):
                room -= len(piece)
        except BrokenBody:
            return False
        return self._is_over

    def _next(self) -> int:
        """How many bytes come next without framing between them; 0 at the end."""
        if self._is_over:
            return 0
        if self._expects:
            self._expects = False
            if not self._inlet.waiting:
                try:
                    self._inlet.say([_CONTINUE])
                except Gone as exc:
                    raise BrokenBody("the client is gone") from exc
        decoder = self._decoder
        if decoder is None or self._left:
            return self._left
        while True:
            try:
                self._inlet.advance(decoder)
            except Malformed as exc:
                raise BrokenBody(f"the body is not as HTTP/1.1 has it: {exc}") from exc
            if decoder.done:
                self._is_over = True
                return 0
            if decoder.left:
                self._left, decoder.left = decoder.left, 0
                return self._left
            if not self._inlet.fill():
                raise BrokenBody(f"the body ended after {self.came} bytes, before its last chunk")

    def _used(self, count: int) -> None:
        if not count:
            raise BrokenBody(f"the body ended after {self.came} bytes, {self._left} or more before its end")
        self.came += count
        self._left -= count
        if not self._left and self._decoder is None:
            self._is_over = True


class BodyFile(io.RawIOBase):
    """A body, for a reader of Python's own."""

    def __init__(self, body: InletBody) -> None:
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # Any: what a reader of Python's own hands over
        with memoryview(buffer) as view:
            enlarge_pages(view)
            return self._body.read_into(view)


def head_of(answer: Answer, *, keep_alive: bool) -> bytes:
    """The head of an answer, as bytes."""
    lines = _LINES.get(answer.status) or f"HTTP/1.1 {answer.status} \r\n"
    for name, value in answer.headers:
        lines += f"{name}: {value}\r\n"
    if answer.pieces is not None:
        lines += "Transfer-Encoding: chunked\r\n" if answer.length is None else f"Content-Length: {answer.length}\r\n"
    elif answer.status not in BODILESS:
        lines += f"Content-Length: {0 if answer.content is None else len(answer.content)}\r\n"
    lines += _date()
    lines += "\r\n" if keep_alive else "Connection: close\r\n\r\n"
    return lines.encode("latin-1", "replace")


_dated = (0, "")


def _date() -> str:
    global _dated
    now = int(time())
    if _dated[0] != now:
        _dated = (now, strftime("Date: %a, %d %b %Y %H:%M:%S GMT\r\n", gmtime(now)))
    return _dated[1]


def timeval(seconds: float) -> bytes:
    """A time as sockets take it."""
    seconds = max(seconds, 0.001)
    return struct.pack("ll", int(seconds), int(seconds % 1 * 1_000_000))
