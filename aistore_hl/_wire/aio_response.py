"""The answer to a task's request: its head, and its body as it is wanted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self, TypeVar

from .aio_connection import AsyncConnection
from .exchange import PIECE, as_bytes_view
from .pages import Gathering
from .reply import Reply

A = TypeVar("A")
R = TypeVar("R")


class AsyncResponse(Reply[AsyncConnection]):
    __doc__ = Reply.__doc__

    async def read(self, limit: int | None = None) -> bytes:
        """All that has not been read yet.

        Raises:
            ProtocolError: it is longer than `limit`.
            TransportError: it ended early.
        """
        if limit is not None and len(self._whole) + self._left > limit:
            return await self._read_up_to(limit)
        if self._conn is None:
            data, self._whole = self._whole, b""
            return data
        if self.length is not None:
            return await self._guarded(self._take_rest, self._left)
        return await self._read_up_to(limit)

    async def readinto(self, buffer: bytearray | memoryview) -> int:
        """Fill `buffer` from the body; the number of bytes, 0 at the end. Fewer than fit do not mean the end.

        Raises:
            TransportError: the body ended early.
        """
        # Released at once: a traceback that kept it would keep the caller's buffer from being resized.
        with as_bytes_view(buffer) as view:
            if self._conn is None:
                return self._take_whole_into(view)
            return await self._guarded(self._take_into, view)

    async def read_chunk(self, size: int = PIECE) -> bytes:
        """The next bytes, at most `size`; none at the end.

        Raises:
            TransportError: the body ended early.
        """
        if self._conn is None:
            return self._take_whole(size)
        return await self._guarded(self._take, size)

    async def close(self) -> None:
        """Done with it: what was not read is not wanted."""
        self._drop()

    def __del__(self) -> None:
        # The loop keeps the connection alive: it would hold its place for ever.
        if self._conn is not None:
            self._conn.disown(self._pool.drop)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop()

    async def _guarded(self, take: Callable[[AsyncConnection, A], Awaitable[R]], argument: A) -> R:
        """Read from the connection; whatever goes wrong, cancellation included, nobody else may use it then."""
        conn = self._conn
        assert conn is not None
        try:
            return await take(conn, argument)
        except BaseException as exc:
            self._drop()
            failure = self._failure(exc, conn)
            if failure is None:
                raise
            raise failure from exc

    async def _read_up_to(self, limit: int | None) -> bytes:
        parts: list[bytes] = []
        size = 0
        while part := await self.read_chunk():
            parts.append(part)
            size += len(part)
            if limit is not None and size > limit:
                self._drop()
                raise self._too_long()
        return b"".join(parts)

    async def _take(self, conn: AsyncConnection, size: int) -> bytes:
        count = min(await self._await_next(conn), size)
        if not count:
            return b""
        if conn.pos == conn.end and not self._reads_ahead():
            data = bytearray(count)
            filled = await self._receive_into(conn, memoryview(data))
            return bytes(memoryview(data)[:filled])
        if conn.pos == conn.end:
            await self._fill(conn)
        taken = conn.take(count)
        self._used(len(taken))
        return taken

    async def _take_into(self, conn: AsyncConnection, view: memoryview) -> int:
        done = 0
        while done < len(view):
            count = min(await self._await_next(conn), len(view) - done)
            # Once there is something, take along what has arrived, but do not wait for more.
            if not count or (done and conn.pos == conn.end):
                break
            with view[done : done + count] as part:
                done += await self._receive_into(conn, part)
        return done

    async def _take_rest(self, conn: AsyncConnection, size: int) -> bytes:
        """The rest of a body of known length.

        Not received into the bytes themselves, as for threads: the loop holds views of where it receives.
        """
        if size <= len(conn.buffer) - conn.pos:
            return await self._take_little(conn, size)
        found = Gathering(size)
        scratch = memoryview(bytearray(min(PIECE, size)))
        while self._left:
            count = await self._receive_into(conn, scratch[: min(PIECE, self._left)])
            found.add(scratch[:count])
        return found.value()

    async def _take_little(self, conn: AsyncConnection, size: int) -> bytes:
        """A rest that the buffer holds: a server's small answers come in two pieces, 4 KiB and what is left."""
        while conn.end - conn.pos < size:
            if not await self._fill(conn):
                self._left -= conn.end - conn.pos
                raise self._broken(None)
        data = conn.take(size)
        self._used(size)
        return data

    async def _receive_into(self, conn: AsyncConnection, view: memoryview) -> int:
        """Part of the body that comes next; at least one byte of it."""
        if conn.pos == conn.end:
            if not self._reads_ahead():
                count = await conn.gather_into(view, self._timeouts.read, self._deadline)
                self._used(count)
                return count
            await self._fill(conn)
        count = conn.take_into(view)
        self._used(count)
        return count

    async def _await_next(self, conn: AsyncConnection) -> int:
        while (count := self._next(conn)) is None:
            if not await self._fill(conn):
                raise self._broken(None)
        return count

    async def _fill(self, conn: AsyncConnection) -> int:
        return await conn.fill(self._timeouts.read, self._deadline)
