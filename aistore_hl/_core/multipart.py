"""Answers of several parts, as they come: the content of each, without what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from attrs import define, field, frozen

from .errors import BrokenArchive

_LONGEST_HEAD: Final = 16 * 1024


@frozen
class Part:
    """A part begins."""

    name: str


PartEvent: TypeAlias = Part | bytes
"""A part begins; some of its content."""


def boundary_of(media_type: str) -> bytes:
    """What stands between the parts.

    Raises:
        BrokenArchive: the media type does not say.
    """
    found = re.search(r'boundary="?([^";]{1,70})"?', media_type)
    if not media_type.startswith("multipart/") or found is None:
        raise BrokenArchive(f"not an answer of several parts: {media_type[:100]!r}")
    return found[1].encode()


@define
class MultipartParser:
    """Takes pieces, says what is in them."""

    boundary: bytes
    is_whole: bool = False
    """Whether the last boundary was seen."""
    _rest: bytes = field(default=b"\r\n", init=False)
    """What may be the beginning of a boundary; there could be one at the very beginning."""
    _is_in_part: bool = field(default=False, init=False)

    def feed(self, piece: bytes | bytearray | memoryview) -> Iterator[PartEvent]:
        """What is in the piece.

        Raises:
            BrokenArchive: the head of a part is none.
        """
        data = self._rest + bytes(piece)
        mark = b"\r\n--" + self.boundary
        while not self.is_whole:
            at = data.find(mark)
            if at < 0:
                kept = min(len(data), len(mark) - 1)
                if self._is_in_part and len(data) > kept:
                    yield data[: len(data) - kept]
                self._rest = data[len(data) - kept :]
                return
            if self._is_in_part and at:
                yield data[:at]
            self._is_in_part = False
            after = data[at + len(mark) :]
            if after.startswith(b"--"):
                self.is_whole = True
                return
            head, end, body = after.partition(b"\r\n\r\n")
            if not end:
                if len(after) > _LONGEST_HEAD:
                    raise BrokenArchive("the head of a part does not end")
                self._rest = data[at:]
                return
            yield Part(_name(head))
            self._is_in_part = True
            data = body


def _name(head: bytes) -> str:
    found = re.search(rb'(?i)content-disposition:[^\r\n]*?\bname="([^"\r\n]*)"', head)
    if found is None:
        raise BrokenArchive("a part without a name")
    return found[1].decode("utf-8", "replace")
