"""How a file is read: on from where it stands, or elsewhere; and how much to ask for then."""

from __future__ import annotations

from typing import Final

from attrs import define, field

from .request import ByteRange

WINDOW: Final = 128 * 1024
"""Bytes that are asked for after a jump, at least: less saves nothing, as the request costs as much as they do."""

_STREAM: Final = 8 * 1024 * 1024
"""Bytes read in a row from which all the rest is asked for at once: the reading will go on."""


@define
class Access:
    """The pattern in which one file is read.

    Where reading goes on, each range is twice as long as the one before, until it is the rest; after a jump the next
    one is short again. Who begins at the beginning gets the whole object, which alone can be verified.
    """

    size: int
    ranges: bool = True
    """Whether ranges may be asked for; without, every jump reads from the beginning."""
    position: int = field(default=0, init=False)
    """Where the answer that is being read stands."""
    end: int = field(default=0, init=False)
    """Where it ends; `position` where there is none."""
    _length: int = field(default=0, init=False)
    _untouched: bool = field(default=True, init=False)

    def gap(self, position: int) -> int | None:
        """Bytes to leave out of the answer that is being read to be at `position`; `None`: ask anew."""
        gap = position - self.position
        if not gap >= 0 or position >= self.end:
            return None
        return gap if gap <= WINDOW or not self.ranges else None

    def ask(self, position: int, wanted: int) -> ByteRange | None:
        """The range to ask for, to read `wanted` bytes from `position` on; `None` is the whole object."""
        follows = position == self.end > 0
        begins = position == 0 and (self._untouched or wanted >= self.size)
        self._untouched = False
        if begins or not self.ranges:
            self.position, self.end, self._length = 0, self.size, self.size
            return None
        self._length = max(wanted, 2 * self._length if follows else WINDOW)
        if self._length >= _STREAM and follows:
            self._length = self.size
        self.position, self.end = position, min(position + self._length, self.size)
        return ByteRange(position, self.end - 1)

    def advance(self, count: int) -> None:
        """So many bytes were read, or left out."""
        self.position += count

    def drop(self) -> None:
        """The answer that was being read is gone."""
        self.end = self.position = -1
