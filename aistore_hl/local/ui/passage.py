"""Requests of the page for data: passed on to the proxy, and from there to a target, as any client would send them.

So they are in the request log, and faults strike them. Bodies pass through in pieces, both ways.
"""

from __future__ import annotations

import asyncio
import contextlib
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

import msgspec
from attrs import define, evolve, frozen

from ..messages import LONGEST_HEAD, Framing, Head, body_pieces, encode_end, encode_piece

if TYPE_CHECKING:
    from ..membership import Member
    from ..state import State

T = TypeVar("T")

PATIENCE: Final = 30.0
"""Seconds of silence after which a node is given up."""

_LONGEST_ERROR: Final = 64 << 10


class NotDone(Exception):
    """Why a request of the page was not done: with a status, and the node that is to blame if one is."""

    def __init__(self, status: int, text: str, node: str | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.node = node


class PageGone(Exception):
    """The page went away within its request."""


@frozen
class Sent:
    """What is asked of the nodes. A message goes to the proxy too, content to the target alone."""

    method: str
    target: str
    """Path and query."""
    fields: tuple[tuple[bytes, bytes], ...] = ()
    message: bytes = b""
    content: Callable[[], AsyncIterator[bytes]] | None = None


@define
class Reply:
    """An answer of which the body is still to come."""

    node: str
    head: Head
    framing: Framing
    _pieces: AsyncIterator[bytes]

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """The body as it arrives.

        Raises:
            NotDone: it ends too early, or nothing comes.
        """
        while (piece := await _patiently(_next(self._pieces), self.node)) is not None:
            yield piece

    async def whole(self, longest: int) -> bytes:
        """The body, which is not to be longer than that.

        Raises:
            NotDone: it is, or as `pieces`.
        """
        content = bytearray()
        async for piece in self.pieces():
            content += piece
            if len(content) > longest:
                raise NotDone(502, f"{self.node} answers more than {longest:,} bytes", self.node)
        return bytes(content)


@contextlib.asynccontextmanager
async def passed(state: State, sent: Sent) -> AsyncGenerator[Reply, None]:
    """The answer to a request: the proxy's, or that of the target to which it redirects.

    Raises:
        NotDone: it was refused, or no node answered; what a node said is in it.
    """
    async with _exchange(state.membership.proxy, _permitted(state, sent), content=False) as reply:
        if reply.head.status not in (301, 307):
            yield await _checked(reply)
            return
        location = (reply.head.field(b"location") or b"").decode("latin-1")
    target = _target(state, sent, location, reply.node)
    parts = urlsplit(location)
    onward = evolve(sent, target=f"{parts.path}?{parts.query}")
    async with _exchange(target, onward, content=True) as reply:
        yield await _checked(reply)


def _permitted(state: State, sent: Sent) -> Sent:
    """As the proxy of a cluster wants it that other machines can ask: with its token. Targets never see that."""
    if state.guard is None:
        return sent
    return evolve(sent, fields=(*sent.fields, (b"Authorization", b"Bearer " + state.guard.token.encode())))


def _target(state: State, sent: Sent, location: str, node: str) -> Member:
    """The node that a redirect names.

    Raises:
        NotDone: it is none of this cluster, or the path is another one.
    """
    parts = urlsplit(location)
    if parts.path != sent.target.partition("?")[0]:
        raise NotDone(502, f"{node} redirects to another path: {location!r}", node)
    for member in (state.membership.proxy, *state.membership.targets.values()):
        if member.origin == f"{parts.scheme}://{parts.netloc}":
            return member
    raise NotDone(502, f"{node} redirects to a stranger: {location!r}", node)


async def _checked(reply: Reply) -> Reply:
    if reply.head.status < 300:
        return reply
    content = await reply.whole(_LONGEST_ERROR)
    try:
        said = msgspec.json.decode(content).get("message")
    except (ValueError, AttributeError):
        said = None
    raise NotDone(reply.head.status, str(said or f"{reply.head.status} without a word"), reply.node)


@contextlib.asynccontextmanager
async def _exchange(member: Member, sent: Sent, *, content: bool) -> AsyncGenerator[Reply, None]:
    """One request to one node, on a connection of its own."""
    label = member.label
    body = sent.content if content else None
    reader, writer = await _patiently(
        asyncio.open_connection(member.host, member.port, limit=LONGEST_HEAD), label, "does not answer"
    )
    try:
        head = _head(member, sent, is_chunked=body is not None)
        sending = asyncio.create_task(_send(writer, head, sent.message, body, label))
        answering = asyncio.create_task(Head.read(reader))
        try:
            answer = await _answer(sending, answering, label)
        finally:
            for task in (sending, answering):
                task.cancel()
            await asyncio.gather(sending, answering, return_exceptions=True)
        yield _reply(label, sent.method, answer, reader)
    finally:
        # At once: what is still under way, also a request that is not whole, must not be taken for complete.
        writer.transport.abort()


def _head(member: Member, sent: Sent, *, is_chunked: bool) -> Head:
    length = (b"Transfer-Encoding", b"chunked") if is_chunked else (b"Content-Length", b"%d" % len(sent.message))
    kind = ((b"Content-Type", b"application/json"),) if sent.message else ()
    host = urlsplit(member.origin).netloc.encode()
    line = f"{sent.method} {sent.target} HTTP/1.1".encode("latin-1")
    return Head(line, ((b"Host", host), (b"Connection", b"close"), length, *kind, *sent.fields))


async def _send(
    writer: StreamWriter, head: Head, message: bytes, body: Callable[[], AsyncIterator[bytes]] | None, label: str
) -> None:
    writer.write(head.encode() + (b"" if body else message))
    if body is not None:
        async for piece in body():
            writer.write(encode_piece(piece, "chunked"))
            await _patiently(writer.drain(), label)
        writer.write(encode_end("chunked"))
    await _patiently(writer.drain(), label)


async def _answer(sending: asyncio.Task[None], answering: asyncio.Task[Head | None], label: str) -> Head:
    """The head of the answer, which may come before all is sent."""
    await asyncio.wait((sending, answering), return_when=asyncio.FIRST_COMPLETED)
    if not answering.done():
        # A node that takes no more may have said why; a page that is gone wants no answer.
        with contextlib.suppress(NotDone):
            sending.result()
    found = await _patiently(asyncio.shield(answering), label)
    if found is None:
        raise NotDone(502, f"{label} closed the connection instead of answering", label)
    return found


def _reply(label: str, method: str, head: Head, reader: StreamReader) -> Reply:
    try:
        framing = 0 if method == "HEAD" or head.status in (204, 304) else head.framing(otherwise="until close")
    except (ValueError, IndexError) as exc:
        raise NotDone(502, f"what {label} answers is not HTTP", label) from exc
    return Reply(label, head, framing, body_pieces(reader, framing))


async def _next(pieces: AsyncIterator[bytes]) -> bytes | None:
    return await anext(pieces, None)


async def _patiently(step: Coroutine[Any, Any, T] | asyncio.Future[T], label: str, why: str = "hung up") -> T:
    """The result of one step of an exchange.

    Raises:
        NotDone: it failed, or took too long.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            return await step
    except TimeoutError as exc:
        raise NotDone(504, f"{label} has been silent for {PATIENCE:.0f} s", label) from exc
    except OSError as exc:
        raise NotDone(502, f"{label} {why}: {exc.strerror or exc}", label) from exc
    except (ValueError, EOFError, asyncio.LimitOverrunError) as exc:
        raise NotDone(502, f"what {label} answers is not HTTP", label) from exc
