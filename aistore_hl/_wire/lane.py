"""Connections that carry many requests at a time, by the node that they lead to; the same for threads and for tasks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable
from time import monotonic
from typing import Final, Generic, TypeAlias, TypeVar

from aistore_api.types import Bytes
from attrs import Factory, define, field, frozen

from aistore_hl._core.errors import ReadTimeout, TransportError
from aistore_hl._core.request import Timeouts

from .address import Address
from .exchange import bare, whole
from .failure import body_broke, no_answer
from .inbox import Inbox
from .patience import said, span
from .pipeline import Depth, Entry, Lost, Pipeline, Told

C = TypeVar("C", bound=Inbox)
T = TypeVar("T")

LANES: Final = 8
"""Connections to one node at most: each answers in order, so that a slow object holds all that come behind it."""
DEPTH: Final = 32
"""Requests in flight on one connection. With 256 a read of 4 KiB costs a tenth less (bench/many.py), and a target with
disks would work for one reader at a time."""
WRITES: Final = 8
"""Bodies in flight on one connection: of each nobody knows what became of it when that breaks."""
HOLD: Final = 8 * 1024 * 1024
"""Bytes of one answer that are kept in memory."""
_AWAY: Final = 0.05
"""Seconds between two calls that are the caller's own: waits begin anew after them."""

Found: TypeAlias = tuple[list[Told[T]], list[Lost[T]]]
"""What was answered, and what will not be."""


@frozen
class Terms:
    """What holds for all requests of one run."""

    method: str
    timeouts: Timeouts
    hold: int = HOLD
    depth: int = DEPTH
    writes: int = WRITES
    lanes: int = LANES


@define(eq=False)
class Lane(Generic[C, T]):
    """One connection."""

    conn: C
    pipeline: Pipeline[T]
    rest: bytes | memoryview = b""
    """What the kernel did not take yet of requests that have begun to go out."""
    since: float = field(factory=monotonic)
    """When something last moved, or the first of those in flight was sent."""


@define(eq=False)
class Way(Generic[C, T]):
    """All that leads to one node; what may be sent twice, and what may not, go different ways."""

    address: Address
    own: str
    """Header lines that every request to it has."""
    safe: bool
    """Whether the requests change nothing."""
    depth: Depth
    waiting: deque[Entry[T]] = field(factory=deque)
    """Requests that have not begun to go out."""
    lanes: list[Lane[C, T]] = Factory(list)

    def choose(self) -> Lane[C, T] | None:
        """The connection for what waits: the one with the fewest in flight; None while all have what they may have."""
        best, fewest = None, self.depth.now
        for lane in self.lanes:
            count = len(lane.pipeline.pending)
            if count < fewest and not lane.rest and not lane.pipeline.is_last:
                best, fewest = lane, count
        return best

    def load(self, lane: Lane[C, T]) -> bytes:
        """What goes out now by that connection; those are in flight then."""
        pending, waiting = lane.pipeline.pending, self.waiting
        # As many as it may have: a few on each connection would be a system call for every few.
        count = min(self.depth.now - len(pending), len(waiting))
        if not pending:
            lane.since = monotonic()
        entries = [waiting.popleft() for _ in range(count)]
        pending.extend(entries)
        return b"".join([data for _, data in entries])

    def lose(self, lane: Lane[C, T], cause: TransportError) -> list[Lost[T]]:
        """A connection is over: those that get `cause` for it. The others are first in the queue again."""
        self.lanes.remove(lane)
        pipeline = lane.pipeline
        if len(pipeline.pending) > 1 or (pipeline.pending and pipeline.is_last):
            self.depth.cut()
        lost, again = pipeline.lose(cause)
        self.waiting.extendleft(reversed(again))
        return lost


class Bundle(ABC, Generic[C, T]):
    """The ways to all nodes, as far as threads and tasks have them in common."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._ways: dict[str, Way[C, T]] = {}
        self._told: list[Told[T]] = []
        self._lost: list[Lost[T]] = []
        self._left = monotonic()

    def add(
        self,
        origin: str,
        item: T,
        target: str,
        headers: Iterable[tuple[str, str]] = (),
        body: Bytes | None = None,
        *,
        chunked: bool = False,
    ) -> None:
        """Queue one request; it goes out with `listen`. Without a body it is taken for one that changes nothing.

        Raises:
            ValueError: something in it could be read as something else.
        """
        if body is None:
            way = self._ways.get(origin) or self._add_way(origin, safe=True)
            data = bare(self.terms.method, target, headers, way.own)
        else:
            way = self._ways.get(self._key(origin, safe=False)) or self._add_way(origin, safe=False)
            data = whole(self.terms.method, target, headers, way.own, body, chunked=chunked)
        way.waiting.append((item, data))

    @abstractmethod
    def _add_way(self, origin: str, *, safe: bool) -> Way[C, T]:
        """The way to a node to which none leads yet."""

    @abstractmethod
    def _part(self, way: Way[C, T], lane: Lane[C, T]) -> None:
        """Give a connection back, or close it where anything of it is open."""

    def _give_back(self) -> None:
        """Hold no connection any more."""
        for way in self._ways.values():
            for lane in list(way.lanes):
                way.lanes.remove(lane)
                self._part(way, lane)

    def _empty(self) -> None:
        """Neither hold nor want anything any more."""
        for way in self._ways.values():
            way.waiting.clear()
        self._give_back()

    def _spoil(self) -> None:
        """No connection is of use to anybody any more: answers may still be on their way."""
        for way in self._ways.values():
            for lane in way.lanes:
                lane.pipeline.is_last = True

    def _lose(self, way: Way[C, T], lane: Lane[C, T], cause: TransportError) -> None:
        """A connection is over, and what it had not answered is lost or waits again."""
        self._lost.extend(way.lose(lane, cause))
        self._part(way, lane)

    def _expire(self, deadline: float | None) -> None:
        """The time is over: whatever is under way is lost."""
        for way in self._ways.values():
            for lane in list(way.lanes):
                self._lose(way, lane, self._silence(way, lane, deadline))
            self._refuse(way, self._unsent(way, deadline))

    @staticmethod
    def _key(origin: str, *, safe: bool) -> str:
        return origin if safe else f"{origin}#"

    def _way(self, origin: str, address: Address, own: str, *, safe: bool) -> Way[C, T]:
        most = self.terms.depth if safe else self.terms.writes
        return Way(address, own, safe, Depth(most, most))

    @property
    def is_idle(self) -> bool:
        """Whether nothing is in flight and nothing waits."""
        return not any(way.waiting or any(lane.pipeline.pending for lane in way.lanes) for way in self._ways.values())

    def _take_found(self) -> Found[T]:
        found = self._told, self._lost
        self._told, self._lost = [], []
        self._left = monotonic()
        return found

    def _come_back(self) -> None:
        """Time that the caller spent elsewhere is not time that a server was silent."""
        away = monotonic() - self._left
        if away > _AWAY:
            for way in self._ways.values():
                for lane in way.lanes:
                    lane.since += away

    def _limit(self, lane: Lane[C, T]) -> float:
        waits = self.terms.timeouts
        return waits.read if lane.pipeline.is_amid else waits.first_byte

    def _patience(self, deadline: float | None, until: float | None) -> float:
        """Seconds until the first wait of any connection is over; 0: for ever; negative: the deadline has passed."""
        now, least = monotonic(), 0.0
        for way in self._ways.values():
            for lane in way.lanes:
                limit = self._limit(lane)
                if limit and lane.pipeline.pending:
                    left = max(lane.since + limit - now, 0.001)
                    least = left if not least or left < least else least
        if until is not None:
            left = max(until - now, 0.001)
            least = left if not least or left < least else least
        return span(least, deadline)

    def _overdue(self) -> list[tuple[Way[C, T], Lane[C, T]]]:
        """Connections that were silent for too long."""
        now = monotonic()
        return [
            (way, lane)
            for way in self._ways.values()
            for lane in way.lanes
            if lane.pipeline.pending and (limit := self._limit(lane)) and now >= lane.since + limit
        ]

    def _silence(self, way: Way[C, T], lane: Lane[C, T], deadline: float | None) -> TransportError:
        return no_answer(TimeoutError(), way.address, limit=self._limit(lane), deadline=deadline)

    def _breakage(self, way: Way[C, T], lane: Lane[C, T], exc: OSError | None) -> TransportError:
        if lane.pipeline.is_amid:
            return body_broke(exc, way.address.origin, missing=None, limit=self._limit(lane), deadline=None)
        return no_answer(exc, way.address, limit=self._limit(lane), deadline=None)

    def _unsent(self, way: Way[C, T], deadline: float | None) -> TransportError:
        text = f"{way.address.label} did not come to it {said(self.terms.timeouts.first_byte, deadline)}"
        exc = ReadTimeout(text, node=way.address.origin)
        exc.sent = False
        return exc

    def _refuse(self, way: Way[C, T], cause: TransportError) -> None:
        """Nobody listens there: all that waits for it is told so."""
        self._lost.extend((item, cause) for item, _ in way.waiting)
        way.waiting.clear()
