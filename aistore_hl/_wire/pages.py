"""Memory for what arrives: in large pages, and where it stays."""

from __future__ import annotations

import io
import mmap
import sys
from collections.abc import Callable
from functools import cache
from typing import Final

LEAST: Final = 8 << 20
"""Bytes from which on it is worth the call: what is smaller, an allocator mostly has in use already."""


STEP: Final = 64 << 20
"""Memory for a body is taken in such steps: what is announced is not yet there."""


def untouched(size: int) -> io.BytesIO:
    """A file of so many bytes that take no memory before something comes into them, which `getvalue` does not copy.

    What makes room by writing clears it first, which takes longer than filling it.
    """
    # Python gets the zeros of new bytes from the system, and BytesIO uses the bytes that nobody else has.
    sink = io.BytesIO(bytes(size))
    with sink.getbuffer() as view:
        enlarge_pages(view)
    return sink


class Gathering:
    """Bytes that come piece by piece: each is put where it stays, and its own memory is free for the next one.

    `expected` is how many there will be, where that is known. Joining them in the end would touch all memory twice.
    """

    def __init__(self, expected: int = 0) -> None:
        # Beyond a step memory grows with what comes, in pages as large.
        self._sink = untouched(min(expected, STEP))

    def add(self, piece: bytes | memoryview) -> None:
        """The next bytes."""
        self._sink.write(piece)

    def value(self) -> bytes:
        """All of them."""
        self._sink.truncate()
        return self._sink.getvalue()


def enlarge_pages(view: memoryview) -> None:
    """Ask for large pages below memory that nobody has touched yet: filling it then takes a third of the time.

    Linux gives them to who asks, unless its administrator has set otherwise; elsewhere this does nothing.
    """
    if len(view) < LEAST:
        return
    advise = _madvise()
    if advise is None:
        return
    from ctypes import addressof, c_char

    start = addressof(c_char.from_buffer(view))
    first = -(-start // mmap.PAGESIZE) * mmap.PAGESIZE
    last = (start + len(view)) // mmap.PAGESIZE * mmap.PAGESIZE
    # A refusal is of no account: the pages are then as they are.
    advise(first, last - first, mmap.MADV_HUGEPAGE)


@cache
def _madvise() -> Callable[[int, int, int], int] | None:
    if sys.platform != "linux" or not hasattr(mmap, "MADV_HUGEPAGE"):
        return None
    from ctypes import CDLL, c_int, c_size_t, c_void_p

    # Python has it for its own mappings, and not for the memory of bytes.
    function = CDLL(None).madvise
    function.argtypes = (c_void_p, c_size_t, c_int)
    function.restype = c_int
    return function
