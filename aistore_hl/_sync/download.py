# Written by codegen.py from aistore_hl/_async/download.py; do not edit.
"""An object into a file: the final name appears only with the whole, verified content in it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Self

from aistore_api.types import Bytes

from .._concurrency import in_thread
from .._core.props import ObjectProps
from .reader import Reader
from .source import Progress


class PartialFile:
    """A temporary file beside the final one: renamed on success, gone on anything else, Ctrl-C included."""

    def __init__(self, path: Path, total: int | None, progress: Progress | None) -> None:
        self.path = path
        self._temporary = path.with_name(f".{path.name[:100]}.{os.urandom(6).hex()}.part")
        self._fd = -1
        self._done = 0
        self._total = total
        self._progress = progress

    def __enter__(self) -> Self:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        self._fd = os.open(self._temporary, flags, 0o666)
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        os.close(self._fd)
        try:
            if kind is None:
                os.replace(self._temporary, self.path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._temporary)

    def write(self, piece: Bytes) -> None:
        """Append the whole piece."""
        in_thread(lambda: self._write(memoryview(piece)))
        self._done += len(piece)
        if self._progress is not None:
            self._progress(self._done, self._total)

    def restart(self) -> None:
        """Forget what was written."""
        os.ftruncate(self._fd, 0)
        os.lseek(self._fd, 0, os.SEEK_SET)
        self._done = 0

    def _write(self, piece: memoryview) -> None:
        while piece:
            piece = piece[os.write(self._fd, piece) :]


def download(reader: Reader, path: Path, progress: Progress | None) -> ObjectProps:
    """Write what the reader has to `path`, or nothing.

    Raises:
        OSError: the folder cannot be written to.
        AisError: the content did not arrive whole; `path` is as it was.
    """
    with reader, PartialFile(path, reader.length, progress) as file:
        reader.pour(file)
    return reader.props
