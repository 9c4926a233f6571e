"""Where the objects of a cluster are kept: in memory, or in a folder."""

from __future__ import annotations

from .contract import (
    Content,
    Damaged,
    Draft,
    Facts,
    Identity,
    Key,
    NoSuchBucket,
    ObjectTable,
    OutOfSpace,
    Store,
    StoredObject,
    StoreFailure,
    after,
    successor,
)
from .disk import DiskStore
from .folder import UnusableFolder
from .memory import MemoryStore
from .storage import Storage

__all__ = [
    "Content",
    "Damaged",
    "DiskStore",
    "Draft",
    "Facts",
    "Identity",
    "Key",
    "MemoryStore",
    "NoSuchBucket",
    "ObjectTable",
    "OutOfSpace",
    "Storage",
    "Store",
    "StoreFailure",
    "StoredObject",
    "UnusableFolder",
    "after",
    "successor",
]
