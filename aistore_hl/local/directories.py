"""Directories: AIS keeps an object in a file of its name, so what is above it is a directory of the same mountpath."""

from __future__ import annotations

from collections.abc import Iterator

from .answers import Refusal, bad_request
from .buckets import Bucket
from .mountpaths import Mountpaths
from .store import ObjectTable, successor


class Directories:
    """Those that AIS leaves behind, by bucket and mountpath, and those that are there for what is in them.

    Used by the cluster's thread only; what was left behind is forgotten when it ends.
    """

    def __init__(self) -> None:
        self._left: dict[int, set[tuple[str, bytes]]] = {}

    def leave(self, bucket: Bucket, name: bytes, mountpaths: Mountpaths) -> None:
        """Remember the directories of an object that goes away: AIS does not remove them."""
        path = mountpaths.of(bucket.owner_key(name))
        self._left.setdefault(bucket.number, set()).update((path, parent) for parent in _parents(name))

    def left(self, bucket: Bucket, name: bytes, mountpaths: Mountpaths) -> frozenset[str]:
        """The mountpaths on which a directory of that name was left behind."""
        known = self._left.get(bucket.number, set())
        return frozenset(path for path in mountpaths.paths if (path, name) in known)

    def is_one(
        self, bucket: Bucket, name: bytes, mountpaths: Mountpaths, table: ObjectTable, *, near: bytes | None = None
    ) -> bool:
        """Whether an object of that name would have to be where a directory is, on its mountpath or another one's."""
        path = mountpaths.of(bucket.owner_key(name if near is None else near))
        if (path, name) in self._left.get(bucket.number, set()):
            return True
        below = name + b"/"
        inside = (mountpaths.of(bucket.owner_key(found)) for found, _ in table.scan(below, successor(below)))
        return path in inside

    def check(self, bucket: Bucket, name: bytes, mountpaths: Mountpaths, table: ObjectTable) -> None:
        """Whether an object of that name can be put.

        Raises:
            Refusal: 400 ErrMv, a directory is in the way, or an object is where a directory would have to be.
        """
        if self.is_one(bucket, name, mountpaths, table):
            raise bad_request("destination exists and is a virtual directory", "ErrMv")
        path = mountpaths.of(bucket.owner_key(name))
        for parent in _parents(name):
            if table.get(parent) is not None and mountpaths.of(bucket.owner_key(parent)) == path:
                raise bad_request("destination contains an object in its path", "ErrMv")


def _parents(name: bytes) -> Iterator[bytes]:
    at = name.find(b"/")
    while at > 0:
        yield name[:at]
        at = name.find(b"/", at + 1)


def no_data(shown: str) -> Refusal:
    """500 ErrLmetaNotFound: how AIS reads a directory."""
    return Refusal(500, f"{shown}, err: no data available", "ErrLmetaNotFound")
