"""How many bytes a store may hold, and how many of them are taken."""

from __future__ import annotations

from .contract import OutOfSpace


class Space:
    """The room of one store. Content counts from its first byte, also while it is on its way in."""

    def __init__(self, capacity: int | None) -> None:
        self._capacity = capacity
        self._taken = 0

    def take(self, count: int) -> None:
        """Use so many bytes.

        Raises:
            OutOfSpace: there are not that many.
        """
        if self._capacity is not None and count > 0 and self._taken + count > self._capacity:
            raise OutOfSpace(f"{self._taken:,} of {self._capacity:,} bytes are used")
        self._taken += count

    def restore(self, count: int) -> None:
        """Count what was there before; it may be more than is allowed now."""
        self._taken += count

    def give(self, count: int) -> None:
        """Have so many bytes back."""
        self._taken -= count
