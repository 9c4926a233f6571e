"""A tar archive read as it arrives, file by file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aistore_api.types import Bytes

from ._core.errors import BrokenArchive
from ._core.tar import TarEnd, TarMember, TarParser
from ._core.unpack import unpacker


def members(chunks: Iterable[bytes], *, compressed: bool = False) -> Iterator[tuple[str, bytes]]:
    """Name and content of each regular file, in the order of the archive; the chunks are read to their end.

    Understands what GNU tar, POSIX pax and Python write, with long names and gzip; links, folders and devices are
    passed over.

    Raises:
        BrokenArchive: it is not one, or ends early.
    """
    parser = TarParser()
    member: TarMember | None = None
    pieces: list[bytes] = []
    missing = 0
    for chunk in _unpacked(chunks, compressed=compressed):
        for event in parser.feed(chunk):
            if isinstance(event, TarEnd):
                break
            if isinstance(event, TarMember):
                member, missing = (event, event.size) if event.is_file else (None, 0)
            elif member is not None:
                pieces.append(bytes(event))
                missing -= len(event)
            if member is not None and not missing:
                yield member.name, pieces[0] if len(pieces) == 1 else b"".join(pieces)
                member, pieces = None, []
    if not parser.is_whole:
        where = "early" if member is None else f"in the middle of {member.name!r}: {missing:,} bytes are missing"
        raise BrokenArchive(f"the archive ends {where}")


def _unpacked(chunks: Iterable[bytes], *, compressed: bool) -> Iterator[Bytes]:
    inner = unpacker(".tgz" if compressed else ".tar")
    for chunk in chunks:
        yield from inner.feed(chunk)
    inner.finish()
