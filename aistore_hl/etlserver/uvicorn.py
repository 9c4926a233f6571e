"""How uvicorn is run for `FastAPIServer.start()`."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Final

from aistore_hl._core.errors import MissingExtra

from .asgi_body import ENDED, LOST, WHOLE
from .outcome import LINGER
from .refusal import error_body
from .request_head import MAX_HEAD
from .workers import NOT_READY, listen, run_workers

try:
    import uvicorn
    from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
except ImportError as exc:
    raise MissingExtra("FastAPIServer.start() needs uvicorn and httptools: pip install 'aistore-hl[etl]'") from exc

if TYPE_CHECKING:
    from socket import socket

    from .fastapi import FastAPIServer

_MESSAGE: Final = 16 << 30
"""Bytes of one message over a WebSocket: AIS's own limit. Source: ext/etl/websocket_comm.go (AIS 5.0)"""


class _Protocol(HttpToolsProtocol):
    """uvicorn's connection, with limits for the head of a request: uvicorn waits for it without end."""

    etl: ClassVar[FastAPIServer]
    _alarm: asyncio.TimerHandle | None = None
    _head = 0
    """Bytes of a head that is not whole yet."""
    _framing = 0
    """Bytes since the last ones of a body: chunk extensions and trailers, of which uvicorn takes any number."""
    _is_in_head = True
    _is_deaf = False
    """Whether all has been said, and what comes is forgotten."""
    _stall: asyncio.TimerHandle | None = None
    _unsent = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._alarm = self.loop.call_later(self.etl.idle_timeout, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        self._calm()
        self.resume_writing()
        # uvicorn sets it with the first request, and declares it as if it always were.
        if self.cycle is not None:
            self.cycle.scope.setdefault("state", {})[LOST] = True
        super().connection_lost(exc)

    def eof_received(self) -> bool | None:  # type: ignore[override]  # asyncio's own signature; uvicorn's is narrower
        """Keep the connection while an answer is due: whoever sent too little still reads why it was refused."""
        cycle = self.cycle
        if self._is_deaf or cycle is None or cycle.response_complete:  # type: ignore[redundant-expr]
            return None
        cycle.keep_alive = False
        if cycle.more_body:
            cycle.scope.setdefault("state", {})[ENDED] = True
            cycle.more_body = False
            cycle.message_event.set()
        return True

    def on_message_begin(self) -> None:
        self._is_in_head = True
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        if b"#" in url:
            raise ValueError("uvicorn would leave out what follows")
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        # Those after the body are trailers, which uvicorn would add to the header.
        if self._is_in_head:
            super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        self._framing = 0
        super().on_body(body)

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        self._head = self._framing = 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_in_head = True
        self.scope.setdefault("state", {})[WHOLE] = True
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        if self._is_deaf:
            return
        is_first = not self._head
        self._framing += len(data)
        super().data_received(data)
        self._mind(data, is_first=is_first)

    def _mind(self, data: bytes, *, is_first: bool) -> None:
        """Set or stop the clock, and look at what has come so far."""
        if self._is_deaf:
            return
        if self not in self.connections:
            # It is a WebSocket's now, or gone.
            self._calm()
        elif not self._is_in_head and self._framing > MAX_HEAD:
            self._refuse(400, f"the body has more than {MAX_HEAD} bytes of framing in one place")
        elif not self._is_in_head and self.cycle.response_complete:
            # The rest of a body that nobody reads: it is forgotten, and must not stop coming.
            self._calm()
            self._alarm = self.loop.call_later(self.etl.idle_timeout, self.transport.close)
        elif not self._is_in_head:
            self._calm()
        elif self._is_partial(data):
            self._head += len(data)
            if self._head > MAX_HEAD:
                self._refuse(431, f"the head of the request is longer than {MAX_HEAD} bytes")
            elif is_first:
                self._calm()
                self._alarm = self.loop.call_later(self.etl.head_timeout, self.transport.close)
        else:
            self._calm()

    def send_400_response(self, msg: str) -> None:
        """As the other servers say it."""
        self._refuse(400, "this is no request of HTTP/1.1")

    def _refuse(self, status: int, message: str) -> None:
        """Say why the connection ends, where no other answer is on its way."""
        cycle = self.cycle
        self._calm()
        if self.pipeline or (cycle is not None and cycle.response_started and not cycle.response_complete):  # type: ignore[redundant-expr]
            self.transport.close()
            return
        self._is_deaf = True
        body = error_body(status, message)
        head = b"content-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(body)
        self.transport.write(STATUS_LINE[status] + head + body)
        # Bytes that nobody has read would make the end of the connection a reset, which overtakes the answer.
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._alarm = self.loop.call_later(LINGER, self.transport.close)

    def pause_writing(self) -> None:
        """The client takes less than there is: it has to take something now and then."""
        super().pause_writing()
        self._unsent = self.transport.get_write_buffer_size()
        self._stall = self.loop.call_later(self.etl.idle_timeout, self._look_after)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None

    def _look_after(self) -> None:
        unsent = self.transport.get_write_buffer_size()
        if unsent >= self._unsent:
            self.transport.abort()
            return
        self._unsent = unsent
        self._stall = self.loop.call_later(self.etl.idle_timeout, self._look_after)

    def _is_partial(self, data: bytes) -> bool:
        """Whether these bytes ended in a head: the parser tells of the beginning of one, and of its end."""
        return not data.endswith(b"\r\n\r\n") and (self.cycle is None or self.cycle.response_complete)  # type: ignore[redundant-expr]

    def _calm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None


class _Server(uvicorn.Server):
    """uvicorn, which would close WebSockets at once when it is told to stop."""

    def __init__(self, config: uvicorn.Config, etl: FastAPIServer) -> None:
        super().__init__(config)
        self._etl = etl

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn has it, but for its end: a process that was told to stop, and has, did not fail."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """As uvicorn has it, and then it is told."""
        await super().startup(sockets)
        for listener in sockets or []:
            if self.started:
                self._etl.logger.info("listening on %s:%d", *listener.getsockname()[:2])

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Let objects under way come to their end first."""
        for server in self.servers:
            server.close()
        await self._etl._etl_wait_until_quiet(self._etl.grace)
        await super().shutdown(sockets)


def run(server: FastAPIServer) -> None:
    """Serve until SIGTERM or SIGINT; then finish what is under way."""
    with listen(server.host, server.port) as listener:
        run_workers(server.settings.workers, lambda: _serve(server, listener))


def _serve(server: FastAPIServer, listener: socket) -> None:
    config = uvicorn.Config(
        server._etl_face,
        interface="asgi3",
        http=type("EtlProtocol", (_Protocol,), {"etl": server}),
        ws="websockets-sansio",
        ws_max_size=min(max(server.settings.max_body, MAX_HEAD), _MESSAGE),
        ws_ping_interval=None,
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=max(round(server.idle_timeout), 1),
        timeout_graceful_shutdown=round(server.grace),
        limit_concurrency=server.max_connections + 1,
        backlog=1024,
    )
    running = _Server(config, server)
    running.run(sockets=[listener])
    if not running.started:
        raise SystemExit(NOT_READY)
