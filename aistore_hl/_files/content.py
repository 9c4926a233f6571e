"""What a file of an object is made of, and what all of them do alike."""

from __future__ import annotations

import os
from typing import NoReturn, Protocol


class Readable(Protocol):
    """What is read at any position."""

    name: str
    size: int

    def read_at(self, position: int, buffer: memoryview) -> int: ...

    def close(self) -> None: ...


class AsyncReadable(Protocol):
    """What is read at any position, and awaited."""

    name: str
    size: int

    async def read_at(self, position: int, buffer: memoryview) -> int: ...

    async def close(self) -> None: ...


class Writable(Protocol):
    """What is written piece by piece, and seen when it is published."""

    name: str

    def write(self, data: memoryview) -> None: ...

    def publish(self) -> None: ...

    def abort(self, exc: BaseException | None = None) -> None: ...


class AsyncWritable(Protocol):
    """What is written piece by piece, and seen when it is published; awaited."""

    name: str

    async def write(self, data: memoryview) -> None: ...

    async def publish(self) -> None: ...

    async def abort(self, exc: BaseException | None = None) -> None: ...


class Closable(Protocol):
    """What is of no use once it was closed."""

    @property
    def closed(self) -> bool: ...


def check_open(file: Closable) -> None:
    """Refuse to use a file that was closed, in Python's own words.

    Raises:
        ValueError: it was.
    """
    if file.closed:
        raise ValueError("I/O operation on a closed file")


def refuse_to_pickle(file: object) -> NoReturn:
    """A copy in another process would be another file."""
    raise TypeError(f"a {type(file).__name__} cannot be pickled, since it is open: hand over its Object")


def target_of(position: int, offset: int, whence: int, size: int) -> int:
    """Where a seek leads.

    Raises:
        ValueError: before the beginning, or from nowhere known.
    """
    if whence not in (os.SEEK_SET, os.SEEK_CUR, os.SEEK_END):
        raise ValueError(f"whence must be 0, 1 or 2, not {whence!r}")
    found = (0, position, size)[whence] + offset
    if found < 0:
        raise ValueError(f"a file has no position {found}")
    return found
