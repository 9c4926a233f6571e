"""Where the objects of a cluster are kept: in memory, or in a folder."""

from __future__ import annotations

from .contract import (
    Content,
    Damaged,
    Draft,
    Facts,
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
from .memory import MemoryStore

__all__ = [
    "Content",
    "Damaged",
    "Draft",
    "Facts",
    "Key",
    "MemoryStore",
    "NoSuchBucket",
    "ObjectTable",
    "OutOfSpace",
    "Store",
    "StoreFailure",
    "StoredObject",
    "after",
    "successor",
]
