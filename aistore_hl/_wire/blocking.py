"""The engine for threads: blocking sockets, shared pools, answers read as they are wanted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from aistore_api.types import Bytes
from attrs import frozen

from aistore_hl._core.config import TlsSettings
from aistore_hl._core.errors import ClientClosed
from aistore_hl._core.request import FileSlice, Timeouts

from .address import Address
from .connection import Connection
from .delivery import Delivery
from .dial import dial
from .exchange import AFTERTHOUGHT, Exchange, Stale
from .failure import is_timeout, no_answer, not_http, send_failed
from .http1 import Malformed, ResponseHead
from .patience import span
from .pool import Pool
from .response import Response

if TYPE_CHECKING:
    import ssl

__all__ = ["Engine", "Response"]


@frozen
class _Node:
    address: Address
    pool: Pool[Connection]
    own: str
    """Header lines that every request to it has."""


class Engine:
    """Sends requests to any number of nodes; safe to share between threads, and in forked children.

    Follows no redirects, repeats nothing that may have been done, and buffers no bodies.
    """

    def __init__(
        self,
        *,
        timeouts: Timeouts | None = None,
        pool_size: int = 64,
        tls: TlsSettings | None = None,
        user_agent: str = "aistore-hl",
    ) -> None:
        if pool_size < 1:
            raise ValueError(f"pool_size must be at least 1, not {pool_size}")
        if not (user_agent.isascii() and user_agent.isprintable()):
            raise ValueError(f"not a user agent: {user_agent!r}")
        self._timeouts = timeouts or Timeouts()
        self._pool_size = pool_size
        self._tls = tls
        self._context: ssl.SSLContext | None = None
        self._user_agent = user_agent
        self._nodes: dict[str, _Node] = {}
        self._closed = False

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
    ) -> Response:
        """Send one request; its answer as soon as the head is there.

        `body` None, bytes, a slice of a file, or pieces: chunked without `length`. `ask`: send the body only when the
        server asks for it, or says nothing for a second. `deadline`: on the monotonic clock, body included.

        Raises:
            TransportError: no answer; `sent` tells whether the server may have seen the request.
            ValueError: the request is malformed, or the body is not as long as announced.
        """
        node = self._nodes.get(origin) or self._add(origin)
        waits = timeouts or self._timeouts
        exchange = (
            Exchange.bare(method, target, headers, node.own, waits, deadline)
            if body is None
            else Exchange.compose(
                method, target, headers, body, own=node.own, length=length, ask=ask, timeouts=waits, deadline=deadline
            )
        )
        pool = node.pool
        conn = pool.pick(exchange.is_careful) or self._connect(node, exchange, fresh=False)
        try:
            return _carry(conn, exchange, pool)
        except Stale:
            pool.drop(conn)
        except BaseException:
            # Whatever it was, Ctrl-C included: an answer may still be on its way, so nobody else may use it.
            pool.drop(conn)
            raise
        conn = self._connect(node, exchange, fresh=True)
        try:
            return _carry(conn, exchange, pool)
        except BaseException:
            pool.drop(conn)
            raise

    def close(self) -> None:
        """Close idle connections at once, those in use when their answers are read. Later requests are refused."""
        self._closed = True
        for node in list(self._nodes.values()):
            node.pool.close()

    def _add(self, origin: str) -> _Node:
        if self._closed:
            raise ClientClosed("the client is closed")
        address = Address.parse(origin)
        own = f"Host: {address.host_field}\r\nUser-Agent: {self._user_agent}\r\n"
        return self._nodes.setdefault(origin, _Node(address, Pool(address, self._pool_size), own))

    def _connect(self, node: _Node, exchange: Exchange, *, fresh: bool) -> Connection:
        """A new connection, or one that becomes free while all are in use."""
        conn = node.pool.wait(
            fresh=fresh, careful=exchange.is_careful, timeouts=exchange.timeouts, deadline=exchange.deadline
        )
        if conn is not None:
            return conn
        try:
            if self._closed:
                raise ClientClosed("the client is closed")
            context = self._secure() if node.address.secure else None
            conn = dial(node.address, context, limit=exchange.timeouts.connect, deadline=exchange.deadline)
        except BaseException:
            node.pool.forfeit()
            raise
        node.pool.admit(conn)
        return conn

    def _secure(self) -> ssl.SSLContext:
        if self._context is None:
            from .tls import make_context

            self._context = make_context(self._tls)
        return self._context


def _carry(conn: Connection, exchange: Exchange, pool: Pool[Connection]) -> Response:
    """One request and the head of its answer."""
    conn.begin()
    opening = exchange.opening
    delivery = None
    body_sent = True
    try:
        sent = conn.send_small(opening) if exchange.upload is None else 0
        if sent != len(opening):
            delivery = Delivery(conn, exchange)
            body_sent = delivery.run(opening[sent:])
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
        head = _hear(conn, exchange, delivery.broken if delivery is not None else None)
    conn.exchanges += 1
    return Response(head, conn, pool, exchange, body_sent)


def _hear(conn: Connection, exchange: Exchange, broken: OSError | None) -> ResponseHead:
    """Wait for the final head. `broken`: sending failed thus; if nothing comes, that is the error."""
    limit = exchange.timeouts.first_byte if broken is None else AFTERTHOUGHT
    failure: OSError | None = None
    try:
        while True:
            seconds = limit if exchange.deadline is None else span(limit, exchange.deadline)
            if seconds < 0:
                raise TimeoutError
            if not conn.fill(seconds):
                break
            head, conn.pos = exchange.hear(conn.buffer, conn.pos, conn.end)
            if head is not None:
                return head
            limit = exchange.timeouts.read
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
