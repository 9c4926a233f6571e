"""Requests to one transformer over WebSockets that are kept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import TYPE_CHECKING, Final

from attrs import define, field

from ..answers import Refusal
from ..messages import answer_head
from ..store import Content
from .channel import LONGEST_NUMBER, Reply, Silent, Unanswered

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection
    from websockets.exceptions import ConnectionClosed

_PIECE: Final = 256 << 10
_SHOWN: Final = 40
_TRIES: Final = 3
"""How often another connection is taken where one that was used before is closed before anything comes."""

_FAILED: Final = frozenset((1003, 1007, 1008, 1009, 1011))
"""Codes with which a server closes that could not do what it was told; with others it has gone, or dies."""


@define(eq=False)
class _Turn:
    """One object over one connection."""

    sockets: Sockets
    socket: ClientConnection
    _is_over: bool = False

    async def end(self) -> None:
        """All was read: the connection is kept."""
        self._is_over = True
        await self.sockets.give_back(self.socket)

    def break_off(self) -> None:
        """Nobody reads the rest: the connection is of no use any more. After the end it does nothing."""
        if not self._is_over:
            self._is_over = True
            self.socket.transport.abort()


@define(eq=False)
class Sockets:
    """The WebSockets to one transformer; each has one object at a time. Those that break are dialed again."""

    url: str
    _idle: list[ClientConnection] = field(init=False, factory=list)
    _is_closed: bool = field(init=False, default=False)

    async def ask(self, control: bytes, *, seconds: float, open_content: Callable[[], Content] | None) -> Reply:
        """What is answered to a control message, and the content that follows it; `seconds` are for all of it.

        Raises:
            Silent, Unanswered.
            StoreFailure: the content cannot be read.
            Refusal: 500, it says that it failed.
        """
        deadline, is_used = time.monotonic() + seconds, False
        for left in reversed(range(_TRIES)):
            try:
                async with asyncio.timeout(max(deadline - time.monotonic(), 0.0)):
                    socket, is_used = await self._socket()
                    content = None if open_content is None else open_content()
                    try:
                        return await self._exchange(socket, control, content, deadline)
                    finally:
                        if content is not None:
                            content.close()
            except Unanswered:
                if not (is_used and left):
                    raise
            except TimeoutError as exc:
                raise Silent(f"{self.url}: context deadline exceeded") from exc
        raise AssertionError("the last try returns or raises")

    async def close(self) -> None:
        """Close what is not in use, and keep nothing from now on."""
        self._is_closed = True
        idle, self._idle = self._idle, []
        await asyncio.gather(*(socket.close() for socket in idle), return_exceptions=True)

    async def _exchange(
        self, socket: ClientConnection, control: bytes, content: Content | None, deadline: float
    ) -> Reply:
        from websockets.exceptions import ConnectionClosed

        frames, turn = socket.recv_streaming(), _Turn(self, socket)
        try:
            await socket.send(control)
            if content is not None:
                await socket.send(_pieces_of(content))
            first = await anext(frames, b"")
            if isinstance(first, str):
                return await self._delivered(turn, first, frames)
            # Most messages have one frame; how long others are is seen at their end.
            second = await anext(frames, None)
        except ConnectionClosed as exc:
            raise self._failure(exc) from exc
        except BaseException:
            turn.break_off()
            raise
        pieces = self._pieces(turn, first, second, frames, deadline)
        return Reply(answer_head(200, ()), pieces, len(first) if second is None else None, [turn.break_off])

    async def _delivered(self, turn: _Turn, text: str, frames: AsyncIterator[str | bytes]) -> Reply:
        """The answer that says how many bytes it has put somewhere itself."""
        while len(text) <= LONGEST_NUMBER and (frame := await anext(frames, None)) is not None:
            text += str(frame)
        if len(text) > LONGEST_NUMBER or not text.isascii() or not text.isdecimal():
            raise Refusal(500, f"ETL error: {text[:_SHOWN]!r} is not the length of what was put")
        await turn.end()
        head = answer_head(204, ((b"Ais-Direct-Put-Length", text.encode()),))
        return Reply(head, _none(), 0, [])

    async def _pieces(
        self,
        turn: _Turn,
        first: bytes,
        second: str | bytes | None,
        frames: AsyncIterator[str | bytes],
        deadline: float,
    ) -> AsyncGenerator[bytes, None]:
        from websockets.exceptions import ConnectionClosed

        piece = second
        try:
            yield first
            while piece is not None:
                yield piece if isinstance(piece, bytes) else piece.encode()
                async with asyncio.timeout(max(deadline - time.monotonic(), 0.0)):
                    piece = await anext(frames, None)
        except TimeoutError as exc:
            raise Silent(f"{self.url}: context deadline exceeded") from exc
        except ConnectionClosed as exc:
            raise self._failure(exc) from exc
        await turn.end()

    def _failure(self, exc: ConnectionClosed) -> Exception:
        """What it means that a connection was closed."""
        received = exc.rcvd
        if received is not None and received.code in _FAILED:
            return Refusal(500, f"ETL error: {received.reason or f'closed with code {received.code}'}")
        return Unanswered(f"{self.url}: {exc}")

    async def _socket(self) -> tuple[ClientConnection, bool]:
        """A connection, and whether it was used before.

        Raises:
            Unanswered: nobody listens there.
            Refusal: 501, the extra is missing.
        """
        try:
            from websockets.asyncio.client import connect
            from websockets.exceptions import WebSocketException
            from websockets.protocol import State
        except ImportError as exc:
            raise Refusal(501, "transformers with WebSockets need a package: pip install 'aistore-hl[etl]'") from exc
        while self._idle:
            kept = self._idle.pop()
            if kept.state is State.OPEN:
                return kept, True
        try:
            # No limits: AIS's are 16 GiB, and objects of one machine are as large as that machine allows.
            made = await connect(self.url, compression=None, max_size=None, ping_interval=None, proxy=None)
        except (OSError, WebSocketException) as exc:
            raise Unanswered(f"{self.url}: dial: {exc}") from exc
        return made, False

    async def give_back(self, socket: ClientConnection) -> None:
        """Keep one for the next object."""
        if self._is_closed:
            await socket.close()
        else:
            self._idle.append(socket)


async def _pieces_of(content: Content) -> AsyncIterator[bytes]:
    for start in range(0, content.size, _PIECE):
        yield bytes(await content.read(start, min(start + _PIECE, content.size)))
    if not content.size:
        yield b""


async def _none() -> AsyncGenerator[bytes, None]:
    for piece in list[bytes]():
        yield piece
