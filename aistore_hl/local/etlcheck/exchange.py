"""One connection to a transformer, and requests over it as a target writes them, or worse."""

from __future__ import annotations

import asyncio
import contextlib
import re
from asyncio import StreamReader, StreamWriter
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

from attrs import define, frozen

from ..messages import LONGEST_HEAD, Framing, Head, body_pieces, encode_end, encode_piece, encode_request

_PIECE: Final = 64 << 10
_SHOWN: Final = 40
"""Bytes of what is no answer that are shown."""

_STATUS: Final = re.compile(rb"HTTP/1\.\d [1-9]\d\d(?: |$)")

LATE: Final = "no answer within"
"""How an answer begins that did not come in its time."""


@frozen
class Reply:
    """What came back. Status 0: nothing that is an answer, and `error` says why."""

    status: int
    content: bytes = b""
    fields: tuple[tuple[bytes, bytes], ...] = ()
    framing: Framing = 0
    is_kept: bool = False
    """Whether another request may follow on the connection."""
    error: str = ""

    def text(self, name: bytes) -> str:
        """A header field, given in lower case; empty where there is none."""
        return next((value for found, value in self.fields if found.lower() == name), b"").decode("latin-1")

    def __str__(self) -> str:
        if self.error:
            return f"{self.status}, {self.error}" if self.status else self.error
        return f"{self.status}, {len(self.content):,} bytes" if self.content else str(self.status)


@frozen
class Ask:
    """A request."""

    method: str
    target: str
    body: bytes | None = None
    fields: Sequence[tuple[str, str]] = ()
    is_chunked: bool = False
    missing: int = 0
    """Bytes of the body that are announced, and do not come."""

    def head(self, host: str) -> bytes:
        """Request line and header fields."""
        sent = [("Host", host), ("User-Agent", "Go-http-client/1.1")]
        if self.is_chunked:
            sent.append(("Transfer-Encoding", "chunked"))
        elif self.body is not None:
            sent.append(("Content-Length", str(len(self.body) + self.missing)))
        return encode_request(self.method, self.target, (*sent, *self.fields))


@define(eq=False)
class Line:
    """A connection; a block that closes it."""

    host: str
    port: int
    seconds: float
    """For each request and its answer."""
    _reader: StreamReader | None = None
    _writer: StreamWriter | None = None

    async def ask(self, ask: Ask) -> Reply:
        """The answer, or why there is none."""
        try:
            async with asyncio.timeout(self.seconds):
                _, writer = await self.opened()
                writer.write(ask.head(self._host_field))
                # An answer may come before all of the body is read, and then the rest of it is nobody's business.
                sending = asyncio.create_task(_send(writer, ask))
                try:
                    return await self._answer(ask)
                finally:
                    sending.cancel()
        except TimeoutError:
            return Reply(0, error=f"{LATE} {self.seconds:g} s")
        except asyncio.LimitOverrunError:
            return Reply(0, error=f"no answer of HTTP: a head of more than {LONGEST_HEAD:,} bytes")
        except (OSError, EOFError, ValueError) as exc:
            return Reply(0, error=str(exc) or type(exc).__name__)

    async def begin(self, ask: Ask) -> None:
        """Send the head of a request, and wait for nothing.

        Raises:
            OSError: nobody listens.
        """
        _, writer = await self.opened()
        writer.write(ask.head(self._host_field))

    async def opened(self) -> tuple[StreamReader, StreamWriter]:
        """The connection itself, made if there is none.

        Raises:
            OSError: nobody listens.
        """
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self.host, self.port, limit=LONGEST_HEAD)
        return self._reader, self._writer

    @property
    def _host_field(self) -> str:
        return f"{self.host}:{self.port}"

    async def _answer(self, ask: Ask) -> Reply:
        assert self._reader is not None
        while True:
            head = await Head.read(self._reader)
            if head is None:
                return Reply(0, error="the connection was closed without an answer")
            # What is left of an answer that was longer than it has told comes in front of the next one.
            if not _STATUS.match(head.line):
                return Reply(0, error=f"no answer of HTTP: {head.line[:_SHOWN]!r}")
            if head.status == 101 or head.status >= 200:
                break
        has_none = ask.method == "HEAD" or head.status in (101, 204, 304)
        framing: Framing = 0 if has_none else head.framing(otherwise="until close")
        content, error = b"", ""
        try:
            async for piece in body_pieces(self._reader, framing):
                content += piece
        except (OSError, EOFError, ValueError) as exc:
            error = str(exc) or type(exc).__name__
        return Reply(
            head.status,
            content,
            head.fields,
            framing,
            head.line.startswith(b"HTTP/1.1") and head.keeps_connection and framing != "until close" and not error,
            error,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.close()


async def _send(writer: StreamWriter, ask: Ask) -> None:
    """The body. That it breaks is seen where the answer is read."""
    body = ask.body or b""
    with contextlib.suppress(OSError):
        for start in range(0, len(body), _PIECE):
            writer.write(encode_piece(body[start : start + _PIECE], "chunked" if ask.is_chunked else len(body)))
            await writer.drain()
        if ask.is_chunked:
            writer.write(encode_end("chunked"))
        if ask.missing:
            writer.write_eof()
