"""How a connection of a thread comes about: name, TCP, TLS, all within one time."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeAlias

from .address import Address
from .connection import IS_POSIX, Connection, TimedConnection
from .failure import not_connected
from .patience import span

if TYPE_CHECKING:
    import ssl

# As getaddrinfo gives them; what the last item holds differs by family.
Places: TypeAlias = Sequence[tuple[int, int, int, str, Any]]


def dial(address: Address, context: ssl.SSLContext | None, *, limit: float, deadline: float | None) -> Connection:
    """A new connection.

    Raises:
        ConnectTimeout: it took longer than `limit`, or than the deadline allows.
        ConnectFailed: refused, unknown host, or no TLS.
    """
    end = monotonic() + limit if limit else None
    if deadline is not None:
        end = deadline if end is None else min(end, deadline)
    try:
        sock = _connect(_resolve(address, end), end)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            if context is not None:
                sock.settimeout(_left(end))
                sock = context.wrap_socket(sock, server_hostname=address.host)
        except BaseException:
            sock.close()
            raise
    except (OSError, UnicodeError) as exc:  # UnicodeError: a host name that IDNA does not know
        raise not_connected(exc, address, limit, deadline) from exc
    kind = Connection if context is None and IS_POSIX else TimedConnection
    return kind(sock, address)


def _left(end: float | None) -> float | None:
    if end is None:
        return None
    left = span(0.0, end)
    if left < 0:
        raise TimeoutError("out of time")
    return left


def _resolve(address: Address, end: float | None) -> Places:
    """Where the host is; a name is looked up in a thread of its own, since the system's resolver knows no time-out."""
    try:
        return socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        pass
    results: SimpleQueue[Places | OSError | UnicodeError] = SimpleQueue()

    def look_up() -> None:
        try:
            results.put(socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as exc:
            results.put(exc)

    Thread(target=look_up, name=f"resolve {address.host}", daemon=True).start()
    try:
        found = results.get(timeout=_left(end))
    except Empty:
        raise TimeoutError("no answer from the resolver") from None
    if isinstance(found, Exception):
        raise found
    return found


def _connect(places: Places, end: float | None) -> socket.socket:
    """The first place that answers; each gets its share of the time, so that a dead one does not use it up."""
    for index, (family, kind, protocol, _, where) in enumerate(places):
        sock = socket.socket(family, kind, protocol)
        try:
            left = _left(end)
            sock.settimeout(left and left / (len(places) - index))
            sock.connect(where)
            return sock
        except BaseException as exc:
            sock.close()
            if not isinstance(exc, OSError) or index == len(places) - 1:
                raise
    raise OSError("the host has no address")
