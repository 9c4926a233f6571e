"""How many objects may be under way."""

from __future__ import annotations

import pytest

from aistore_hl._core.window import BYTES, MOST, Window


def test_it_begins_small_and_opens_as_small_objects_come() -> None:
    """Sizes are known only from answers."""
    window = Window()
    first = window.now
    window.saw(4096)
    window.saw(4096)

    assert first < window.now == MOST


def test_large_objects_close_it_at_once() -> None:
    """So many as fit into the memory, by the largest of late."""
    window = Window()
    window.saw(4 << 20)

    assert BYTES // (4 << 20) == window.now


def test_large_objects_are_forgotten_by_and_by() -> None:
    """A single one does not slow down all that follow."""
    window = Window()
    window.saw(8 << 20)
    narrow = window.now
    for _ in range(100):
        window.saw(4096)

    assert narrow < window.now == MOST


def test_there_is_always_room_for_one() -> None:
    """Whatever its size."""
    window = Window()
    window.saw(1 << 40)

    assert window.now == 1


@pytest.mark.parametrize(("given", "error"), [(0, ValueError), (-1, ValueError), (True, TypeError), ("8", TypeError)])
def test_a_window_that_cannot_be_is_refused(given: object, error: type[Exception]) -> None:
    """Before anything is sent."""
    with pytest.raises(error, match="window"):
        Window(given)  # type: ignore[arg-type]


def test_it_opens_by_the_quarter() -> None:
    """Requests go out together; a window of one has room for one."""
    window = Window(8)

    assert [8, 2, 0, 0] == [window.room(under_way) for under_way in (0, 6, 7, 8)]
    assert [1, 0] == [Window(1).room(under_way) for under_way in (0, 1)]
