"""Several requests on one connection before their answers are read: which answer is whose, what a break means. Pure.

HTTP/1.1 answers in the order of the requests, and nothing in an answer says which one it belongs to. So whatever puts
that order in doubt ends the connection. Source: RFC 9112, 9.3.2
"""

from __future__ import annotations

from collections import deque
from typing import Final, Generic, TypeAlias, TypeVar

from attrs import define

from aistore_hl._core.errors import TransportError

from .http1 import MAX_INTERIM, ChunkDecoder, Malformed, ResponseHead, find_head, find_ordinary
from .inbox import Inbox

T = TypeVar("T")

Entry: TypeAlias = tuple[T, bytes]
"""Whose request it is, and all of it as it goes out."""
Told: TypeAlias = tuple[T, int, bytes, bytes | None]
"""Whose answer it is, status, fields, and content: None where it is longer than may be held."""
Lost: TypeAlias = tuple[T, TransportError]
"""Whose request has no answer, and why."""

FEWEST: Final = 1
_ENDLESS: Final = 1 << 62


@define(eq=False)
class Depth:
    """How many requests a connection to one node may have in flight.

    A server that ends connections in the middle makes everything behind that point be sent again. So each time it may
    do so to fewer, down to one: then nothing is pipelined any more.
    """

    most: int
    now: int

    def cut(self) -> None:
        """A connection ended with requests still in flight."""
        self.now = max(FEWEST, self.now // 2)

    def served(self, count: int) -> None:
        """One connection has answered that many so far."""
        if self.now < self.most and count >= 2 * self.now:
            self.now = min(self.most, self.now + self.now // 4 + 1)


@define(eq=False)
class _Body:
    """The body that is being received and does not stay in the inbox."""

    head: ResponseHead
    content: bytearray
    filled: int = 0
    decoder: ChunkDecoder | None = None
    is_endless: bool = False


class Pipeline(Generic[T]):
    """The requests in flight on one connection, all of one method."""

    def __init__(self, inbox: Inbox, method: str, hold: int, *, safe: bool) -> None:
        self.inbox = inbox
        self.pending: deque[Entry[T]] = deque()
        """Those that have begun to go out and were not answered."""
        self.answered = 0
        self.is_last = False
        """Whether nothing that comes after the present answer counts: the server, or we, end it there."""
        self._method = method
        self._hold = hold
        self._safe = safe
        self._seen = 0
        self._interim = 0
        self._body: _Body | None = None
        self._is_closing = False

    @property
    def is_clean(self) -> bool:
        """Whether the connection can serve anybody: every request was answered, and no byte too much has come."""
        return not (self.pending or self.is_last or self._body) and self.inbox.pos == self.inbox.end

    @property
    def is_amid(self) -> bool:
        """Whether a part of the next answer is here."""
        return self._body is not None or self.inbox.pos < self.inbox.end

    def room(self) -> memoryview | None:
        """Where the next bytes belong if not in the inbox: a body too large for it is received where it stays."""
        body = self._body
        if body is None or body.decoder is not None or body.is_endless:
            return None
        return memoryview(body.content)[body.filled :]

    def filled(self, count: int) -> None:
        """That many bytes were received into `room()`."""
        assert self._body is not None
        self._body.filled += count

    def hear(self, told: list[Told[T]]) -> None:
        """Add the answers that are whole.

        Raises:
            Malformed: what is there is not an answer, or there are more answers than requests.
        """
        if self._body is not None and not self._continue(told):
            return
        inbox, pending, hold, method = self.inbox, self.pending, self._hold, self._method
        buffer, view, pos, end = inbox.buffer, inbox.view, inbox.pos, inbox.end
        before = len(told)
        # What AIS sends nearly always is taken in this loop; a call for each would cost a third more (bench/many.py).
        while pos < end and not self.is_last:
            if not pending:
                raise Malformed("more answers than requests")
            found = None if self._seen else find_ordinary(buffer, end, method, pos)
            if found is None:
                inbox.pos = pos
                self.answered += len(told) - before
                before = len(told)
                if not self._hear_other(told):
                    return
                self.answered += len(told) - before
                before, pos = len(told), inbox.pos
                continue
            status, fields, start, length = found
            stop = start + length
            if length > hold:
                told.append((pending.popleft()[0], status, fields, None))
                self.is_last = True
            elif stop <= end:
                told.append((pending.popleft()[0], status, fields, view[start:stop].tobytes()))
                self._interim = 0
            elif stop - pos > len(buffer):
                inbox.pos = start
                self._receive(ResponseHead(status, fields, True, length, False))
                self._continue(told)
                break
            else:
                inbox.pos = pos
                break
            pos = inbox.pos = stop if stop < end else end
        self.answered += len(told) - before

    def end(self, told: list[Told[T]]) -> bool:
        """The stream has ended: whether that is the end of an answer, which is added then."""
        body = self._body
        if body is None or not body.is_endless:
            return False
        self._finish(body, told)
        return True

    def lose(self, cause: TransportError) -> tuple[list[Lost[T]], list[Entry[T]]]:
        """The connection is over: who gets `cause` for an answer, and what may simply be sent on another one.

        Answers come in order: the break is the first one's, and of those behind it nothing is known. What changes
        nothing is sent again without further ado. The rest may have been done, unless the server said that it would
        not look at them. Source: RFC 9112, 9.6
        """
        left = list(self.pending)
        self.pending.clear()
        self._body = None
        if self.is_last:
            return [], left
        self.is_last = True
        # A kept connection that was closed before it was used again: the first one did nothing to that.
        if self._safe:
            known = self.answered or not self.inbox.exchanges
            return [(item, cause) for item, _ in left[:1] if known], left[1:] if known else left
        return [(item, cause) for item, _ in left], []

    def _hear_other(self, told: list[Told[T]]) -> bool:
        """An answer that is not ordinary, or not all here; whether to go on."""
        inbox = self.inbox
        found = find_head(inbox.buffer, inbox.pos, inbox.end, self._method, self._seen)
        if found is None:
            self._seen = inbox.end - inbox.pos
            return False
        self._seen = 0
        head, inbox.pos = found
        if head.status < 200:
            self._interim += 1
            if head.status == 101 or self._interim > MAX_INTERIM:
                raise Malformed("the answer switches protocols or never stops being provisional")
            return True
        self._interim = 0
        self._is_closing = not head.keep_alive
        self._receive(head)
        return self._continue(told)

    def _receive(self, head: ResponseHead) -> None:
        """The body of that answer comes next."""
        length = head.length
        body = self._body = _Body(head, bytearray(0 if length is None or length > self._hold else length))
        if head.chunked:
            body.decoder = ChunkDecoder()
        elif length is None:
            body.is_endless = True

    def _continue(self, told: list[Told[T]]) -> bool:
        """Take in what has come of the body; whether it is whole, and the next answer may follow."""
        body = self._body
        assert body is not None
        length = body.head.length
        if length is not None and length > self._hold:
            self._finish(body, told, held=False)
            return False
        if body.decoder is not None:
            is_whole = self._take_chunks(body, body.decoder)
        elif body.is_endless:
            self._take(body, _ENDLESS)
            is_whole = False
        else:
            assert length is not None
            inbox = self.inbox
            if inbox.pos < inbox.end and body.filled < length:
                with memoryview(body.content) as view, view[body.filled :] as rest:
                    body.filled += inbox.take_into(rest)
            is_whole = body.filled == length
        if len(body.content) > self._hold:
            self._finish(body, told, held=False)
            return False
        if is_whole:
            self._finish(body, told)
        return is_whole and not self.is_last

    def _take_chunks(self, body: _Body, decoder: ChunkDecoder) -> bool:
        inbox = self.inbox
        while True:
            inbox.pos = decoder.advance(inbox.buffer, inbox.pos, inbox.end)
            if decoder.done or inbox.pos == inbox.end:
                return decoder.done
            if not decoder.left:
                return False
            decoder.left -= self._take(body, decoder.left)

    def _take(self, body: _Body, most: int) -> int:
        data = self.inbox.take(min(most, self.inbox.end - self.inbox.pos))
        body.content += data
        return len(data)

    def _finish(self, body: _Body, told: list[Told[T]], *, held: bool = True) -> None:
        self._body = None
        self.is_last = self._is_closing or body.is_endless or not held
        content = bytes(body.content) if held else None
        told.append((self.pending.popleft()[0], body.head.status, body.head.fields, content))
