"""Memory for what arrives: in large pages, and where it stays."""

from __future__ import annotations

import io
import mmap
import os
import sys
from collections.abc import Callable
from functools import cache
from typing import Final

LEAST: Final = 8 << 20
"""Bytes from which on it is worth the call: what is smaller, an allocator mostly has in use already."""
STEP: Final = 64 << 20
"""Memory for a body is taken in such steps: what is announced is not yet there."""
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
"""Source: mallopt(3)"""
_KEPT: Final = 32 << 20
"""Bytes of free memory that a process keeps instead of giving them back."""


def keep_memory() -> None:
    """Have this process use memory for content again, rather than give it back and take it anew, page by page.

    For programs that serve, and are nothing else: it is a setting of the process. Who has made one is not overruled.
    """
    if sys.platform != "linux" or any(name.startswith(("MALLOC_", "GLIBC_TUNABLES")) for name in os.environ):
        return
    from ctypes import CDLL

    # Only glibc has it.
    mallopt = getattr(CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, LEAST)
        mallopt(_TRIM_THRESHOLD, _KEPT)


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

    `expected` is how many there will be, where that is known. To join many in the end would touch all memory twice;
    a few, whose memory is warm, are joined faster.
    """

    def __init__(self, expected: int = 0) -> None:
        # Beyond a step memory grows with what comes, in pages as large.
        self._sink = untouched(min(expected, STEP)) if expected >= LEAST else None
        self._pieces: list[bytes] = []

    def add(self, piece: bytes | memoryview) -> None:
        """The next bytes."""
        if self._sink is not None:
            self._sink.write(piece)
        else:
            self._pieces.append(bytes(piece))

    def value(self) -> bytes:
        """All of them."""
        if self._sink is None:
            return b"".join(self._pieces)
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
