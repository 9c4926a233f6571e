"""The connections to one node, shared by threads."""

from __future__ import annotations

import os
from collections import deque
from contextlib import suppress
from threading import Lock
from time import monotonic
from typing import Generic, Protocol, TypeVar, cast
from weakref import WeakSet

from aistore_hl._core.errors import PoolTimeout
from aistore_hl._core.request import Timeouts

from .address import Address
from .patience import said, span
from .upkeep import Upkeep

PROBE_AFTER = 1.0
"""Seconds of idleness after which a connection is looked at before it is used: a probe costs a system call."""
KEEP_IDLE = 60.0
"""Seconds after which a connection that nobody wanted is closed."""
OVERTAKEN = 0.05
"""Seconds for which a thread that waits for a connection may see others take what becomes free."""


class Pooled(Protocol):
    """What a pool needs to know of a connection."""

    idle_since: float
    is_over: bool

    def is_quiet(self) -> bool:
        """Whether it is still open and nobody has sent anything; asked by whoever has it for itself."""
        ...

    def has_ended(self) -> bool:
        """Whether it is of no use to a next user. If somebody else has taken it meanwhile, the answer means nothing."""
        ...

    def close(self) -> None: ...

    def abandon(self) -> None:
        """Let go of the descriptor without a word to the peer: another process still uses the connection."""


C = TypeVar("C", bound=Pooled)


class Shelf(Generic[C]):
    """Idle connections, the most recently used one first, and the count of all. Waits for nothing."""

    def __init__(self, address: Address, size: int, upkeep: Upkeep) -> None:
        self.address = address
        self.size = size
        self.closed = False
        self.idle: deque[C] = deque()
        # Weak, so that a connection that its user forgot frees its place.
        self._live: WeakSet[C] = WeakSet()
        self._opening = 0
        self._upkeep = upkeep
        upkeep.add(self)
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
                return conn
            self.discard(conn)

    @property
    def has_spare(self) -> bool:
        """Whether there is one more for others, once somebody has taken one."""
        return len(self.idle) + self.size - self._opening - len(self._live) > 1

    def discard(self, conn: C) -> None:
        """Close it for good."""
        self._live.discard(conn)
        conn.close()

    def reserve(self) -> bool:
        """Whether one more may be opened; the place is then held until `admit` or `forfeit`."""
        if not self.has_room():
            return False
        self._opening += 1
        return True

    def has_room(self) -> bool:
        """Whether fewer are open, or being opened, than may be."""
        return self._opening + len(self._live) < self.size

    def admit(self, conn: C) -> None:
        """A reserved connection is open now."""
        self._live.add(conn)
        self._opening -= 1

    def forfeit(self) -> None:
        """A reserved connection did not open."""
        self._opening -= 1

    def shelve(self, conn: C) -> None:
        """Keep it for the next user."""
        conn.idle_since = now = monotonic()
        self.idle.append(conn)
        if self.closed:  # only just: who closed it has not seen this one
            self.close()
        elif now >= self._upkeep.due:
            self._upkeep.look(now)

    def tidy(self, now: float) -> None:
        """Close what the node has closed, and what a burst left behind: what nobody has wanted for long."""
        for conn in list(self.idle):  # the oldest first
            idle = now - conn.idle_since
            if idle < PROBE_AFTER:
                return
            if idle >= KEEP_IDLE or conn.is_over or conn.has_ended():
                try:
                    self.idle.remove(conn)
                except ValueError:
                    continue  # another thread has taken it
                self.discard(conn)

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


class _Turn(Generic[C]):
    """A thread that waits; whoever serves it takes it out of the queue."""

    __slots__ = ("conn", "gate", "has_place", "is_queued", "since")

    def __init__(self) -> None:
        self.since = monotonic()
        self.is_queued = True
        self.conn: C | None = None
        self.has_place = False
        self.gate = Lock()
        self.gate.acquire()

    def take(self) -> C | None:
        """The connection that was handed over, once."""
        conn, self.conn = self.conn, None
        return conn


class Pool(Shelf[C]):
    """A shelf at which threads wait for their turn.

    Taking and giving back touch no lock while there is an idle connection: operations of a deque are atomic.
    So a thread that gives one back and takes it again overtakes those who wait, which saves a switch of threads;
    who has waited longer than `OVERTAKEN` is handed the next one, first come first served.
    """

    def __init__(self, address: Address, size: int, upkeep: Upkeep) -> None:
        super().__init__(address, size, upkeep)
        self._lock = Lock()
        self._turns: deque[_Turn[C]] = deque()

    def wait(self, *, fresh: bool, careful: bool, timeouts: Timeouts, deadline: float | None) -> C | None:
        """A connection that becomes free; None: the caller opens one and says `admit` or `forfeit`.

        `fresh`: only a new one will do.

        Raises:
            PoolTimeout: all stayed in use.
        """
        turn: _Turn[C] = _Turn()
        self._turns.append(turn)
        try:
            while True:
                with self._lock:
                    if turn.has_place or self.reserve():
                        turn.has_place = False
                        return None
                    conn = turn.take()
                conn = conn or self.pick(careful)
                if conn is None:
                    self._sleep(turn, timeouts, deadline)
                elif fresh or conn.is_over or (careful and not conn.is_quiet()):
                    self.discard(conn)
                    self._queue_again(turn)
                else:
                    return conn
        finally:
            self._leave(turn)

    def _sleep(self, turn: _Turn[C], timeouts: Timeouts, deadline: float | None) -> None:
        """Until there may be something to take, and not longer than a second.

        A connection that its user forgot frees its place without a word.
        """
        left = span(turn.since + timeouts.pool - monotonic() if timeouts.pool else 0.0, deadline)
        if left < 0 or (timeouts.pool and monotonic() >= turn.since + timeouts.pool):
            raise self.exhausted(timeouts, deadline)
        turn.gate.acquire(timeout=min(left or 1.0, 1.0))

    def _queue_again(self, turn: _Turn[C]) -> None:
        """What it was handed is of no use to it: it is the first again."""
        with self._lock:
            if not turn.is_queued:
                turn.is_queued = True
                self._turns.appendleft(turn)

    def _leave(self, turn: _Turn[C]) -> None:
        """Out of the queue; what was handed over meanwhile, or is left on the shelf, is for the next one."""
        with self._lock:
            if turn.is_queued:
                self._turns.remove(turn)
            if self.idle or self.has_room():
                self._wake_first()
        if turn.conn is not None:
            self.give(turn.conn)
        if turn.has_place:
            self.forfeit()

    def claim(self) -> bool:
        """As `reserve`, beside other threads."""
        with self._lock:
            return self.reserve()

    def give(self, conn: C) -> None:
        """Back from a user who left it ready for the next exchange."""
        if self.closed:
            self.discard(conn)
        elif self._turns and self._hand_over(conn):
            return
        else:
            self.shelve(conn)
        # A waiter enters the queue before it looks at the shelf: it sees the connection, or is seen here.
        if self._turns:
            self._wake()

    def drop(self, conn: C) -> None:
        """Close a connection whose exchange did not come to its end."""
        self.discard(conn)
        if self._turns:
            self._wake()

    def forfeit(self) -> None:
        with self._lock:
            super().forfeit()
            self._wake_first()

    def admit(self, conn: C) -> None:
        with self._lock:
            super().admit(conn)

    def forget(self) -> None:
        # The lock may have been held by a thread that does not exist in this process.
        self._lock = Lock()
        self._turns.clear()
        super().forget()

    def _wake(self) -> None:
        with self._lock:
            self._wake_first()

    def _wake_first(self) -> None:
        """Let the first one look; with the lock held. A free place is handed to one who was overtaken for long."""
        turn = self._overtaken()
        if turn is not None and self.reserve():
            turn.has_place = True
            self._serve(turn)
        elif self._turns and self._turns[0].gate.locked():
            self._turns[0].gate.release()

    def _hand_over(self, conn: C) -> bool:
        """Whether one who was overtaken for long has it now."""
        with self._lock:
            turn = self._overtaken()
            if turn is None:
                return False
            turn.conn = conn
            self._serve(turn)
            return True

    def _overtaken(self) -> _Turn[C] | None:
        """The first in the queue, if it has waited too long; with the lock held."""
        if self._turns and monotonic() - self._turns[0].since > OVERTAKEN:
            return self._turns[0]
        return None

    def _serve(self, turn: _Turn[C]) -> None:
        self._turns.popleft()
        turn.is_queued = False
        if turn.gate.locked():
            turn.gate.release()
