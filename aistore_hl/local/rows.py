"""Rows of an inventory, and the chunks in which AIS keeps them.

A chunk is the length of its header, the checksum of that, the header (how many rows there are, the first name and the
last) and the rows, packed as entries of a listing. Source: xact/xs/create_nbi.go (AIS 5.0); their sizes are recorded
(02r nbi-show, nbi-sys).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from .._core.checksum import new
from .backend import Entry
from .pages import packed_text

_FRAME: Final = struct.Struct(">I4s")
_NUMBER: Final = struct.Struct(">I")

_HEADS: Final = {0xD9: 2, 0xDA: 3, 0xDB: 5}
"""Bytes before a text in msgpack, by the first of them; before a short one it is a single byte."""


class Row(Struct, omit_defaults=True):
    """One name, as it was there: what is empty is left out. Source: cmn/objlist.go (AIS 5.0)"""

    n: msgspec.Raw
    cs: str = ""
    a: str = ""
    v: str = ""
    t: str = ""
    m: str = ""
    s: int = 0
    f: int = 0

    @classmethod
    def of(cls, told: Entry) -> Row:
        """What a backend tells of it."""
        shown = (told.checksum, told.atime, told.version, told.location, told.custom)
        return cls(msgspec.Raw(msgspec.msgpack.encode(packed_text(told.name))), *shown, told.size, told.flags)

    @property
    def name(self) -> bytes:
        """The name, which may be no UTF-8."""
        packed = bytes(self.n)
        return packed[_HEADS.get(packed[0], 1) :]

    def entry(self) -> Entry:
        """It as a backend would tell it."""
        return Entry(self.name, self.s, self.cs, self.a, self.v, self.t, self.m, flags=self.f)


def chunk(rows: Sequence[Row]) -> bytes:
    """The rows, of which there is at least one."""
    header = _NUMBER.pack(len(rows)) + _text(rows[0].name) + _text(rows[-1].name)
    checksum = new("crc32c")
    assert checksum is not None  # a kind that is known
    checksum.update(header)
    return _FRAME.pack(len(header), bytes.fromhex(checksum.hexdigest())) + header + msgspec.msgpack.encode(rows)


def unpacked(content: bytes, lengths: Sequence[int]) -> Iterator[Row]:
    """The rows of several chunks that follow one another."""
    at = 0
    for length in lengths:
        header: int = _FRAME.unpack_from(content, at)[0]
        start, at = at + _FRAME.size + header, at + length
        yield from msgspec.msgpack.decode(content[start:at], type=list[Row])


def _text(name: bytes) -> bytes:
    return _NUMBER.pack(len(name)) + name
