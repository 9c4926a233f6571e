"""Both engines behind one face, so that one table of cases judges both."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Literal, Protocol

from aistore_api.types import Headers
from attrs import frozen

from aistore_hl._wire.aio import AsyncEngine, AsyncResponse
from aistore_hl._wire.blocking import Engine, Response

How = Literal["read", "readinto", "chunks", "close"]


@frozen
class Heard:
    """One answer, read."""

    status: int
    headers: Headers
    body: bytes
    length: int | None
    body_sent: bool


class Face(Protocol):
    """An engine as tests see it."""

    def ask(
        self,
        origin: str,
        method: str = "GET",
        target: str = "/",
        *,
        how: How = "read",
        limit: int | None = None,
        **options: Any,
    ) -> Heard: ...

    def fill(self, origin: str, buffer: bytearray) -> None:
        """Read an answer into that buffer, again and again."""
        ...

    def close(self) -> None: ...


class Threads:
    """The engine for threads."""

    def __init__(self, **options: Any) -> None:
        self.engine = Engine(**options)

    def ask(
        self,
        origin: str,
        method: str = "GET",
        target: str = "/",
        *,
        how: How = "read",
        limit: int | None = None,
        **options: Any,
    ) -> Heard:
        with self.engine.send(origin, method, target, **options) as response:
            body = self._body(response, how, limit)
            return Heard(response.status, response.headers, body, response.length, response.body_sent)

    def _body(self, response: Response, how: How, limit: int | None) -> bytes:
        if how == "read":
            return response.read(limit)
        if how == "chunks":
            return b"".join(iter(lambda: response.read_chunk(1000), b""))
        body = bytearray()
        buffer = bytearray(1000)
        while how == "readinto" and (count := response.readinto(buffer)):
            body += buffer[:count]
        return bytes(body)

    def fill(self, origin: str, buffer: bytearray) -> None:
        with self.engine.send(origin, "GET", "/") as response:
            while response.readinto(buffer):
                pass

    def close(self) -> None:
        self.engine.close()


class Tasks:
    """The engine for tasks, on an event loop of its own."""

    def __init__(self, **options: Any) -> None:
        self.runner = asyncio.Runner()
        self.engine = AsyncEngine(**options)

    def ask(
        self,
        origin: str,
        method: str = "GET",
        target: str = "/",
        *,
        how: How = "read",
        limit: int | None = None,
        **options: Any,
    ) -> Heard:
        async def ask() -> Heard:
            async with await self.engine.send(origin, method, target, **options) as response:
                body = await self._body(response, how, limit)
                return Heard(response.status, response.headers, body, response.length, response.body_sent)

        return self.runner.run(ask())

    async def _body(self, response: AsyncResponse, how: How, limit: int | None) -> bytes:
        if how == "read":
            return await response.read(limit)
        body = bytearray()
        if how == "chunks":
            while chunk := await response.read_chunk(1000):
                body += chunk
        buffer = bytearray(1000)
        while how == "readinto" and (count := await response.readinto(buffer)):
            body += buffer[:count]
        return bytes(body)

    def fill(self, origin: str, buffer: bytearray) -> None:
        async def fill() -> None:
            async with await self.engine.send(origin, "GET", "/") as response:
                while await response.readinto(buffer):
                    pass

        self.runner.run(fill())

    def close(self) -> None:
        self.runner.run(self.engine.close())
        self.runner.close()


MakeFace = Callable[..., Face]
FACES: dict[str, MakeFace] = {"threads": Threads, "tasks": Tasks}
