"""A store in a folder: what was put there is there after a restart, also after the process was killed."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from attrs import evolve

from .contract import COPY, SLICE, Identity, Key, NoSuchBucket, OutOfSpace, StoreFailure, beside, bucket_of
from .database import Database
from .files import FileDraft
from .folder import File, Folder
from .journal import COLUMNS, Change, Held, Journal, Spot
from .space import Space
from .table import DiskTable

T = TypeVar("T")

_COPIED: Final = 256 << 10
"""Bytes that are copied at a time."""

_TOUCHED: Final = 512
"""Reads that are noted together: a commit for each would make small GETs a fifth slower."""

_ANY: Final = "SELECT 1 FROM objects WHERE bucket = ? AND node = ? LIMIT 1"

_SWEPT: Final = 256
"""Objects of a dropped bucket that are removed at a time: others wait for some milliseconds."""


class DiskStore:
    """All that the targets of one cluster hold: content in files, the rest in a database.

    Reading asks the database, which is as quick as a request needs, and no list of names is held in memory: it starts
    at once and takes as much memory with ten million objects as with ten.
    """

    def __init__(self, path: Path, *, fsync: bool = False, capacity: int | None = None) -> None:
        """Open a folder, or make it; with `fsync` what was put survives a loss of power.

        Raises:
            UnusableFolder: it is in use, broken, of another format or something else.
        """
        self._threads = ThreadPoolExecutor(1, "aistore-disk")
        self._is_closed = False
        self.fsync = fsync
        self.folder = Folder(path)
        try:
            self.database = Database(self.folder, fsync=fsync, later=self._later)
            try:
                self._begin(capacity)
            except BaseException:
                self.database.close()
                raise
        except BaseException:
            self.folder.close()
            raise

    def table(self, target: str, bucket: int) -> DiskTable:
        """The objects of one bucket at one target."""
        return DiskTable(self, bucket, self._node(target))

    def draft(self, name: bytes) -> FileDraft:
        """Content for an object of that name."""
        return FileDraft(self.folder, File.of(name, next(self._generations)), self.space, self.database.make_room)

    async def move(self, source: Key, destination: Key, *, keeps_newer: bool = False) -> bool:
        """Give an object another name, and so perhaps another target; its file stays where it is."""
        return await self.run(lambda: self._move(self._spot(source), self._spot(destination), keeps_newer=keeps_newer))

    async def copy(self, source: Key, destination: Key) -> bool:
        """Put the same content and metadata in another place too: as a second name of the file, where there is such
        a thing."""
        table = self.table(source.target, source.bucket)
        self.check(destination.bucket)
        opened = table.open(source.name)
        if opened is None:
            return False
        held, content = opened
        draft = self.draft(destination.name)
        try:
            try:
                draft.link(content.path)
            except OSError:
                for start in range(0, held.size, _COPIED):
                    await draft.add(bytes(await content.read(start, min(start + _COPIED, held.size))))
            spot = self._spot(destination)
            await self.run(lambda: self._put_copy(spot, draft, held))
        finally:
            content.close()
            draft.discard()
        return True

    def place(self, home: Callable[[int, bytes], str], targets: Iterable[str]) -> None:
        """Move every object to the target that `home` names; in one commit, however many there are."""
        placed = json.dumps(sorted(targets))
        if placed == self._facts.get("placed"):
            return
        self._note_touched()
        nodes = {self._node(target): target for target in json.loads(placed)}
        with self.journal.change() as change:
            for bucket in self._buckets:
                found = self.database.read("SELECT node, name FROM objects WHERE bucket = ?", (bucket,))
                for node, name in found:
                    new = home(bucket, name)
                    if nodes.get(node) != new:
                        self._move_in(change, (bucket, node, name), (bucket, self._nodes[new], name), keeps_newer=True)
            change.keep("placed", placed)
        self._facts["placed"] = placed

    def note_placed(self, targets: Iterable[str] | None) -> None:
        """Note among which targets all objects are where they belong."""
        placed = "" if targets is None else json.dumps(sorted(targets))
        if placed != self._facts.get("placed"):
            with self.journal.change() as change:
                change.keep("placed", placed)
            self._facts["placed"] = placed

    def size(self, target: str) -> int:
        """Bytes of all content at one target."""
        statement = "SELECT coalesce(sum(bytes), 0) FROM usage WHERE node = ?"
        found: int = self.database.rows(statement, (self._node(target),))[0][0]
        return found

    def identity(self) -> Identity | None:
        """Whose folder it is."""
        found = self._facts.get("identity")
        return None if found is None else msgspec.json.decode(found, type=Identity)

    def keep_identity(self, identity: Identity) -> None:
        """Note whose folder it is."""
        encoded = msgspec.json.encode(identity)
        with self.journal.change() as change:
            change.keep("identity", encoded)
        self._facts["identity"] = encoded

    def catalog(self) -> tuple[int, Mapping[int, bytes]]:
        """The version of the buckets, and what was saved of each."""
        return self._facts.get("version", 0), self._buckets

    def save_bucket(self, bucket: int, saved: bytes, *, version: int) -> None:
        """Keep what is known of a bucket."""
        with self.journal.change() as change:
            change.keep("version", version)
            change.connection.execute("INSERT OR REPLACE INTO buckets VALUES (?,?)", (bucket, saved))
        self._facts["version"] = version
        self._buckets[bucket] = saved

    def drop_bucket(self, bucket: int, *, version: int, unless_at: Iterable[str] = ()) -> bool:
        """Forget a bucket, unless some targets have objects of it. Its objects are gone at once; their files, if they
        are many, go by and by."""
        nodes = [self._node(target) for target in unless_at]
        numbers = (bucket, beside(bucket, COPY), beside(bucket, SLICE))
        saved = self._buckets.get(bucket)
        try:
            with self.journal.change() as change:
                # Looked at within, and gone before others have their turn: threads put objects, too.
                if any(change.connection.execute(_ANY, (bucket, node)).fetchone() for node in nodes):
                    return False
                change.keep("version", version)
                change.connection.execute("DELETE FROM buckets WHERE number = ?", (bucket,))
                change.connection.executemany("INSERT OR IGNORE INTO dropped VALUES (?)", [(each,) for each in numbers])
                self._buckets.pop(bucket, None)
        except BaseException:
            if saved is not None:
                self._buckets[bucket] = saved
            raise
        self._facts["version"] = version
        for number in numbers:
            self._sweep(number)
        return True

    def close(self) -> None:
        """End it; what was read is noted. A second time does nothing."""
        if self._is_closed:
            return
        self._is_closed = True
        self._threads.shutdown()
        with suppress(StoreFailure):
            self._note_touched()
        self.database.close()
        self.folder.close()

    async def run(self, change: Callable[[], T]) -> T:
        """Make a change where it may wait: one that ends with an fsync takes milliseconds, and so a thread of its
        own; others take a tenth of one."""
        if not self.fsync:
            return change()
        return await asyncio.get_running_loop().run_in_executor(self._threads, change)

    def check(self, bucket: int) -> None:
        """Whether the bucket is there.

        Raises:
            NoSuchBucket: it is not.
        """
        if not self.has(bucket):
            raise NoSuchBucket(f"bucket {bucket} was destroyed")

    def has(self, bucket: int) -> bool:
        """Whether the bucket is there."""
        return bucket_of(bucket) in self._buckets

    def touch(self, spot: Spot) -> None:
        """Note that an object was read."""
        self._touched[spot] = time.time_ns()
        if len(self._touched) >= _TOUCHED:
            # On a full disk reading goes on, and when it happened is forgotten.
            with suppress(StoreFailure):
                self._note_touched()

    @property
    def touched(self) -> Mapping[Spot, int]:
        """When objects were last read, as far as the database does not know it yet."""
        return self._touched

    def _begin(self, capacity: int | None) -> None:
        self.space = Space(capacity)
        self.journal = Journal(self.database, self.folder, self.space, fsync=self.fsync)
        self._facts: dict[str, Any] = dict(self.database.rows("SELECT name, value FROM facts"))
        self._buckets: dict[int, bytes] = dict(self.database.rows("SELECT number, saved FROM buckets"))
        self._nodes: dict[str, int] = dict(self.database.rows("SELECT id, number FROM nodes"))
        # Begun at random, so that a start need not write: files of an earlier process have other numbers.
        self._generations = count(secrets.randbits(62))
        self._touched: dict[Spot, int] = {}
        self.journal.recover()
        self.space.restore(sum(self.size(node) for node in self._nodes))
        # On a full disk it is for another start: what is there is to be read.
        with suppress(OutOfSpace):
            for (bucket,) in self.database.rows("SELECT bucket FROM dropped"):
                self._sweep(bucket)

    def _note_touched(self) -> None:
        # Taken first: a thread that moves an object takes what is noted of that.
        noted, self._touched = self._touched, {}
        if noted:
            touched = [(moment, *spot) for spot, moment in list(noted.items())]
            with self.journal.change() as change:
                change.connection.executemany(
                    "UPDATE objects SET accessed = max(accessed, ?) WHERE bucket = ? AND node = ? AND name = ?", touched
                )

    def _spot(self, key: Key) -> Spot:
        return key.bucket, self._node(key.target), key.name

    def _node(self, target: str) -> int:
        """The number of a target, which is given to it when it is first heard of."""
        number = self._nodes.get(target)
        if number is None:
            number = 1 + len(self._nodes)
            with self.journal.change() as change:
                change.connection.execute("INSERT INTO nodes VALUES (?,?)", (number, target))
            self._nodes[target] = number
        return number

    def _move(self, source: Spot, destination: Spot, *, keeps_newer: bool) -> bool:
        with self.journal.change() as change:
            self.check(destination[0])
            return self._move_in(change, source, destination, keeps_newer=keeps_newer)

    def _move_in(self, change: Change, source: Spot, destination: Spot, *, keeps_newer: bool) -> bool:
        found = change.get(source) if self.has(source[0]) else None
        if found is not None and source != destination:
            known = change.get(destination) if keeps_newer else None
            if known is not None and known.created > found.created:
                change.remove(source, found)
                return True
            found.accessed = max(found.accessed, self._touched.pop(source, 0))
            change.take(source, found)
            if not keeps_newer:
                found.created = time.time_ns()
            change.put(destination, found)
        return found is not None

    def _put_copy(self, spot: Spot, draft: FileDraft, held: Held) -> None:
        with draft.lock:
            draft.finish(fsync=self.fsync)
            with self.journal.change() as change:
                self.check(spot[0])
                change.put(spot, evolve(held, created=time.time_ns(), file=draft.file))
                change.land(draft.file)
            draft.keep()

    def _sweep(self, bucket: int) -> None:
        """Remove some objects of a bucket that was dropped, and go on with it when others had their turn."""
        with self.journal.change() as change:
            found = change.connection.execute(
                f"SELECT node, name, {COLUMNS} FROM objects WHERE bucket = ? LIMIT ?", (bucket, _SWEPT)
            ).fetchall()
            for node, name, *row in found:
                change.remove((bucket, node, name), Held.of(tuple(row)))
            if len(found) < _SWEPT:
                change.connection.execute("DELETE FROM usage WHERE bucket = ?", (bucket,))
                change.connection.execute("DELETE FROM dropped WHERE bucket = ?", (bucket,))
        if len(found) == _SWEPT:
            self._later(lambda: self._sweep(bucket))

    def _later(self, act: Callable[[], None]) -> None:
        """Have something done by and by. What the closing of the store prevents, the next start does."""
        with suppress(RuntimeError):
            self._threads.submit(act)
