"""Content that arrives once, as a binary file that is read forward only."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any


class ForwardFile(io.BufferedReader):
    """The content of an object as an open binary file, by the one request that opened it.

    What goes to another process is the content that is left, as an `io.BytesIO`.
    """

    def __init__(self, chunks: Iterable[bytes], close: Callable[[], None], *, owner: object = None) -> None:
        """`close` is called once, when the file is closed; `owner` lives as long as the file."""
        super().__init__(_Raw(chunks, close))
        self._owner = owner

    def __reduce_ex__(self, protocol: object) -> tuple[Callable[[bytes], io.BytesIO], tuple[bytes]]:
        return io.BytesIO, (self.read(),)


class _Raw(io.RawIOBase):
    def __init__(self, chunks: Iterable[bytes], close: Callable[[], None]) -> None:
        self._chunks = iter(chunks)
        self._let_go = close
        self._chunk = memoryview(b"")

    def readable(self) -> bool:
        return True

    # Any: a writable buffer, which has no name of its own in Python 3.11.
    def readinto(self, buffer: Any) -> int:
        if not self._chunk:
            self._chunk = memoryview(next(self._chunks, b""))
        count = min(len(buffer), len(self._chunk))
        buffer[:count] = self._chunk[:count]
        self._chunk = self._chunk[count:]
        return count

    def close(self) -> None:
        if not self.closed:
            self._chunk = memoryview(b"")
            self._let_go()
        super().close()
