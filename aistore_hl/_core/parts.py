"""An object cut into parts, which workers take one by one."""

from __future__ import annotations

from collections import deque
from typing import Final

from attrs import frozen

from .request import ByteRange

LEAST: Final = 1024 * 1024
"""Bytes of the smallest part that may be asked for: below, requests cost more than content."""

_USUAL: Final = 32 * 1024 * 1024
"""Bytes of a part of a large object: 512 MiB by 4 workers take the same time in parts of 16 to 64 MiB."""

_FEW: Final = 8 * 1024 * 1024
"""Bytes below which another worker does not help."""


@frozen
class Part:
    """A piece of an object; numbers begin at 1."""

    number: int
    offset: int
    length: int

    @property
    def range(self) -> ByteRange:
        """As a read asks for it."""
        return ByteRange(self.offset, self.offset + self.length - 1)


class Parts:
    """The parts of one object, each handed out once, in order. Workers may be tasks or threads."""

    def __init__(self, size: int, part_size: int) -> None:
        offsets = range(0, size, part_size)
        self.all = [Part(number, at, min(part_size, size - at)) for number, at in enumerate(offsets, 1)]
        self.stopped = False
        self._left = deque(self.all)

    def take(self) -> Part | None:
        """The next part; `None` when there is none, or all have been told to stop."""
        try:
            # One call into C: two threads never get the same.
            return None if self.stopped else self._left.popleft()
        except IndexError:
            return None

    def stop(self) -> None:
        """Something has failed: nothing more is begun."""
        self.stopped = True


def fitting(size: int, workers: int) -> int:
    """Bytes of a part, where nobody has said: every worker of a small object gets one."""
    return min(_USUAL, max(_FEW, -(-size // workers)))


def check_workers(workers: int) -> None:
    """Refuse what is no number of workers.

    Raises:
        TypeError: it is no whole number.
        ValueError: it is not 1 to 256.
    """
    if isinstance(workers, bool) or not isinstance(workers, int):
        raise TypeError(f"workers must be int, not {type(workers).__name__}")
    if not 1 <= workers <= 256:
        raise ValueError(f"workers must be 1 to 256, not {workers}")


def check_part_size(part_size: int | None, *, least: int = LEAST) -> None:
    """Refuse a size of parts that cannot be meant; `None` is the default.

    Raises:
        TypeError: it is no whole number.
        ValueError: it is too small.
    """
    if part_size is None:
        return
    if isinstance(part_size, bool) or not isinstance(part_size, int):
        raise TypeError(f"part_size must be int, not {type(part_size).__name__}")
    if part_size < least:
        raise ValueError(f"part_size must be {least:,} bytes or more, not {part_size:,}")
