"""Reading ahead."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from aistore_hl.torch.prefetch import ReadAhead, ahead


def counted(fetched: list[int], count: int = 100) -> Iterator[int]:
    """Numbers, each noted when it is fetched."""
    for number in range(count):
        fetched.append(number)
        yield number


def wait_until(condition: object) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_items_come_in_their_order() -> None:
    """All of them."""
    with ReadAhead(counted([]), size=lambda _: 1, limit=7) as items:
        assert list(range(100)) == list(items)


def test_no_more_is_fetched_than_fits() -> None:
    """Ten bytes of two each are five items; the sixth is in the thread's hand until one is taken."""
    fetched: list[int] = []
    with ReadAhead(counted(fetched), size=lambda _: 2, limit=10) as items:
        wait_until(lambda: len(fetched) == 6)
        assert 0 == next(items)
        wait_until(lambda: len(fetched) == 7)

    assert 7 == len(fetched)


def test_an_item_over_the_limit_comes_alone() -> None:
    """Nothing is too large to come at all."""
    with ReadAhead(counted([], 3), size=lambda _: 1000, limit=1) as items:
        assert [0, 1, 2] == list(items)


def test_an_error_comes_where_the_item_would_have() -> None:
    """After those that were whole."""

    def broken() -> Iterator[int]:
        yield 1
        raise LookupError("gone")

    with ReadAhead(broken(), size=lambda _: 1, limit=9) as items:
        assert 1 == next(items)
        with pytest.raises(LookupError, match="gone"):
            next(items)


def test_leaving_stops_the_thread_and_closes_what_it_read() -> None:
    """Whoever breaks off in the middle leaves no thread and no open object behind."""
    closed = threading.Event()

    def endless() -> Iterator[int]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    with ahead(endless(), size=lambda _: 1, limit=3) as items:
        next(items)

    assert closed.is_set()
    assert [] == [thread for thread in threading.enumerate() if "read-ahead" in thread.name]


def test_without_a_limit_nothing_is_fetched_ahead() -> None:
    """And no thread starts; what was read is closed all the same."""
    fetched: list[int] = []
    source = counted(fetched)
    with ahead(source, size=lambda _: 1, limit=0) as items:
        assert items is source
        next(items)

    assert [0] == fetched
    with pytest.raises(StopIteration):
        next(source)


def test_a_limit_below_zero_is_refused() -> None:
    """Before a thread starts."""
    with pytest.raises(ValueError, match="limit"):
        ReadAhead(iter([1]), size=lambda _: 1, limit=-1)
