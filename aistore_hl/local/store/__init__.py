"""Where the objects of a cluster are kept: in memory, or in a folder."""

from __future__ import annotations

from .contract import (
    COPY,
    SLICE,
    Change,
    Changed,
    Chunks,
    Content,
    Damaged,
    Draft,
    Facts,
    Identity,
    Key,
    Make,
    NoSuchBucket,
    ObjectTable,
    OutOfSpace,
    Store,
    StoredObject,
    StoreFailure,
    after,
    beside,
    is_same_version,
    replacing,
    successor,
)
from .disk import DiskStore
from .files import FileContent
from .folder import UnusableFolder
from .memory import MemoryStore
from .storage import Storage

__all__ = [
    "COPY",
    "SLICE",
    "Change",
    "Changed",
    "Chunks",
    "Content",
    "Damaged",
    "DiskStore",
    "Draft",
    "Facts",
    "FileContent",
    "Identity",
    "Key",
    "Make",
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
    "beside",
    "is_same_version",
    "replacing",
    "successor",
]
