"""Compressed content as it comes, piece by piece, in bounded memory."""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, Final

from .archive import ArchiveFormat
from .errors import BrokenArchive, MissingExtra

_PIECE: Final = 1024 * 1024
"""Bytes that come out at a time, however well they were compressed."""


class Unpacker(ABC):
    """Takes pieces, gives what they stand for."""

    @abstractmethod
    def feed(self, piece: bytes | bytearray | memoryview) -> Iterator[bytes | bytearray | memoryview]:
        """What the piece adds.

        Raises:
            BrokenArchive: it was not compressed so.
        """

    @abstractmethod
    def finish(self) -> None:
        """Nothing more comes.

        Raises:
            BrokenArchive: something is missing.
        """


class _Plain(Unpacker):
    def feed(self, piece: bytes | bytearray | memoryview) -> Iterator[bytes | bytearray | memoryview]:
        yield piece

    def finish(self) -> None:
        return


class _Gzip(Unpacker):
    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    def feed(self, piece: bytes | bytearray | memoryview) -> Iterator[bytes | bytearray | memoryview]:
        rest: bytes | bytearray | memoryview = piece
        try:
            while True:
                if self._inner.eof:
                    if not rest:
                        return
                    # Several files of gzip one after the other are one.
                    self._inner = zlib.decompressobj(wbits=31)
                found = self._inner.decompress(rest, _PIECE)
                rest = self._inner.unconsumed_tail or self._inner.unused_data
                if found:
                    yield found
                elif not rest:
                    return
        except zlib.error as exc:
            raise BrokenArchive(f"not gzip, or damaged: {exc}") from exc

    def finish(self) -> None:
        if not self._inner.eof:
            raise BrokenArchive("gzip that ends too early")


class _Lz4(Unpacker):
    def __init__(self) -> None:
        try:
            from lz4 import frame
        except ImportError:
            raise MissingExtra(".tar.lz4 needs lz4: pip install 'aistore-hl[lz4]'") from None
        # The library says nothing of its types.
        self._inner: Any = frame.LZ4FrameDecompressor()

    def feed(self, piece: bytes | bytearray | memoryview) -> Iterator[bytes | bytearray | memoryview]:
        data: bytes | bytearray | memoryview = piece
        try:
            while not self._inner.eof:
                if found := self._inner.decompress(data, _PIECE):
                    yield found
                if self._inner.needs_input:
                    return
                data = b""
        except RuntimeError as exc:
            raise BrokenArchive(f"not LZ4, or damaged: {exc}") from exc

    def finish(self) -> None:
        if not self._inner.eof:
            raise BrokenArchive("LZ4 that ends too early")


def unpacker(format: ArchiveFormat) -> Unpacker:
    """What unpacks a tar of that format.

    Raises:
        MissingExtra: the library for it is not there.
    """
    if format in (".tgz", ".tar.gz"):
        return _Gzip()
    return _Lz4() if format == ".tar.lz4" else _Plain()
