"""When the idle connections of all nodes are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from weakref import ref

if TYPE_CHECKING:
    from .pool import Shelf

EVERY: Final = 1.0
"""Seconds from one look to the next: a look costs a system call for each connection that was idle as long."""


class Upkeep:
    """Has the shelves of all nodes tidied now and then, by whoever puts something on one of them.

    A node that ends, or that nobody asks any more, has nobody else who would close what leads to it: transformers come
    and go, each with a port of its own. No thread and no timer waits for that, so that a client at rest costs nothing.
    """

    __slots__ = ("_shelves", "due")

    def __init__(self) -> None:
        self.due = 0.0
        """When to look again, on the monotonic clock."""
        # Weak, so that shelves and what is on them go with their engine.
        self._shelves: list[ref[Shelf[Any]]] = []  # Any: connections of any kind

    def add(self, shelf: Shelf[Any]) -> None:
        """One more to look at."""
        self._shelves.append(ref(shelf))

    def look(self, now: float) -> None:
        """At all of them. Two threads at the same time do no harm."""
        self.due = now + EVERY
        for known in list(self._shelves):
            if (shelf := known()) is not None:
                shelf.tidy(now)
