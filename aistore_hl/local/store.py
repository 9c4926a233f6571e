"""Objects in memory: each target has a store of its own, as in AIS."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from attrs import Factory, define, field, frozen

from .._core.checksum import Checksum


@define(eq=False)
class StoredObject:
    """One version of one object. The content never changes: a new version is a new value, and readers keep theirs."""

    content: bytes | bytearray
    checksum: Checksum | None
    version: int
    custom: dict[str, str]
    created: int = Factory(time.time_ns)
    """When it was written, in nanoseconds."""
    accessed: int = field(init=False, default=Factory(lambda self: self.created, takes_self=True))
    """When it was last read or written, in nanoseconds."""


@frozen
class Span:
    """A run of names: those after one name, with one prefix."""

    names: list[bytes]
    start: int
    stop: int

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.names[self.start : self.stop])

    def first(self, count: int) -> list[bytes]:
        """At most so many of them."""
        return self.names[self.start : min(self.stop, self.start + count)]


class ObjectTable:
    """The objects of one bucket at one target, by name, and their names in byte order."""

    def __init__(self) -> None:
        self._held: dict[bytes, StoredObject] = {}
        self._order: list[bytes] | None = []

    def __len__(self) -> int:
        return len(self._held)

    def get(self, name: bytes) -> StoredObject | None:
        """The object, if it is here."""
        return self._held.get(name)

    def put(self, name: bytes, stored: StoredObject) -> None:
        """Make a version the current one."""
        if name not in self._held:
            self._order = None
        self._held[name] = stored

    def pop(self, name: bytes) -> StoredObject | None:
        """Take an object out."""
        found = self._held.pop(name, None)
        if found is not None:
            self._order = None
        return found

    def size(self) -> int:
        """Bytes of all content."""
        return sum(len(stored.content) for stored in self._held.values())

    def names(self) -> list[bytes]:
        """All names, sorted; not to be changed."""
        if self._order is None:
            # Sorted when asked and not at every write: most tables are filled first and listed later.
            self._order = sorted(self._held)
        return self._order

    def span(self, prefix: bytes, after: bytes) -> Span:
        """Names that begin with `prefix` and come after `after`."""
        names = self.names()
        start = bisect_left(names, prefix) if after < prefix else bisect_right(names, after)
        end = successor(prefix)
        return Span(names, start, max(start, len(names) if end is None else bisect_left(names, end)))


def successor(prefix: bytes) -> bytes | None:
    """The first name after all that begin with `prefix`; `None` when there is none."""
    stripped = prefix.rstrip(b"\xff")
    return stripped[:-1] + bytes((stripped[-1] + 1,)) if stripped else None


class Store:
    """All that one target holds, by the number of the bucket. Changed by the cluster's one thread only."""

    def __init__(self) -> None:
        self._tables: dict[int, ObjectTable] = {}

    def table(self, bucket: int) -> ObjectTable:
        """The objects of one bucket."""
        table = self._tables.get(bucket)
        if table is None:
            table = self._tables[bucket] = ObjectTable()
        return table

    def drop(self, bucket: int) -> None:
        """Forget the objects of a bucket."""
        self._tables.pop(bucket, None)

    def size(self) -> int:
        """Bytes of all content."""
        return sum(table.size() for table in self._tables.values())

    def tables(self) -> Iterator[tuple[int, ObjectTable]]:
        """Buckets and their objects."""
        return iter(list(self._tables.items()))
