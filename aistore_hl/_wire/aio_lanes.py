"""Many requests of one task on few connections to each node, their answers in batches as they come."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, TypeVar
from weakref import ref

from aistore_hl._core.errors import TransportError

from .aio_connection import AsyncConnection
from .aio_pool import TaskPool
from .failure import not_http
from .http1 import Malformed
from .lane import Bundle, Found, Lane, Terms, Way
from .pipeline import Pipeline

if TYPE_CHECKING:
    from .aio import AsyncEngine, Home

T = TypeVar("T")


class AsyncLanes(Bundle[AsyncConnection, T]):
    """Requests of one method, pipelined. Used by one task; close it, or its connections are lost."""

    def __init__(self, engine: AsyncEngine, home: Home, terms: Terms) -> None:
        super().__init__(terms)
        self._engine = engine
        self._home = home
        self._pools: dict[str, TaskPool] = {}
        self._fresh: dict[Lane[AsyncConnection, T], Way[AsyncConnection, T]] = {}
        """Connections at which something happened since they were last looked at."""
        self._news: asyncio.Future[bool] | None = None

    async def listen(self, deadline: float | None, until: float | None = None) -> Found[T]:
        """Send what is queued, and wait until something is answered or lost.

        Nothing comes where nothing is under way, and after `until`, when the caller has something else to do.
        At the `deadline` all that is under way is lost.
        """
        self._come_back()
        try:
            while True:
                self._receive_fresh()
                await self._feed(deadline)
                if self._told or self._lost or self.is_idle or (until is not None and monotonic() >= until):
                    return self._take_found()
                await self._wait(deadline, until)
        except BaseException:
            # Whatever it was, cancellation included.
            self._spoil()
            self._empty()
            raise

    async def close(self) -> None:
        """Connections whose requests were all answered serve others; the rest is closed. Again: nothing."""
        self._empty()

    def __del__(self) -> None:
        # The loop keeps the connections alive: they would hold their places for ever.
        for way in self._ways.values():
            for lane in way.lanes:
                lane.conn.disown(self._pools[way.address.origin].drop)

    def _add_way(self, origin: str, *, safe: bool) -> Way[AsyncConnection, T]:
        pool, own = self._engine.node(self._home, origin)
        self._pools[origin] = pool
        way = self._ways[self._key(origin, safe=safe)] = self._way(origin, pool.address, own, safe=safe)
        return way

    async def _feed(self, deadline: float | None) -> None:
        """Let out what may go out; open connections where those there are do not suffice."""
        busy = False
        for way in self._ways.values():
            while way.waiting:
                lane = way.choose() or await self._open(way, deadline, wait=False)
                if lane is None:
                    break
                self._push(way, lane, way.load(lane))
            busy = busy or any(lane.pipeline.pending for lane in way.lanes)
        if not self._told and not self._lost and not busy:
            await self._feed_patiently(deadline)

    async def _feed_patiently(self, deadline: float | None) -> None:
        """All connections to some node are in use elsewhere: wait for one, and hold none meanwhile.

        Two runs that hold what the other one waits for would wait for ever.
        """
        for way in self._ways.values():
            if way.waiting:
                self._give_back()
                opened = await self._open(way, deadline, wait=True)
                if opened is not None:
                    self._push(way, opened, way.load(opened))
                return

    async def _open(
        self, way: Way[AsyncConnection, T], deadline: float | None, *, wait: bool
    ) -> Lane[AsyncConnection, T] | None:
        if len(way.lanes) >= self.terms.lanes:
            return None
        try:
            pool = self._pools[way.address.origin]
            # Who reads one object while many come needs one too.
            if way.lanes and not pool.has_spare:
                return None
            conn = await self._engine.borrow(
                self._home, pool, self.terms.timeouts, deadline, careful=not way.safe, wait=wait
            )
        except TransportError as exc:
            if not way.lanes:
                self._refuse(way, exc)
            return None
        if conn is None:
            return None
        conn.begin()
        lane = Lane(conn, Pipeline[T](conn, self.terms.method, self.terms.hold, safe=way.safe))
        way.lanes.append(lane)
        # Weakly: the loop holds the connection, and a run that its user forgot must be let go.
        own = ref(self)

        def note() -> None:
            if (run := own()) is not None:
                run._note(way, lane)

        conn.listen(note)
        return lane

    def _note(self, way: Way[AsyncConnection, T], lane: Lane[AsyncConnection, T]) -> None:
        self._fresh[lane] = way
        self._stir(True)

    def _stir(self, has_news: bool) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(has_news)

    def _push(self, way: Way[AsyncConnection, T], lane: Lane[AsyncConnection, T], data: bytes | memoryview) -> None:
        try:
            count = lane.conn.push(data)
        except OSError as exc:
            self._lose(way, lane, self._breakage(way, lane, exc))
            return
        lane.rest = memoryview(data)[count:] if count < len(data) else b""

    async def _wait(self, deadline: float | None, until: float | None) -> None:
        """Until something arrives, or has been silent for too long."""
        if self._fresh:
            return
        seconds = self._patience(deadline, until)
        if seconds < 0:
            self._expire(deadline)
            return
        news = self._news = self._home.loop.create_future()
        # One timer for many answers: not worth the alarm.
        timer = self._home.loop.call_later(seconds, self._stir, False) if seconds else None
        try:
            has_news = await news
        finally:
            self._news = None
            if timer is not None:
                timer.cancel()
        if not has_news:
            for way, lane in self._overdue():
                if not self._receive(way, lane):
                    self._lose(way, lane, self._silence(way, lane, deadline))

    def _receive_fresh(self) -> None:
        while self._fresh:
            lane, way = self._fresh.popitem()
            if lane.rest:
                self._push(way, lane, lane.rest)
            if lane in way.lanes:
                self._receive(way, lane)

    def _receive(self, way: Way[AsyncConnection, T], lane: Lane[AsyncConnection, T]) -> bool:
        """Take what has come; whether something has."""
        pipeline, conn = lane.pipeline, lane.conn
        filled = conn.take_filled()
        if filled:
            pipeline.filled(filled)
        if not filled and conn.end == conn.heard and not conn.is_over:
            return False
        lane.since = monotonic()
        try:
            if filled or conn.end != conn.heard:
                pipeline.hear(self._told)
            ended = conn.is_over and (conn.failure_to_read() is not None or not pipeline.end(self._told))
        except Malformed as exc:
            self._lose(way, lane, not_http(exc, way.address))
            return True
        way.depth.served(pipeline.answered)
        if pipeline.is_last or ended:
            self._lose(way, lane, self._breakage(way, lane, conn.failure_to_read()))
        else:
            conn.expect(pipeline.room())
        return True

    def _part(self, way: Way[AsyncConnection, T], lane: Lane[AsyncConnection, T]) -> None:
        """Give a connection back, or close it where anything of it is open."""
        conn, pipeline, pool = lane.conn, lane.pipeline, self._pools[way.address.origin]
        self._fresh.pop(lane, None)
        conn.listen(None)
        conn.exchanges += pipeline.answered
        if pipeline.is_clean and not lane.rest and not conn.is_over:
            pool.give(conn)
        else:
            pool.drop(conn)
