"""Objects over a WebSocket, one after the other: a control message, content unless it names a file, an answer.

AIS takes a message of text for "delivered", whatever it says, so that no error is told by one: a failure closes the
connection, with code 1011. Source: ext/etl/websocket_comm.go (AIS 5.0)
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from .asgi_body import AsyncBytesBody
from .outcome import DELIVERED_LENGTH, Answer
from .plan import Source, Work, socket_message
from .refusal import BrokenBody, Refused

if TYPE_CHECKING:
    from starlette.types import Receive, Send

    from .fastapi import FastAPIServer

_UNSUPPORTED: Final = 1003
_POLICY: Final = 1008
_INTERNAL: Final = 1011
_LONGEST_REASON: Final = 120
"""Bytes; 123 is what a close frame holds. Source: RFC 6455"""


class _Closed(Exception):
    """The other side has closed it."""


class _Close(Exception):
    """It is to be closed, with that code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Conversation:
    """One connection."""

    def __init__(self, server: FastAPIServer, receive: Receive, send: Send) -> None:
        self._server = server
        self._receive = receive
        self._send = send

    async def run(self, path: str) -> None:
        """Answer objects until either side closes."""
        await self._receive()
        if path != "/ws":
            await self._send({"type": "websocket.close", "code": _POLICY})
            return
        await self._send({"type": "websocket.accept"})
        try:
            while True:
                text = await self._message("control")
                with self._server._etl_busy():
                    await self._object(text)
        except _Closed:
            return
        except _Close as exc:
            reason = str(exc).encode()[:_LONGEST_REASON].decode("utf-8", "ignore")
            await self._send({"type": "websocket.close", "code": exc.code, "reason": reason})

    async def _message(self, what: str) -> bytes:
        message: Any = await self._receive()
        if message["type"] != "websocket.receive":
            raise _Closed
        data = message.get("bytes")
        if data is None:
            raise _Close(_UNSUPPORTED, f"a {what} message is binary")
        content: bytes = data
        return content

    async def _object(self, text: bytes) -> None:
        began = perf_counter()
        work: Work | None = None
        status = came = went = 0
        why = "the client is gone"
        try:
            work = socket_message(text, self._server.settings)
            data = await self._message("content") if work.source is Source.BODY else b""
            came = len(data)
            answer = await self._server._etl_answer(work, AsyncBytesBody(data))
            content = await self._content(answer)
            if answer.status == 204:
                length = dict(answer.headers).get(DELIVERED_LENGTH, "0")
                await self._send({"type": "websocket.send", "text": length})
            elif answer.status != 200:
                why = content.decode()
                raise _Close(_POLICY if answer.status in (400, 403) else _INTERNAL, why)
            else:
                await self._send({"type": "websocket.send", "bytes": content})
                went = len(content)
            status, why = answer.status, ""
        except Refused as exc:
            why = exc.message
            raise _Close(_POLICY if exc.status in (400, 403) else _INTERNAL, why) from exc
        except BrokenBody as exc:
            why = str(exc)
            raise _Close(_INTERNAL, why) from exc
        finally:
            self._server._etl_done("WS", work, status, began, came=came, went=went, why=why)

    async def _content(self, answer: Answer) -> bytes:
        """All of it: a message is answered by one message."""
        if answer.pieces is None:
            return b"" if answer.content is None else bytes(answer.content)
        return b"".join([bytes(piece) async for piece in self._server._etl_pieces(answer)])
