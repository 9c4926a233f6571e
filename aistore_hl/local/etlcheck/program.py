"""A transformer that is started here, and again where it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import define, evolve, field

from ..etl.child import Child, Log
from .exchange import LATE, Ask, Line
from .trial import Finding

_TICK: Final = 0.02
_SHOWN: Final = 20
"""Lines of its log that an error has."""
_RESTARTS: Final = 5
"""How often it is started again."""
_GRACE: Final = 2.0
"""Seconds that it has to end."""


class NotServing(Exception):
    """There is nothing to try: it does not start, or nobody listens."""


@define(eq=False)
class Program:
    """A command that serves at a port of this machine."""

    words: Sequence[str]
    environment: Mapping[str, str]
    host: str
    port: int
    seconds: float
    """That it has to become ready."""
    _child: Child | None = field(init=False, default=None)
    _log: Log = field(init=False, factory=Log)
    _restarts: int = field(init=False, default=0)

    async def start(self) -> None:
        """Start it, and wait until it answers.

        Raises:
            NotServing: it does not; why, and the end of its log.
        """
        # In the folder that this runs in: a command has files of it.
        self._child = await Child.start(self.words, self.environment, None, self._log)
        deadline = asyncio.get_running_loop().time() + self.seconds
        while (error := await answering(self.host, self.port)) is not None:
            if self._child.status is not None:
                status = await self._child.wait()
                raise NotServing(f"it ended with status {status} before it was ready{self._said()}")
            if asyncio.get_running_loop().time() > deadline:
                raise NotServing(f"nobody answers at {self.host}:{self.port}: {error}{self._said()}")
            await asyncio.sleep(_TICK)

    async def after(self, found: Finding) -> Finding:
        """What was found, and whether it has ended by that: then it is started again.

        Raises:
            NotServing: it does not start any more, or that was often enough.
        """
        end = await self._end()
        if end is None:
            return found
        self._restarts += 1
        if self._restarts <= _RESTARTS:
            await self.start()
        said = self._log.tail(1)
        answer = f"{found.answer}; {end}{f': {said}' if said else ''}"
        means = "its pod is started again; until then all objects fail, and what it was doing has failed"
        return evolve(found, verdict="wrong", answer=answer, means=means)

    @property
    def is_given_up(self) -> bool:
        """Whether it is not started again any more."""
        return self._restarts > _RESTARTS

    async def stop(self) -> None:
        """End it."""
        if self._child is not None:
            await self._child.stop(_GRACE)

    async def _end(self) -> str | None:
        """How it has ended; `None` where it serves on."""
        child = self._child
        assert child is not None
        # One that is about to end may still take a connection.
        error = None if child.status is not None else await answering(self.host, self.port)
        if child.status is None and (error is None or error.startswith(LATE)):
            return None
        try:
            async with asyncio.timeout(_GRACE):
                return f"it ended with status {await child.wait()}"
        except TimeoutError:
            await child.stop(_GRACE)
            return "it listens no more"

    def _said(self) -> str:
        return f"; it said:\n{self._log.tail(_SHOWN)}"


async def answering(host: str, port: int) -> str | None:
    """`None` where something answers at /health with whatever status, which is judged later; else why not."""
    async with Line(host, port, 1.0) as probe:
        reply = await probe.ask(Ask("GET", "/health"))
    return None if reply.status else reply.error
