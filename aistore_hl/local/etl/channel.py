"""Requests to one transformer, over connections that are kept."""

from __future__ import annotations

import asyncio
import os
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

from attrs import define, field, frozen

from ..messages import LONGEST_HEAD, Framing, Head, body_pieces, encode_request
from ..store import Content, StoreFailure

LONGEST_NUMBER: Final = 19
"""Digits of a length: more than any object has."""

_PIECE: Final = 256 << 10
_TRIES: Final = 3
"""How often a request is sent whose connection had been closed before any of the answer came."""


class Silent(Exception):
    """The transformer has not answered in its time."""


class Unanswered(Exception):
    """The transformer cannot be reached, or broke off."""


@frozen
class Request:
    """What a target asks of a transformer."""

    method: str
    target: str
    """Path and query, as they go on the wire."""
    fields: tuple[tuple[str, str], ...] = ()

    def head(self, host: str, length: int | None) -> bytes:
        """The request line and the header fields, as Go's client writes them."""
        sent = [("Host", host), ("User-Agent", "Go-http-client/1.1")]
        if length is not None:
            sent.append(("Content-Length", str(length)))
        return encode_request(self.method, self.target, (*sent, *self.fields))


@define(eq=False)
class Reply:
    """An answer whose body is still to come; close it."""

    head: Head
    pieces: AsyncGenerator[bytes, None]
    length: int | None
    """Bytes of the body, where the head says so."""
    _releases: list[Callable[[], None]]

    @property
    def status(self) -> int:
        """Of the answer."""
        return self.head.status

    def text(self, name: bytes) -> str:
        """A header field, given in lower case; empty where there is none."""
        return (self.head.field(name) or b"").decode("latin-1")

    async def content(self, limit: int) -> bytes:
        """The body, or its first `limit` bytes.

        Raises:
            Silent, Unanswered.
        """
        found = b""
        try:
            async for piece in self.pieces:
                found += piece
                if len(found) > limit:
                    break
        finally:
            await self.close()
        return found[:limit]

    def then(self, release: Callable[[], None]) -> None:
        """Do that too when it is closed."""
        self._releases.append(release)

    async def close(self) -> None:
        """Read no more of it; a second time does nothing. Where nothing is left to be read the connection is kept."""
        if self.length == 0:
            async for _ in self.pieces:
                pass
        await self.pieces.aclose()
        # Also what a generator has not done that was never begun.
        while self._releases:
            self._releases.pop()()


@define(eq=False)
class _Connection:
    reader: StreamReader
    writer: StreamWriter
    is_used: bool = False

    async def is_idle(self) -> bool:
        """Whether it is open, and nothing has come over it that nobody has asked for: what an answer has beyond the
        length that its head tells would be taken for the next one."""
        if self.writer.is_closing():
            return False
        silence = asyncio.timeout(0)
        with suppress(OSError):
            async with silence:
                await self.reader.read(1)
        return silence.expired()


@define(eq=False)
class Channel:
    """The connections to one transformer."""

    origin: str
    _idle: list[_Connection] = field(init=False, factory=list)
    _is_closed: bool = field(init=False, default=False)

    @property
    def host(self) -> str:
        """Host and port."""
        return urlsplit(self.origin).netloc

    async def ask(
        self, request: Request, *, seconds: float, open_content: Callable[[], Content] | None = None
    ) -> Reply:
        """The answer to a request; `seconds` are for all of it. What `open_content` opens is its body, and is closed.

        A connection that was used before, and that the transformer has closed meanwhile, is no failure: another one is
        taken, as Go's client does.

        Raises:
            Silent, Unanswered.
            StoreFailure: the content cannot be read.
        """
        deadline = time.monotonic() + seconds
        what = f'{request.method.capitalize()} "{self.origin}{request.target}"'
        for left in reversed(range(_TRIES)):
            exchange = _Exchange(await self._connection(deadline, what), what, deadline)
            try:
                head = await exchange.begin(request, self.host, None if open_content is None else open_content())
            except BaseException as exc:
                exchange.end()
                if isinstance(exc, Unanswered) and exchange.connection.is_used and left:
                    continue
                raise
            return Reply(head, self._pieces(exchange, head), exchange.length(head), [exchange.end])
        raise AssertionError("the last try returns or raises")

    def close(self) -> None:
        """Close what is not in use, and keep nothing from now on."""
        self._is_closed = True
        while self._idle:
            self._idle.pop().writer.close()

    async def _connection(self, deadline: float, what: str) -> _Connection:
        while self._idle:
            kept = self._idle.pop()
            try:
                is_idle = await kept.is_idle()
            except asyncio.CancelledError:
                kept.writer.close()
                raise
            if is_idle:
                return kept
            kept.writer.close()
        parts = urlsplit(self.origin)
        try:
            async with asyncio.timeout(max(deadline - time.monotonic(), 0.0)):
                return _Connection(*await asyncio.open_connection(parts.hostname, parts.port, limit=LONGEST_HEAD))
        except TimeoutError as exc:
            raise Silent(f"{what}: dial tcp {parts.netloc}: i/o timeout") from exc
        except OSError as exc:
            why = (
                os.strerror(exc.errno) if exc.errno else "connection refused"
            )  # asyncio's words name the address again
            raise Unanswered(f"{what}: dial tcp {parts.netloc}: connect: {why.lower()}") from exc

    async def _check_life(self, exchange: _Exchange) -> None:
        """Whether a body that ends with its connection is whole: who was killed has also ended it.

        Raises:
            Silent, Unanswered: who has sent it is not there any more.
        """
        try:
            reply = await self.ask(Request("GET", "/health"), seconds=max(exchange.deadline - time.monotonic(), 0.0))
            await reply.close()
        except Unanswered as exc:
            raise Unanswered(f"{exchange.what}: unexpected EOF") from exc

    async def _pieces(self, exchange: _Exchange, head: Head) -> AsyncGenerator[bytes, None]:
        """The body, and what becomes of the connection after it."""
        keeps = False
        try:
            async for piece in exchange.body(head):
                yield piece
            if exchange.framing(head) == "until close":
                await self._check_life(exchange)
            is_reusable = head.keeps_connection and exchange.framing(head) != "until close"
            keeps = exchange.is_sent and is_reusable and head.line.startswith(b"HTTP/1.1")
        finally:
            if keeps and not self._is_closed:
                exchange.keep()
                exchange.connection.is_used = True
                self._idle.append(exchange.connection)
            exchange.end()


@define(eq=False)
class _Exchange:
    """One request and its answer, on one connection. The answer may begin before all of the request is sent."""

    connection: _Connection
    what: str
    deadline: float
    _content: Content | None = None
    _sending: asyncio.Task[None] | None = None
    _damage: StoreFailure | None = None
    _is_over: bool = False

    async def begin(self, request: Request, host: str, content: Content | None) -> Head:
        """Send the request; the head of its answer.

        Raises:
            Silent, Unanswered.
        """
        self._content = content
        has_body = request.method != "GET"
        writer = self.connection.writer
        try:
            async with asyncio.timeout(self._left):
                writer.write(request.head(host, None if not has_body else 0 if content is None else content.size))
                if content is not None:
                    self._sending = asyncio.create_task(self._send(content))
                    # Also where it is cancelled before it has begun.
                    self._sending.add_done_callback(lambda _: content.close())
                head = await self._head()
        except TimeoutError as exc:
            why = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
            raise Silent(f"{self.what}: {why}") from exc
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError) as exc:
            raise self._broken(_words(exc)) from exc
        if head is None:
            raise self._broken("EOF")
        return head

    async def body(self, head: Head) -> AsyncIterator[bytes]:
        """What follows the head.

        Raises:
            Silent, Unanswered.
        """
        pieces = body_pieces(self.connection.reader, self.framing(head))
        while True:
            try:
                async with asyncio.timeout(self._left):
                    piece = await anext(pieces, None)
            except TimeoutError as exc:
                why = "context deadline exceeded (Client.Timeout or context cancellation while reading body)"
                raise Silent(f"{self.what}: {why}") from exc
            except (OSError, EOFError, ValueError) as exc:
                raise self._broken(_words(exc)) from exc
            if piece is None:
                return
            yield piece

    async def _head(self) -> Head | None:
        """The head of the answer, after those that only say that it is under way.

        Raises:
            OSError, ValueError, asyncio.LimitOverrunError: what comes is none.
        """
        while (head := await Head.read(self.connection.reader)) is not None:
            if not head.line.startswith(b"HTTP/1.") or len(head.line.split(b" ", 2)) < 2:
                raise ValueError("malformed HTTP response")
            self.framing(head)
            if head.status >= 200:
                break
        return head

    @property
    def is_sent(self) -> bool:
        """Whether all of the request is: who answers before it has read the rest will not read it."""
        return self._sending is None or self._sending.done()

    @staticmethod
    def framing(head: Head) -> Framing:
        """How the body ends."""
        return 0 if head.status in (204, 304) else head.framing(otherwise="until close")

    def length(self, head: Head) -> int | None:
        """Bytes of the body, where the head says so."""
        framing = self.framing(head)
        return framing if isinstance(framing, int) else None

    def keep(self) -> None:
        """Leave the connection open when this is over: all of the request was read, and all of the answer."""
        self._is_over = True
        self._let_go()

    def end(self) -> None:
        """Let go of content and connection; a second time does nothing."""
        if self._is_over:
            return
        self._is_over = True
        self._let_go()
        self.connection.writer.close()

    def _let_go(self) -> None:
        if self._sending is None:
            if self._content is not None:
                self._content.close()
        else:
            self._sending.cancel()

    async def _send(self, content: Content) -> None:
        """The body. That the connection breaks is seen where the answer is read."""
        writer = self.connection.writer
        try:
            for start in range(0, content.size, _PIECE):
                writer.write(await content.read(start, min(start + _PIECE, content.size)))
                await writer.drain()
        except OSError:
            return
        except StoreFailure as failure:
            self._damage = failure
            writer.close()

    def _broken(self, why: str) -> Exception:
        """Why there is no answer, or no more of it."""
        return self._damage or Unanswered(f"{self.what}: {why}")

    @property
    def _left(self) -> float:
        return max(self.deadline - time.monotonic(), 0.0)


def _words(exc: Exception) -> str:
    return str(exc) or type(exc).__name__
