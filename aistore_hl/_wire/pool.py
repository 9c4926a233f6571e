"""The connections to one node, shared by threads."""

from __future__ import annotations

import os
from collections import deque
from contextlib import suppress
from threading import Condition
from time import monotonic
from typing import Generic, Protocol, TypeVar, cast
from weakref import WeakSet

from aistore_hl._core.errors import PoolTimeout
from aistore_hl._core.request import Timeouts

from .address import Address
from .patience import said, span

PROBE_AFTER = 1.0
"""Seconds of idleness after which a connection is looked at before it is used: a probe costs a system call."""
KEEP_IDLE = 60.0
"""Seconds after which a connection that a burst left behind is closed."""


class Pooled(Protocol):
    """What a pool needs to know of a connection."""

    idle_since: float
    is_over: bool

    def is_quiet(self) -> bool:
        """Whether it is still open and nobody has sent anything."""
        ...

    def close(self) -> None: ...

    def abandon(self) -> None:
        """Let go of the descriptor without a word to the peer: another process still uses the connection."""


C = TypeVar("C", bound=Pooled)


class Shelf(Generic[C]):
    """Idle connections, the most recently used one first, and the count of all. Waits for nothing."""

    def __init__(self, address: Address, size: int) -> None:
        self.address = address
        self.size = size
        self.closed = False
        self.idle: deque[C] = deque()
        # Weak, so that a connection that its user forgot frees its place.
        self._live: WeakSet[C] = WeakSet()
        self._opening = 0
        _shelves.add(cast("Shelf[Pooled]", self))

    def pick(self, careful: bool) -> C | None:
        """An idle connection that is fit for use, or None. `careful`: look at it however short it was idle."""
        while True:
            try:
                conn = self.idle.pop()
            except IndexError:
                return None
            idle = monotonic() - conn.idle_since
            if not conn.is_over and ((idle < PROBE_AFTER and not careful) or conn.is_quiet()):
                if idle > PROBE_AFTER:
                    self._trim()
                return conn
            self.discard(conn)

    def discard(self, conn: C) -> None:
        """Close it for good."""
        self._live.discard(conn)
        conn.close()

    def reserve(self) -> bool:
        """Whether one more may be opened; the place is then held until `admit` or `forfeit`."""
        if self._opening + len(self._live) >= self.size:
            return False
        self._opening += 1
        return True

    def admit(self, conn: C) -> None:
        """A reserved connection is open now."""
        self._live.add(conn)
        self._opening -= 1

    def forfeit(self) -> None:
        """A reserved connection did not open."""
        self._opening -= 1

    def shelve(self, conn: C) -> None:
        """Keep it for the next user."""
        conn.idle_since = monotonic()
        self.idle.append(conn)

    def _trim(self) -> None:
        """Close what a burst left behind: the connections that nobody has wanted for long."""
        with suppress(IndexError):  # other threads take from it too
            while True:
                oldest = self.idle.popleft()
                if monotonic() - oldest.idle_since < KEEP_IDLE:
                    self.idle.appendleft(oldest)
                    return
                self.discard(oldest)

    def close(self) -> None:
        """Close what is idle; what is in use is closed by whoever gives it back."""
        self.closed = True
        with suppress(IndexError):  # other threads take from it too
            while True:
                self.discard(self.idle.pop())

    def forget(self) -> None:
        """Let go of every connection, in use or not: this is a forked child, or their event loop is gone."""
        self.idle.clear()
        self._opening = 0
        for conn in list(self._live):
            conn.abandon()
        self._live.clear()

    def exhausted(self, timeouts: Timeouts, deadline: float | None) -> PoolTimeout:
        """The error for a wait that was in vain."""
        waited = said(timeouts.pool, deadline)
        text = f"none of the {self.size} connections to {self.address.label} became free {waited}"
        return PoolTimeout(text, node=self.address.origin)


_shelves: WeakSet[Shelf[Pooled]] = WeakSet()


def _forget_all() -> None:
    for shelf in list(_shelves):
        shelf.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)


class Pool(Shelf[C]):
    """A shelf at which threads wait for their turn.

    Taking and giving back touch no lock while there is an idle connection: operations of a deque are atomic.
    """

    def __init__(self, address: Address, size: int) -> None:
        super().__init__(address, size)
        self._turn = Condition()
        self._waiting = 0

    def wait(self, *, fresh: bool, careful: bool, timeouts: Timeouts, deadline: float | None) -> C | None:
        """A connection that becomes free; None: the caller opens one and says `admit` or `forfeit`.

        `fresh`: only a new one will do.

        Raises:
            PoolTimeout: all stayed in use.
        """
        end = monotonic() + timeouts.pool if timeouts.pool else None
        with self._turn:
            self._waiting += 1
            try:
                while not self.reserve():
                    conn = self.pick(careful)
                    if conn is not None and not fresh:
                        return conn
                    if conn is not None:
                        self.discard(conn)
                        continue
                    left = span(end - monotonic() if end is not None else 0.0, deadline)
                    if left < 0 or (end is not None and monotonic() >= end):
                        raise self.exhausted(timeouts, deadline)
                    # Not longer than a second: a connection that its user forgot frees its place without a word.
                    self._turn.wait(min(left or 1.0, 1.0))
                return None
            finally:
                self._waiting -= 1

    def claim(self) -> bool:
        """As `reserve`, beside other threads."""
        with self._turn:
            return self.reserve()

    def give(self, conn: C) -> None:
        """Back from a user who left it ready for the next exchange."""
        if self.closed:
            self.discard(conn)
        else:
            conn.idle_since = monotonic()
            self.idle.append(conn)
        # A waiter counts itself before it looks at the shelf: it sees the connection, or is seen here.
        if self._waiting:
            self._wake()

    def drop(self, conn: C) -> None:
        """Close a connection whose exchange did not come to its end."""
        self.discard(conn)
        if self._waiting:
            self._wake()

    def forfeit(self) -> None:
        with self._turn:
            super().forfeit()
            self._turn.notify()

    def admit(self, conn: C) -> None:
        with self._turn:
            super().admit(conn)

    def forget(self) -> None:
        # The lock may have been held by a thread that does not exist in this process.
        self._turn = Condition()
        self._waiting = 0
        super().forget()

    def _wake(self) -> None:
        with self._turn:
            self._turn.notify()
