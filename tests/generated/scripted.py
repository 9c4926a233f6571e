"""A server that answers by a script, and remembers what arrived: for clusters that misbehave."""

from __future__ import annotations

import json
import ssl
import sys
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Self, TypeAlias

from attrs import field, frozen


@frozen
class Asked:
    """One request as it arrived."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    """Names in lower case."""
    body: bytes
    connection: int
    """Which connection it came by, counted from 0."""

    def header(self, name: str) -> str | None:
        """The first field of that name."""
        return next((value for key, value in self.headers if key == name), None)


@frozen
class Reply:
    """An answer as it is written; `length` may lie about the body, and the connection is closed if it does."""

    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    length: int | None = field(default=None)

    @classmethod
    def redirect(cls, location: str, *, status: int = 307, body: bytes = b"moved") -> Self:
        """As AIS redirects."""
        return cls(status, (("Location", location),), body)

    @classmethod
    def document(cls, document: object, *, status: int = 200) -> Self:
        """JSON."""
        return cls(status, (("Content-Type", "application/json"),), json.dumps(document).encode())


Script: TypeAlias = Callable[[Asked], Reply | None]
"""What to answer; `None` closes the connection without an answer."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # closing waits for them: clients are closed before
    request_queue_size = 128  # of 5, the default, some of 100 connections at a time are reset

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):  # a client that went away is what some tests are about
            super().handle_error(request, client_address)


class ScriptedServer:
    """Serves one script on a loopback port of its own."""

    def __init__(self, script: Script, *, context: ssl.SSLContext | None = None) -> None:
        self.script = script
        self.asked: list[Asked] = []
        self._lock = Lock()
        self._connections = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            timeout = 10  # a connection that a client forgot does not keep the server from closing

            def setup(self) -> None:
                super().setup()
                with outer._lock:
                    self.number = outer._connections
                    outer._connections += 1

            def log_message(self, *_: Any) -> None:
                pass

            def __getattr__(self, name: str) -> Callable[[], None]:
                if name.startswith("do_"):
                    return lambda: outer._serve(self, self.number)
                raise AttributeError(name)

        self._server = _Server(("127.0.0.1", 0), Handler)
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.origin = f"{'http' if context is None else 'https'}://127.0.0.1:{self._server.server_address[1]}"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def connections(self) -> int:
        """How many connections were made."""
        return self._connections

    @property
    def said(self) -> list[str]:
        """What was asked, in a few words each: method and length of the body."""
        return [f"{asked.method} {len(asked.body)}" for asked in self.asked]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _serve(self, handler: BaseHTTPRequestHandler, number: int) -> None:
        headers = tuple((name.lower(), value) for name, value in handler.headers.items())
        asked = Asked(handler.command, handler.path, headers, _body(handler), number)
        with self._lock:
            self.asked.append(asked)
        reply = self.script(asked)
        if reply is None:
            handler.close_connection = True
            return
        length = len(reply.body) if reply.length is None else reply.length
        lines = [f"HTTP/1.1 {reply.status} Scripted", f"Content-Length: {length}"]
        lines += [f"{name}: {value}" for name, value in reply.headers]
        head = "\r\n".join(lines) + "\r\n\r\n"
        body = b"" if asked.method == "HEAD" else reply.body
        handler.wfile.write(head.encode("utf-8", "surrogateescape") + body)
        if length != len(reply.body):
            handler.close_connection = True


def _body(handler: BaseHTTPRequestHandler) -> bytes:
    if handler.headers.get("Transfer-Encoding", "") != "chunked":
        return _exactly(handler, int(handler.headers.get("Content-Length", 0)))
    parts = []
    while size := int(handler.rfile.readline() or _gone(), 16):
        parts.append(_exactly(handler, size))
        handler.rfile.readline()
    handler.rfile.readline()
    return b"".join(parts)


def _exactly(handler: BaseHTTPRequestHandler, size: int) -> bytes:
    content = handler.rfile.read(size)
    return content if len(content) == size else _gone()


def _gone() -> bytes:
    raise ConnectionError("the client went away")
