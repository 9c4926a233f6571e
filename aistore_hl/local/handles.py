"""Files that are reached step by step: each folder on the way is opened by itself, and no link is followed."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final, TypeVar

T = TypeVar("T")

FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
PIECE: Final = 1 << 20


class NoFile(FileNotFoundError):
    """A folder, or something special, is where a file would be."""


class Changed(OSError):
    """A file became another one while it was read."""


@contextmanager
def below(top: int, parts: Sequence[bytes], *, make: bool = False) -> Iterator[int]:
    """The folder some steps below another one, open, and made where that is wanted.

    Raises:
        OSError: something else is there, or nothing.
    """
    folder = os.dup(top)
    try:
        for part in parts:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=folder)
            inner = os.open(part, FOLDER, dir_fd=folder)
            os.close(folder)
            folder = inner
        yield folder
    finally:
        os.close(folder)


def open_file(top: int, parts: Sequence[bytes]) -> int:
    """A file some steps below a folder, open to be read.

    Raises:
        OSError: there is none, or something else is there.
    """
    with below(top, parts[:-1]) as folder:
        file = os.open(parts[-1], _FILE, dir_fd=folder)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise NoFile("is no file")
    return file


async def pieces(file: int, before: os.stat_result) -> AsyncIterator[bytes]:
    """The content of a file that is open, as it was when it was looked at.

    Raises:
        Changed: it was written to meanwhile.
    """
    at = 0
    while at < before.st_size:
        piece = await asyncio.to_thread(os.pread, file, min(PIECE, before.st_size - at), at)
        if not piece:
            break
        at += len(piece)
        yield piece
    after = os.fstat(file)
    if at < before.st_size or (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise Changed("changed while it was read")


async def threaded(act: Callable[[], T]) -> T:
    """The result of what may wait for a disk."""
    return await asyncio.to_thread(act)
