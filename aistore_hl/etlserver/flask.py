"""A server on Flask, for those who want routes of their own beside `transform`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from threading import BoundedSemaphore
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aistore_hl._core.errors import MissingExtra
from aistore_hl._wire.blocking import Engine

from ._sync.transformer import Transformer
from .acceptor import serve
from .gateway import ask, environ_of
from .inlet import BodyFile, Inlet, InletBody
from .outcome import PIECE, Answer, cut_short, refused
from .pages import page
from .plan import Page, Plan, plan
from .refusal import BrokenBody, Refused, said
from .request_head import MAX_FIELDS, RequestHead
from .server import ETLServer

try:
    from flask import Flask
    from werkzeug.exceptions import ClientDisconnected
except ImportError as exc:
    raise MissingExtra("FlaskServer needs flask: pip install 'aistore-hl[etl]'") from exc

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class FlaskServer(ETLServer):
    """A transformer on Flask. `app` has routes of your own; what it has no route for is an object, or a page of ours.

    `start` reads requests as `HTTPMultiThreadedServer` does, and asks Flask only for what it has a route for. Under
    gunicorn, or another server of WSGI, `app` answers all of them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as ETLServer has them
        super().__init__(*args, **kwargs)
        self.app = Flask(type(self).__name__, static_folder=None)
        self._etl_flask: Callable[..., Iterable[bytes]] = self.app.wsgi_app
        self.app.wsgi_app = self._etl_dispatch  # type: ignore[method-assign]  # as Flask's own documentation has it
        self._etl_transformer = Transformer(
            server=self,
            engine=Engine(pool_size=self.settings.threads, tls=self.settings.tls),
            slots=BoundedSemaphore(self.settings.threads),
        )

    def _etl_serve(self) -> None:
        """Listen, and serve until told to stop."""
        serve(self, self._etl_own)

    def _etl_own(self, head: RequestHead, body: InletBody, inlet: Inlet) -> Answer | None:
        """Flask's answer, if it has a route for the request.

        Raises:
            Refused: 500 Flask itself failed.
            BrokenBody: the request ended before its body did.
        """
        # Somebody's own middleware sees every request; else Flask need not be asked about objects.
        is_wrapped = self.app.wsgi_app != self._etl_dispatch
        if not is_wrapped and not self._etl_has_routes():
            return None
        environ = environ_of(head, _Input(body), inlet, workers=self.settings.workers)
        if not is_wrapped and not self._etl_has_route(environ):
            return None
        try:
            return ask(self.app, environ, most=self.settings.max_body)
        except (Refused, BrokenBody):
            raise
        except Exception as exc:
            self.logger.exception("a route of the application failed")
            raise Refused(500, f"the application failed: {said(exc)}") from exc

    def _etl_has_routes(self) -> bool:
        return next(self.app.url_map.iter_rules(), None) is not None

    def _etl_has_route(self, environ: WSGIEnvironment) -> bool:
        return self.app.url_map.bind_to_environ(environ).test()

    def _etl_dispatch(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._etl_has_routes() and self._etl_has_route(environ):
            return self._etl_flask(environ, start_response)
        return _Reply(self, environ, start_response)

    def _etl_answer(self, work: Plan, body: _Body, *, takes_pieces: bool) -> Answer:
        """What to say to a request.

        Raises:
            BrokenBody: it ended too early.
        """
        if isinstance(work, Page):
            return page(work, self._etl_metrics)
        try:
            self._etl_prepare()
        except Exception as exc:
            raise self._etl_not_ready(exc) from exc
        return self._etl_transformer.perform(work, body, takes_pieces=takes_pieces)


class _Reply:
    """One request and its answer, as WSGI has them: said piece by piece, and noted when it has been."""

    def __init__(self, server: FlaskServer, environ: WSGIEnvironment, start_response: StartResponse) -> None:
        self._server = server
        self._method: str = environ["REQUEST_METHOD"]
        self._began = perf_counter()
        self._work: Plan | None = None
        self._body = _Body(environ)
        self._went = 0
        self._is_whole = False
        self._why = "the client is gone"
        self._answer = self._make(environ)
        self._pieces = self._begin(start_response)

    def _make(self, environ: WSGIEnvironment) -> Answer:
        try:
            if sum(name.startswith("HTTP_") for name in environ) > MAX_FIELDS:
                raise Refused(431, f"the request has more than {MAX_FIELDS} header fields")
            node_url = environ.get("HTTP_AIS_NODE_URL")
            self._work = plan(self._method, _target(environ), node_url, self._server.settings)
            takes_pieces = environ["SERVER_PROTOCOL"] != "HTTP/1.0"
            return self._server._etl_answer(self._work, self._body, takes_pieces=takes_pieces)
        except Refused as exc:
            return refused(exc)
        except BrokenBody as exc:
            return cut_short(exc)

    def _begin(self, start_response: StartResponse) -> Iterator[bytes]:
        answer = self._answer
        headers = list(answer.headers)
        if answer.pieces is None:
            content = answer.content
            if answer.status != 204:
                headers.append(("Content-Length", str(0 if content is None else len(content))))
            start_response(_status(answer.status), headers)
            if content is not None and len(content) and self._method != "HEAD":
                yield bytes(content)
                self._went = len(content)
        else:
            if answer.length is not None:
                headers.append(("Content-Length", str(answer.length)))
            start_response(_status(answer.status), headers)
            assert isinstance(answer.pieces, Iterable)
            for piece in answer.pieces:
                yield bytes(piece)
                self._went += len(piece)
        self._is_whole = True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except (Refused, BrokenBody) as exc:
            # gunicorn breaks the connection then: what was said is not all.
            self._why = str(exc)
            raise

    def close(self) -> None:
        """Done with, however it went."""
        close = getattr(self._answer.pieces, "close", None)
        if close is not None:
            close()
        status, why = (self._answer.status, self._answer.why) if self._is_whole else (0, self._why)
        came, went = self._body.came, self._went
        self._server._etl_done(self._method, self._work, status, self._began, came=came, went=went, why=why)


class _Input(BodyFile):
    """A body for routes of Flask, which knows by one exception that the client has left."""

    def readinto(self, buffer: Any) -> int:  # Any: what a reader of Python's own hands over
        try:
            return super().readinto(buffer)
        except BrokenBody as exc:
            raise ClientDisconnected(str(exc)) from exc


class _Body:
    """The body of a request, as WSGI gives it: at its end and when it breaks it looks alike, so bytes are counted."""

    def __init__(self, environ: WSGIEnvironment) -> None:
        self.came = 0
        self._input = environ["wsgi.input"]
        text = environ.get("CONTENT_LENGTH") or ""
        self._length = int(text) if text.isascii() and text.isdigit() else None
        # A chunked one ends by itself, where the server says so.
        self._is_open = self._length is None and bool(environ.get("wsgi.input_terminated"))
        self._is_over = not self._length and not self._is_open

    def read(self, size: int) -> bytes:
        """The next bytes, at most that many; none at the end.

        Raises:
            BrokenBody: it ended before its end.
        """
        if self._is_over:
            return b""
        count = size if self._length is None else min(size, self._length - self.came)
        try:
            data: bytes = self._input.read(count)
        except Exception as exc:
            raise BrokenBody(f"the body ended after {self.came} bytes: {type(exc).__name__}") from exc
        self.came += len(data)
        if not data and self._length is not None:
            raise BrokenBody(f"the body ended after {self.came} of {self._length} bytes")
        self._is_over = not data or self.came == self._length
        return data

    def read_all(self, limit: int) -> bytes:
        """The rest.

        Raises:
            Refused: 413 it is longer than `limit`.
            BrokenBody: it ended before its end.
        """
        if self._length is not None and self._length > limit:
            raise Refused(413, f"the body has {self._length} bytes, and {limit} are the most")
        pieces: list[bytes] = []
        # Of known length it is asked for at once, and need not be put together.
        while piece := self.read(PIECE if self._length is None else self._length):
            pieces.append(piece)
            if self.came > limit:
                raise Refused(413, f"the body has more than the {limit} bytes that are the most")
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def close(self) -> None:
        """What is left, the server takes in."""


def _target(environ: WSGIEnvironment) -> str:
    """Path and query as they came. WSGI's own path is decoded, and one slash in it then looks like another."""
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if isinstance(raw, str) and raw:
        return raw
    path = quote(environ.get("PATH_INFO", "").encode("latin-1"), safe="/$&+=:@")
    query = environ.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def _status(status: int) -> str:
    from http.client import responses

    return f"{status} {responses.get(status, 'Unknown')}"
