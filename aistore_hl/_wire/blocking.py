"""The engine for threads: blocking sockets, shared pools, answers read as they are wanted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aistore_api.types import Bytes
from attrs import define, field, frozen

from aistore_hl._core.errors import ClientClosed
from aistore_hl._core.request import FileSlice, Timeouts

from .address import Address
from .connection import Connection
from .delivery import Delivery
from .dial import dial
from .duplex import DuplexResponse
from .exchange import SAFE, Exchange, Stale, Upload, bare, compose
from .failure import is_timeout, no_answer, not_http, send_failed
from .http1 import Malformed, ResponseHead, find_ordinary
from .lane import Terms
from .lanes import Lanes
from .outfit import Outfit
from .patience import span
from .pool import Pool
from .response import Response
from .upkeep import Upkeep

__all__ = ["Engine", "Lanes", "Response"]


@frozen
class Node:
    address: Address
    pool: Pool[Connection]
    own: str
    """Header lines that every request to it has."""


@define(eq=False, kw_only=True)
class Engine(Outfit):
    """Sends requests to any number of nodes; safe to share between threads, and in forked children.

    Follows no redirects, repeats nothing that may have been done, and buffers no bodies.
    """

    _nodes: dict[str, Node] = field(factory=dict, init=False)
    _closed: bool = field(default=False, init=False)
    _upkeep: Upkeep = field(factory=Upkeep, init=False)

    def send(
        self,
        origin: str,
        method: str,
        target: str,
        headers: Iterable[tuple[str, str]] = (),
        body: Bytes | FileSlice | Iterable[Bytes] | None = None,
        *,
        length: int | None = None,
        ask: bool = False,
        timeouts: Timeouts | None = None,
        deadline: float | None = None,
        both_ways: bool = False,
    ) -> Response:
        """Send one request; its answer as soon as the head is there.

        `body` None, bytes, a slice of a file, or pieces: chunked without `length`. `ask`: send the body only when the
        server asks for it, or says nothing for a second. `deadline`: on the monotonic clock, body included.
        `both_ways`: an answer of status 200 may come before all is sent; whoever reads it sends the rest. Not of files.

        Raises:
            TransportError: no answer; `sent` tells whether the server may have seen the request.
            ValueError: the request is malformed, or the body is not as long as announced.
        """
        node = self._nodes.get(origin) or self.node(origin)
        if body is None:
            opening, upload = bare(method, target, headers, node.own), None
        else:
            opening, upload = compose(method, target, headers, body, own=node.own, length=length, ask=ask)
        return self._exchange(node, method, opening, upload, timeouts or self.timeouts, deadline, both_ways)

    def _exchange(
        self,
        node: Node,
        method: str,
        opening: bytes,
        upload: Upload | None,
        waits: Timeouts,
        deadline: float | None,
        both_ways: bool,
    ) -> Response:
        pool = node.pool
        careful = method not in SAFE
        conn = pool.pick(careful) or self._connect(node, waits, deadline, careful=careful, fresh=False)
        try:
            if upload is None:
                response = _ask(conn, pool, method, opening, waits, deadline)
                if response is not None:
                    return response
            else:
                conn.begin()
            return _carry(conn, pool, Exchange(method, opening, upload, waits, deadline, both_ways))
        except Stale:
            pool.drop(conn)
        except BaseException:
            # Whatever it was, Ctrl-C included: an answer may still be on its way, so nobody else may use it.
            pool.drop(conn)
            raise
        conn = self._connect(node, waits, deadline, careful=careful, fresh=True)
        conn.begin()
        try:
            return _carry(conn, pool, Exchange(method, opening, upload, waits, deadline, both_ways))
        except BaseException:
            pool.drop(conn)
            raise

    def close(self) -> None:
        """Close idle connections at once, those in use when their answers are read. Later requests are refused."""
        self._closed = True
        for node in list(self._nodes.values()):
            node.pool.close()

    def lanes(self, terms: Terms) -> Lanes[Any]:  # Any: whoever asks says whose requests they are
        """For many requests at a time: pipelined on few connections to each node, and kept from nobody else."""
        return Lanes(self, terms)

    def node(self, origin: str) -> Node:
        """What is kept of a node."""
        if self._closed:
            raise ClientClosed("the client is closed")
        if (known := self._nodes.get(origin)) is not None:
            return known
        address = Address.parse(origin)
        own = self.own_lines(address)
        return self._nodes.setdefault(origin, Node(address, Pool(address, self.pool_size, self._upkeep), own))

    def borrow(
        self, node: Node, waits: Timeouts, deadline: float | None, *, careful: bool, wait: bool
    ) -> Connection | None:
        """A connection that nobody uses; without `wait`, None where all are in use.

        Raises:
            TransportError: none came about.
        """
        conn = node.pool.pick(careful)
        if conn is not None:
            return conn
        if wait:
            return self._connect(node, waits, deadline, careful=careful, fresh=False)
        return self._dial(node, waits, deadline) if node.pool.claim() else None

    def give_back(self, origin: str, conn: Connection, *, is_clean: bool) -> None:
        """Done with a borrowed one; others use it where it `is_clean`."""
        pool = self._nodes[origin].pool
        if is_clean:
            pool.give(conn)
        else:
            pool.drop(conn)

    def _connect(
        self, node: Node, waits: Timeouts, deadline: float | None, *, careful: bool, fresh: bool
    ) -> Connection:
        """A new connection, or one that becomes free while all are in use."""
        conn = node.pool.wait(fresh=fresh, careful=careful, timeouts=waits, deadline=deadline)
        return conn if conn is not None else self._dial(node, waits, deadline)

    def _dial(self, node: Node, waits: Timeouts, deadline: float | None) -> Connection:
        """A new connection, for which a place is held."""
        try:
            if self._closed:
                raise ClientClosed("the client is closed")
            conn = dial(node.address, self.secure(node.address), limit=waits.connect, deadline=deadline)
        except BaseException:
            node.pool.forfeit()
            raise
        node.pool.admit(conn)
        return conn


def _ask(
    conn: Connection, pool: Pool[Connection], method: str, opening: bytes, waits: Timeouts, deadline: float | None
) -> Response | None:
    """An ordinary exchange in one go: a request in one piece, an answer of known length that begins at once.

    None: it is another one, and `_carry` goes on where this stopped. Step by step all cost a third more (bench/layers).
    """
    seconds = waits.first_byte if deadline is None else span(waits.first_byte, deadline)
    if seconds < 0:
        conn.begin()
        return None
    end = conn.converse(opening, seconds)
    found = find_ordinary(conn.buffer, end, method) if end else None
    if found is None:
        return None
    status, fields, start, length = found
    conn.exchanges += 1
    stop = start + length
    if stop > end:
        response = Response(status, fields, length, conn.address.origin, True)
        conn.pos = start
        response.attach(conn, pool, length, True, waits, deadline)
        return response
    response = Response(status, fields, length, conn.address.origin, True, bytes(conn.view[start:stop]))
    # All here: the connection serves others before anybody asks for the body, unless more came than was announced.
    if stop == end:
        pool.give(conn)
    else:
        pool.drop(conn)
    return response


def _carry(conn: Connection, pool: Pool[Connection], exchange: Exchange) -> Response:
    """Any exchange, or the rest of one: send what has not been sent, and wait for the head of the answer."""
    delivery = Delivery(conn, exchange)
    body_sent = _deliver(conn, exchange, delivery)
    head = delivery.head or _hear(conn, exchange, delivery.broken)
    conn.exchanges += 1
    if delivery.goes_on:
        duplex = DuplexResponse.begin(head, conn, pool, exchange, body_sent)
        duplex.delivery = delivery
        return duplex
    return Response.begin(head, conn, pool, exchange, body_sent)


def _deliver(conn: Connection, exchange: Exchange, delivery: Delivery) -> bool:
    """Whether all of it went out."""
    try:
        if conn.sent == len(exchange.opening):
            return True
        if conn.failure is not None:
            raise conn.failure
        if span(0.0, exchange.deadline) < 0:
            raise TimeoutError
        return delivery.run(exchange.opening[conn.sent :])
    except OSError as exc:
        if delivery.in_source:
            raise
        if not is_timeout(exc):
            exchange.check_stale(conn)
        limit = exchange.timeouts.write
        raise send_failed(exc, conn.address, sent=conn.accepted, limit=limit, deadline=exchange.deadline) from exc
    except Malformed as exc:
        raise not_http(exc, conn.address) from exc


def _hear(conn: Connection, exchange: Exchange, broken: OSError | None) -> ResponseHead:
    """Wait for the final head. `broken`: sending failed thus; if nothing comes, that is the error."""
    limit = exchange.patience(conn, broken=broken is not None)
    failure = conn.failure
    try:
        while failure is None:
            if conn.pos < conn.end:
                head, conn.pos = exchange.hear(conn.buffer, conn.pos, conn.end)
                if head is not None:
                    return head
            limit = exchange.patience(conn, broken=broken is not None)
            seconds = span(limit, exchange.deadline)
            if seconds < 0:
                raise TimeoutError
            if not conn.fill(seconds):
                break
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
