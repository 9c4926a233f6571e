# Written by codegen.py from aistore_hl/_async/download.py; do not edit.
"""An object into a file: the final name appears only with the whole, verified content in it."""

from __future__ import annotations

import errno
import os
import stat
from io import FileIO
from pathlib import Path
from typing import Self

from aistore_api.types import Bytes

from .._concurrency import in_thread
from .._core.props import ObjectProps
from .reader import Reader
from .source import Progress


class PartialFile:
    """A temporary file beside the final one: renamed on success, gone on anything else, Ctrl-C included."""

    def __init__(self, path: Path, total: int | None, progress: Progress | None, *, folder: int | None = None) -> None:
        self.path = path
        self._folder = folder
        """The descriptor of the folder that it is in, where a path could be led astray."""
        # Of 50 characters: with 4 bytes for each it is not longer than a name can be.
        temporary = path.with_name(f".{path.name[:50]}.{os.urandom(6).hex()}.part")
        self._temporary = str(temporary) if folder is None else temporary.name
        self._file: FileIO | None = None
        self._done = 0
        self._total = total
        self._progress = progress

    def __enter__(self) -> Self:
        self._check_final()
        try:
            self._file = FileIO(self._temporary, "x+", opener=self._open)
        except FileExistsError:
            raise
        except BaseException:
            # Ctrl-C can come when the file is there and its object is not yet ours.
            self._remove()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        try:
            self._opened().close()
        finally:
            self._remove()

    def write(self, piece: Bytes) -> None:
        """Append the whole piece."""
        in_thread(lambda: self._write(memoryview(piece)))
        self._done += len(piece)
        if self._progress is not None:
            self._progress(self._done, self._total)

    def write_at(self, offset: int, piece: memoryview) -> None:
        """Write the whole piece to its place."""
        in_thread(lambda: self._write_at(offset, piece))

    def read_at(self, offset: int, buffer: memoryview) -> int:
        """Fill the buffer with what was written there; how many bytes."""
        return os.preadv(self._opened().fileno(), [buffer], offset)

    def reserve(self, size: int) -> None:
        """Take the room that it will need.

        Raises:
            OSError: there is not so much.
        """
        if size and hasattr(os, "posix_fallocate"):
            os.posix_fallocate(self._opened().fileno(), 0, size)

    def restart(self) -> None:
        """Forget what was written."""
        file = self._opened()
        file.seek(0)
        file.truncate()
        self._done = 0

    def publish(self) -> None:
        """Give it its final name. Not when the block is left: Ctrl-C in `__exit__` could come before all else there."""
        self._opened().close()
        final = self.path if self._folder is None else self.path.name
        os.replace(self._temporary, final, src_dir_fd=self._folder, dst_dir_fd=self._folder)

    def _check_final(self) -> None:
        """Refuse to put a file in place of what is none, or of a link to it: to root, `/dev/null` is one like others.

        Raises:
            OSError: a folder, a device, a pipe or a socket has the name.
        """
        final = self.path if self._folder is None else self.path.name
        try:
            mode = os.stat(final, dir_fd=self._folder, follow_symlinks=self._folder is None).st_mode
        except FileNotFoundError:
            return
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(self.path))
        if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
            raise FileExistsError(errno.EEXIST, "neither a file nor to be replaced by one", str(self.path))

    def _open(self, name: str, flags: int) -> int:
        return os.open(name, flags | getattr(os, "O_NOFOLLOW", 0), 0o666, dir_fd=self._folder)

    def _opened(self) -> FileIO:
        assert self._file is not None
        return self._file

    def _write(self, piece: memoryview) -> None:
        file = self._opened()
        while piece:
            piece = piece[file.write(piece) :]

    def _write_at(self, offset: int, piece: memoryview) -> None:
        file = self._opened().fileno()
        while piece:
            count = os.pwrite(file, piece, offset)
            piece, offset = piece[count:], offset + count

    def _remove(self) -> None:
        try:
            os.unlink(self._temporary, dir_fd=self._folder)
        except FileNotFoundError:
            return


def download(
    reader: Reader, path: Path, progress: Progress | None, *, folder: int | None = None
) -> ObjectProps:
    """Write what the reader has to `path`, or nothing.

    Raises:
        OSError: the folder cannot be written to.
        AisError: the content did not arrive whole; `path` is as it was.
    """
    with reader, PartialFile(path, reader.length, progress, folder=folder) as file:
        reader.pour(file)
        file.publish()
    return reader.props
