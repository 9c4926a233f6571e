"""Stores of every kind, and short words for what is done to them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from aistore_hl._core.checksum import Checksum
from aistore_hl.local.store import DiskStore, Facts, MemoryStore, ObjectTable, Store, StoredObject

KINDS: Final = ("memory", "disk", "disk with fsync")
"""Every kind of store that there is."""


@contextmanager
def a_store(kind: str, *, capacity: int | None = None) -> Iterator[Store]:
    """A store with the empty buckets 1 and 2."""
    with tempfile.TemporaryDirectory(prefix="aistore-hl-") as folder:
        store: Store
        if kind == "memory":
            store = MemoryStore(capacity=capacity)
        else:
            store = DiskStore(Path(folder), fsync=kind == "disk with fsync", capacity=capacity)
        yield from _with_buckets(store)


def _with_buckets(store: Store) -> Iterator[Store]:
    for number in (1, 2):
        store.save_bucket(number, b"bucket %d" % number, version=number)
    try:
        yield store
    finally:
        store.close()


async def put(store: Store, table: ObjectTable, name: bytes, content: bytes, **custom: str) -> StoredObject:
    """Put an object; its version counts."""
    draft = store.draft(name)
    try:
        await draft.add(content)
        return await table.put(name, draft, lambda old: counted(old, custom))
    finally:
        draft.discard()


def counted(old: StoredObject | None, custom: Mapping[str, str]) -> Facts:
    """The facts of the version after this one."""
    version = old.version + 1 if old else 1
    return Facts(Checksum("xxhash2", f"{version:016x}"), version, custom)


async def read(table: ObjectTable, name: bytes) -> bytes | None:
    """The content of an object, if it is there."""
    opened = table.open(name)
    if opened is None:
        return None
    content = opened[1]
    try:
        return bytes(await content.read(0, content.size))
    finally:
        content.close()


def names(table: ObjectTable) -> list[bytes]:
    """All names, in order."""
    return [name for name, _ in table.scan(b"", None)]
