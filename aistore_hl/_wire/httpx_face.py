"""Transports for httpx over our engines: `httpx.Client(transport=WireTransport())` sends through our pool.

No redirects, retries or decoding of their own: what httpx asks for is sent, and what comes back is handed over.
HTTP/1.1 only, and no HTTP proxies.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, Final, TypeVar

import httpx
from aistore_api.redirects import origin_of

from aistore_hl._core.config import TlsSettings
from aistore_hl._core.errors import (
    AisError,
    ConnectFailed,
    ConnectionBroken,
    ConnectTimeout,
    PoolTimeout,
    ProtocolError,
    ReadTimeout,
    WriteTimeout,
)
from aistore_hl._core.request import Timeouts

from .aio import AsyncEngine, AsyncResponse
from .blocking import Engine
from .response import Response

S = TypeVar("S")

# The most specific first; what is not here is an `httpx.TransportError`.
_TRANSLATIONS: Final[tuple[tuple[type[AisError], type[httpx.TransportError]], ...]] = (
    (ConnectTimeout, httpx.ConnectTimeout),
    (ConnectFailed, httpx.ConnectError),
    (PoolTimeout, httpx.PoolTimeout),
    (ReadTimeout, httpx.ReadTimeout),
    (WriteTimeout, httpx.WriteTimeout),
    (ConnectionBroken, httpx.ReadError),
    (ProtocolError, httpx.RemoteProtocolError),
)

_ENGINES_OWN: Final = frozenset(
    (b"host", b"user-agent", b"content-length", b"transfer-encoding", b"expect", b"connection")
)
_EXTENSIONS: Final = {"http_version": b"HTTP/1.1"}
_AT_ONCE: Final = 0.001  # for httpx's 0, which means not to wait; ours means to wait for ever


class WireTransport(httpx.BaseTransport):
    """Sends httpx's requests through an engine: its own, or a given one, which stays open when this is closed.

    `User-Agent` is the engine's, whatever the request says.
    """

    def __init__(self, engine: Engine | None = None, *, tls: TlsSettings | None = None, pool_size: int = 64) -> None:
        self._is_own = engine is None
        self._engine = Engine(tls=tls, pool_size=pool_size) if engine is None else engine

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, its body still to be read."""
        assert isinstance(request.stream, httpx.SyncByteStream)
        source = _Source(request.stream)
        try:
            body, length = _body(request, source)
            answer = self._engine.send(
                _origin(request.url),
                request.method,
                _target(request),
                _fields(request),
                body,
                length=length,
                timeouts=_timeouts(request),
            )
        except (AisError, ValueError) as exc:
            if exc is source.failure:
                raise
            raise _translated(exc) from exc
        return _answered(answer, _Body(answer))

    def close(self) -> None:
        """Close the engine, unless it was given."""
        if self._is_own:
            self._engine.close()


def plain_client() -> httpx.Client:
    """A client of httpx that sends through our pool, to anybody, and follows redirects."""
    return httpx.Client(transport=WireTransport(), follow_redirects=True, trust_env=False)


class AsyncWireTransport(httpx.AsyncBaseTransport):
    """`WireTransport` for asyncio."""

    def __init__(
        self, engine: AsyncEngine | None = None, *, tls: TlsSettings | None = None, pool_size: int = 64
    ) -> None:
        self._is_own = engine is None
        self._engine = AsyncEngine(tls=tls, pool_size=pool_size) if engine is None else engine

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, its body still to be read."""
        assert isinstance(request.stream, httpx.AsyncByteStream)
        source = _AsyncSource(request.stream)
        try:
            body, length = _body(request, source)
            answer = await self._engine.send(
                _origin(request.url),
                request.method,
                _target(request),
                _fields(request),
                body,
                length=length,
                timeouts=_timeouts(request),
            )
        except (AisError, ValueError) as exc:
            if exc is source.failure:
                raise
            raise _translated(exc) from exc
        return _answered(answer, _AsyncBody(answer))

    async def aclose(self) -> None:
        """Close the engine, unless it was given."""
        if self._is_own:
            await self._engine.close()


class _Source:
    """A request's body, which remembers its own failure: that is the caller's, not the wire's."""

    def __init__(self, stream: httpx.SyncByteStream) -> None:
        self._stream = stream
        self.failure: Exception | None = None

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except Exception as exc:  # whatever the caller's code raises; it goes on unchanged
            self.failure = exc
            raise


class _AsyncSource:
    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream
        self.failure: Exception | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._stream:
                yield piece
        except Exception as exc:  # as in _Source
            self.failure = exc
            raise


class _Body(httpx.SyncByteStream):
    """An answer's body for httpx."""

    def __init__(self, answer: Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        try:
            while piece := self._answer.read_chunk():
                yield piece
        except AisError as exc:
            raise _translated(exc) from exc

    def close(self) -> None:
        self._answer.close()


class _AsyncBody(httpx.AsyncByteStream):
    def __init__(self, answer: AsyncResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while piece := await self._answer.read_chunk():
                yield piece
        except AisError as exc:
            raise _translated(exc) from exc

    async def aclose(self) -> None:
        await self._answer.close()


def _answered(answer: Response | AsyncResponse, stream: httpx.SyncByteStream | httpx.AsyncByteStream) -> httpx.Response:
    headers = answer.headers
    raw = [
        (name.encode("ascii"), value.encode("utf-8", "surrogateescape"))
        for name in headers
        for value in headers.get_all(name)
    ]
    return httpx.Response(answer.status, headers=raw, stream=stream, extensions=dict(_EXTENSIONS))


def _origin(url: httpx.URL) -> str:
    if url.scheme not in ("http", "https"):
        raise httpx.UnsupportedProtocol(f"only http and https are spoken here, not {url.scheme!r}")
    return origin_of(url.scheme, url.raw_host.decode("ascii"), url.port)


def _target(request: httpx.Request) -> str:
    target: bytes = request.extensions.get("target", request.url.raw_path)
    return target.decode("ascii")


def _fields(request: httpx.Request) -> list[tuple[str, str]]:
    return [
        (name.decode("ascii"), value.decode("utf-8", "surrogateescape"))
        for name, value in request.headers.raw
        if name.lower() not in _ENGINES_OWN
    ]


def _body(request: httpx.Request, source: S) -> tuple[bytes | S | None, int | None]:
    """Body and length as the engine takes them; without either field a request has no body."""
    if "Transfer-Encoding" in request.headers:
        return source, None
    announced = request.headers.get("Content-Length")
    if announced is None:
        return None, None
    length = int(announced)
    # What is in memory goes out in one piece with the head.
    whole = b"".join(request.stream) if isinstance(request.stream, httpx.ByteStream) else b""
    return (whole if whole or not length else source), length


def _timeouts(request: httpx.Request) -> Timeouts | None:
    given: dict[str, float | None] | None = request.extensions.get("timeout")
    if given is None:
        return None
    connect, pool, write, read = (_seconds(given.get(name)) for name in ("connect", "pool", "write", "read"))
    return Timeouts(connect=connect, pool=pool, write=write, first_byte=read, read=read)


def _seconds(given: float | None) -> float:
    return 0 if given is None else given or _AT_ONCE


def _translated(exc: Exception) -> httpx.TransportError:
    if isinstance(exc, ValueError) and not isinstance(exc, AisError):
        return httpx.LocalProtocolError(str(exc))  # the request cannot be sent, or its body is not as announced
    kinds: Any = (kind for ours, kind in _TRANSLATIONS if isinstance(exc, ours))
    return next(kinds, httpx.TransportError)(str(exc))
