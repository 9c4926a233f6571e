"""The database of a cluster on disk: everything but the content of objects. One commit makes a change visible."""

from __future__ import annotations

import errno
import os
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeAlias

from .contract import Damaged, OutOfSpace, StoreFailure
from .folder import UNFINISHED, Folder, UnusableFolder

_APPLICATION: Final = 0x61697378
"""In the header of the file: it is ours."""

_FORMAT: Final = 1
_CHECKED: Final = 32 << 20
"""Bytes up to which the whole database is checked at start: that takes 0.1 s. What is broken in a larger one is found
when it is read."""

_CHECKPOINT: Final = 256
"""Commits (of some 16 KiB each) after which the log is copied into the database: by a thread, since that waits for the
disk for 10 ms and more, during which the cluster's thread would answer nobody."""

_LONGEST_LOG: Final = 16 << 20
"""Bytes after which writers wait until the log is copied: one that is written to all the time would grow for ever."""

_SCHEMA: Final = f"""
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_FORMAT};
CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE nodes (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
CREATE TABLE buckets (number INTEGER PRIMARY KEY, saved BLOB NOT NULL);
CREATE TABLE dropped (bucket INTEGER PRIMARY KEY);
CREATE TABLE usage (
    bucket INTEGER NOT NULL, node INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (bucket, node)
) WITHOUT ROWID;
CREATE TABLE objects (
    bucket INTEGER NOT NULL, node INTEGER NOT NULL, name BLOB NOT NULL,
    digest BLOB NOT NULL, generation INTEGER NOT NULL, size INTEGER NOT NULL,
    checksum_type TEXT, checksum_value TEXT, version INTEGER NOT NULL, custom TEXT,
    created INTEGER NOT NULL, accessed INTEGER NOT NULL,
    PRIMARY KEY (bucket, node, name)
) WITHOUT ROWID;
CREATE TABLE steps (generation INTEGER PRIMARY KEY, digest BLOB NOT NULL, stays INTEGER NOT NULL);
"""
"""`steps` are what is to be done to files once a commit is through: moved to their place, or removed. A row goes with a
later commit, when it is done; after a crash they are done at start."""

_SHORTEST_LOG: Final = 64 << 10
"""Bytes up to which there is nothing to be gained from the log."""

Row: TypeAlias = tuple[Any, ...]


class Database:
    """Connections: one that writes, under a lock, one that reads what is committed and waits for nobody, and one that
    copies the log into the database."""

    def __init__(self, folder: Folder, *, fsync: bool, later: Callable[[Callable[[], None]], object]) -> None:
        """Open the database of a folder, or make it; `later` has something done by a thread.

        Raises:
            UnusableFolder: it is broken, or of another format.
        """
        self.path = folder.database
        self._folder = folder
        if not self.path.exists():
            _create(folder)
        _check(folder)
        self.lock = Lock()
        self._writer = self._connect()
        self._reader = self._connect()
        # WAL survives the death of the process without any fsync; only with FULL a commit survives a loss of power.
        self._writer.execute(f"PRAGMA synchronous={'FULL' if fsync else 'NORMAL'}")
        self._writer.execute("PRAGMA wal_autocheckpoint=0")
        self._copier = self._connect()
        self._copier.execute("PRAGMA busy_timeout=0")  # where somebody reads just now it is for another time
        self._later = later
        self._commits = 0

    def read(self, statement: str, parameters: Row = ()) -> sqlite3.Cursor:
        """What is committed.

        Raises:
            StoreFailure.
        """
        try:
            return self._reader.execute(statement, parameters)
        except sqlite3.Error as exc:
            raise self.failure(exc) from exc

    def rows(self, statement: str, parameters: Row = ()) -> list[Row]:
        """All rows of what is committed.

        Raises:
            StoreFailure.
        """
        try:
            return self._reader.execute(statement, parameters).fetchall()
        except sqlite3.Error as exc:
            raise self.failure(exc) from exc

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is done within, or nothing of it.

        Raises:
            StoreFailure.
        """
        with self.lock:
            if self._folder.is_short():
                self._shorten_log()
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    yield self._writer
                    self._writer.execute("COMMIT")
                except BaseException:
                    if self._writer.in_transaction:  # not where SQLite has rolled back by itself
                        self._writer.execute("ROLLBACK")
                    raise
            except sqlite3.Error as exc:
                failure = self.failure(exc)
                if isinstance(failure, OutOfSpace):
                    self._copy_log(truncate=True)  # the next change may have its room
                raise failure from exc
        self._commits += 1
        if self._commits % _CHECKPOINT == 0:
            self._later(self._copy_log_in_turn)

    def make_room(self) -> None:
        """Give back what room the log takes."""
        with self.lock:
            self._shorten_log()

    def close(self) -> None:
        """End all connections."""
        self._copier.close()
        self._reader.close()
        self._writer.close()

    def failure(self, exc: sqlite3.Error) -> StoreFailure:
        """An error of SQLite as the store tells it."""
        code = getattr(exc, "sqlite_errorcode", 0)
        # For SQLite a file over the limit of the process is an error like any other.
        is_limited = resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY
        if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR_WRITE and is_limited):
            return OutOfSpace(f"no space for {str(self.path)!r}: {exc}")
        return Damaged(f"database {str(self.path)!r}: {exc}")

    def _copy_log_in_turn(self) -> None:
        self._copy_log(truncate=False)
        if self._log_size() > _LONGEST_LOG:
            with self.lock:
                self._copy_log(truncate=True)

    def _shorten_log(self) -> None:
        if self._log_size() > _SHORTEST_LOG:
            self._copy_log(truncate=True)

    def _log_size(self) -> int:
        with suppress(FileNotFoundError):
            return os.stat(f"{self.path}-wal").st_size
        return 0

    def _copy_log(self, *, truncate: bool) -> None:
        # What fails is tried again after the next commits: until then the log has it.
        with suppress(sqlite3.Error):
            self._copier.execute(f"PRAGMA wal_checkpoint({'TRUNCATE' if truncate else 'PASSIVE'})").fetchall()

    def _connect(self) -> sqlite3.Connection:
        # Opened by the thread that starts the cluster, used by the cluster's; the lock keeps writers apart.
        return sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)


def is_full(exc: OSError) -> bool:
    """Whether there is no room: on the disk, in a quota, or for a file of that size."""
    return exc.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _create(folder: Folder) -> None:
    """Make an empty database; it has its name when it is whole."""
    unfinished = folder.path / UNFINISHED
    unfinished.unlink(missing_ok=True)
    try:
        connection = sqlite3.connect(unfinished, isolation_level=None)
        try:
            connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
            connection.execute("PRAGMA journal_mode=WAL")
        finally:
            connection.close()
    except sqlite3.Error as exc:
        raise UnusableFolder(f"no database can be made in {str(folder.path)!r}: {exc}; choose another folder") from exc
    os.rename(unfinished, folder.database)
    folder.sync(folder.path)


def _check(folder: Folder) -> None:
    """Whether the database is ours, of our format, and whole; looked at so that nothing in the folder changes."""
    path = folder.database
    with path.open("rb") as file:
        header = file.read(100)
    is_ours = int.from_bytes(header[68:72], "big") == _APPLICATION
    if not header.startswith(b"SQLite format 3\0") or not is_ours:
        raise _broken(path, "it is not the database of a local cluster, or it is broken")
    found = int.from_bytes(header[60:64], "big")
    if found != _FORMAT:
        raise UnusableFolder(
            f"{str(path)!r} has format {found}, and this version of aistore-hl reads format {_FORMAT}: "
            "use the version that made it, or choose another folder"
        )
    try:
        _look_through(path)
    except sqlite3.Error as exc:
        raise _broken(path, str(exc)) from exc


def _look_through(path: Path) -> None:
    log = path.with_name(path.name + "-wal")
    # Without a log the file is all that there is. With one, only a reader that knows it sees a whole database.
    mode = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)
    try:
        for table in ("facts", "nodes", "buckets", "dropped", "usage", "steps"):
            connection.execute(f"SELECT * FROM {table}").fetchall()
        connection.execute("SELECT * FROM objects LIMIT 1").fetchall()
        if path.stat().st_size <= _CHECKED:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise sqlite3.DatabaseError(found)
    finally:
        connection.close()


def _broken(path: Path, why: str) -> UnusableFolder:
    return UnusableFolder(
        f"{str(path)!r} cannot be read: {why}; put a copy of the folder in its place, or choose another one"
    )
