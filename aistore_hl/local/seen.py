"""What arrived at the nodes: every request with its header fields and the bytes of its body, as the wire had them."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from attrs import Factory, define, field, frozen

if TYPE_CHECKING:
    import h11

Side: TypeAlias = Literal["proxy", "target"]

_EPOCH: Final = time.time() - time.perf_counter()
"""What a clock that is never set back counts from, in seconds since 1970."""

KEPT: Final = 1_000
"""Requests that are remembered with their header fields; older ones are only counted, so that memory stays flat."""

FIELDS: Final = 100
"""Header fields that are remembered of one: a head of 64 KiB can have 16,000, which take 30 times as much here."""


@define(eq=False)
class Arrival:
    """One request, as it came in."""

    node: str
    side: Side
    method: str
    target: str
    """Path and query, as they were on the request line."""
    headers: tuple[tuple[str, str], ...]
    """Names in lower case; the first 100."""
    body_bytes: int = 0
    """Bytes of the body that arrived, also those that nobody read; without chunk framing."""
    number: int = 0
    """Counted from 1 since the start of the cluster."""
    at: float = Factory(lambda: _EPOCH + time.perf_counter())
    """When its head had arrived, in seconds since 1970."""
    status: int | None = None
    """Of the answer; `None` before there is one, and where there never was."""
    sent_bytes: int = 0
    """Bytes of the answer's body that were handed to the connection."""
    seconds: float | None = None
    """How long it took until the answer was complete, or the connection ended; `None` before."""

    def end(self) -> None:
        """Note that nothing more comes of it; a second time changes nothing."""
        if self.seconds is None:
            self.seconds = _EPOCH + time.perf_counter() - self.at

    @property
    def path(self) -> str:
        """The path as it was on the request line, still percent-encoded."""
        return self.target.partition("?")[0]

    def header(self, name: str) -> str | None:
        """The first header field of that name."""
        return next((value for field, value in self.headers if field == name.lower()), None)


_Key: TypeAlias = tuple[str, Side, str]


class Log:
    """Written by the connections of all nodes, read by any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._count = 0
        self._kept: deque[Arrival] = deque(maxlen=KEPT)
        self._requests: Counter[_Key] = Counter()
        self._bytes: Counter[_Key] = Counter()
        self._sent: Counter[str] = Counter()

    def add(self, node: str, side: Side, request: h11.Request) -> Arrival:
        """Note a request whose head has arrived."""
        method = request.method.decode("latin-1")
        fields = islice(request.headers, FIELDS)
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in fields)
        arrival = Arrival(node, side, method, request.target.decode("latin-1"), headers)
        with self._lock:
            self._count += 1
            arrival.number = self._count
            self._kept.append(arrival)
            self._requests[node, side, method] += 1
        return arrival

    def add_body(self, arrival: Arrival, count: int) -> None:
        """Note bytes of its body."""
        with self._lock:
            arrival.body_bytes += count
            self._bytes[arrival.node, arrival.side, arrival.method] += count

    def add_sent(self, arrival: Arrival, count: int) -> None:
        """Note bytes of the body of its answer."""
        arrival.sent_bytes += count
        # Written by the cluster's thread alone, so that no answer waits for a lock.
        self._sent[arrival.node] += count

    def clear(self) -> None:
        """Forget everything; requests that are under way are counted from here on."""
        with self._lock:
            self._kept.clear()
            self._requests.clear()
            self._bytes.clear()

    def arrivals(self) -> list[Arrival]:
        """The last requests, oldest first."""
        with self._lock:
            return list(self._kept)

    def sent(self, node: str) -> int:
        """Bytes of the bodies of a node's answers, since the start."""
        return self._sent[node]

    def total(self, of: Literal["requests", "bytes"], wanted: Callable[[_Key], bool]) -> int:
        """The sum of one counter over the keys that are wanted."""
        counter = self._requests if of == "requests" else self._bytes
        with self._lock:
            return sum(count for key, count in counter.items() if wanted(key))


@frozen
class Seen:
    """What arrived at some of the nodes: all of them, one side, or one node."""

    _log: Log
    _side: Side | None = field(default=None, alias="side")
    _node: str | None = field(default=None, alias="node")

    def requests(self, method: str | None = None) -> int:
        """How many requests arrived, since the start or the last `clear`."""
        return self._log.total("requests", lambda key: self._wants(*key, wanted=method))

    def body_bytes(self, method: str | None = None) -> int:
        """How many bytes of bodies arrived, since the start or the last `clear`."""
        return self._log.total("bytes", lambda key: self._wants(*key, wanted=method))

    def arrivals(self, method: str | None = None) -> list[Arrival]:
        """The requests themselves, oldest first; of the cluster's last 1,000."""
        found = self._log.arrivals()
        return [each for each in found if self._wants(each.node, each.side, each.method, wanted=method)]

    def clear(self) -> None:
        """Forget what arrived, at all nodes."""
        self._log.clear()

    def _wants(self, node: str, side: Side, method: str, *, wanted: str | None) -> bool:
        return (
            (self._side is None or side == self._side)
            and (self._node is None or node == self._node)
            and (wanted is None or method == wanted)
        )
