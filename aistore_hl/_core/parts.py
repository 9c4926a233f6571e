"""An object cut into parts, which workers take one by one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

from attrs import frozen

from .request import ByteRange

LEAST: Final = 1024 * 1024
"""Bytes of the smallest part that may be asked for: below, requests cost more than content."""

_USUAL: Final = 32 * 1024 * 1024
"""Bytes of a part of a large object: 512 MiB by 4 workers take the same time in parts of 16 to 64 MiB."""

_STREAMED: Final = 16 * 1024 * 1024

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


MOST: Final = 9999
"""Parts that an upload may have. Source: recorded on AIS 5.0."""


def fitting_upload(size: int) -> int:
    """Bytes of a part of an upload, where nobody has said. Of the size alone: an upload that is taken up again goes on
    with the same parts."""
    most = -(-size // MOST)
    return max(_USUAL, -(-most // LEAST) * LEAST)


def fitting_stream(number: int) -> int:
    """Bytes of a part of a stream, whose end nobody knows: it is in memory while it is sent. 9,999 make 16 TiB."""
    return _STREAMED << (number - 1) // 1000


def check_number(number: int) -> None:
    """Refuse what cannot be the number of a part.

    Raises:
        TypeError: it is no whole number.
        ValueError: it is not 1 to 9,999.
    """
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(f"the number of a part must be int, not {type(number).__name__}")
    if not 1 <= number <= MOST:
        raise ValueError(f"the number of a part must be 1 to {MOST:,}, not {number}")


def check_numbers(numbers: Iterable[int]) -> None:
    """Refuse parts that AIS does not make an object of; to list such makes it lock the upload for good.

    Raises:
        ValueError: there are none, or one is missing between them.
    """
    found = sorted(numbers)
    if not found:
        raise ValueError("an upload without parts makes no object")
    missing = next((want for want, number in enumerate(found, 1) if want != number), None)
    if missing is not None:
        raise ValueError(f"part {missing} is missing: parts are numbered from 1 without a gap")


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
