"""Many requests of one thread on few connections to each node, their answers in batches as they come."""

from __future__ import annotations

import select
import selectors
from time import monotonic
from typing import TYPE_CHECKING, Final, TypeVar

from aistore_hl._core.errors import TransportError

from .connection import Connection
from .failure import not_http
from .http1 import Malformed
from .lane import Bundle, Found, Lane, Terms, Way
from .pipeline import Pipeline

if TYPE_CHECKING:
    from .blocking import Engine, Node

T = TypeVar("T")

# Not epoll, whose descriptor a forked child would share.
_Selector: Final = selectors.PollSelector if hasattr(select, "poll") else selectors.SelectSelector


class Lanes(Bundle[Connection, T]):
    """Requests of one method, pipelined. Used by one thread; close it, or its connections are lost."""

    def __init__(self, engine: Engine, terms: Terms) -> None:
        super().__init__(terms)
        self._engine = engine
        self._nodes: dict[str, Node] = {}
        self._selector = _Selector()
        self._watched: dict[int, tuple[Way[Connection, T], Lane[Connection, T]]] = {}

    def listen(self, deadline: float | None, until: float | None = None) -> Found[T]:
        """Send what is queued, and wait until something is answered or lost.

        Nothing comes where nothing is under way, and after `until`, when the caller has something else to do.
        At the `deadline` all that is under way is lost.
        """
        self._come_back()
        try:
            while True:
                self._feed(deadline)
                if self._told or self._lost or self.is_idle or (until is not None and monotonic() >= until):
                    return self._take_found()
                self._wait(deadline, until)
        except BaseException:
            # Whatever it was, Ctrl-C included.
            self._spoil()
            self.close()
            raise

    def close(self) -> None:
        """Connections whose requests were all answered serve others; the rest is closed. Again: nothing."""
        self._empty()
        self._selector.close()

    def _add_way(self, origin: str, *, safe: bool) -> Way[Connection, T]:
        node = self._nodes[origin] = self._engine.node(origin)
        way = self._ways[self._key(origin, safe=safe)] = self._way(origin, node.address, node.own, safe=safe)
        return way

    def _feed(self, deadline: float | None) -> None:
        """Let out what may go out; open connections where those there are do not suffice."""
        for way in self._ways.values():
            while way.waiting:
                lane = way.choose() or self._open(way, deadline, wait=False)
                if lane is None:
                    break
                self._push(way, lane, way.load(lane))
        if not self._told and not self._lost and not any(lane.pipeline.pending for _, lane in self._watched.values()):
            self._feed_patiently(deadline)

    def _feed_patiently(self, deadline: float | None) -> None:
        """All connections to some node are in use elsewhere: wait for one, and hold none meanwhile.

        Two runs that hold what the other one waits for would wait for ever.
        """
        for way in self._ways.values():
            if way.waiting:
                self._give_back()
                opened = self._open(way, deadline, wait=True)
                if opened is not None:
                    self._push(way, opened, way.load(opened))
                return

    def _open(self, way: Way[Connection, T], deadline: float | None, *, wait: bool) -> Lane[Connection, T] | None:
        if len(way.lanes) >= self.terms.lanes:
            return None
        try:
            node = self._nodes[way.address.origin]
            # Who reads one object while many come needs one too.
            if way.lanes and not node.pool.has_spare:
                return None
            conn = self._engine.borrow(node, self.terms.timeouts, deadline, careful=not way.safe, wait=wait)
        except TransportError as exc:
            if not way.lanes:
                self._refuse(way, exc)
            return None
        if conn is None:
            return None
        conn.begin()
        lane = Lane(conn, Pipeline[T](conn, self.terms.method, self.terms.hold, safe=way.safe))
        way.lanes.append(lane)
        self._watched[conn.sock.fileno()] = way, lane
        self._selector.register(conn.sock, selectors.EVENT_READ)
        return lane

    def _push(self, way: Way[Connection, T], lane: Lane[Connection, T], data: bytes | memoryview) -> None:
        try:
            count = lane.conn.push(data)
        except OSError as exc:
            self._lose(way, lane, self._breakage(way, lane, exc))
            return
        was_full = bool(lane.rest)
        lane.rest = memoryview(data)[count:] if count < len(data) else b""
        if was_full != bool(lane.rest):
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if lane.rest else 0)
            self._selector.modify(lane.conn.sock, events)

    def _wait(self, deadline: float | None, until: float | None) -> None:
        """Until something arrives, or has been silent for too long."""
        seconds = self._patience(deadline, until)
        if seconds < 0:
            self._expire(deadline)
            return
        # TLS may hold what the socket does not show any more.
        held = [number for number, (_, lane) in self._watched.items() if lane.conn.has_more()]
        ready = self._selector.select(0.0 if held else seconds or None)
        for key, events in ready:
            way, lane = self._watched[key.fd]
            if events & selectors.EVENT_WRITE and lane.rest:
                self._push(way, lane, lane.rest)
        for number in {*held, *(key.fd for key, events in ready if events & selectors.EVENT_READ)}:
            if number in self._watched:
                self._receive(*self._watched[number])
        if not ready and not held:
            for way, lane in self._overdue():
                self._lose(way, lane, self._silence(way, lane, deadline))

    def _receive(self, way: Way[Connection, T], lane: Lane[Connection, T]) -> None:
        pipeline, conn = lane.pipeline, lane.conn
        lane.since = monotonic()
        try:
            room = pipeline.room()
            count = conn.fill_now() if room is None else conn.gather_now(room)
            if count is None:
                return
            if not count and not pipeline.end(self._told):
                self._lose(way, lane, self._breakage(way, lane, None))
                return
            if count and room is not None:
                pipeline.filled(count)
            pipeline.hear(self._told)
        except OSError as exc:
            self._lose(way, lane, self._breakage(way, lane, exc))
            return
        except Malformed as exc:
            self._lose(way, lane, not_http(exc, way.address))
            return
        way.depth.served(pipeline.answered)
        if pipeline.is_last:
            self._lose(way, lane, self._breakage(way, lane, None))

    def _part(self, way: Way[Connection, T], lane: Lane[Connection, T]) -> None:
        """Give a connection back, or close it where anything of it is open."""
        conn, pipeline = lane.conn, lane.pipeline
        self._watched = {number: pair for number, pair in self._watched.items() if pair[1] is not lane}
        self._selector.unregister(conn.sock)
        conn.exchanges += pipeline.answered
        self._engine.give_back(way.address.origin, conn, is_clean=pipeline.is_clean and not lane.rest)
