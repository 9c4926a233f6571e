"""The files that the demo stores: real ones, within bounds."""

from __future__ import annotations

import hashlib
import os
import stat
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Self

from attrs import frozen

from .words import counted

MOST_FILES: Final = 1_500
MOST_BYTES: Final = 40 << 20
"""What a slow machine stores and reads twice within ten seconds."""

_NOT_LIBRARY: Final = ("site-packages", "dist-packages", "test", "tests", "idle_test", "__pycache__")


@frozen
class File:
    """One file, and what it held when it was chosen."""

    path: Path
    name: str
    """Its path below the folder, with slashes: the name of the object."""
    size: int
    sha256: str

    def holds(self, digest: str) -> bool:
        """Whether `digest` is that of its content, as it was chosen or, where it has changed since, as it is now."""
        return digest == self.sha256 or digest == hashlib.sha256(self.path.read_bytes()).hexdigest()


@frozen
class Selection:
    """What of a folder is stored."""

    folder: Path
    title: str
    files: tuple[File, ...]
    left_out: str
    """What was left out, in words; empty where everything was taken."""

    @classmethod
    def of_folder(cls, folder: Path) -> Self:
        """The files of a folder and of the folders below."""
        return cls._take(folder, str(folder), _walk(folder, ()))

    @classmethod
    def of_standard_library(cls) -> Self:
        """The Python files of the standard library of the Python that runs this."""
        folder = Path(sysconfig.get_path("stdlib"))
        paths = (path for path in _walk(folder, _NOT_LIBRARY) if path.suffix == ".py")
        return cls._take(folder, "Python's standard library, without its tests", paths)

    @property
    def size(self) -> int:
        """Bytes of all of them."""
        return sum(file.size for file in self.files)

    @classmethod
    def _take(cls, folder: Path, title: str, paths: Iterator[Path]) -> Self:
        taken: list[File] = []
        size = unreadable = too_large = 0
        for path in paths:
            if len(taken) == MOST_FILES:
                break
            try:
                facts = path.stat()
                if not stat.S_ISREG(facts.st_mode):
                    continue  # reading a pipe would wait for ever
                if size + facts.st_size > MOST_BYTES:
                    too_large += 1
                    continue
                content = path.read_bytes()
            except OSError:
                unreadable += 1
                continue
            size += len(content)
            taken.append(
                File(path, path.relative_to(folder).as_posix(), len(content), hashlib.sha256(content).hexdigest())
            )
        reasons = (
            (len(taken) == MOST_FILES, f"everything after the first {MOST_FILES:,} files"),
            (too_large, f"{counted(too_large, 'file')} that would make it more than {MOST_BYTES >> 20} MiB in all"),
            (unreadable, f"{counted(unreadable, 'file')} that cannot be read"),
        )
        return cls(folder, title, tuple(taken), " and ".join(text for is_so, text in reasons if is_so))


def _walk(folder: Path, skipped: tuple[str, ...]) -> Iterator[Path]:
    """Paths of what is no folder, in a stable order; links to folders are not followed."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in skipped)
        for name in sorted(names):
            yield Path(here, name)


def largest(files: Sequence[File]) -> File:
    """The one whose transfer can best be disturbed."""
    return max(files, key=lambda file: file.size)
