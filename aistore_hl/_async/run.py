"""Many requests of one operation under way: redirects, failures and second tries, one request at a time or all."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from copy import copy
from heapq import heappop, heappush
from typing import Any, Final, Generic, TypeVar

from aistore_api.redirects import STATUSES, UnknownNode, follow
from aistore_api.redirects import RedirectRefused as Refused
from aistore_api.types import Answer, Call, Headers, quote_path

from .._concurrency import async_sleep, dice, monotonic
from .._core import failure
from .._core.errors import AisError, AmbiguousWrite, ClientClosed, RedirectRefused, TransportError
from .._core.limits import Limits
from .._core.many import Flight
from .._core.names import BucketRef, check_object_name
from .._core.retry import Budget
from .._wire.aio import AsyncLanes
from .._wire.lane import Terms
from .session import AsyncSession

I = TypeVar("I", bound=Flight)  # noqa: E741

_LOCATION: Final = re.compile(rb"\r\n(?i:location):[ \t]*+([^\r]*+)")


class AsyncRun(ABC, Generic[I]):
    """Requests that differ by the name of their object. Whatever is decided for one is as for a single call."""

    def __init__(self, session: AsyncSession, call: Call[Any], bucket: BucketRef, limits: Limits) -> None:
        self._session = session
        self._operation = call.operation
        # Targets differ by the name alone, which stands at the end of this one.
        path, _, query = call.target.partition("?")
        self._base, self._query = path[: path.rindex("/") + 1], f"?{query}" if query else ""
        self._bucket = bucket
        self._limits = limits
        self._lanes: AsyncLanes[I] | None = None
        self._later: list[tuple[float, int, I]] = []
        """Those to be asked for again, and when."""
        self._done = 0

    @abstractmethod
    def _ask(self, lanes: AsyncLanes[I], item: I) -> None:
        """The first request for it, or the first after it failed."""

    @abstractmethod
    def _go_on(self, lanes: AsyncLanes[I], item: I, target: str, *, signed: bool) -> None:
        """The next request for it, to where a redirect led."""

    @abstractmethod
    async def _take(self, lanes: AsyncLanes[I], item: I, status: int, fields: bytes, content: bytes | None) -> None:
        """An answer that is no redirect."""

    @abstractmethod
    def _settle(self, item: I) -> None:
        """It is known what became of it."""

    def _target(self, name: str, *, write: bool = False) -> str:
        """What is asked for.

        Raises:
            InvalidName: no object can have such a name.
        """
        return f"{self._base}{quote_path(check_object_name(name, write=write))}{self._query}"

    async def _begin(self) -> AsyncLanes[I]:
        if self._session.closed:
            raise ClientClosed("the client was closed")
        if self._lanes is None:
            self._lanes = await self._session.transport.lanes(Terms(self._operation.method, self._limits.timeouts))
        return self._lanes

    async def _end(self) -> None:
        lanes, self._lanes = self._lanes, None
        if lanes is not None:
            await lanes.close()

    async def _exchange(self, lanes: AsyncLanes[I]) -> int:
        """Send what is to be sent, and take what has come; the bytes of the largest content."""
        while self._later and self._later[0][0] <= monotonic():
            self._ask(lanes, heappop(self._later)[2])
        until = self._later[0][0] if self._later else None
        if until is not None and lanes.is_idle:
            await async_sleep(max(until - monotonic(), 0.0))
            return 0
        done = self._done
        told, lost = await lanes.listen(self._limits.deadline, until)
        largest = 0
        for item, status, fields, content in told:
            if status in STATUSES:
                await self._follow(lanes, item, fields)
            else:
                if content is not None and len(content) > largest:
                    largest = len(content)
                await self._take(lanes, item, status, fields, content)
        self._take_losses(lanes, lost)
        if self._done > done:
            self._session.went_well(self._done - done)
        return largest

    async def _follow(self, lanes: AsyncLanes[I], item: I, fields: bytes) -> None:
        """Ask the node that the answer names."""
        found = _LOCATION.search(fields)
        location = None if found is None else found[1].decode("utf-8", "surrogateescape").rstrip(" \t")
        hops, origin, target = item._hops, item._origin, item._target
        try:
            try:
                # Not by way of `lead`, which costs a tenth of all there is to do for an object.
                hop = follow(
                    origin=origin, target=target, location=location, nodes=self._session.nodes.known, hops=hops
                )
            except UnknownNode:
                hop = await self._session.lead(self._operation, origin, target, location, hops, self._limits)
        except Refused as exc:
            self._fail(item, RedirectRefused(str(exc), node=origin))
        except AisError as exc:
            self._try_again(item, exc)
        else:
            item._origin = hop.origin
            item._hops = hops + 1
            self._go_on(lanes, item, hop.target, signed=hop.signed)

    def _judge(self, item: I, status: int, fields: bytes, content: bytes | None) -> AisError:
        """The error that an answer other than 2xx stands for."""
        answer = Answer(status, Headers.from_block(fields), content or b"")
        return self._session.judge(self._operation, answer, node=item._origin)

    def _take_losses(self, lanes: AsyncLanes[I], lost: list[tuple[I, TransportError]]) -> None:
        """Requests without an answer. A failure that several share is paid for once."""
        known: set[int] = set()
        for item, exc in lost:
            if id(exc) not in known:
                self._session.leave(exc)
            self._lose(lanes, item, copy(exc), shared=id(exc) in known)
            known.add(id(exc))

    def _lose(self, lanes: AsyncLanes[I], item: I, exc: TransportError, *, shared: bool) -> None:
        self._try_again(item, exc, shared=shared)

    def _try_again(self, item: I, exc: AisError, *, shared: bool = False) -> None:
        """After a failure: later, as the rules for a single request have it, or never."""
        now = monotonic()
        attempts = item._attempts
        if attempts is None:
            attempts = item._attempts = self._session.attempts(self._operation, now)
        own = attempts.budget
        if shared:
            attempts.budget = Budget()
        wait = attempts.wait_after(exc, now=now, dice=dice(), replayable=True, deadline=self._limits.deadline)
        attempts.budget = own
        if wait is None:
            self._fail(item, exc)
        else:
            heappush(self._later, (now + wait, item.index, item))

    def _fail(self, item: I, exc: AisError) -> None:
        """Nothing more is done for it."""
        attempts = item._attempts
        if item._target:
            failure.tell(
                exc,
                operation=self._operation,
                target=item._target,
                node=getattr(exc, "node", "") or item._origin,
                attempts=1 if attempts is None else attempts.made,
                seconds=0.0 if attempts is None else monotonic() - attempts.started,
            )
        if attempts is not None:
            exc.unsure = attempts.unsure
            outcome = attempts.outcome(exc, replayable=True)
            if isinstance(outcome, AmbiguousWrite):
                outcome.__cause__ = exc
            exc = outcome
        item.error = exc
        self._settle(item)
