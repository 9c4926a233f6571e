"""Changes of the database together with what they mean for files: one commit, and then the files follow.

A crash between the two is made up for at start: the commit has noted what is to be done.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from sqlite3 import Connection
from threading import Lock
from typing import Final, Self, TypeAlias

from attrs import define

from ..._core.checksum import Checksum
from .contract import Chunks, StoredObject
from .database import Database, Row
from .folder import File, Folder
from .space import Space

Spot: TypeAlias = tuple[int, int, bytes]
"""Where an object is, in the database: numbers of bucket and node, and the name."""

COLUMNS: Final = "digest, generation, size, checksum_type, checksum_value, version, custom, created, accessed"
_WHERE: Final = "WHERE bucket = ? AND node = ? AND name = ?"
GET: Final = f"SELECT {COLUMNS} FROM objects {_WHERE}"
_SET: Final = f"INSERT OR REPLACE INTO objects (bucket, node, name, {COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"
_STEP: Final = "INSERT OR REPLACE INTO steps (generation, digest, stays) VALUES (?,?,?)"
_USE: Final = (
    "INSERT INTO usage (bucket, node, bytes) VALUES (?,?,?) "
    "ON CONFLICT (bucket, node) DO UPDATE SET bytes = bytes + excluded.bytes"
)

_UNSYNCED: Final = 64
"""Steps after which the names of files are made to survive a loss of power; till then the database knows of them."""


@define(eq=False)
class Held(StoredObject):
    """A version, and the file with its content."""

    file: File = File(b"", 0)

    @classmethod
    def of(cls, row: Row) -> Self:
        """What a row of the database tells."""
        digest, generation, size, kind, value, version, custom, created, accessed = row
        checksum = None if kind is None else Checksum(kind, value)
        known, chunks = unpacked(custom)
        return cls(size, checksum, version, known, created, accessed, chunks, File(digest, generation))

    def row(self) -> Row:
        """The row of the database that tells of it."""
        checksum = (self.checksum.type, self.checksum.value) if self.checksum else (None, None)
        times = (self.created, self.accessed)
        file, custom = self.file, packed(self.custom, self.chunks)
        return file.digest, file.generation, self.size, *checksum, self.version, custom, *times


def packed(custom: Mapping[str, str], chunks: Chunks | None = None) -> str | None:
    """Custom metadata as text; what is no UTF-8 is escaped. Of an object that came in parts it is a list of that and
    of how they were: few are, and the column is there."""
    if chunks is not None:
        return json.dumps([dict(custom), *chunks])
    return json.dumps(dict(custom)) if custom else None


def unpacked(text: str | None) -> tuple[Mapping[str, str], Chunks | None]:
    """What was packed."""
    found = json.loads(text) if text else {}
    return (found[0], Chunks(*found[1:])) if isinstance(found, list) else (found, None)


class Change:
    """What one commit does."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.coming: list[File] = []
        self.going: list[File] = []
        self.freed = 0

    def get(self, spot: Spot) -> Held | None:
        """The object there."""
        row = self.connection.execute(GET, spot).fetchone()
        return None if row is None else Held.of(row)

    def put(self, spot: Spot, held: Held) -> None:
        """Let an object be there; the one that was goes, with its file."""
        self.remove(spot, self.get(spot))
        self.connection.execute(_SET, (*spot, *held.row()))
        self._use(spot, held.size)

    def remove(self, spot: Spot, held: Held | None) -> None:
        """Let the object there go, with its file."""
        if held is not None:
            self.take(spot, held)
            self.connection.execute(_STEP, (held.file.generation, held.file.digest, 0))
            self.going.append(held.file)
            self.freed += held.size

    def take(self, spot: Spot, held: Held) -> None:
        """Let the object there go; its file stays."""
        self.connection.execute(f"DELETE FROM objects {_WHERE}", spot)
        self._use(spot, -held.size)

    def land(self, file: File) -> None:
        """Let a file that came in stay."""
        self.connection.execute(_STEP, (file.generation, file.digest, 1))
        self.coming.append(file)

    def keep(self, fact: str, value: bytes | int | str) -> None:
        """Keep something about the whole store."""
        self.connection.execute("INSERT OR REPLACE INTO facts VALUES (?,?)", (fact, value))

    def _use(self, spot: Spot, size: int) -> None:
        if size:
            self.connection.execute(_USE, (*spot[:2], size))


class Journal:
    """What makes changes, one after the other."""

    def __init__(self, database: Database, folder: Folder, space: Space, *, fsync: bool) -> None:
        self._database = database
        self._folder = folder
        self._space = space
        self._fsync = fsync
        self._lock = Lock()
        self._unsynced: list[tuple[int, str]] = []
        self._done: deque[int] = deque()
        """Steps that are done: the next commit forgets them."""

    @contextmanager
    def change(self) -> Iterator[Change]:
        """Everything that is done within happens, or nothing.

        Raises:
            StoreFailure.
        """
        done: list[tuple[int]] = []
        try:
            with self._database.transaction() as connection:
                done += [(self._done.popleft(),) for _ in range(len(self._done))]
                connection.executemany("DELETE FROM steps WHERE generation = ?", done)
                change = Change(connection)
                yield change
        except BaseException:
            self._done.extend(generation for (generation,) in done)
            raise
        self._space.give(change.freed)
        for file in change.coming:
            self._follow(file, stays=True)
        for file in change.going:
            self._follow(file, stays=False)

    def recover(self) -> None:
        """Do what a killed process left undone, and remove what it left behind."""
        undone = set()
        for generation, digest, stays in self._database.rows("SELECT generation, digest, stays FROM steps"):
            file = File(digest, generation)
            if not self._follow(file, stays=bool(stays)):
                undone.add(str(file))
        for entry in os.scandir(self._folder.incoming):
            if entry.name not in undone:
                os.unlink(entry)

    def _follow(self, file: File, *, stays: bool) -> bool:
        """Move a file to its place, or remove it; whether that is done. What is not is still noted, and readers find
        it where it came in: the next start tries again."""
        path = self._folder.kept(file)
        try:
            if stays:
                os.rename(self._folder.coming(file), path)
            else:
                os.unlink(path)
        except FileNotFoundError:
            if stays and os.path.exists(self._folder.coming(file)):
                return False  # it is the folder that is not there
            # else it was done already, before the process was killed
        except OSError:
            return False
        if self._fsync:
            self._note_unsynced(file, os.path.dirname(path))
        else:
            self._done.append(file.generation)
        return True

    def _note_unsynced(self, file: File, parent: str) -> None:
        with self._lock:
            self._unsynced.append((file.generation, parent))
            if len(self._unsynced) < _UNSYNCED:
                return
            steps, self._unsynced = self._unsynced, []
        for folder in {folder for _, folder in steps} | {str(self._folder.incoming)}:
            self._folder.sync(folder)
        self._done.extend(generation for generation, _ in steps)
