"""The generated client in its four flavours, spoken to in one way: so that one test is a test of all."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from typing import Any, Final, TypeVar

import httpx
from aistore_api.client import AsyncClient, Client
from aistore_api.types import Call, Headers, Response
from attrs import frozen

from aistore_hl._core.config import TlsSettings
from aistore_hl._wire.httpx_face import AsyncWireTransport, WireTransport

T = TypeVar("T")

FLAVOURS: Final = ("httpx", "wire", "async-httpx", "async-wire")


@frozen
class Streamed:
    """A streamed answer that was read."""

    status: int
    headers: Headers
    pieces: list[bytes]


class Face:
    """One client of one flavour. Async ones run on a loop of their own."""

    def __init__(self, flavour: str, base_url: str, *, ca: str = "", **options: Any) -> None:
        self.is_async = flavour.startswith("async-")
        self._runner = asyncio.Runner()
        self.http: Any = self._make_http(flavour.endswith("wire"), ca)
        kind: Any = AsyncClient if self.is_async else Client
        self.client: Any = kind(base_url, http=self.http, **options)

    def _make_http(self, over_wire: bool, ca: str) -> httpx.Client | httpx.AsyncClient:
        options: dict[str, Any] = {"trust_env": False, "timeout": 10.0}
        if over_wire:
            transport: Any = AsyncWireTransport if self.is_async else WireTransport
            options["transport"] = transport(tls=TlsSettings(ca=ca))
        elif ca:
            options["verify"] = ssl.create_default_context(cafile=ca)
        return httpx.AsyncClient(**options) if self.is_async else httpx.Client(**options)

    def send(self, call: Call[T]) -> T:
        """The result of a call."""
        result: T = self._run(self.client.send(call))
        return result

    def send_detailed(self, call: Call[T]) -> Response[T]:
        """The result of a call, with status and header fields."""
        response: Response[T] = self._run(self.client.send_detailed(call))
        return response

    def call(self, module: Any, *arguments: Any, **options: Any) -> Any:
        """What the function of an endpoint module returns: `sync`, or `asyncio`."""
        send = module.asyncio if self.is_async else module.sync
        return self._run(send(*arguments, client=self.client, **options))

    def call_detailed(self, module: Any, *arguments: Any, **options: Any) -> Response[Any]:
        """What `sync_detailed` or `asyncio_detailed` returns."""
        send = module.asyncio_detailed if self.is_async else module.sync_detailed
        response: Response[Any] = self._run(send(*arguments, client=self.client, **options))
        return response

    def call_stream(self, module: Any, *arguments: Any, **options: Any) -> Streamed:
        """What `stream` or `astream` yields, read to its end."""
        if self.is_async:
            return self._run(_read_async(module.astream(*arguments, client=self.client, **options)))
        with module.stream(*arguments, client=self.client, **options) as answer:
            return Streamed(answer.status, answer.headers, list(answer.iter_bytes()))

    def stream(self, call: Call[Any], *, pieces: int | None = None) -> Streamed:
        """A streamed answer, read to its end or for so many pieces."""
        return self._run(self._astream(call, pieces)) if self.is_async else self._stream(call, pieces)

    def read(self, call: Call[Any]) -> bytes:
        """A streamed answer's body, whole."""
        return self._run(self._aread(call)) if self.is_async else self._read(call)

    def generator(self, pieces: Sequence[bytes]) -> Iterator[bytes] | AsyncIterator[bytes]:
        """A body that can be read once, of the kind that the flavour takes."""
        return _agenerate(pieces) if self.is_async else (piece for piece in pieces)

    def run(self, do: Callable[[], Any]) -> Any:
        """What a function returns, or what its coroutine does."""
        return self._run(do())

    def close(self) -> None:
        """Close the client, what it was given, and the loop."""
        self._run(self.client.close())
        self._run(self.http.aclose() if self.is_async else self.http.close())
        self._runner.close()

    def _run(self, result: Any) -> Any:
        return self._runner.run(result) if isinstance(result, Coroutine) else result

    def _stream(self, call: Call[Any], pieces: int | None) -> Streamed:
        with self.client.stream(call) as answer:
            taken = [piece for piece, _ in zip(answer.iter_bytes(), _count(pieces), strict=False)]
            return Streamed(answer.status, answer.headers, taken)

    async def _astream(self, call: Call[Any], pieces: int | None) -> Streamed:
        taken: list[bytes] = []
        async with self.client.stream(call) as answer:
            async for piece in answer.iter_bytes():
                taken.append(piece)
                if len(taken) == pieces:
                    break
            return Streamed(answer.status, answer.headers, taken)

    def _read(self, call: Call[Any]) -> bytes:
        with self.client.stream(call) as answer:
            whole: bytes = answer.read()
            return whole

    async def _aread(self, call: Call[Any]) -> bytes:
        async with self.client.stream(call) as answer:
            whole: bytes = await answer.read()
            return whole


async def _read_async(opening: Any) -> Streamed:
    async with opening as answer:
        return Streamed(answer.status, answer.headers, [piece async for piece in answer.iter_bytes()])


def _count(limit: int | None) -> range:
    return range(1 << 62 if limit is None else limit)


async def _agenerate(pieces: Sequence[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
