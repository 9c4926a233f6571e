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
from .journal import note, show
from .outcome import Answer, cut_short, refused
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as ETLServer has them
        super().__init__(*args, **kwargs)
        self.app = FastAPI(
            title=type(self).__name__, docs_url=None, redoc_url=None, openapi_url=None, lifespan=self._lifespan
        )
        self.app.router.redirect_slashes = False
        self.app.router.default = self._serve
        self._crew: Crew | None = None
        tls = self.settings.tls
        self._tasks = AsyncTransformer(server=self, engine=AsyncEngine(tls=tls), slots=nullcontext())
        self._threads = Transformer(server=self, engine=Engine(tls=tls), slots=nullcontext())
        self._is_async = self.is_async
        self._busy = 0

    def serve(self) -> None:
        """Run uvicorn until SIGTERM or SIGINT."""
        from .uvicorn import run

        show()
        run(self)

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        try:
            await self.get_ready()
        except Exception:
            # uvicorn would say so in a log that nobody reads.
            self.logger.exception("setup failed")
            raise
        yield
        await self._tasks.engine.close()
        self._threads.engine.close()
        if self._crew is not None:
            self._crew.dismiss()

    async def get_ready(self) -> None:
        """Run `setup` in this process, unless it has been."""
        done = self.prepare()
        if done is not None:
            await done

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What FastAPI has no route for."""
        if scope["type"] == "http":
            await self._exchange(scope, receive, send)
        elif scope["type"] == "websocket":
            from .websocket import Conversation

            await Conversation(self, receive, send).run(scope["path"])

    async def _exchange(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = perf_counter()
        body = AsgiBody(scope, receive, self.idle_timeout)
        work: Plan | None = None
        method: str = scope["method"]
        status = went = 0
        why = "the client is gone"
        try:
            try:
                headers = scope["headers"]
                if scope["http_version"] not in ("1.1", "1.0"):
                    raise Refused(505, "HTTP/1.1 is spoken here")
                if len(headers) > MAX_FIELDS:
                    raise Refused(431, f"the request has more than {MAX_FIELDS} header fields")
                work = plan(method, _target(scope), _field(headers, b"ais-node-url"), self.settings)
                answer = page(work, self.metrics) if isinstance(work, Page) else await self.answer(work, body)
            except Refused as exc:
                answer = refused(exc)
            except BrokenBody as exc:
                answer = cut_short(exc)
            if answer.pieces is None:
                content = b"" if answer.content is None else bytes(answer.content)
                await send(_start(answer, None if answer.status == 204 else len(content)))
                await send({"type": "http.response.body", "body": content})
                went = 0 if method == "HEAD" else len(content)
            else:
                async for count in self._say(answer, body, send):
                    went += count
            status, why = answer.status, answer.why
        except (Refused, BrokenBody) as exc:
            why = str(exc)
            # uvicorn breaks the connection then: what was said is not all.
            raise
        finally:
            seconds = perf_counter() - began
            if isinstance(work, Work):
                self.metrics.record(status, seconds, body.came, went)
            note(method, work, status, seconds, came=body.came, went=went, why=why)

    async def answer(self, work: Work, body: AsyncContent) -> Answer:
        """What to say to a request.

        Raises:
            BrokenBody: it ended too early.
        """
        await self.get_ready()
        if self._is_async:
            return await self._tasks.perform(work, body)
        content: Content
        if work.source is not Source.BODY:
            content = BytesBody(b"")
        elif self.streams:
            content = BridgedBody(body, asyncio.get_running_loop())
        else:
            content = BytesBody(await body.read_all(self.settings.max_body))
        return await self.in_thread(lambda: self._threads.perform(work, content))

    @contextmanager
    def busy(self) -> Iterator[None]:
        """An object is under way by a WebSocket: uvicorn knows nothing of it."""
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1

    async def wait_until_quiet(self, seconds: float) -> None:
        """Wait until no object is under way by a WebSocket, for that long at most."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while self._busy and loop.time() < until:
            await asyncio.sleep(0.02)

    async def in_thread(self, function: Callable[[], T]) -> T:
        """The result of a call, made in one of ETL_THREADS threads."""
        if self._crew is None:
            self._crew = Crew(self.settings.threads)
        return await self._crew.run(function)

    async def _say(self, answer: Answer, body: AsgiBody, send: Send) -> AsyncIterator[int]:
        """Send an answer that comes piece by piece; yields how many bytes each has.

        Raises:
            BrokenBody: the client has left. To send says nothing of it, and the transform would go on for nobody.
        """
        await send(_start(answer, answer.length))
        leaving: asyncio.Task[None] | None = None
        try:
            async with aclosing(self.pieces(answer)) as pieces:
                async for piece in pieces:
                    await send({"type": "http.response.body", "body": bytes(piece), "more_body": True})
                    yield len(piece)
                    if leaving is None and body.is_over:
                        leaving = asyncio.ensure_future(body.gone())
                    # Nothing of this need ever wait, and everything else would.
                    await asyncio.sleep(0)
                    if leaving is not None and leaving.done():
                        raise BrokenBody("the client is gone")
        finally:
            if leaving is not None:
                leaving.cancel()
        await send({"type": "http.response.body", "body": b""})

    async def pieces(self, answer: Answer) -> AsyncGenerator[Bytes, None]:
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
                while found := await self.in_thread(lambda: _gathered(pieces)):
                    yield found
            finally:
                await self.in_thread(cast("Any", pieces).close)


def _gathered(pieces: Iterator[Bytes]) -> Bytes:
    """The next pieces, as one; nothing at the end. Each way to a thread and back takes as long as sending 64 KiB."""
    found: list[Bytes] = []
    size, until = 0, monotonic() + _GATHERING
    for piece in pieces:
        found.append(piece)
        size += len(piece)
        if size >= _ENOUGH or monotonic() > until:
            break
    return found[0] if len(found) == 1 else b"".join(found)


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
