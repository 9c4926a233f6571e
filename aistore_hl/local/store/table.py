"""The objects of one bucket at one target, as a database and files have them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from io import FileIO
from typing import TYPE_CHECKING, Final

from ..._core.checksum import Checksum
from . import contract
from .contract import Damaged, Draft, Make, StoredObject
from .database import Row
from .files import FileContent, FileDraft
from .journal import GET, Held, Spot, packed, unpacked

if TYPE_CHECKING:
    from .disk import DiskStore

_RUN: Final = (
    "SELECT name, size, checksum_type, checksum_value, version, custom, created, accessed FROM objects "
    "WHERE bucket = ? AND node = ? AND name >= ?"
)
_UNTIL: Final = f"{_RUN} AND name < ?"
_ORDER: Final = " ORDER BY name LIMIT ?"
_TRIES: Final = 3
_MOST: Final = 1 << 40
"""Names that are asked for at once: SQLite takes no larger numbers than 64 bits hold."""


class DiskTable:
    """A view of the store: it holds nothing itself."""

    def __init__(self, store: DiskStore, bucket: int, node: int) -> None:
        self._store = store
        self._bucket = bucket
        self._node = node

    def get(self, name: bytes) -> Held | None:
        """The object, if it is here."""
        spot = self._spot(name)
        rows = self._store.database.rows(GET, spot) if self._store.has(self._bucket) else []
        if not rows:
            return None
        held = Held.of(rows[0])
        held.accessed = max(held.accessed, self._store.touched.get(spot, 0))
        return held

    def open(self, name: bytes) -> tuple[Held, FileContent] | None:
        """The object with its content."""
        missing = ""
        for _ in range(_TRIES):
            held = self.get(name)
            if held is None:
                return None
            for path in (self._store.folder.kept(held.file), self._store.folder.coming(held.file)):
                try:
                    file = FileIO(path)
                except FileNotFoundError:
                    missing = path  # where threads write it may have been replaced just now
                    continue
                except OSError as exc:
                    raise Damaged(f"{path!r} cannot be opened: {exc.strerror}") from exc
                size = os.fstat(file.fileno()).st_size
                if size != held.size:
                    file.close()
                    raise Damaged(f"{path!r} has {size:,} bytes instead of {held.size:,}")
                return held, FileContent(file, path, size)
        raise Damaged(f"{missing!r} is missing")

    async def put(self, name: bytes, draft: Draft, make: Make) -> StoredObject:
        """Make a draft the current version."""
        assert isinstance(draft, FileDraft)
        return await self._store.run(lambda: self._put(name, draft, make))

    async def patch(self, name: bytes, change: contract.Change) -> bool:
        """Change the custom metadata of an object."""
        return await self._store.run(lambda: self._patch(self._spot(name), change))

    async def delete(self, name: bytes) -> bool:
        """Remove an object."""
        return await self._store.run(lambda: self._delete(self._spot(name)))

    def touch(self, name: bytes) -> None:
        """Note that an object was read."""
        self._store.touch(self._spot(name))

    def first(self, start: bytes, stop: bytes | None, count: int) -> tuple[Sequence[bytes], Sequence[StoredObject]]:
        """Names from `start`, before `stop`, at most so many of them, and their objects."""
        if not self._store.has(self._bucket):
            return [], []
        statement, parameters = self._run(start, stop, count)
        rows = self._store.database.rows(statement, parameters)
        return [row[0] for row in rows], list(map(self._listed, rows))

    def scan(self, start: bytes, stop: bytes | None) -> Iterator[tuple[bytes, StoredObject]]:
        """All names from `start`, before `stop`, and their objects."""
        if not self._store.has(self._bucket):
            return
        try:
            for row in self._store.database.read(*self._run(start, stop, -1)):
                yield row[0], self._listed(row)
        except sqlite3.Error as exc:
            raise self._store.database.failure(exc) from exc

    def _listed(self, row: Row) -> StoredObject:
        name, size, kind, value, version, custom, created, accessed = row
        touched = self._store.touched
        if touched:
            accessed = max(accessed, touched.get(self._spot(name), 0))
        checksum = None if kind is None else Checksum(kind, value)
        known, chunks = unpacked(custom)
        return StoredObject(size, checksum, version, known, created, accessed, chunks)

    def _run(self, start: bytes, stop: bytes | None, count: int) -> tuple[str, tuple[object, ...]]:
        bounds = (start,) if stop is None else (start, stop)
        return (_RUN if stop is None else _UNTIL) + _ORDER, (self._bucket, self._node, *bounds, min(count, _MOST))

    def _put(self, name: bytes, draft: FileDraft, make: Make) -> StoredObject:
        spot = self._spot(name)
        with draft.lock:
            draft.finish(fsync=self._store.fsync)
            with self._store.journal.change() as change:
                self._store.check(self._bucket)
                old = change.get(spot)
                facts = make(old)
                made = Held(
                    draft.size, facts.checksum, facts.version, facts.custom, chunks=facts.chunks, file=draft.file
                )
                change.put(spot, made)
                change.land(draft.file)
            draft.keep()
        return made

    def _patch(self, spot: Spot, change_custom: contract.Change) -> bool:
        with self._store.journal.change() as change:
            found = change.get(spot) if self._store.has(self._bucket) else None
            if found is not None:
                custom = packed(change_custom(found.custom), found.chunks)
                change.connection.execute(
                    "UPDATE objects SET custom = ? WHERE bucket = ? AND node = ? AND name = ?", (custom, *spot)
                )
        return found is not None

    def _delete(self, spot: Spot) -> bool:
        with self._store.journal.change() as change:
            found = change.get(spot) if self._store.has(self._bucket) else None
            change.remove(spot, found)
        return found is not None

    def _spot(self, name: bytes) -> Spot:
        return self._bucket, self._node, name
