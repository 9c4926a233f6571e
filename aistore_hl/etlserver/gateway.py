"""A WSGI application's answer to a request of the server with threads. Source: PEP 3333"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

from ._sync.transformer import whole_of
from .inlet import Inlet
from .outcome import BODILESS, Answer
from .refusal import BrokenBody
from .request_head import RequestHead

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

_BUFFER: Final = 1 << 16
_OURS: Final = frozenset(
    (
        "connection",
        "content-length",
        "date",
        "keep-alive",
        "proxy-authenticate",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
"""Fields that are of the connection, which is the server's: an application's own are dropped."""


def environ_of(head: RequestHead, body: io.RawIOBase, inlet: Inlet, *, workers: int) -> WSGIEnvironment:
    """What WSGI has for a request."""
    raw, _, query = head.target.partition("?")
    if not raw.startswith("/"):
        # The absolute form, as clients send it to a proxy.
        raw = "/" + raw.partition("://")[2].partition("/")[2]
    fields = head.fields
    host, port = inlet.sock.getsockname()[:2]
    peer = inlet.sock.getpeername()
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": head.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw).decode("latin-1"),
        "QUERY_STRING": query,
        "RAW_URI": head.target,
        "REQUEST_URI": head.target,
        "SERVER_PROTOCOL": "HTTP/1.0" if head.is_old else "HTTP/1.1",
        "SERVER_NAME": str(host),
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": str(peer[0]),
        "REMOTE_PORT": str(peer[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BufferedReader(body, _BUFFER),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": workers > 1,
        "wsgi.run_once": False,
    }
    for name, value in fields.items():
        if name in ("content-type", "content-length"):
            environ[name.upper().replace("-", "_")] = value
        elif "_" not in name:
            # One with an underscore would look like another with a hyphen.
            environ["HTTP_" + name.upper().replace("-", "_")] = value
    return environ


def ask(application: WSGIApplication, environ: WSGIEnvironment, *, most: int) -> Answer:
    """The answer of an application. To HTTP/1.0 one of unknown length is made whole, of at most that many bytes.

    Raises:
        Refused: 505 it has more.
        BrokenBody: the request ended before its body did.
    """
    started = _Started()
    result = application(environ, started)
    pieces = iter(result)
    try:
        # It may say its status only now.
        first = next(pieces, b"")
        answer = started.answer()
    except BaseException:
        _close(result)
        raise
    if answer.status in BODILESS or environ["REQUEST_METHOD"] == "HEAD":
        _close(result)
        if answer.status not in BODILESS:
            answer.pieces = iter(())
        return answer
    answer.pieces = _said(chain(started.written, (first,), pieces), result, answer.length)
    return whole_of(answer, most) if environ["SERVER_PROTOCOL"] == "HTTP/1.0" else answer


class _Started:
    """What an application calls to begin its answer."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        """What it said in the old way, by the function that it is given for that."""
        self._head: tuple[str, list[tuple[str, str]]] | None = None
        self._is_told = False

    def __call__(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None, /
    ) -> Callable[[bytes], object]:  # Any: what sys.exc_info gives
        if exc_info is not None and self._is_told:
            # Half of another answer may have been sent.
            raise exc_info[1]
        if exc_info is None and self._head is not None:
            raise ValueError("start_response was called twice")
        self._head = (status, list(headers))
        return self.written.append

    def answer(self) -> Answer:
        """What it began, without content.

        Raises:
            ValueError: it began none, or one that cannot be sent.
        """
        if self._head is None:
            raise ValueError("the application did not call start_response")
        self._is_told = True
        status, headers = self._head
        code = status[:3]
        if not (code.isascii() and code.isdigit() and code[0] in "2345"):
            raise ValueError(f"the application answered a status that is none: {status!r}")
        length: int | None = None
        kept: list[tuple[str, str]] = []
        for name, value in headers:
            if any(ord(char) < 32 and char != "\t" for char in name + value):
                raise ValueError(f"the application answered a header that cannot be sent: {name!r}: {value!r}")
            if name.lower() == "content-length":
                if not (value.isascii() and value.isdigit()):
                    raise ValueError(f"the application answered a Content-Length that is no length: {value!r}")
                length = int(value)
            elif name.lower() not in _OURS:
                kept.append((name, value))
        return Answer(int(code), tuple(kept), length=length)


def _said(pieces: Iterator[bytes], result: Iterable[bytes], length: int | None) -> Iterator[bytes]:
    """The pieces of an answer that has the length which was told.

    Raises:
        BrokenBody: it has not.
    """
    try:
        came = 0
        for piece in pieces:
            came += len(piece)
            if length is not None and came > length:
                raise BrokenBody(f"the application answered more than the {length} bytes of its Content-Length")
            if piece:
                yield piece
        if length is not None and came < length:
            raise BrokenBody(f"the application answered {came} of the {length} bytes of its Content-Length")
    finally:
        _close(result)


def _close(result: Iterable[bytes]) -> None:
    close = getattr(result, "close", None)
    if close is not None:
        close()
