"""HTTP/1.1 messages as they pass through: heads kept as they came, bodies piece by piece by their framing."""

from __future__ import annotations

from asyncio import IncompleteReadError, StreamReader
from collections.abc import AsyncIterator, Iterable
from typing import Final, Literal, Self, TypeAlias

from attrs import evolve, frozen

Framing: TypeAlias = int | Literal["chunked", "until close"]
"""How a body ends: after so many bytes, with an empty chunk, or with the connection."""

LONGEST_HEAD: Final = 64 << 10
"""Bytes; more than any head of AIS, and what asyncio's readers look ahead."""

_PIECE: Final = 256 << 10


@frozen
class Head:
    """The first line and the header fields of one message."""

    line: bytes
    fields: tuple[tuple[bytes, bytes], ...]

    @classmethod
    async def read(cls, reader: StreamReader) -> Self | None:
        """The next head; `None` where the connection ends instead.

        Raises:
            ConnectionError: it ends within the head, or what comes is not one.
        """
        try:
            block = await reader.readuntil(b"\r\n\r\n")
        except IncompleteReadError as exc:
            if exc.partial:
                raise ConnectionError("the connection ended within a head") from exc
            return None
        line, *fields = block[:-4].split(b"\r\n")
        pairs = (field.partition(b":") for field in fields)
        return cls(line, tuple((name, value.strip(b" \t")) for name, _, value in pairs))

    @property
    def words(self) -> tuple[str, str]:
        """Of a request: method and target."""
        method, _, rest = self.line.decode("latin-1").partition(" ")
        return method, rest.rpartition(" ")[0]

    @property
    def status(self) -> int:
        """Of an answer."""
        return int(self.line.split(b" ", 2)[1])

    @property
    def keeps_connection(self) -> bool:
        """Whether another message may follow."""
        return b"close" not in (self.field(b"connection") or b"").lower()

    def field(self, name: bytes) -> bytes | None:
        """The first header field of that name, given in lower case."""
        return next((value for found, value in self.fields if found.lower() == name), None)

    def with_field(self, name: bytes, value: bytes) -> Self:
        """The same with one header field replaced, or added."""
        others = tuple((found, old) for found, old in self.fields if found.lower() != name.lower())
        return evolve(self, fields=(*others, (name, value)))

    def with_length(self, length: int) -> Self:
        """The same, before a body of that many bytes."""
        kept = tuple((found, old) for found, old in self.fields if found.lower() != b"transfer-encoding")
        return evolve(self, fields=kept).with_field(b"Content-Length", b"%d" % length)

    def framing(self, *, otherwise: Framing) -> Framing:
        """How the body that follows is framed, and what holds where the head does not say.

        Raises:
            ValueError: its length is no number.
        """
        if b"chunked" in (self.field(b"transfer-encoding") or b"").lower():
            return "chunked"
        length = self.field(b"content-length")
        return otherwise if length is None else _number(length, 10)

    def encode(self) -> bytes:
        """The head as it goes on the wire."""
        return b"\r\n".join((self.line, *(b"%s: %s" % field for field in self.fields), b"", b""))


def encode_request(method: str, target: str, fields: Iterable[tuple[str, str]]) -> bytes:
    """The head of a request made here."""
    lines = (f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields), "", "")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")


def answer_head(status: int, fields: Iterable[tuple[bytes, bytes]]) -> Head:
    """The head of an answer made here."""
    return Head(b"HTTP/1.1 %d -" % status, tuple(fields))


async def body_pieces(reader: StreamReader, framing: Framing) -> AsyncIterator[bytes]:
    """The content of a body as it arrives, without the framing of chunks.

    Raises:
        ConnectionError: it ends too early.
        ValueError: what should be the length of a chunk is none.
    """
    if framing == "chunked":
        async for piece in _chunks(reader):
            yield piece
    elif framing == "until close":
        while piece := await reader.read(_PIECE):
            yield piece
    else:
        async for piece in _exactly(reader, framing):
            yield piece


async def _exactly(reader: StreamReader, length: int) -> AsyncIterator[bytes]:
    while length:
        piece = await reader.read(min(length, _PIECE))
        if not piece:
            raise ConnectionError("the connection ended within a body")
        length -= len(piece)
        yield piece


async def _chunks(reader: StreamReader) -> AsyncIterator[bytes]:
    while True:
        line = await reader.readline()
        if not line.endswith(b"\n"):
            raise ConnectionError("the connection ended within a body")
        size = _number(line.partition(b";")[0].strip(), 16)
        if size == 0:
            break
        async for piece in _exactly(reader, size):
            yield piece
        await reader.readexactly(2)
    # Trailers end here: AIS sends none that a client needs.
    while (await reader.readline()).strip():
        pass


def _number(text: bytes, base: int) -> int:
    """A length: digits and nothing else, as a sign or `_` between them would be understood elsewhere in another way.

    Raises:
        ValueError: it is none.
    """
    if not text.isalnum():
        raise ValueError(f"malformed length {text[:20]!r}")
    return int(text, base)


def encode_piece(piece: bytes | memoryview, framing: Framing) -> bytes | memoryview:
    """A piece of content as it goes on the wire."""
    return b"%x\r\n%b\r\n" % (len(piece), bytes(piece)) if framing == "chunked" and piece else piece


def encode_end(framing: Framing) -> bytes:
    """What says that a body is complete."""
    return b"0\r\n\r\n" if framing == "chunked" else b""
