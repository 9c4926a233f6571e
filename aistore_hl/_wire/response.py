"""The answer to a thread's request: its head, and its body as it is wanted."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from .connection import Connection
from .exchange import PIECE, as_bytes_view
from .pages import STEP, untouched
from .patience import span
from .reply import Reply

A = TypeVar("A")
R = TypeVar("R")


class Response(Reply[Connection]):
    __doc__ = Reply.__doc__

    def read(self, limit: int | None = None) -> bytes:
        """All that has not been read yet.

        Raises:
            ProtocolError: it is longer than `limit`.
            TransportError: it ended early.
        """
        if limit is not None and len(self._whole) + self._left > limit:
            return self._read_up_to(limit)
        if self._conn is None:
            data, self._whole = self._whole, b""
            return data
        if self.length is not None:
            return self._guarded(self._take_rest, self._left)
        return self._read_up_to(limit)

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """Fill `buffer` from the body; the number of bytes, 0 at the end. Fewer than fit do not mean the end.

        Raises:
            TransportError: the body ended early.
        """
        # Released at once: a traceback that kept it would keep the caller's buffer from being resized.
        with as_bytes_view(buffer) as view:
            if self._conn is None:
                return self._take_whole_into(view)
            return self._guarded(self._take_into, view)

    def read_chunk(self, size: int = PIECE) -> bytes:
        """The next bytes, at most `size`; none at the end.

        Raises:
            TransportError: the body ended early.
        """
        if self._conn is None:
            return self._take_whole(size)
        return self._guarded(self._take, size)

    def close(self) -> None:
        """Done with it: what was not read is not wanted."""
        self._drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _guarded(self, take: Callable[[Connection, A], R], argument: A) -> R:
        """Read from the connection; whatever goes wrong, Ctrl-C included, nobody else may use it then."""
        conn = self._conn
        assert conn is not None
        try:
            return take(conn, argument)
        except BaseException as exc:
            self._drop()
            failure = self._failure(exc, conn)
            if failure is None:
                raise
            raise failure from exc

    def _read_up_to(self, limit: int | None) -> bytes:
        parts: list[bytes] = []
        size = 0
        while part := self.read_chunk():
            parts.append(part)
            size += len(part)
            if limit is not None and size > limit:
                self._drop()
                raise self._too_long()
        return b"".join(parts)

    def _take(self, conn: Connection, size: int) -> bytes:
        count = min(self._await_next(conn), size)
        if not count:
            return b""
        if conn.pos == conn.end:
            if not self._reads_ahead():
                data = conn.gather(count, self._patience())
                self._used(len(data))
                return data
            self._fill(conn)
        taken = conn.take(count)
        self._used(len(taken))
        return taken

    def _take_into(self, conn: Connection, view: memoryview) -> int:
        done = 0
        while done < len(view):
            count = min(self._await_next(conn), len(view) - done)
            # Once there is something, take along what has arrived, but do not wait for more.
            if not count or (done and conn.pos == conn.end):
                break
            with view[done : done + count] as part:
                done += self._receive_into(conn, part)
        return done

    def _take_rest(self, conn: Connection, size: int) -> bytes:
        """The rest of a body of known length, received where it stays."""
        if size <= len(conn.buffer) - conn.pos:
            return self._take_little(conn, size)
        sink = untouched(min(size, STEP))
        filled = 0
        while filled < size:
            stop = min(size, filled + STEP)
            if filled:
                # Memory for another step.
                sink.seek(stop - 1)
                sink.write(b"\0")
            # Views are released whatever happens: a traceback that keeps one crashes the garbage collector
            # (CPython 3.12, gh-111049).
            with sink.getbuffer() as view:
                while filled < stop:
                    with view[filled:stop] as part:
                        filled += self._receive_into(conn, part)
        return sink.getvalue()

    def _take_little(self, conn: Connection, size: int) -> bytes:
        """A rest that the buffer holds: a server's small answers come in two pieces, 4 KiB and what is left."""
        while conn.end - conn.pos < size:
            if not self._fill(conn):
                self._left -= conn.end - conn.pos
                raise self._broken(None)
        data = conn.take(size)
        self._used(size)
        return data

    def _receive_into(self, conn: Connection, view: memoryview) -> int:
        """Part of the body that comes next; at least one byte of it."""
        if conn.pos == conn.end:
            if not self._reads_ahead():
                count = conn.gather_into(view, self._patience())
                self._used(count)
                return count
            self._fill(conn)
        count = conn.take_into(view)
        self._used(count)
        return count

    def _await_next(self, conn: Connection) -> int:
        while (count := self._next(conn)) is None:
            if not self._fill(conn):
                raise self._broken(None)
        return count

    def _fill(self, conn: Connection) -> int:
        return conn.fill(self._patience())

    def _patience(self) -> float:
        seconds = span(self._timeouts.read, self._deadline)
        if seconds < 0:
            raise TimeoutError
        return seconds
