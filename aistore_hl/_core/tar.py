"""Reading a tar as it comes, piece by piece: names and sizes of members, and their content, without copies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final, TypeAlias

from attrs import define, field, frozen

from .errors import BrokenArchive

BLOCK: Final = 512
_LONGEST_EXTRA: Final = 1024 * 1024
"""Bytes of what stands before a header: names that it has no room for."""

_REGULAR: Final = frozenset((b"0", b"\0", b"7"))
_PAX, _PAX_OF_ALL, _LONG_NAME, _LONG_LINK = b"x", b"g", b"L", b"K"
_LINKS: Final = frozenset((b"1", b"2"))
_FOLDER: Final = b"5"
_BARE: Final = frozenset((b"1", b"2", b"3", b"4", b"5", b"6"))
"""Links, devices, folders and pipes: they have no content, whatever their size says."""
_SPARSE: Final = b"S"
_LARGEST: Final = (1 << 63) - 1
_OCTAL: Final = re.compile(rb"[0-7]*")
_ZEROS: Final = bytes(BLOCK)


@frozen
class TarMember:
    """What a header says of a member."""

    name: str
    size: int
    is_file: bool
    """A file; no folder, link or device, which are left out."""
    what: str = "a file"
    """What it is, in words."""


class TarEnd(Enum):
    """The end that a whole tar has."""

    END = "two blocks of zeros"


Event: TypeAlias = TarMember | memoryview | TarEnd
"""A member begins; some of its content; the end."""


@define
class TarParser:
    """Takes pieces as they come, and says what is in them."""

    is_whole: bool = False
    """Whether the end was seen."""
    _rest: bytearray = field(factory=bytearray, init=False)
    """The beginning of a block that is not there yet."""
    _content: int = field(default=0, init=False)
    _padding: int = field(default=0, init=False)
    _extra: bytearray | None = field(default=None, init=False)
    _extra_kind: bytes = field(default=b"", init=False)
    _name: str | None = field(default=None, init=False)
    _size: int | None = field(default=None, init=False)
    _is_sparse: bool = field(default=False, init=False)
    _zeros: int = field(default=0, init=False)

    def feed(self, piece: bytes | bytearray | memoryview) -> Iterator[Event]:
        """What is in the piece. Content comes as views of it: use it before the next one.

        Raises:
            BrokenArchive: it is no tar, or has a sparse file: what stands there of one is not its content.
        """
        view = memoryview(piece).cast("B")
        while view and not self.is_whole:
            if self._content:
                part, view = view[: self._content], view[self._content :]
                self._content -= len(part)
                if self._extra is None:
                    yield part
                else:
                    self._extra += part
                    self._end_extra()
            elif self._padding:
                skipped = min(self._padding, len(view))
                self._padding -= skipped
                view = view[skipped:]
            else:
                taken = min(BLOCK - len(self._rest), len(view))
                self._rest += view[:taken]
                view = view[taken:]
                if len(self._rest) == BLOCK:
                    block = bytes(self._rest)
                    self._rest.clear()
                    if (event := self._header(block)) is not None:
                        yield event

    def _header(self, block: bytes) -> Event | None:
        if block == _ZEROS:
            self._zeros += 1
            self.is_whole = self._zeros == 2
            return TarEnd.END if self.is_whole else None
        self._zeros = 0
        if _checksum(block) != _number(block[148:156]):
            raise BrokenArchive("not a tar, or a damaged one: the checksum of a header is wrong")
        size = _size(block[124:136])
        kind = block[156:157]
        if kind in (_PAX, _PAX_OF_ALL, _LONG_NAME, _LONG_LINK):
            if size > _LONGEST_EXTRA:
                raise BrokenArchive(f"an extended header of {size:,} bytes in a tar")
            self._extra, self._extra_kind = bytearray(), kind
            self._begin(size)
            if not size:
                self._end_extra()
            return None
        name, size = self._name or _name(block), size if self._size is None else self._size
        self._name = self._size = None
        if self._is_sparse or kind == _SPARSE:
            raise BrokenArchive(f"{name!r} is a sparse file, which cannot be read here: pack it without --sparse")
        is_file = kind in _REGULAR and not name.endswith("/")
        self._begin(0 if kind in _BARE else size)
        if kind not in _REGULAR:  # nobody knows what that content is: it is passed over like padding
            self._content, self._padding = 0, self._content + self._padding
        return TarMember(name, size if is_file else 0, is_file, _what(kind, is_file=is_file))

    def _begin(self, size: int) -> None:
        self._content, self._padding = size, -size % BLOCK

    def _end_extra(self) -> None:
        if self._content or self._extra is None:
            return
        content, self._extra = bytes(self._extra), None
        if self._extra_kind == _LONG_NAME:
            self._name = _text(content)
        elif self._extra_kind == _PAX:
            records = dict(_records(content))
            self._name = records.get("GNU.sparse.name") or records.get("path", self._name)
            self._is_sparse = any(key.startswith("GNU.sparse.") for key in records)
            if "size" in records:
                self._size = _decimal(records["size"])


def _records(content: bytes) -> Iterator[tuple[str, str]]:
    """`length key=value` lines, where the length is of all of the line."""
    begin = 0
    while begin < len(content):
        space = content.find(b" ", begin, begin + 20)
        length = _decimal(content[begin : max(space, begin)].decode("ascii", "replace"))
        end = begin + length
        if not space + 1 < end <= len(content) or content[end - 1 : end] != b"\n":
            raise BrokenArchive("a damaged record in a tar")
        key, equals, value = content[space + 1 : end - 1].partition(b"=")
        if not equals:
            raise BrokenArchive("a damaged record in a tar")
        yield key.decode("utf-8", "replace"), value.decode("utf-8", "surrogateescape")
        begin = end


def _what(kind: bytes, *, is_file: bool) -> str:
    if is_file:
        return "a file"
    if kind == _FOLDER or kind in _REGULAR:
        return "a folder"
    return "a link" if kind in _LINKS else "neither a file nor a folder"


def _name(block: bytes) -> str:
    prefix = _text(block[345:500]) if block[257:263] == b"ustar\0" else ""
    return f"{prefix}/{_text(block[:100])}" if prefix else _text(block[:100])


def _text(content: bytes) -> str:
    return content.split(b"\0", 1)[0].decode("utf-8", "surrogateescape")


def _size(digits: bytes) -> int:
    if digits[0] & 0x80:  # what has no room as octal digits; the next bit is the sign
        return _bounded(int.from_bytes(bytes((digits[0] & 0x7F,)) + digits[1:]))
    return _number(digits)


def _number(digits: bytes) -> int:
    text = digits.strip(b" \0")
    # int() takes signs, underscores and 0o as well: a size below 0 would never be used up.
    if not _OCTAL.fullmatch(text):
        raise BrokenArchive("not a tar, or a damaged one: a number of a header is none")
    return int(text or b"0", 8)


def _decimal(digits: str) -> int:
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 20:
        raise BrokenArchive("a damaged record in a tar")
    return _bounded(int(digits))


def _bounded(size: int) -> int:
    if size > _LARGEST:
        raise BrokenArchive(f"not a tar, or a damaged one: no file has {size:,} bytes")
    return size


def _checksum(block: bytes) -> int:
    return sum(block) - sum(block[148:156]) + 8 * 0x20
