"""The connections to one node, shared by the tasks of one event loop."""

from __future__ import annotations

import asyncio
from collections import deque

from aistore_hl._core.request import Timeouts

from .address import Address
from .aio_connection import AsyncConnection
from .patience import span
from .pool import Shelf
from .upkeep import Upkeep


class TaskPool(Shelf[AsyncConnection]):
    """A shelf at which tasks wait for their turn, first come first served."""

    def __init__(self, address: Address, size: int, upkeep: Upkeep) -> None:
        super().__init__(address, size, upkeep)
        self._waiters: deque[asyncio.Future[AsyncConnection | None]] = deque()

    async def wait(
        self, *, fresh: bool, careful: bool, timeouts: Timeouts, deadline: float | None
    ) -> AsyncConnection | None:
        """A connection that becomes free; None: the caller opens one and says `admit` or `forfeit`.

        `fresh`: only a new one will do.

        Raises:
            PoolTimeout: all stayed in use.
        """
        while True:
            conn = None if self._waiters else self.pick(careful)
            if conn is None and not self.reserve():
                conn = await self._queue(timeouts, deadline)
                if conn is None:
                    return None
            if conn is None or not (fresh or conn.is_over or (careful and not conn.is_quiet())):
                return conn
            self.discard(conn)

    async def _queue(self, timeouts: Timeouts, deadline: float | None) -> AsyncConnection | None:
        """A connection from whoever gives one back, or None with a place for a new one."""
        seconds = span(timeouts.pool, deadline)
        turn: asyncio.Future[AsyncConnection | None] = asyncio.get_running_loop().create_future()
        self._waiters.append(turn)
        try:
            if seconds < 0:
                raise TimeoutError
            async with asyncio.timeout(seconds or None):
                return await turn
        except BaseException as exc:
            self._return(turn)
            if isinstance(exc, TimeoutError):
                raise self.exhausted(timeouts, deadline) from None
            raise

    def _return(self, turn: asyncio.Future[AsyncConnection | None]) -> None:
        """Give up waiting; what was handed over at the same moment goes to the next."""
        if not turn.done() or turn.cancelled():
            if turn in self._waiters:
                self._waiters.remove(turn)
            return
        conn = turn.result()
        if conn is None:
            self.forfeit()
        else:
            self.give(conn)

    def give(self, conn: AsyncConnection) -> None:
        """Back from a user who left it ready for the next exchange."""
        if self.closed:
            self.drop(conn)
        elif not self._hand_over(conn):
            conn.is_busy = False
            self.shelve(conn)

    def drop(self, conn: AsyncConnection) -> None:
        """Close a connection whose exchange did not come to its end."""
        self.discard(conn)
        self._hand_over_place()

    def forfeit(self) -> None:
        super().forfeit()
        self._hand_over_place()

    def _hand_over(self, conn: AsyncConnection | None) -> bool:
        while self._waiters:
            turn = self._waiters.popleft()
            if not turn.done():
                turn.set_result(conn)
                return True
        return False

    def _hand_over_place(self) -> None:
        if self._waiters and self.reserve() and not self._hand_over(None):
            super().forfeit()

    def forget(self) -> None:
        self._waiters.clear()
        super().forget()
