"""A tar archive read as it arrives."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from aistore_hl.errors import BrokenArchive

_BLOCK: Final = 512
_REGULAR: Final = (b"0", b"\0", b"7")
_EMPTY: Final = bytes(_BLOCK)
_LONGEST_HEADER: Final = 1 << 20
"""Bytes of a long name or of extended headers; a hostile archive could announce any number."""


def members(chunks: Iterable[bytes], *, compressed: bool = False) -> Iterator[tuple[str, bytes]]:
    """Name and content of each regular file, in the order of the archive; the chunks are read to their end.

    Understands what GNU tar, POSIX pax and Python write, with long names and gzip; links, folders and devices are
    passed over.

    Raises:
        BrokenArchive: it is not one, or ends early.
    """
    stream = _Stream(_unpacked(chunks) if compressed else iter(chunks))
    extended: dict[str, str] = {}
    while (header := stream.take(_BLOCK, "a header")) != _EMPTY:
        size = _number(header[124:136])
        _check(header)
        kind = header[156:157]
        size = int(extended.get("size", size)) if kind not in (b"x", b"g", b"L", b"K") else size
        if kind in (b"x", b"L"):
            text = stream.take(_padded(_short(size)), "a header")[:size]
            extended |= _records(text) if kind == b"x" else {"path": _text(text)}
            continue
        if kind in _REGULAR:
            name = extended.get("path") or _name(header)
            content = stream.take(_padded(size), f"{name!r}")[:size]
            if not name.endswith("/"):  # how the oldest tars write a folder
                yield name, content
        else:
            stream.skip(_padded(size))
        extended = {} if kind not in (b"g", b"K") else extended
    stream.drain()


class _Stream:
    """Exact amounts of what comes in chunks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._chunk = memoryview(b"")

    def take(self, count: int, what: str) -> bytes:
        if count <= len(self._chunk):  # nearly always: no piece is put together
            taken, self._chunk = self._chunk[:count], self._chunk[count:]
            return bytes(taken)
        pieces = []
        missing = count
        while missing:
            if not self._chunk and not self._next():
                raise BrokenArchive(f"the archive ends in the middle of {what}: {missing} bytes are missing")
            piece, self._chunk = self._chunk[:missing], self._chunk[missing:]
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)

    def skip(self, count: int) -> None:
        while count:
            if not self._chunk and not self._next():
                raise BrokenArchive(f"the archive ends {count} bytes early")
            passed = min(count, len(self._chunk))
            self._chunk = self._chunk[passed:]
            count -= passed

    def drain(self) -> None:
        """What follows the end mark is read too: the checksum of the whole is behind it."""
        for _ in self._chunks:
            pass

    def _next(self) -> bool:
        for chunk in self._chunks:
            if chunk:
                self._chunk = memoryview(chunk)
                return True
        return False


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """gzip, also several files of it one after the other."""
    decoder = zlib.decompressobj(31)
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                if decoder.eof:
                    decoder = zlib.decompressobj(31)
                yield decoder.decompress(rest, 1 << 20)
                rest = decoder.unconsumed_tail or decoder.unused_data
        yield decoder.flush()
    except zlib.error as exc:
        raise BrokenArchive(f"not gzip: {exc}") from exc
    if not decoder.eof:
        raise BrokenArchive("the gzip stream ends early")


def _check(header: bytes) -> None:
    """The sum of all bytes, its own field counted as spaces; old programs added signed bytes."""
    try:
        announced = int(header[148:156].rstrip(b"\0 ") or b"0", 8)
    except ValueError as exc:
        raise BrokenArchive("not a tar archive: a header without a checksum") from exc
    blank = header[:148] + b" " * 8 + header[156:]
    unsigned = sum(blank)
    if announced not in (unsigned, unsigned - 256 * sum(byte > 127 for byte in blank)):
        raise BrokenArchive("not a tar archive: the checksum of a header does not fit")


def _number(field: bytes) -> int:
    """Octal digits, or binary with the highest bit set, as GNU writes what is over 8 GiB."""
    if field[0] & 0x80:
        return int.from_bytes(bytes([field[0] & 0x7F]) + field[1:])
    try:
        return int(field.strip(b"\0 ") or b"0", 8)
    except ValueError as exc:
        raise BrokenArchive(f"not a tar archive: {field!r} is not a size") from exc


def _name(header: bytes) -> str:
    name = _text(header[:100])
    prefix = _text(header[345:500]) if header[257:263] == b"ustar\0" else ""
    return f"{prefix}/{name}" if prefix else name


def _records(text: bytes) -> dict[str, str]:
    """Extended headers of pax: `length key=value`, one a line."""
    found = {}
    while text:
        try:
            length = int(text[: text.index(b" ")])
            record, text = text[:length], text[length:]
            key, value = record[record.index(b" ") + 1 : -1].split(b"=", 1)
        except ValueError as exc:
            raise BrokenArchive("not a tar archive: an extended header that is not one") from exc
        if length < 5:
            raise BrokenArchive("not a tar archive: an extended header that is not one")
        found[key.decode("utf-8", "surrogateescape")] = value.decode("utf-8", "surrogateescape")
    return found


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def _short(size: int) -> int:
    if size > _LONGEST_HEADER:
        raise BrokenArchive(f"an extended header of {size:,} bytes")
    return size


def _padded(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK
