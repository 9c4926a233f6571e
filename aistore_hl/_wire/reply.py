"""What is known of an answer without waiting: its head, and where its body stands; for threads and for tasks."""

from __future__ import annotations

import re
from typing import Final, Generic, Protocol, Self, TypeVar

from aistore_api.types import Headers

from aistore_hl._core.errors import ProtocolError, TransportError
from aistore_hl._core.request import Timeouts

from .exchange import PIECE, Exchange
from .failure import body_broke, not_http
from .http1 import ChunkDecoder, Malformed, ResponseHead
from .inbox import Inbox

_UNTIL_CLOSE: Final = 1 << 62
_LOCATION: Final = re.compile(rb"\r\n(?i:location):[ \t]*+([^\r]*+)")

C = TypeVar("C", bound=Inbox)
K = TypeVar("K", bound=Inbox, contravariant=True)


class Owner(Protocol[K]):
    def give(self, conn: K) -> None: ...

    def drop(self, conn: K) -> None: ...


class Reply(Generic[C]):
    """Status and headers, and a body that is read once. Close it, or read it to its end.

    Read to its end, the connection serves the next request; closed before, it is closed too.
    """

    # Defaults of the class, not of every instance: a small answer never needs the others.
    _conn: C | None = None
    _decoder: ChunkDecoder | None = None
    _headers: Headers | None = None
    _left = 0
    """Bytes of the body that come next without framing between them."""
    _whole = b""

    def __init__(
        self, status: int, fields: bytes, length: int | None, origin: str, body_sent: bool, whole: bytes = b""
    ) -> None:
        self.status = status
        self.length = length
        """Bytes of the body; None where only its end will tell."""
        self.origin = origin
        self.body_sent = body_sent
        """Whether the server took the whole request; if not, it answered before that."""
        self._fields = fields
        if whole:
            self._whole = whole

    @classmethod
    def begin(cls, head: ResponseHead, conn: C, pool: Owner[C], exchange: Exchange, body_sent: bool) -> Self:
        """The answer whose head came by that connection."""
        length, start = head.length, conn.pos
        reusable = head.keep_alive and body_sent
        origin = conn.address.origin
        if length is not None and conn.end - start >= length:
            # All here: let the connection serve others before anybody asks for the body.
            whole = cls(head.status, head.fields, length, origin, body_sent, conn.take(length))
            if reusable and conn.pos == conn.end:
                pool.give(conn)
            else:
                pool.drop(conn)
            return whole
        reply = cls(head.status, head.fields, length, origin, body_sent)
        left = _UNTIL_CLOSE if length is None else length
        reply.attach(conn, pool, 0 if head.chunked else left, reusable, exchange.timeouts, exchange.deadline)
        if head.chunked:
            reply._decoder = ChunkDecoder()
        return reply

    def attach(
        self, conn: C, pool: Owner[C], left: int, reusable: bool, timeouts: Timeouts, deadline: float | None
    ) -> None:
        """The body is still to come, by that connection."""
        self._conn = conn
        self._pool = pool
        self._left = left
        self._reusable = reusable
        self._timeouts = timeouts
        self._deadline = deadline

    @property
    def headers(self) -> Headers:
        """The header fields of the answer."""
        if self._headers is None:
            self._headers = Headers.from_block(self._fields)
        return self._headers

    @property
    def location(self) -> str | None:
        """Where a redirect leads. Looked up by itself: nobody needs a redirect's other fields, or pays for them."""
        found = _LOCATION.search(self._fields)
        return None if found is None else found[1].decode("utf-8", "surrogateescape").rstrip(" \t")

    def _take_whole(self, size: int) -> bytes:
        """From a body that is all here."""
        data, self._whole = self._whole[:size], self._whole[size:]
        return data

    def _take_whole_into(self, view: memoryview) -> int:
        data = self._take_whole(len(view))
        view[: len(data)] = data
        return len(data)

    def _next(self, conn: C) -> int | None:
        """How many bytes of the body come next without framing between them; 0 at its end, None: framing is missing."""
        decoder = self._decoder
        if self._left or decoder is None:
            return self._left
        conn.pos = decoder.advance(conn.buffer, conn.pos, conn.end)
        if decoder.done:
            self._finish()
            return 0
        self._left, decoder.left = decoder.left, 0
        return self._left or None

    def _reads_ahead(self) -> bool:
        """Whether to receive into the buffer first: short chunks, whose framing comes along."""
        return self._decoder is not None and self._left < PIECE

    def _used(self, count: int) -> None:
        """That many bytes were received; none is the end of the stream."""
        if not count:
            if self.length is not None or self._decoder is not None:
                raise self._broken(None)
            self._left = 0
            self._reusable = False
            self._finish()
            return
        self._left -= count
        if not self._left and self._decoder is None:
            self._finish()

    def _finish(self) -> None:
        """The body has been read: the connection is free, unless more came than was announced."""
        conn, self._conn = self._conn, None
        if conn is None:
            return
        if self._reusable and conn.pos == conn.end:
            self._pool.give(conn)
        else:
            self._pool.drop(conn)

    def _drop(self) -> None:
        conn, self._conn = self._conn, None
        self._whole = b""
        if conn is not None:
            self._pool.drop(conn)

    def _failure(self, exc: BaseException, conn: C) -> TransportError | None:
        """What a failed read means; None where it means only itself."""
        if isinstance(exc, Malformed):
            return not_http(exc, conn.address)
        if isinstance(exc, OSError) and not isinstance(exc, TransportError):
            return self._broken(exc)
        return None

    def _broken(self, exc: OSError | None) -> TransportError:
        missing = None if self.length is None else self._left
        return body_broke(exc, self.origin, missing=missing, limit=self._timeouts.read, deadline=self._deadline)

    def _too_long(self) -> ProtocolError:
        return ProtocolError(f"the answer of {self.origin} is longer than allowed", node=self.origin)
