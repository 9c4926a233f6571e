"""How uvicorn is run for `FastAPIServer.start()`."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Final

from aistore_hl._core.errors import MissingExtra

from .asgi_body import ENDED
from .request_head import MAX_HEAD
from .workers import NOT_READY, listen, run_workers

try:
    import uvicorn
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
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
    _is_in_head = True

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._alarm = self.loop.call_later(self.etl.idle_timeout, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        self._calm()
        super().connection_lost(exc)

    def eof_received(self) -> bool | None:  # type: ignore[override]  # asyncio's own signature; uvicorn's is narrower
        """Keep the connection while an answer is due: whoever sent too little still reads why it was refused."""
        cycle = self.cycle
        # uvicorn sets it with the first request, and declares it as if it always were.
        if cycle is None or cycle.response_complete:  # type: ignore[redundant-expr]
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

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        self._head = 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_in_head = True
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        is_first = not self._head
        super().data_received(data)
        if not self._is_in_head or self.parser is None:
            self._calm()
        elif self._is_partial(data):
            self._head += len(data)
            if self._head > MAX_HEAD:
                self.transport.close()
            elif is_first:
                self._calm()
                self._alarm = self.loop.call_later(self.etl.head_timeout, self.transport.close)
        else:
            self._calm()

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
        await self._etl.wait_until_quiet(self._etl.grace)
        await super().shutdown(sockets)


def run(server: FastAPIServer) -> None:
    """Serve until SIGTERM or SIGINT; then finish what is under way."""
    with listen(server.host, server.port) as listener:
        run_workers(server.settings.workers, lambda: _serve(server, listener))


def _serve(server: FastAPIServer, listener: socket) -> None:
    config = uvicorn.Config(
        server.app,
        http=type("EtlProtocol", (_Protocol,), {"etl": server}),
        ws="websockets-sansio",
        ws_max_size=_MESSAGE,
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
