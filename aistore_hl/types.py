"""The values that users annotate with: what the clients take and return."""

from __future__ import annotations

from aistore_api.types import Headers

from ._core.checksum import Checksum
from ._core.config import SettingValue
from ._core.jobs import JobStatus, Snapshot
from ._core.listing import ObjectEntry, Page
from ._core.names import BucketRef, ObjectRef
from ._core.props import Access, BucketProps, ObjectProps
from ._core.smap import ClusterMap, Node, NodeFlag

__all__ = [
    "Access",
    "BucketProps",
    "BucketRef",
    "Checksum",
    "ClusterMap",
    "Headers",
    "JobStatus",
    "Node",
    "NodeFlag",
    "ObjectEntry",
    "ObjectProps",
    "ObjectRef",
    "Page",
    "SettingValue",
    "Snapshot",
]
