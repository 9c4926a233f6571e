"""The engine for tasks: one asyncio connection per exchange, pools per event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Iterable
from typing import Any

from aistore_api.types import Bytes
from attrs import define, field

from aistore_hl._core.errors import ClientClosed
from aistore_hl._core.request import FileSlice, Timeouts

from .address import Address
from .aio_connection import AsyncConnection
from .aio_delivery import AsyncDelivery
from .aio_dial import dial
from .aio_duplex import AsyncDuplexResponse
from .aio_lanes import AsyncLanes
from .aio_pool import TaskPool
from .aio_response import AsyncResponse
from .alarm import Alarm
from .exchange import SAFE, Exchange, Stale, bare, compose
from .failure import is_timeout, no_answer, not_http, send_failed
from .http1 import Malformed, ResponseHead
from .lane import Terms
from .outfit import Outfit
from .patience import span
from .upkeep import Upkeep

__all__ = ["AsyncEngine", "AsyncLanes", "AsyncResponse"]


class Home:
    """What belongs to one event loop: connections cannot be used from another."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.alarm = Alarm(loop)
        self.pools: dict[str, tuple[TaskPool, str]] = {}
        self.upkeep = Upkeep()
        self._keeper = self._keep()

    async def move_in(self) -> None:
        """Have the loop close the connections before it ends: it does so with asynchronous generators that it knows."""
        await anext(self._keeper)

    async def move_out(self) -> None:
        """Close idle connections at once, those in use when their answers are read."""
        await self._keeper.aclose()

    async def _keep(self) -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            self.close()

    def close(self) -> None:
        """Close idle connections at once."""
        for pool, _ in self.pools.values():
            pool.close()

    def forget(self) -> None:
        """The loop is gone: nothing can be said through it any more."""
        for pool, _ in self.pools.values():
            pool.forget()


@define(eq=False, kw_only=True)
class AsyncEngine(Outfit):
    """Sends requests to any number of nodes, from tasks of any event loop.

    Follows no redirects, repeats nothing that may have been done, and buffers no bodies.
    """

    _homes: dict[asyncio.AbstractEventLoop, Home] = field(factory=dict, init=False)
    _home: Home | None = field(default=None, init=False)
    _closed: bool = field(default=False, init=False)

    async def send(
        self,
        origin: str,
        method: str,
        target: str,
        headers: Iterable[tuple[str, str]] = (),
        body: Bytes | FileSlice | Iterable[Bytes] | AsyncIterable[Bytes] | None = None,
        *,
        length: int | None = None,
        ask: bool = False,
        timeouts: Timeouts | None = None,
        deadline: float | None = None,
        both_ways: bool = False,
    ) -> AsyncResponse:
        """Send one request; its answer as soon as the head is there.

        `body` None, bytes, a slice of a file, or pieces: chunked without `length`. `ask`: send the body only when the
        server asks for it, or says nothing for a second. `deadline`: on the monotonic clock, body included.
        `both_ways`: an answer of status 200 may come before all is sent; whoever reads it sends the rest. Not of files.

        Raises:
            TransportError: no answer; `sent` tells whether the server may have seen the request.
            ValueError: the request is malformed, or the body is not as long as announced.
        """
        home = self._home
        if home is None or home.loop is not asyncio.get_running_loop():
            home = await self._settle()
        pool, own = home.pools.get(origin) or self.node(home, origin)
        if body is None:
            opening, upload = bare(method, target, headers, own), None
        else:
            opening, upload = compose(method, target, headers, body, own=own, length=length, ask=ask)
        waits, careful = timeouts or self.timeouts, method not in SAFE
        exchange = Exchange(method, opening, upload, waits, deadline, both_ways)
        conn = pool.pick(careful)
        if conn is None:
            conn = await self._connect(home, pool, waits, deadline, careful=careful, fresh=False)
        try:
            return await _carry(conn, pool, exchange)
        except Stale:
            pool.drop(conn)
        except BaseException:
            # Whatever it was, cancellation included: an answer may still be on its way, so nobody else may use it.
            pool.drop(conn)
            raise
        conn = await self._connect(home, pool, waits, deadline, careful=careful, fresh=True)
        try:
            return await _carry(conn, pool, exchange)
        except BaseException:
            pool.drop(conn)
            raise

    async def close(self) -> None:
        """Close idle connections at once, those in use when their answers are read. Later requests are refused."""
        self._closed = True
        for loop, home in list(self._homes.items()):
            if loop is asyncio.get_running_loop():
                await home.move_out()
            elif loop.is_closed():
                home.forget()
            else:
                loop.call_soon_threadsafe(home.close)
        self._homes.clear()
        self._home = None

    async def _settle(self) -> Home:
        """The running loop's connections; those of loops that are closed go."""
        if self._closed:
            raise ClientClosed("the client is closed")
        loop = asyncio.get_running_loop()
        for other in [other for other in list(self._homes) if other.is_closed()]:
            self._homes.pop(other).forget()
        home = self._homes.get(loop)
        if home is None:
            home = self._homes[loop] = Home(loop)
            await home.move_in()
        self._home = home
        return home

    async def lanes(self, terms: Terms) -> AsyncLanes[Any]:  # Any: whoever asks says whose requests they are
        """For many requests at a time: pipelined on few connections to each node, and kept from nobody else."""
        return AsyncLanes(self, await self._settle(), terms)

    def node(self, home: Home, origin: str) -> tuple[TaskPool, str]:
        """What is kept of a node: its connections, and the header lines that every request to it has."""
        if (known := home.pools.get(origin)) is not None:
            return known
        address = Address.parse(origin)
        own = self.own_lines(address)
        home.pools[origin] = TaskPool(address, self.pool_size, home.upkeep), own
        return home.pools[origin]

    async def borrow(
        self, home: Home, pool: TaskPool, waits: Timeouts, deadline: float | None, *, careful: bool, wait: bool
    ) -> AsyncConnection | None:
        """A connection that nobody uses; without `wait`, None where all are in use.

        Raises:
            TransportError: none came about.
        """
        conn = pool.pick(careful)
        if conn is not None:
            return conn
        if wait:
            return await self._connect(home, pool, waits, deadline, careful=careful, fresh=False)
        return await self._dial(home, pool, waits, deadline) if pool.reserve() else None

    async def _connect(
        self, home: Home, pool: TaskPool, waits: Timeouts, deadline: float | None, *, careful: bool, fresh: bool
    ) -> AsyncConnection:
        """A new connection, or one that becomes free while all are in use."""
        conn = await pool.wait(fresh=fresh, careful=careful, timeouts=waits, deadline=deadline)
        return conn if conn is not None else await self._dial(home, pool, waits, deadline)

    async def _dial(self, home: Home, pool: TaskPool, waits: Timeouts, deadline: float | None) -> AsyncConnection:
        """A new connection, for which a place is held."""
        try:
            if self._closed:
                raise ClientClosed("the client is closed")
            context = self.secure(pool.address)
            conn = await dial(pool.address, context, home.alarm, limit=waits.connect, deadline=deadline)
        except BaseException:
            pool.forfeit()
            raise
        pool.admit(conn)
        return conn


async def _carry(conn: AsyncConnection, pool: TaskPool, exchange: Exchange) -> AsyncResponse:
    """One request and the head of its answer."""
    conn.begin()
    opening = exchange.opening
    delivery = None
    body_sent = True
    try:
        if span(0.0, exchange.deadline) < 0:
            raise TimeoutError
        sent = conn.send_small(opening) if exchange.upload is None else 0
        if sent != len(opening):
            delivery = AsyncDelivery(conn, exchange)
            body_sent = await delivery.run(opening[sent:])
    except OSError as exc:
        if delivery is not None and delivery.in_source:
            raise
        if not is_timeout(exc):
            exchange.check_stale(conn)
        limit = exchange.timeouts.write
        raise send_failed(exc, conn.address, sent=conn.accepted, limit=limit, deadline=exchange.deadline) from exc
    except Malformed as exc:
        raise not_http(exc, conn.address) from exc
    head = delivery.head if delivery is not None else None
    if head is None:
        head = await _hear(conn, exchange, delivery.broken if delivery is not None else None)
    conn.exchanges += 1
    if delivery is not None and delivery.goes_on:
        duplex = AsyncDuplexResponse.begin(head, conn, pool, exchange, body_sent)
        duplex.delivery = delivery
        return duplex
    return AsyncResponse.begin(head, conn, pool, exchange, body_sent)


async def _hear(conn: AsyncConnection, exchange: Exchange, broken: OSError | None) -> ResponseHead:
    """Wait for the final head. `broken`: sending failed thus; if nothing comes, that is the error."""
    limit = exchange.patience(conn, broken=broken is not None)
    failure: OSError | None = None
    try:
        while True:
            # What came while sending has been listened to, or is all there will be.
            if conn.end == conn.heard and not await conn.fill(limit, exchange.deadline):
                break
            head, conn.pos = exchange.hear(conn.buffer, conn.pos, conn.end)
            if head is not None:
                return head
            conn.heard = conn.end
            limit = exchange.patience(conn, broken=broken is not None)
    except OSError as exc:
        failure = exc
    except Malformed as exc:
        raise not_http(exc, conn.address) from exc
    if failure is None or not is_timeout(failure):
        exchange.check_stale(conn)
    if broken is not None:
        write = exchange.timeouts.write
        raise send_failed(broken, conn.address, sent=conn.accepted, limit=write, deadline=exchange.deadline) from broken
    raise no_answer(failure, conn.address, limit=limit, deadline=exchange.deadline) from failure
