"""A server on FastAPI and uvicorn: asynchronous transforms, and WebSockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager, nullcontext
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar, cast

from aistore_api.types import Bytes

from aistore_hl._core.errors import MissingExtra
from aistore_hl._wire.aio import AsyncEngine
from aistore_hl._wire.blocking import Engine

from ._async.source import AsyncContent
from ._async.transformer import AsyncTransformer
from ._sync.source import Content
from ._sync.transformer import Transformer
from .asgi_body import AsgiBody, BridgedBody, BytesBody
from .crew import Crew
from .journal import show
from .outcome import PIECE, Answer, cut_short, refused
from .pages import page
from .plan import Page, Plan, Source, Work, plan
from .refusal import BrokenBody, Refused
from .request_head import MAX_FIELDS
from .server import ETLServer

try:
    from fastapi import FastAPI
except ImportError as exc:
    raise MissingExtra("FastAPIServer needs fastapi: pip install 'aistore-hl[etl]'") from exc

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

T = TypeVar("T")

_ENOUGH: Final = 64 << 10
_GATHERING: Final = 0.005
"""Seconds that a piece may wait for others."""


class FastAPIServer(ETLServer):
    """A transformer on FastAPI. `app` is for uvicorn; what it has no route for is an object, or a page of ours.

    A transform that is no coroutine runs in a thread: neither `/health` nor another transform waits for it.
    """

    takes_coroutines: ClassVar[bool] = True
    takes_websockets: ClassVar[bool] = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as ETLServer has them
        super().__init__(*args, **kwargs)
        self.app = FastAPI(
            title=type(self).__name__, docs_url=None, redoc_url=None, openapi_url=None, lifespan=self._etl_lifespan
        )
        self.app.router.redirect_slashes = False
        self.app.router.default = self._etl_serve_scope
        self._etl_crew: Crew | None = None
        self._etl_readying: asyncio.Future[None] | None = None
        tls = self.settings.tls
        self._etl_tasks = AsyncTransformer(server=self, engine=AsyncEngine(tls=tls), slots=nullcontext())
        self._etl_threads = Transformer(server=self, engine=Engine(tls=tls), slots=nullcontext())
        self._etl_awaits = self._etl_is_async
        self._etl_under_way = 0

    def _etl_serve(self) -> None:
        """Run uvicorn until SIGTERM or SIGINT."""
        from .uvicorn import run

        show()
        run(self)

    @asynccontextmanager
    async def _etl_lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        try:
            await self._etl_get_ready()
        except Exception:
            # uvicorn would say so in a log that nobody reads.
            self.logger.exception("setup failed")
            raise
        yield
        await self._etl_tasks.engine.close()
        self._etl_threads.engine.close()
        if self._etl_crew is not None:
            self._etl_crew.dismiss()

    async def _etl_get_ready(self) -> None:
        """Run `setup` in this process, unless it has been; who comes while it is awaited waits for it too."""
        if self._etl_readying is None:
            done = self._etl_prepare()
            if done is None:
                return
            self._etl_readying = asyncio.ensure_future(done)
        try:
            await asyncio.shield(self._etl_readying)
        except Exception:
            self._etl_unprepare()
            raise
        finally:
            self._etl_readying = None

    async def _etl_face(self, scope: Scope, receive: Receive, send: Send) -> None:
        """`app`, without the way through its routes and middleware where there are none: that takes as long as a short
        transform."""
        if scope["type"] == "lifespan" or self.app.router.routes or self.app.user_middleware:
            await self.app(scope, receive, send)
        else:
            await self._etl_serve_scope(scope, receive, send)

    async def _etl_serve_scope(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What FastAPI has no route for."""
        if scope["type"] == "http":
            await self._etl_exchange(scope, receive, send)
        elif scope["type"] == "websocket":
            from .websocket import Conversation

            await Conversation(self, receive, send).run(scope["path"])

    async def _etl_exchange(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = perf_counter()
        body = AsgiBody(scope, receive, self.idle_timeout)
        work: Plan | None = None
        method: str = scope["method"]
        headers = scope["headers"]
        status = went = 0
        is_cut = False
        why = "the client is gone"
        try:
            try:
                if scope["http_version"] not in ("1.1", "1.0"):
                    raise Refused(505, "HTTP/1.1 is spoken here")
                if len(headers) > MAX_FIELDS:
                    raise Refused(431, f"the request has more than {MAX_FIELDS} header fields")
                if scope["http_version"] == "1.0" and _field(headers, b"transfer-encoding") is not None:
                    raise Refused(400, "the request is chunked, and of HTTP/1.0")
                work = plan(method, _target(scope), _field(headers, b"ais-node-url"), self.settings)
                if isinstance(work, Page):
                    answer = page(work, self._etl_metrics)
                else:
                    answer = await self._etl_answer(work, body, takes_pieces=scope["http_version"] != "1.0")
            except Refused as exc:
                answer = refused(exc)
            except BrokenBody as exc:
                answer, is_cut = cut_short(exc), True
            ending = is_last(scope)
            if not ending and not body.is_over and (is_cut or _field(headers, b"expect") is not None):
                # Whether the rest of the body comes, nobody knows, nor what would be the next request.
                ending = True
                answer.headers += (("Connection", "close"),)
            if answer.pieces is None:
                content = b"" if answer.content is None else answer.content
                size = len(content)
                await send(_start(answer, None if answer.status == 204 else size))
                if not body.is_over and ending:
                    # uvicorn would close at once, and the reset that unread bytes cause would overtake the answer.
                    await _say_whole(content, send, is_all=False)
                    await body.forget()
                    content = b""
                await _say_whole(content, send)
                went = 0 if method == "HEAD" else size
            else:
                async for count in self._etl_say(answer, body, send):
                    went += count
            status, why = answer.status, answer.why
        except (Refused, BrokenBody) as exc:
            why = str(exc)
            # uvicorn breaks the connection then: what was said is not all.
            raise
        finally:
            self._etl_done(method, work, status, began, came=body.came, went=went, why=why)

    async def _etl_answer(self, work: Work, body: AsyncContent, *, takes_pieces: bool = True) -> Answer:
        """What to say to a request.

        Raises:
            BrokenBody: it ended too early.
        """
        try:
            await self._etl_get_ready()
        except Exception as exc:
            raise self._etl_not_ready(exc) from exc
        if self._etl_awaits:
            return await self._etl_tasks.perform(work, body, takes_pieces=takes_pieces)
        content: Content
        if work.source is not Source.BODY:
            content = BytesBody(b"")
        elif self._etl_streams:
            content = BridgedBody(body, asyncio.get_running_loop())
        else:
            content = BytesBody(await body.read_all(self.settings.max_body))
        return await self._etl_in_thread(lambda: self._etl_threads.perform(work, content, takes_pieces=takes_pieces))

    @contextmanager
    def _etl_busy(self) -> Iterator[None]:
        """An object is under way by a WebSocket: uvicorn knows nothing of it."""
        self._etl_under_way += 1
        try:
            yield
        finally:
            self._etl_under_way -= 1

    async def _etl_wait_until_quiet(self, seconds: float) -> None:
        """Wait until no object is under way by a WebSocket, for that long at most."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while self._etl_under_way and loop.time() < until:
            await asyncio.sleep(0.02)

    async def _etl_in_thread(self, function: Callable[[], T]) -> T:
        """The result of a call, made in one of ETL_THREADS threads."""
        if self._etl_crew is None:
            self._etl_crew = Crew(self.settings.threads)
        return await self._etl_crew.run(function)

    async def _etl_say(self, answer: Answer, body: AsgiBody, send: Send) -> AsyncIterator[int]:
        """Send an answer that comes piece by piece; yields how many bytes each has.

        Raises:
            BrokenBody: the client has left. To send says nothing of it, and the transform would go on for nobody.
        """
        await send(_start(answer, answer.length))
        leaving: asyncio.Task[None] | None = None
        try:
            async with aclosing(self._etl_pieces(answer)) as pieces:
                async for piece in pieces:
                    await send({"type": "http.response.body", "body": bytes(piece), "more_body": True})
                    yield len(piece)
                    if leaving is None and body.is_over:
                        leaving = asyncio.ensure_future(body.gone())
                    # Nothing of this need ever wait, and everything else would.
                    await asyncio.sleep(0)
                    if body.is_lost or (leaving is not None and leaving.done()):
                        raise BrokenBody("the client is gone")
        finally:
            if leaving is not None:
                leaving.cancel()
        await send({"type": "http.response.body", "body": b""})

    async def _etl_pieces(self, answer: Answer) -> AsyncGenerator[Bytes, None]:
        """The pieces of an answer, whoever makes them."""
        pieces = answer.pieces
        if isinstance(pieces, AsyncIterator):
            try:
                async for piece in pieces:
                    yield piece
            finally:
                await cast("Any", pieces).aclose()
        elif pieces is not None:
            try:
                while found := await self._etl_in_thread(lambda: _gathered(pieces)):
                    yield found
            finally:
                await self._etl_in_thread(cast("Any", pieces).close)


async def _say_whole(content: Bytes, send: Send, *, is_all: bool = True) -> None:
    """Send content of known length: piece by piece, for asyncio keeps a copy of what a socket does not take at once."""
    rest = memoryview(content)
    while len(rest) > PIECE:
        await send({"type": "http.response.body", "body": bytes(rest[:PIECE]), "more_body": True})
        rest = rest[PIECE:]
    last = bytes(content if len(rest) == len(content) else rest)
    await send({"type": "http.response.body", "body": last, "more_body": not is_all})


def _gathered(pieces: Iterator[Bytes]) -> Bytes:
    """The next pieces, as one; nothing at the end. Each way to a thread and back takes as long as sending 64 KiB."""
    found: list[Bytes] = []
    size, until = 0, monotonic() + _GATHERING
    for piece in pieces:
        # What is no bytes may be a buffer that the transform fills again for its next piece.
        found.append(bytes(piece))
        size += len(piece)
        if size >= _ENOUGH or monotonic() > until:
            break
    return found[0] if len(found) == 1 else b"".join(found)


def is_last(scope: Scope) -> bool:
    """Whether the connection ends with the answer."""
    connection = _field(scope["headers"], b"connection") or ""
    return scope["http_version"] == "1.0" or "close" in [token.strip().lower() for token in connection.split(",")]


def _start(answer: Answer, length: int | None) -> dict[str, Any]:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    if length is not None:
        headers.append((b"content-length", b"%d" % length))
    return {"type": "http.response.start", "status": answer.status, "headers": headers}


def _target(scope: Scope) -> str:
    """Path and query as they came."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return (raw + b"?" + query if query else raw).decode("latin-1")


def _field(headers: list[tuple[bytes, bytes]], name: bytes) -> str | None:
    found = [value for key, value in headers if key == name]
    if not found:
        return None
    return b",".join(found).decode("latin-1")
