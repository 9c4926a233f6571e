# Copied by codegen.py from openapi/templates/runtime/upload.py; do not edit.
"""Body of a request: its length, whether it can be sent twice, and its pieces. Nothing is buffered."""

from __future__ import annotations

import io
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Protocol, TypeAlias, runtime_checkable

from .types import BodyContent, Bytes

PIECE: Final = 1 << 20
"""Bytes given to the transport at once: httpcore needs quadratic time for long ones (its issue 1029)."""

Reader: TypeAlias = Callable[[int], bytes]
InThread: TypeAlias = Callable[[Reader, int], Awaitable[bytes]]
"""Calls a blocking read where it does not stop other tasks."""


@runtime_checkable
class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


_SOURCES: Final = (_Readable, Iterable, AsyncIterable)


class Upload:
    """One body. Pieces are asked for at most once, and again only after `rewind`."""

    def __init__(self, body: BodyContent) -> None:
        self._body: Any = body
        self._start: int | None = None
        self.length: int | None = None
        """Bytes, or `None` if that shows only at the end."""
        self.small: bytes | None = None
        """The whole body, if it is in memory and fits one piece."""
        self.replayable = not isinstance(body, Iterator | AsyncIterator)
        """Whether `rewind` works."""
        if isinstance(body, bytes | bytearray | memoryview):
            self._body = view = _flat(self._body)
            self.length = view.nbytes
            self.small = bytes(body) if view.nbytes <= PIECE else None
        elif isinstance(body, str | Mapping | io.TextIOBase) or not isinstance(body, _SOURCES):
            raise TypeError(f"not a body of bytes: {type(body).__name__}")
        elif isinstance(body, _Readable) and not isinstance(body, AsyncIterable):
            self._measure_file(body)

    @property
    def is_async_only(self) -> bool:
        """Whether only `apieces` can read it."""
        return isinstance(self._body, AsyncIterable) and not isinstance(self._body, Iterable)

    def rewind(self) -> None:
        """Make the next pieces the first ones again.

        Raises:
            ValueError: the body was read from something that cannot go back.
        """
        if not self.replayable:
            raise ValueError("a body that can be read only once cannot be sent again")
        if self._start is not None:
            self._body.seek(self._start)

    def pieces(self) -> Iterator[bytes]:
        """The body in pieces of at most `PIECE` bytes.

        Raises:
            ValueError: a file ended before the length that it had at first.
            TypeError: something else than bytes came.
        """
        if isinstance(self._body, memoryview):
            yield from _slices(self._body)
        elif isinstance(self._body, _Readable):
            left = self.length
            while piece := _checked(self._body.read(_wanted(left))):
                left = None if left is None else left - len(piece)
                yield bytes(piece)
            _check_ended(left)
        else:
            for piece in self._body:
                yield from _slices(_flat(_checked(piece)))

    async def apieces(self, in_thread: InThread) -> AsyncIterator[bytes]:
        """The body in pieces, as `pieces`; files are read `in_thread`, iterators where they are."""
        if isinstance(self._body, AsyncIterable):
            async for piece in self._body:
                for part in _slices(_flat(_checked(piece))):
                    yield part
        elif isinstance(self._body, _Readable):
            left = self.length
            while piece := _checked(await in_thread(self._body.read, _wanted(left))):
                left = None if left is None else left - len(piece)
                yield bytes(piece)
            _check_ended(left)
        else:
            for part in self.pieces():
                yield part

    def _measure_file(self, file: Any) -> None:
        self.replayable = bool(hasattr(file, "seekable") and file.seekable())
        if self.replayable:
            self._start = file.tell()
            self.length = max(0, file.seek(0, io.SEEK_END) - self._start)
            file.seek(self._start)


def _flat(body: Any) -> memoryview:
    view = memoryview(body)
    return view.cast("B") if view.c_contiguous else memoryview(bytes(view))


def _slices(view: memoryview) -> Iterator[bytes]:
    for start in range(0, view.nbytes, PIECE):
        yield bytes(view[start : start + PIECE])


def _checked(piece: object) -> Bytes:
    if isinstance(piece, bytes | bytearray | memoryview):
        return piece
    raise TypeError(f"a body is made of bytes, not of {type(piece).__name__}")


def _wanted(left: int | None) -> int:
    return PIECE if left is None else min(PIECE, left)


def _check_ended(left: int | None) -> None:
    if left:
        raise ValueError(f"a file ended {left} bytes before the length that it had when it was opened")
