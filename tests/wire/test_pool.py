"""Which connection is taken, which are closed, and how many there may be."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import current_thread, main_thread
from time import monotonic

import pytest
from attrs import define

from aistore_hl._core.errors import PoolTimeout
from aistore_hl._core.request import Timeouts
from aistore_hl._wire.address import Address
from aistore_hl._wire.pool import Pool
from aistore_hl._wire.upkeep import Upkeep

ADDRESS = Address.parse("http://127.0.0.1:51080")


@define(eq=False)
class Idle:
    """A connection as a pool sees it."""

    idle_since: float
    is_over: bool = False
    quiet: bool = True
    closed: bool = False
    looked_at: int = 0

    def is_quiet(self) -> bool:
        self.looked_at += 1
        return self.quiet

    def close(self) -> None:
        self.closed = True

    def has_ended(self) -> bool:
        return not self.is_quiet()

    abandon = close


def pool_of(*idle: Idle, size: int = 64, upkeep: Upkeep | None = None) -> Pool[Idle]:
    pool: Pool[Idle] = Pool(ADDRESS, size, upkeep or Upkeep())
    for conn in idle:
        assert pool.reserve()
        pool.admit(conn)
        pool.idle.append(conn)
    return pool


def test_the_most_recently_used_is_taken() -> None:
    """So that the others age, and are closed."""
    older, newer = Idle(monotonic()), Idle(monotonic())
    pool = pool_of(older, newer)

    assert pool.pick(careful=False) is newer
    assert pool.pick(careful=False) is older
    assert pool.pick(careful=False) is None


@pytest.mark.parametrize(("idle", "careful", "looks"), [(0, False, 0), (0, True, 1), (2, False, 1), (2, True, 1)])
def test_connection_is_looked_at_when_it_was_idle_or_when_told(idle: float, careful: bool, looks: int) -> None:
    conn = Idle(monotonic() - idle)

    assert pool_of(conn).pick(careful) is conn
    assert looks == conn.looked_at


@pytest.mark.parametrize("dead", [{"quiet": False}, {"is_over": True}])
def test_dead_connections_are_passed_over(dead: dict[str, bool]) -> None:
    gone, good = Idle(monotonic() - 2, **dead), Idle(monotonic() - 3)
    pool = pool_of(good, gone)

    assert pool.pick(careful=False) is good
    assert (gone.closed, good.closed) == (True, False)


def test_what_nobody_wanted_for_a_minute_is_closed() -> None:
    """When another one is given back."""
    old = [Idle(monotonic() - 61) for _ in range(3)]
    recent, last = Idle(monotonic() - 30), Idle(monotonic() - 2)
    pool = pool_of(*old, recent, last)

    assert pool.pick(careful=False) is last
    pool.give(last)
    assert [conn.closed for conn in (*old, recent, last)] == [True, True, True, False, False]


def test_what_other_nodes_have_closed_is_closed_too() -> None:
    """Nobody may ask them again; a connection is left in peace for its first second."""
    upkeep = Upkeep()
    ended, over, quiet = Idle(monotonic() - 3, quiet=False), Idle(monotonic() - 3, is_over=True), Idle(monotonic() - 2)
    young = Idle(monotonic(), quiet=False)
    other, pool = pool_of(ended, over, quiet, young, upkeep=upkeep), pool_of(Idle(monotonic()), upkeep=upkeep)

    conn = pool.pick(careful=False)
    assert conn is not None
    pool.give(conn)

    assert [True, True, False, False] == [conn.closed for conn in (ended, over, quiet, young)]
    assert [quiet, young] == list(other.idle)
    assert [1, 0] == [quiet.looked_at, young.looked_at]


def test_idle_connections_are_looked_at_once_a_second() -> None:
    """Whoever gives back more often pays for it once."""
    idle = Idle(monotonic() - 2)
    pool = pool_of(idle, Idle(monotonic()))

    for _ in range(100):
        conn = pool.pick(careful=False)
        assert conn is not None
        pool.give(conn)

    assert idle.looked_at == 1


def test_connection_that_is_taken_while_it_is_looked_at_is_left() -> None:
    """It has an answer then, which is nobody else's affair."""

    class Wanted(Idle):
        def has_ended(self) -> bool:
            assert other.pick(careful=False) is self
            return True

    upkeep = Upkeep()
    wanted = Wanted(monotonic() - 2)
    other, pool = pool_of(wanted, upkeep=upkeep), pool_of(Idle(monotonic()), upkeep=upkeep)

    conn = pool.pick(careful=False)
    assert conn is not None
    pool.give(conn)

    assert not wanted.closed


def test_places_are_counted() -> None:
    """Open, opening and idle ones together; what closes frees its place."""
    conn = Idle(monotonic())
    pool = pool_of(conn, size=2)

    assert pool.reserve()
    assert not pool.reserve()
    pool.forfeit()
    assert pool.reserve()
    pool.forfeit()
    pool.drop(conn)
    assert [pool.reserve() for _ in range(3)] == [True, True, False]


def test_fresh_connection_takes_the_place_of_an_idle_one() -> None:
    """After one kept connection turned out to be dead, the others are not tried."""
    conn = Idle(monotonic())
    pool = pool_of(conn, size=1)

    assert pool.wait(fresh=True, careful=False, timeouts=Timeouts(), deadline=None) is None
    assert conn.closed


def test_wait_for_a_place_ends() -> None:
    pool = pool_of(size=1)
    assert pool.reserve()

    with pytest.raises(
        PoolTimeout, match=r"none of the 1 connections to 127\.0\.0\.1:51080 became free within 0\.05 s"
    ):
        pool.wait(fresh=False, careful=False, timeouts=Timeouts(pool=0.05), deadline=None)


class Overtaken(Pool[Idle]):
    """Whoever waits always comes too late: somebody else has taken what became free."""

    def pick(self, careful: bool) -> Idle | None:
        return super().pick(careful) if current_thread() is main_thread() else None

    def reserve(self) -> bool:
        return current_thread() is main_thread() and super().reserve()


def overtaken_by(turn: Callable[[Pool[Idle]], bool], conn: Idle) -> tuple[Idle | None, Pool[Idle]]:
    """What a thread gets that waits while `turn` is repeated, which says whether it got the connection again."""
    pool = Overtaken(ADDRESS, 1, Upkeep())
    assert pool.claim()
    pool.admit(conn)
    with ThreadPoolExecutor(1) as threads:
        other = threads.submit(pool.wait, fresh=False, careful=True, timeouts=Timeouts(pool=5), deadline=None)
        while turn(pool) and not other.done():
            pass
        return other.result(), pool


def test_who_was_overtaken_is_handed_the_next_connection() -> None:
    """However fast others take back what they give, the one that waits is not passed over for ever."""
    mine = Idle(monotonic())

    def turn(pool: Pool[Idle]) -> bool:
        pool.give(mine)
        return pool.pick(careful=False) is mine

    got, pool = overtaken_by(turn, mine)

    assert got is mine
    assert not pool.claim()


def test_who_was_overtaken_is_handed_the_next_place() -> None:
    """However fast others open a connection anew where they closed one."""
    mine = Idle(monotonic())

    def turn(pool: Pool[Idle]) -> bool:
        pool.drop(mine)
        if not pool.claim():
            return False
        pool.admit(mine)
        return True

    got, pool = overtaken_by(turn, mine)

    assert got is None
    assert not pool.claim()


def test_dead_connection_that_was_handed_over_is_a_place() -> None:
    """Its place is not lost, nor is the turn of the thread that got it."""
    mine = Idle(monotonic(), quiet=False)

    held = [mine]

    def turn(pool: Pool[Idle]) -> bool:
        if mine.closed and pool.claim():
            pool.forfeit()
        for conn in held:
            pool.give(conn)
            held[:] = [conn] if pool.pick(careful=False) is conn else []
        return True

    got, _ = overtaken_by(turn, mine)

    assert got is None
    assert mine.closed


def test_closed_pool_keeps_nothing() -> None:
    idle, used = Idle(monotonic()), Idle(monotonic())
    pool = pool_of(used, idle)
    pool.idle.remove(used)
    pool.close()
    pool.give(used)

    assert (idle.closed, used.closed) == (True, True)
    assert not pool.idle


class ClosedJustThen(Pool[Idle]):
    """Another thread closes it after it was looked at."""

    def shelve(self, conn: Idle) -> None:
        self.close()
        super().shelve(conn)


def test_what_is_given_back_while_the_pool_closes_is_closed() -> None:
    conn, pool = Idle(monotonic()), ClosedJustThen(ADDRESS, 1, Upkeep())
    assert pool.claim()
    pool.admit(conn)
    pool.give(conn)

    assert conn.closed
    assert not pool.idle
