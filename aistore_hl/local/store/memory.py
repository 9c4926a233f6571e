"""A store in memory: everything in it is gone when the cluster ends."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from attrs import define, evolve

from .contract import Change, Draft, Identity, Key, Make, NoSuchBucket, StoredObject, StoreFailure, bucket_of
from .space import Space


@define(eq=False)
class _Held(StoredObject):
    """A version with its content, which never changes: readers keep theirs when a new version comes."""

    content: tuple[bytearray, ...] = ()


class MemoryContent:
    """Content that is in memory already, in one piece or in those that it came in."""

    def __init__(self, pieces: Iterable[bytearray]) -> None:
        self._views = [memoryview(piece) for piece in pieces]
        self._ends = list(accumulate(map(len, self._views)))

    @property
    def size(self) -> int:
        """Bytes in all."""
        return self._ends[-1] if self._ends else 0

    async def read(self, start: int, stop: int) -> bytes | memoryview:
        """The bytes from `start` to `stop`, not copied where they are in one piece."""
        if len(self._views) == 1:
            return self._views[0][start:stop]
        return self._of_several(start, stop)

    def read_here(self, start: int, stop: int) -> bytes | memoryview:
        """The same."""
        return self._of_several(start, stop)

    def _of_several(self, start: int, stop: int) -> bytes | memoryview:
        found: list[memoryview] = []
        at = bisect_right(self._ends, start)
        while start < stop:
            begin = self._ends[at] - len(self._views[at])
            found.append(self._views[at][start - begin : stop - begin])
            start, at = self._ends[at], at + 1
        return found[0] if len(found) == 1 else b"".join(found)

    def close(self) -> None:
        """Nothing is held but memory."""


class MemoryDraft:
    """Content on its way in, in one buffer that grows, after those that were taken over."""

    def __init__(self, space: Space) -> None:
        self._bytes = bytearray()
        self._before: list[bytearray] = []
        self._space = space
        self._is_over = False

    @property
    def size(self) -> int:
        """Bytes so far."""
        return sum(map(len, self._before)) + len(self._bytes)

    async def add(self, chunk: bytes) -> None:
        """Take in the next bytes."""
        if self._is_over:
            raise StoreFailure("it was given up")
        self._space.take(len(chunk))
        self._bytes += chunk

    async def join(self, other: Draft) -> None:
        """Take over all of another draft: its buffers stay where they are."""
        assert isinstance(other, MemoryDraft)
        self._before = [*self._pieces(), *other.take()]
        self._bytes = bytearray()

    async def content(self) -> MemoryContent:
        """What came in."""
        return MemoryContent(self._pieces())

    def discard(self) -> None:
        """Forget it, unless it was put."""
        if not self._is_over:
            self._space.give(self.size)
            self.take()

    def take(self) -> tuple[bytearray, ...]:
        """Its content, which is another's from here on."""
        taken = self._pieces()
        self._bytes, self._before, self._is_over = bytearray(), [], True
        return taken

    def _pieces(self) -> tuple[bytearray, ...]:
        return (*self._before, self._bytes) if self._bytes or not self._before else tuple(self._before)


class MemoryTable:
    """The objects of one bucket at one target, by name, and their names in byte order."""

    def __init__(self, store: MemoryStore, bucket: int) -> None:
        self.held: dict[bytes, _Held] = {}
        self._store = store
        self._bucket = bucket
        self._order: list[bytes] | None = []

    def get(self, name: bytes) -> StoredObject | None:
        """The object, if it is here."""
        return self.held.get(name)

    def open(self, name: bytes) -> tuple[StoredObject, MemoryContent] | None:
        """The object with its content."""
        found = self.held.get(name)
        return None if found is None else (found, MemoryContent(found.content))

    async def put(self, name: bytes, draft: Draft, make: Make) -> StoredObject:
        """Make a draft the current version."""
        assert isinstance(draft, MemoryDraft)
        self._store.check(self._bucket)
        facts = make(self.held.get(name))
        size, content = draft.size, draft.take()
        made = _Held(size, facts.checksum, facts.version, facts.custom, chunks=facts.chunks, content=content)
        self.insert(name, made)
        return made

    async def patch(self, name: bytes, change: Change) -> bool:
        """Change the custom metadata of an object."""
        found = self.held.get(name)
        if found is not None:
            found.custom = change(found.custom)
        return found is not None

    async def delete(self, name: bytes) -> bool:
        """Remove an object."""
        found = self.pop(name)
        if found is not None:
            self._store.space.give(found.size)
        return found is not None

    def touch(self, name: bytes) -> None:
        """Note that an object was read."""
        found = self.held.get(name)
        if found is not None:
            found.accessed = time.time_ns()

    def first(self, start: bytes, stop: bytes | None, count: int) -> tuple[Sequence[bytes], Sequence[StoredObject]]:
        """Names from `start`, before `stop`, at most so many of them, and their objects."""
        names, low, high = self._span(start, stop)
        chosen = names[low : min(high, low + count)]
        return chosen, [self.held[name] for name in chosen]

    def scan(self, start: bytes, stop: bytes | None) -> Iterator[tuple[bytes, StoredObject]]:
        """All names from `start`, before `stop`, and their objects."""
        names, low, high = self._span(start, stop)
        return ((names[at], self.held[names[at]]) for at in range(low, high))

    def insert(self, name: bytes, held: _Held) -> None:
        """Make a version the current one; the room of the former is free."""
        former = self.held.get(name)
        if former is None:
            self._order = None
        else:
            self._store.space.give(former.size)
        self.held[name] = held

    def pop(self, name: bytes) -> _Held | None:
        """Take an object out; its room is not free yet."""
        found = self.held.pop(name, None)
        if found is not None:
            self._order = None
        return found

    def _span(self, start: bytes, stop: bytes | None) -> tuple[list[bytes], int, int]:
        if self._order is None:
            # Sorted when asked and not at every write: most tables are filled first and listed later.
            self._order = sorted(self.held)
        low = bisect_left(self._order, start)
        return self._order, low, len(self._order) if stop is None else bisect_left(self._order, stop, low)


class MemoryStore:
    """All that the targets of one cluster hold."""

    def __init__(self, *, capacity: int | None = None) -> None:
        self.space = Space(capacity)
        self._buckets: dict[int, bytes] = {}
        self._version = 0
        self._identity: Identity | None = None
        self._placed: frozenset[str] = frozenset()
        self._tables: dict[tuple[str, int], MemoryTable] = {}

    def table(self, target: str, bucket: int) -> MemoryTable:
        """The objects of one bucket at one target."""
        table = self._tables.get((target, bucket))
        if table is None:
            table = MemoryTable(self, bucket)
            if bucket_of(bucket) in self._buckets:
                self._tables[target, bucket] = table
        return table

    def draft(self, name: bytes) -> MemoryDraft:
        """Content for an object."""
        return MemoryDraft(self.space)

    async def move(self, source: Key, destination: Key, *, keeps_newer: bool = False) -> bool:
        """Give an object another name, and so perhaps another target."""
        self.check(destination.bucket)
        found = self.table(source.target, source.bucket).pop(source.name)
        if found is not None:
            if not keeps_newer and source != destination:
                found = evolve(found, created=time.time_ns())
            self._arrive(self.table(destination.target, destination.bucket), destination.name, found, keeps_newer)
        return found is not None

    async def copy(self, source: Key, destination: Key) -> bool:
        """Put the same content and metadata in another place too; the bytes are shared, and counted twice."""
        self.check(destination.bucket)
        found = self.table(source.target, source.bucket).held.get(source.name)
        if found is not None:
            self.space.take(found.size)
            self.table(destination.target, destination.bucket).insert(
                destination.name, evolve(found, created=time.time_ns())
            )
        return found is not None

    def place(self, home: Callable[[int, bytes], str], targets: Iterable[str]) -> None:
        """Move every object to the target that `home` names."""
        chosen = frozenset(targets)
        if chosen == self._placed:
            return
        self._placed = chosen
        for (target, bucket), table in list(self._tables.items()):
            for name in list(table.held) if bucket > 0 else ():
                new = home(bucket, name)
                found = table.pop(name) if new != target else None
                if found is not None:
                    self._arrive(self.table(new, bucket), name, found, keeps_newer=True)

    def note_placed(self, targets: Iterable[str] | None) -> None:
        """Note among which targets all objects are where they belong."""
        self._placed = frozenset(targets or ())

    def _arrive(self, table: MemoryTable, name: bytes, held: _Held, keeps_newer: bool) -> None:
        known = table.held.get(name)
        if keeps_newer and known is not None and known.created > held.created:
            self.space.give(held.size)
        else:
            table.insert(name, held)

    def size(self, target: str) -> int:
        """Bytes of all content at one target."""
        tables = (table for (held_by, _), table in self._tables.items() if held_by == target)
        return sum(held.size for table in tables for held in table.held.values())

    def identity(self) -> Identity | None:
        """Whose store it is."""
        return self._identity

    def keep_identity(self, identity: Identity) -> None:
        """Note whose store it is."""
        self._identity = identity

    def catalog(self) -> tuple[int, Mapping[int, bytes]]:
        """The version of the buckets, and what was saved of each."""
        return self._version, self._buckets

    def save_bucket(self, bucket: int, saved: bytes, *, version: int) -> None:
        """Keep what is known of a bucket."""
        self._buckets[bucket] = saved
        self._version = version

    def drop_bucket(self, bucket: int, *, version: int, unless_at: Iterable[str] = ()) -> bool:
        """Forget a bucket and its objects, unless some targets have any."""
        if any(self.table(target, bucket).first(b"", None, 1)[0] for target in unless_at):
            return False
        self._buckets.pop(bucket, None)
        self._version = version
        for key in [key for key in self._tables if bucket_of(key[1]) == bucket]:
            table = self._tables.pop(key)
            self.space.give(sum(held.size for held in table.held.values()))
            table.held.clear()
        return True

    def check(self, bucket: int) -> None:
        """Whether the bucket is there.

        Raises:
            NoSuchBucket: it is not.
        """
        if bucket_of(bucket) not in self._buckets:
            raise NoSuchBucket(f"bucket {bucket} was destroyed")

    def close(self) -> None:
        """Nothing is held but memory."""
