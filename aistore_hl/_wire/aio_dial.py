"""How a connection of a task comes about: name, TCP, TLS, all within one time."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

from .address import Address
from .aio_connection import AsyncConnection, TransportConnection
from .alarm import Alarm
from .connection import IS_POSIX
from .dial import Places
from .failure import not_connected
from .patience import span

if TYPE_CHECKING:
    import ssl


async def dial(
    address: Address, context: ssl.SSLContext | None, alarm: Alarm, *, limit: float, deadline: float | None
) -> AsyncConnection:
    """A new connection of the running loop.

    Raises:
        ConnectTimeout: it took longer than `limit`, or than the deadline allows.
        ConnectFailed: refused, unknown host, or no TLS.
    """
    loop = asyncio.get_running_loop()
    seconds = span(limit, deadline)
    kind = AsyncConnection if context is None and IS_POSIX else TransportConnection
    try:
        async with asyncio.timeout(seconds or None):
            sock = await _connect(loop, await _resolve(loop, address), seconds)
            try:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                conn = kind(sock, address, loop, alarm)
                name = address.host if context is not None else None
                await loop.create_connection(lambda: conn, sock=sock, ssl=context, server_hostname=name)
            except BaseException:
                sock.close()
                raise
    except (OSError, UnicodeError) as exc:  # UnicodeError: a host name that IDNA does not know
        raise not_connected(exc, address, limit, deadline) from exc
    return conn


async def _resolve(loop: asyncio.AbstractEventLoop, address: Address) -> Places:
    try:
        return socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        return await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)


async def _connect(loop: asyncio.AbstractEventLoop, places: Places, seconds: float) -> socket.socket:
    """The first place that answers; each gets its share of the time, so that a dead one does not use it up."""
    share = seconds / len(places) if seconds else None
    for index, (family, kind, protocol, _, where) in enumerate(places):
        sock = socket.socket(family, kind, protocol)
        sock.setblocking(False)
        try:
            async with asyncio.timeout(share):
                await loop.sock_connect(sock, where)
            return sock
        except BaseException as exc:
            sock.close()
            if not isinstance(exc, OSError) or index == len(places) - 1:
                raise
    raise OSError("the host has no address")
