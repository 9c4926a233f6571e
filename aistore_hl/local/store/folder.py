"""The folder of a cluster on disk: what is where in it, whose it is, and what makes it unusable."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from attrs import frozen

DATABASE: Final = "cluster.sqlite"
UNFINISHED: Final = "cluster.sqlite.new"
"""A database in the making; it is renamed when it is whole."""

_LOCK: Final = "lock"
_INCOMING: Final = "incoming"
_OBJECTS: Final = "objects"
_LENT: Final = "lent"
_OURS: Final = frozenset((_LOCK, _INCOMING, _OBJECTS, UNFINISHED, UNFINISHED + "-journal"))
"""What may be there before there is a database: a cluster died while it made the folder."""


class UnusableFolder(ValueError):
    """A folder that a cluster cannot be kept in. Nothing in it has been changed."""


_RESERVE: Final = 16 << 20
"""Bytes of the disk, or a sixteenth of a small one, that content leaves free: removing objects needs some room."""


@frozen
class File:
    """The name of a file with content: by the hash of the object's name and a number that no other file ever has.

    So names of objects meet neither one another nor the rules of the file system.
    """

    digest: bytes
    generation: int

    @classmethod
    def of(cls, name: bytes, generation: int) -> File:
        """The file for a version of the object of that name."""
        return cls(sha256(name).digest(), generation)

    def __str__(self) -> str:
        return f"{self.digest.hex()}.{self.generation:x}"


class Folder:
    """A folder that this cluster has for itself.

    Content arrives in `incoming`. Once the database knows it, it is moved to `objects`: so what a killed process left
    behind is found without a look at all that there is.
    """

    def __init__(self, path: Path) -> None:
        """Take the folder, and make what is missing in it.

        Raises:
            UnusableFolder: it is in use, or holds something else.
        """
        self.path = path
        self.database = path / DATABASE
        self.incoming = path / _INCOMING
        self.objects = path / _OBJECTS
        self.lent = path / _LENT
        """Where others find links to content, while they may read it."""
        # As text: paths are put together for every request, and pathlib takes ten times as long.
        self._incoming, self._objects = str(self.incoming), str(self.objects)
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._refuse_another_kind()
            self._lock = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                self._take()
                self._fill()
            except BaseException:
                self.close()
                raise
        except OSError as exc:
            raise UnusableFolder(f"folder {str(path)!r} cannot be used: {exc.strerror}; choose another one") from exc

    def coming(self, file: File) -> str:
        """Where a file is while the database does not know it."""
        return f"{self._incoming}/{file}"

    def kept(self, file: File) -> str:
        """Where a file is from then on."""
        name = str(file)
        return f"{self._objects}/{name[:2]}/{name}"

    def is_short(self) -> bool:
        """Whether so little of the disk is left that no more content may come."""
        found = os.statvfs(self.path)
        return found.f_bavail < min(_RESERVE // found.f_frsize, found.f_blocks // 16)

    def sync(self, folder: str | Path) -> None:
        """Make names in a folder survive a loss of power."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Let others have it; a second time does nothing."""
        if self._lock >= 0:
            # Unlocked in so many words: a forked child has the descriptor too, and would keep the lock.
            fcntl.flock(self._lock, fcntl.LOCK_UN)
            os.close(self._lock)
            self._lock = -1

    def _refuse_another_kind(self) -> None:
        if self.database.exists():
            return
        strange = sorted(entry for entry in os.listdir(self.path) if entry not in _OURS)
        if strange or (self.objects.is_dir() and any(next(self.objects.glob("??/*"), None) for _ in "1")):
            found = strange[0] if strange else _OBJECTS
            raise UnusableFolder(
                f"folder {str(self.path)!r} holds {found!r} and no {DATABASE}: it is not that of a local cluster; "
                "choose an empty folder, or one that does not exist"
            )

    def _take(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            owner = os.pread(self._lock, 32, 0).decode("ascii", "replace").strip()
            raise UnusableFolder(
                f"folder {str(self.path)!r} is in use by the cluster of process {owner or '?'}; "
                "end that one, or choose another folder"
            ) from exc
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, b"%d\n" % os.getpid(), 0)

    def _fill(self) -> None:
        self.incoming.mkdir(exist_ok=True)
        shutil.rmtree(self.lent, ignore_errors=True)  # of a cluster that was killed
        self.objects.mkdir(exist_ok=True)
        # Also in a folder that is there already: what copies folders may leave out those that are empty.
        for number in range(256):
            with suppress(FileExistsError):
                os.mkdir(f"{self._objects}/{number:02x}")
