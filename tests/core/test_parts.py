"""How an object is cut into parts, and which numbers parts may have."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistore_hl._core.parts import (
    LEAST,
    MOST,
    Parts,
    check_number,
    check_numbers,
    check_part_size,
    check_workers,
    fitting,
    fitting_stream,
    fitting_upload,
)

MIB = 1 << 20


@given(st.integers(0, 2_000), st.integers(1, 700))
def test_parts_are_the_object(size: int, part_size: int) -> None:
    """Without a gap and in order, each no larger than was said, and each handed out once."""
    parts = Parts(size, part_size)
    taken = list(iter(parts.take, None))

    assert parts.all == taken
    assert list(range(1, len(taken) + 1)) == [part.number for part in taken]
    assert [0, *(part.offset + part.length for part in taken)] == [*(part.offset for part in taken), size]
    assert all(0 < part.length <= part_size for part in taken)
    assert [part.length for part in taken] == [(part.range.last or 0) - (part.range.first or 0) + 1 for part in taken]


def test_what_is_stopped_begins_nothing_more() -> None:
    """Although parts are left."""
    parts = Parts(10, 3)
    first = parts.take()
    parts.stop()

    assert parts.all[0] == first
    assert parts.take() is None


@pytest.mark.parametrize(
    ("size", "workers", "expected"),
    [(1, 4, 8 * MIB), (100 * MIB, 4, 25 * MIB), (100 * MIB + 1, 4, 25 * MIB + 1), (1 << 40, 4, 32 * MIB)],
)
def test_every_worker_of_a_small_object_gets_a_part(size: int, workers: int, expected: int) -> None:
    """None is so small that a request costs more than it brings, none so large that much is lost with it."""
    assert expected == fitting(size, workers)


@pytest.mark.parametrize("size", [0, 1, 32 * MIB * MOST, 32 * MIB * MOST + 1, 1 << 45])
def test_an_upload_has_no_more_parts_than_ais_takes(size: int) -> None:
    """Their size is whole MiB, 32 where that is enough."""
    part_size = fitting_upload(size)

    assert len(Parts(size, part_size).all) <= MOST
    assert part_size % LEAST == 0
    assert (part_size == 32 * MIB) == (size <= 32 * MIB * MOST)


def test_parts_of_a_stream_grow() -> None:
    """So that 9,999 are enough for 16 TiB."""
    assert [16 * MIB, 16 * MIB, 32 * MIB, 8192 * MIB] == [fitting_stream(number) for number in (1, 1000, 1001, 9999)]
    assert sum(map(fitting_stream, range(1, MOST + 1))) >= 15 << 40


@pytest.mark.parametrize(
    ("check", "value", "error"),
    [
        (check_number, 0, ValueError),
        (check_number, 10_000, ValueError),
        (check_number, True, TypeError),
        (check_number, "1", TypeError),
        (check_numbers, [], ValueError),
        (check_numbers, [1, 3], ValueError),
        (check_numbers, [2], ValueError),
        (check_workers, 0, ValueError),
        (check_workers, 257, ValueError),
        (check_workers, 1.0, TypeError),
        (check_workers, True, TypeError),
        (check_part_size, LEAST - 1, ValueError),
        (check_part_size, float(LEAST), TypeError),
        (check_part_size, True, TypeError),
    ],
)
def test_what_cannot_be_meant_is_refused(check: Any, value: object, error: type[Exception]) -> None:
    """Before anything is sent."""
    with pytest.raises(error):
        check(value)


def test_what_can_be_meant_is_taken() -> None:
    """Numbers in any order, and the bounds."""
    check_number(1)
    check_number(MOST)
    check_numbers([3, 1, 2])
    check_workers(1)
    check_workers(256)
    check_part_size(None)
    check_part_size(5, least=5)
