"""Both engines behind one face, so that one table of cases judges both."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Literal, Protocol

from aistore_api.types import Headers
from attrs import frozen

from aistore_hl._core.errors import TransportError
from aistore_hl._wire.aio import AsyncEngine, AsyncLanes, AsyncResponse
from aistore_hl._wire.blocking import Engine, Lanes, Response
from aistore_hl._wire.lane import Terms
from aistore_hl._wire.pipeline import Lost, Told

How = Literal["read", "readinto", "chunks", "close"]


@frozen
class Heard:
    """One answer, read."""

    status: int
    headers: Headers
    body: bytes
    length: int | None
    body_sent: bool


@frozen
class Many:
    """What became of many requests, by their number."""

    answers: dict[int, tuple[int, bytes | None]]
    losses: dict[int, TransportError]
    order: list[int]
    """The numbers of those answered, as they came."""


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

    def ask_many(
        self, origin: str, targets: Sequence[str], method: str = "GET", *, deadline: float | None = None, **terms: Any
    ) -> Many:
        """Many requests at a time, until each is answered or lost; `body` goes with each."""
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

    def ask_many(
        self, origin: str, targets: Sequence[str], method: str = "GET", *, deadline: float | None = None, **terms: Any
    ) -> Many:
        body = terms.pop("body", None)
        lanes: Lanes[int] = self.engine.lanes(Terms(method, terms.pop("timeouts", self.engine.timeouts), **terms))
        found = Many({}, {}, [])
        for number, target in enumerate(targets):
            lanes.add(origin, number, target, body=body)
        while len(found.answers) + len(found.losses) < len(targets):
            _sort(found, *lanes.listen(deadline))
        lanes.close()
        return found

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

    def ask_many(
        self, origin: str, targets: Sequence[str], method: str = "GET", *, deadline: float | None = None, **terms: Any
    ) -> Many:
        body = terms.pop("body", None)

        async def ask() -> Many:
            asked = Terms(method, terms.pop("timeouts", self.engine.timeouts), **terms)
            lanes: AsyncLanes[int] = await self.engine.lanes(asked)
            found = Many({}, {}, [])
            for number, target in enumerate(targets):
                lanes.add(origin, number, target, body=body)
            while len(found.answers) + len(found.losses) < len(targets):
                _sort(found, *await lanes.listen(deadline))
            await lanes.close()
            return found

        return self.runner.run(ask())

    def close(self) -> None:
        self.runner.run(self.engine.close())
        self.runner.close()


def _sort(found: Many, told: list[Told[int]], lost: list[Lost[int]]) -> None:
    for number, status, _, content in told:
        assert number not in found.answers
        found.answers[number] = status, content
        found.order.append(number)
    for number, exc in lost:
        assert number not in found.losses
        found.losses[number] = exc


MakeFace = Callable[..., Face]
FACES: dict[str, MakeFace] = {"threads": Threads, "tasks": Tasks}
