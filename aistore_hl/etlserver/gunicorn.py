"""How gunicorn is run for `FlaskServer.start()`."""

from __future__ import annotations

import errno
import os
import socket
import sys
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from aistore_hl._core.errors import MissingExtra

from .inlet import head_of, timeval
from .outcome import refused
from .refusal import Refused, said
from .request_head import MAX_FIELDS, MAX_HEAD

try:
    from gunicorn.app.base import BaseApplication
    from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException, UnsupportedTransferCoding
    from gunicorn.workers.gthread import ThreadWorker
except ImportError as exc:
    raise MissingExtra("FlaskServer.start() needs gunicorn: pip install 'aistore-hl[etl]'") from exc

if TYPE_CHECKING:
    from .flask import FlaskServer


class _Patient:
    """A socket that waits for a head, or for a body, only so long: gunicorn waits without end, a thread for each."""

    def __init__(self, sock: socket.socket, etl: FlaskServer) -> None:
        self._sock = sock
        self._etl = etl
        self._until: float | None = None
        self._left = 0
        """Bytes that the head may still have."""
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeval(etl.idle_timeout))
        self.begin()

    def begin(self) -> None:
        """A head is waited for."""
        self._until = monotonic() + self._etl.head_timeout
        self._left = MAX_HEAD
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeval(self._etl.head_timeout))

    def go_on(self) -> None:
        """The head is here; each wait for its body may last longer."""
        self._until = None
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeval(self._etl.idle_timeout))

    def recv(self, size: int, flags: int = 0) -> bytes:
        """As a socket has it."""
        if self._until is not None and (monotonic() > self._until or self._left <= 0):
            raise ConnectionResetError(errno.ECONNRESET, "the head of the request is too long, or too late")
        try:
            data = self._sock.recv(size, flags)
            self._left -= len(data)
            return data
        except BlockingIOError:
            # gunicorn has words for this one, and would call the other an error of its own.
            raise ConnectionResetError(errno.ECONNRESET, "nothing more came in time") from None

    def __getattr__(self, name: str) -> Any:  # Any: whatever a socket has
        return getattr(self._sock, name)


class _Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's worker with threads, whose waits for bytes end."""

    etl: ClassVar[FlaskServer]

    def handle(self, conn: Any) -> Any:
        """One request of a connection."""
        if isinstance(conn.sock, _Patient):
            conn.sock.begin()
        else:
            conn.sock = _Patient(conn.sock, self.etl)
        return super().handle(conn)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Any) -> None:
        """As gunicorn has it, in the words and the shape of the other servers."""
        limits = (LimitRequestLine, LimitRequestHeaders)
        status = 431 if isinstance(exc, limits) else 501 if isinstance(exc, UnsupportedTransferCoding) else 400
        if not isinstance(exc, ParseException):
            self.etl.logger.error("a connection failed", exc_info=exc)
            status = 500
        message = "the server failed" if status == 500 else f"this is no request of HTTP/1.1: {said(exc)}"
        answer = refused(Refused(status, message))
        with suppress(OSError):
            client.sendall(head_of(answer, keep_alive=False) + bytes(answer.content or b""))

    def handle_request(self, req: Any, conn: Any) -> Any:
        """One request whose head is here."""
        conn.sock.go_on()
        reader: Any = getattr(req.body, "reader", None)
        if hasattr(reader, "limit_trailer_section"):
            # gunicorn's own limit is that of all fields together, 13 MiB.
            reader.limit_trailer_section = MAX_HEAD
        return super().handle_request(req, conn)


class _Application(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, server: FlaskServer, options: dict[str, Any]) -> None:
        self._server = server
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """What is set here, and nothing from files or the command line."""
        for name, value in self._options.items():
            # Some have come with later versions.
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The application."""
        return self._server.app


def _begin(server: FlaskServer, worker: Any) -> None:  # Any: gunicorn has no types
    server._etl_begin()
    for listener in worker.sockets:
        server.logger.info("listening on %s:%d", *listener.sock.getsockname()[:2])


def run(server: FlaskServer, *, threads: int) -> None:
    """Serve until SIGTERM or SIGINT; then finish what is under way."""
    host = f"[{server.host}]" if ":" in server.host else server.host
    options = {
        "bind": f"{host}:{server.port}",
        "workers": server.settings.workers,
        "worker_class": type("EtlWorker", (_Worker,), {"etl": server}),
        "threads": min(threads, max(server.max_connections - 1, 1)),
        "worker_connections": server.max_connections,
        "keepalive": max(round(server.idle_timeout), 1),
        # gunicorn would kill a worker for a `setup` that takes longer, or a transform that lets no other thread run.
        "timeout": 0,
        "graceful_timeout": round(server.grace),
        "limit_request_line": 0,
        "limit_request_fields": MAX_FIELDS,
        "limit_request_field_size": MAX_HEAD,
        "loglevel": "warning",
        "control_socket_disable": True,
        "post_worker_init": lambda worker: _begin(server, worker),
    }
    parent = os.getpid()
    try:
        _Application(server, options).run()
    except SystemExit as exc:
        # gunicorn ends processes thus. A worker must not come back to whoever called `start`.
        code = exc.code if isinstance(exc.code, int) else 1
        if os.getpid() != parent:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        if code:
            raise
