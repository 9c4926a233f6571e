"""One exchange with a node of another cluster, over HTTP/1.1: a redirect is followed once, with the body."""

from __future__ import annotations

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from attrs import frozen

from ..messages import LONGEST_HEAD, Head, body_pieces, encode_request
from ..store import Content

_PATIENCE: Final = 30.0
"""Seconds for one step of an exchange: connecting, the head of an answer, the next bytes of a body."""

_PIECE: Final = 256 << 10

Fields: TypeAlias = Sequence[tuple[str, str]]
"""Header fields of a request."""


class Unreachable(Exception):
    """Nobody answers there, or the exchange broke off."""


@frozen
class Reply:
    """An answer whose body is still to come."""

    head: Head
    pieces: AsyncIterator[bytes]

    @property
    def status(self) -> int:
        """Of the answer."""
        return self.head.status

    def text(self, name: bytes) -> str:
        """A header field, empty where there is none."""
        return (self.head.field(name) or b"").decode("utf-8", "surrogateescape")

    def texts(self, name: bytes) -> list[str]:
        """All header fields of that name, given in lower case."""
        return [value.decode("utf-8", "surrogateescape") for key, value in self.head.fields if key.lower() == name]

    async def content(self) -> bytes:
        """All of the body.

        Raises:
            Unreachable: it breaks off.
        """
        return b"".join([piece async for piece in self.pieces])

    async def error(self, *, method: str) -> dict[str, Any]:
        """AIS's JSON of an error; made up where the answer has none."""
        text = self.head.field(b"hdr-error") if method == "HEAD" else await self.content()
        try:
            found = json.loads((text or b"").decode("utf-8", "surrogateescape"))
        except ValueError:
            found = None
        return found if isinstance(found, dict) else {"message": f"HTTP status {self.status}", "status": self.status}


@asynccontextmanager
async def exchange(
    origin: str, method: str, target: str, fields: Fields = (), *, body: bytes = b"", content: Content | None = None
) -> AsyncIterator[Reply]:
    """Send a request; its answer may be read within. `body` goes to every node, `content` to the one redirected to.

    Raises:
        Unreachable.
    """
    reader, writer = await _dial(origin)
    try:
        reply = await _ask(reader, writer, _Request(origin, method, target, fields, body))
        if reply.status in (301, 307):
            where = urlsplit(reply.text(b"location"))
            await reply.content()
            writer.close()
            origin = f"{where.scheme}://{where.netloc}"
            reader, writer = await _dial(origin)
            reply = await _ask(
                reader, writer, _Request(origin, method, f"{where.path}?{where.query}", fields, body), content
            )
        elif content is not None and reply.status < 300:
            raise Unreachable(f"{origin} took {method} {target} without its content")
        yield reply
    finally:
        writer.close()


async def _dial(origin: str) -> tuple[StreamReader, StreamWriter]:
    parts = urlsplit(origin)
    try:
        async with asyncio.timeout(_PATIENCE):
            return await asyncio.open_connection(parts.hostname, parts.port, limit=LONGEST_HEAD)
    except (OSError, TimeoutError) as exc:
        why = getattr(exc, "strerror", None) or "connection refused"
        raise Unreachable(f"dial tcp {parts.netloc}: connect: {why}") from exc


@frozen
class _Request:
    origin: str
    method: str
    target: str
    fields: Fields
    body: bytes

    def head(self, length: int) -> bytes:
        """The request line and the header fields."""
        sent = [("Host", urlsplit(self.origin).netloc), ("Connection", "close"), *self.fields]
        if length or self.method in ("PUT", "POST", "PATCH", "DELETE"):
            sent.append(("Content-Length", str(length)))
        return encode_request(self.method, self.target, sent)

    def __str__(self) -> str:
        return f"{self.method} {self.origin}{self.target}"


async def _ask(reader: StreamReader, writer: StreamWriter, request: _Request, content: Content | None = None) -> Reply:
    try:
        writer.write(request.head(content.size if content is not None else len(request.body)))
        if content is None:
            writer.write(request.body)
        else:
            for start in range(0, content.size, _PIECE):
                writer.write(await content.read(start, min(start + _PIECE, content.size)))
                async with asyncio.timeout(_PATIENCE):
                    await writer.drain()
        async with asyncio.timeout(_PATIENCE):
            head = await Head.read(reader)
    except (OSError, TimeoutError) as exc:
        raise Unreachable(f"{request}: {_why(exc)}") from exc
    if head is None:
        raise Unreachable(f"{request}: EOF")
    framing = 0 if request.method == "HEAD" else head.framing(otherwise="until close")
    return Reply(head, _patient(body_pieces(reader, framing), str(request)))


async def _patient(pieces: AsyncIterator[bytes], what: str) -> AsyncIterator[bytes]:
    """The same pieces, each waited for so long."""
    while True:
        try:
            async with asyncio.timeout(_PATIENCE):
                piece = await anext(pieces, None)
        except (OSError, TimeoutError, EOFError) as exc:
            raise Unreachable(f"{what}: {_why(exc)}") from exc
        if piece is None:
            return
        yield piece


def _why(exc: Exception) -> str:
    return str(exc) or ("timed out" if isinstance(exc, TimeoutError) else type(exc).__name__)
