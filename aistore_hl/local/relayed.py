"""One connection to the relay, and the one to the node behind it: exchange after exchange, passed on or struck."""

from __future__ import annotations

import asyncio
import contextlib
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import parse_qs, unquote, urlsplit

from attrs import frozen

from .answers import Answer, Refusal, refused
from .faults import Asked
from .messages import LONGEST_HEAD, Framing, Head, answer_head, body_pieces, encode_end, encode_piece
from .seen import Side
from .strike import HungUp, Strike, reset_after_all, struck

if TYPE_CHECKING:
    from .relay import Relay

_Event: TypeAlias = MutableMapping[str, Any]
_Receive: TypeAlias = Callable[[], Awaitable[_Event]]
_Send: TypeAlias = Callable[[_Event], Awaitable[None]]

_GONE: Final = (OSError, HungUp, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError)
"""How a connection ends: it broke, it was ended on order, or what came is not HTTP."""


@frozen
class Place:
    """One node behind the relay."""

    id: str
    side: Side
    origin: str
    """Where the node is reached."""
    origins: frozenset[str]
    """All its addresses."""


class Relayed:
    """A client's connection. Events are those of ASGI, so that faults are the ones that strike a local node."""

    def __init__(self, relay: Relay, place: Place, reader: StreamReader, writer: StreamWriter) -> None:
        self._relay = relay
        self._place = place
        self._reader, self._writer = reader, writer
        self._node: tuple[StreamReader, StreamWriter] | None = None
        self._framing: Framing = 0
        self._line = b""

    async def run(self) -> None:
        """Pass on one exchange after another, until either side closes."""
        try:
            with contextlib.suppress(*_GONE):
                while (head := await Head.read(self._reader)) is not None and await self._exchange(head):
                    pass
        finally:
            self._writer.close()
            if self._node is not None:
                self._node[1].close()

    @property
    def is_gone(self) -> bool:
        """Whether the client's connection has ended."""
        return self._writer.transport.is_closing()

    def say(self, data: bytes) -> None:
        """Send the client bytes that are no answer."""
        self._writer.write(data)

    async def hang_up(self, *, reset: bool) -> None:
        """End the client's connection after what was sent so far, with a reset or without."""
        if reset:
            await reset_after_all(self._writer.transport)
        else:
            self._writer.close()

    async def _exchange(self, head: Head) -> bool:
        """Pass on a request and its answer; whether another one may follow."""
        asked = self._relay.arrived(self._place, head)
        receive: _Receive = _events(body_pieces(self._reader, head.framing(otherwise=0))).__anext__
        send: _Send = self._send
        effect, receive = await struck(self._relay.faults, asked, receive)
        if effect is not None:
            strike = Strike(effect, self, asked, receive, send)
            receive, send = strike.receive, strike.send
            try:
                instead = await strike.begin()
            except Refusal as refusal:
                instead = self._refused(asked, refusal)
            if instead is not None:
                return await self._answer(head, asked, receive, instead)
        reader, writer = await self._reach()
        writer.write(head.with_field(b"Host", urlsplit(self._place.origin).netloc.encode()).encode())
        asking = asyncio.create_task(self._pass_body(receive, writer, head.framing(otherwise=0)))
        answering = asyncio.create_task(self._pass_answer(head, reader, send))
        try:
            await asyncio.wait((asking, answering), return_when=asyncio.FIRST_COMPLETED)
            # A node may answer before it has the body: then nobody knows what of it is still under way.
            is_sent = asking.done() and asking.result()
            return await answering and is_sent and head.keeps_connection
        finally:
            asking.cancel()
            answering.cancel()
            await asyncio.gather(asking, answering, return_exceptions=True)

    async def _reach(self) -> tuple[StreamReader, StreamWriter]:
        """The connection to the node; a new one where there is none yet, or the node has closed it."""
        if self._node is not None and self._node[0].at_eof():
            self._node[1].close()
            self._node = None
        if self._node is None:
            parts = urlsplit(self._place.origin)
            secure = True if parts.scheme == "https" else None
            self._node = await asyncio.open_connection(parts.hostname, parts.port, ssl=secure, limit=LONGEST_HEAD)
        return self._node

    async def _pass_body(self, receive: _Receive, writer: StreamWriter, framing: Framing) -> bool:
        """Whether the node took all of it: one that answers early does not, and its answer is still to be passed on."""
        more = True
        while more:
            event = await receive()
            more = event["more_body"]
            try:
                writer.write(encode_piece(event["body"], framing) if more else encode_end(framing))
                await writer.drain()
            except ConnectionError:
                return False
        return True

    async def _pass_answer(self, request: Head, reader: StreamReader, send: _Send) -> bool:
        method, target = request.words
        head = await self._final_head(reader)
        has_body = method != "HEAD" and head.status not in (204, 304)
        framing = head.framing(otherwise="until close") if has_body else 0
        pieces = body_pieces(reader, framing)
        if (location := head.field(b"location")) is not None:
            head = head.with_field(b"Location", self._relay.renamed(location))
        if head.status == 200 and method == "GET" and _asks_for_map(target):
            content = self._relay.redrawn(b"".join([piece async for piece in pieces]))
            head, framing = head.with_length(len(content)), len(content)
            pieces = _one(content)
        self._framing, self._line = framing, head.line
        await send({"type": "http.response.start", "headers": head.fields})
        async for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return head.keeps_connection and framing != "until close"

    async def _final_head(self, reader: StreamReader) -> Head:
        """The head of the answer; those that only announce it are passed on."""
        while True:
            head = await Head.read(reader)
            if head is None:
                raise ConnectionError("the node closed the connection instead of answering")
            if head.status >= 200:
                return head
            self._writer.write(head.encode())
            await self._writer.drain()

    async def _send(self, event: _Event) -> None:
        if event["type"] == "http.response.start":
            head = Head(self._line, tuple(event["headers"]))
            if self._framing:
                # A fault may have given it another length.
                self._framing = head.framing(otherwise=self._framing)
            self._writer.write(head.encode())
        elif event["body"]:
            self._writer.write(encode_piece(event["body"], self._framing))
        if not event.get("more_body", True):
            self._writer.write(encode_end(self._framing))
        await self._writer.drain()

    def _refused(self, asked: Asked, refusal: Refusal) -> Answer:
        label = f"{self._place.side[0]}[{self._place.id}]"
        path = unquote(asked.target.partition("?")[0])
        return refused(refusal, method=asked.method, path=path, client="", node=label)

    async def _answer(self, head: Head, asked: Asked, receive: _Receive, answer: Answer) -> bool:
        """Answer in the node's place."""
        while not asked.expects and (await receive())["more_body"]:
            pass
        fields = [*answer.head(), (b"Connection", b"close")] if asked.expects else answer.head()
        assert isinstance(answer.content, bytes)  # what is made here has its body with it
        content = b"" if asked.method == "HEAD" else answer.content
        self._writer.write(answer_head(answer.status, fields).encode() + content)
        await self._writer.drain()
        return head.keeps_connection and not asked.expects


async def _events(pieces: AsyncIterator[bytes]) -> AsyncIterator[_Event]:
    async for piece in pieces:
        yield {"type": "http.request", "body": piece, "more_body": True}
    yield {"type": "http.request", "body": b"", "more_body": False}


async def _one(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _asks_for_map(target: str) -> bool:
    parts = urlsplit(target)
    return parts.path in ("/v1/cluster", "/v1/daemon") and parse_qs(parts.query).get("what") == ["smap"]
