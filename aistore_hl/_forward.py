"""Content that arrives once, as a binary file that is read forward only."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, Protocol


class Arriving(Protocol):
    """Something open that is read once."""

    def readinto(self, buffer: bytearray | memoryview) -> int: ...

    def close(self) -> None: ...


class ForwardFile(io.BufferedReader):
    """The content of an object as an open binary file, by the one request that opened it.

    What goes to another process is the content that is left, as an `io.BytesIO`.
    """

    def __init__(self, source: Arriving, *, owner: object = None, buffer_size: int = 1 << 18) -> None:
        """`owner` lives as long as the file."""
        super().__init__(_Raw(source), buffer_size)
        self._owner = owner

    def __reduce_ex__(self, protocol: object) -> tuple[Callable[[bytes], io.BytesIO], tuple[bytes]]:
        return io.BytesIO, (self.read(),)


class _Raw(io.RawIOBase):
    def __init__(self, source: Arriving) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    # Any: a writable buffer, which has no name of its own in Python 3.11.
    def readinto(self, buffer: Any) -> int:
        return self._source.readinto(buffer)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()
