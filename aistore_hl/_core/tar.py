"""Reading a tar as it comes, piece by piece: names and sizes of members, and their content, without copies."""

from __future__ import annotations

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
    _zeros: int = field(default=0, init=False)

    def feed(self, piece: bytes | bytearray | memoryview) -> Iterator[Event]:
        """What is in the piece. Content comes as views of it: use it before the next one.

        Raises:
            BrokenArchive: it is no tar.
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
        size = _number(block[124:136])
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
        is_file = kind in _REGULAR and not name.endswith("/")
        # Links and folders have no content, whatever their size says.
        self._begin(size if kind in _REGULAR else 0)
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
            self._name = records.get("path", self._name)
            if "size" in records:
                self._size = _decimal(records["size"])


def _records(content: bytes) -> Iterator[tuple[str, str]]:
    """`length key=value` lines, where the length is of all of the line."""
    while content:
        digits, space, _ = content.partition(b" ")
        length = _decimal(digits.decode("ascii", "replace"))
        if not space or not len(digits) + 1 < length <= len(content):
            raise BrokenArchive("a damaged record in a tar")
        key, equals, value = content[len(digits) + 1 : length - 1].partition(b"=")
        if not equals or content[length - 1 : length] != b"\n":
            raise BrokenArchive("a damaged record in a tar")
        yield key.decode("utf-8", "replace"), value.decode("utf-8", "surrogateescape")
        content = content[length:]


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


def _number(digits: bytes) -> int:
    if digits[0] & 0x80:  # what has no room as octal digits
        return int.from_bytes(bytes((digits[0] & 0x7F,)) + digits[1:])
    text = digits.strip(b" \0")
    try:
        return int(text, 8) if text else 0
    except ValueError:
        raise BrokenArchive("not a tar, or a damaged one: a number of a header is none") from None


def _decimal(digits: str) -> int:
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 20:
        raise BrokenArchive("a damaged record in a tar")
    return int(digits)


def _checksum(block: bytes) -> int:
    return sum(block) - sum(block[148:156]) + 8 * 0x20
