"""Whether two have the same content: by size and checksum where both are known, else by reading both. Never by time."""

from __future__ import annotations

import asyncio
import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, TypeVar

from aistore_hl.types import Checksum

if TYPE_CHECKING:
    from aistore_hl import AsyncObject
    from aistore_hl.types import ObjectProps

T = TypeVar("T")

_PIECE: Final = 1 << 20


def is_known(one: ObjectProps, other: ObjectProps) -> bool:
    """Whether two objects have the same size and the same checksum; not so where one has none, or of another type."""
    return one.size == other.size and one.checksum is not None and one.checksum == other.checksum


async def have_same_content(one: AsyncObject, other: AsyncObject) -> bool:
    """Whether two objects have the same content, by reading both."""
    return await _digest(one) == await _digest(other)


async def file_has(path: str, props: ObjectProps) -> bool:
    """Whether a file has the size and the checksum of an object; not so where the object has none."""
    known = props.checksum
    if known is None or not os.path.isfile(path) or os.path.getsize(path) != props.size:
        return False
    return known == await _read(path, lambda pieces: Checksum.of(known.type, pieces))


async def file_has_content_of(path: str, thing: AsyncObject) -> bool:
    """Whether a file has the content of an object, by reading both."""

    def digest(pieces: Iterator[bytes]) -> bytes:
        hasher = hashlib.sha256()
        for piece in pieces:
            hasher.update(piece)
        return hasher.digest()

    return await _read(path, digest) == await _digest(thing)


async def _digest(thing: AsyncObject) -> bytes:
    hasher = hashlib.sha256()
    async with await thing.get() as reader:
        async for chunk in reader:
            hasher.update(chunk)
    return hasher.digest()


async def _read(path: str, result: Callable[[Iterator[bytes]], T]) -> T:
    """What a function makes of the pieces of a file, in a thread that stops where nobody waits for it any more."""
    is_over = threading.Event()

    def pieces() -> Iterator[bytes]:
        with open(path, "rb") as file:
            while not is_over.is_set() and (piece := file.read(_PIECE)):
                yield piece

    try:
        return await asyncio.to_thread(lambda: result(pieces()))
    finally:
        is_over.set()
