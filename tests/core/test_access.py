"""What is asked for while a file is read: a whole, growing ranges, or the rest."""

from __future__ import annotations

from aistore_hl._core.access import WINDOW, Access
from aistore_hl._core.request import ByteRange

MIB = 1 << 20


def read(access: Access, position: int, count: int) -> list[ByteRange | None]:
    """What is asked for to read so many bytes; `...` where nothing is."""
    asked = []
    while count:
        if access.gap(position) is None:
            asked.append(access.ask(position, min(count, WINDOW)))
        access.advance(position - access.position)
        done = min(count, WINDOW, access.end - position)
        access.advance(done)
        position += done
        count -= done
    return asked


def test_from_the_beginning_the_whole_is_asked_for() -> None:
    """Once, however far it is read."""
    assert [None] == read(Access(100 * MIB), 0, 100 * MIB)


def test_a_short_step_forward_reads_on() -> None:
    """A request would take longer."""
    access = Access(100 * MIB)
    read(access, 0, MIB)

    assert [] == read(access, MIB + WINDOW, MIB)


def test_a_long_step_forward_asks_anew() -> None:
    """For a little."""
    access = Access(100 * MIB)
    read(access, 0, MIB)

    assert [ByteRange(50 * MIB, 50 * MIB + WINDOW - 1)] == read(access, 50 * MIB, 1000)


def test_a_step_back_asks_anew() -> None:
    """What was read is not kept here."""
    access = Access(100 * MIB)
    read(access, 0, MIB)

    assert [ByteRange(MIB - 1, MIB + WINDOW - 2)] == read(access, MIB - 1, 1000)


def test_ranges_grow_while_reading_goes_on() -> None:
    """Each twice as long, until it is the rest."""
    access = Access(100 * MIB)
    asked = read(access, MIB, 99 * MIB)
    lengths = [
        each.last - each.first + 1 for each in asked if each and each.last is not None and each.first is not None
    ]

    assert [WINDOW << step for step in range(len(asked) - 1)] == lengths[:-1]
    assert 100 * MIB - 1 == (asked[-1] or ByteRange(0, 0)).last
    assert 7 == len(asked)


def test_a_jump_makes_ranges_short_again() -> None:
    """The pattern has changed."""
    access = Access(100 * MIB)
    read(access, MIB, 20 * MIB)

    assert [ByteRange(80 * MIB, 80 * MIB + WINDOW - 1)] == read(access, 80 * MIB, 10)


def test_a_range_ends_with_the_object() -> None:
    """The last bytes are asked for as what they are."""
    assert [ByteRange(990, 999)] == read(Access(1000), 990, 10)


def test_a_large_read_is_one_range() -> None:
    """Of what is wanted, not of a window."""
    access = Access(100 * MIB)

    assert ByteRange(10, 10 + 4 * MIB - 1) == access.ask(10, 4 * MIB)


def test_back_at_the_beginning_a_range_will_do() -> None:
    """But for who wants all of it, and so has it verified."""
    access = Access(100 * MIB)
    read(access, 50, 10)

    assert ByteRange(0, WINDOW - 1) == access.ask(0, 100)
    assert access.ask(0, 100 * MIB) is None


def test_without_ranges_every_jump_is_a_whole() -> None:
    """And every step forward reads on."""
    access = Access(100 * MIB, ranges=False)

    assert [None] == read(access, 50 * MIB, 10)
    assert [] == read(access, 90 * MIB, 10)
    assert [None] == read(access, 0, 10)


def test_what_broke_is_asked_for_anew() -> None:
    """From where it was read on, and not from what came of the answer."""
    access = Access(100 * MIB)
    read(access, 0, 10)
    access.drop()

    assert access.gap(10) is None
    assert ByteRange(10, 10 + WINDOW - 1) == access.ask(10, 100)
