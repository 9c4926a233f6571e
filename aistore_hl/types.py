"""The values that users annotate with: what the clients take and return."""

from __future__ import annotations

from aistore_api.types import Headers

from ._core.batch import BatchItem
from ._core.checksum import Checksum
from ._core.config import SettingValue
from ._core.etl import EtlDetails, EtlInfo, EtlUsage, FailedObject, Pipeline
from ._core.etl_runtime import EtlClassOptions
from ._core.groups import GroupResult
from ._core.inventory import Inventory
from ._core.jobs import Counters, JobProgress, JobStatus, Snapshot
from ._core.listing import ALL_PROPS, EntryFlag, ListFlag, ListProp, ObjectEntry, Page
from ._core.many import FoundObject, ReadObject
from ._core.names import BucketRef, ObjectRef
from ._core.object_range import ObjectRange
from ._core.outcome import FileOutcome, FilesResult
from ._core.performance import Performance, Tally
from ._core.props import Access, BucketProps, ErasureCoding, ObjectProps, Presence
from ._core.reading import BlobDownload
from ._core.setup import BucketSetup, Change
from ._core.smap import ClusterMap, Node, NodeFlag
from ._core.summary import BucketInfo, BucketSummary, ShardSummary
from ._core.templates import Range, Template

__all__ = [
    "ALL_PROPS",
    "Access",
    "BatchItem",
    "BlobDownload",
    "BucketInfo",
    "BucketProps",
    "BucketRef",
    "BucketSetup",
    "BucketSummary",
    "Change",
    "Checksum",
    "ClusterMap",
    "Counters",
    "EntryFlag",
    "ErasureCoding",
    "EtlClassOptions",
    "EtlDetails",
    "EtlInfo",
    "EtlUsage",
    "FailedObject",
    "FileOutcome",
    "FilesResult",
    "FoundObject",
    "GroupResult",
    "Headers",
    "Inventory",
    "JobProgress",
    "JobStatus",
    "ListFlag",
    "ListProp",
    "Node",
    "NodeFlag",
    "ObjectEntry",
    "ObjectProps",
    "ObjectRange",
    "ObjectRef",
    "Page",
    "Performance",
    "Pipeline",
    "Presence",
    "Range",
    "ReadObject",
    "SettingValue",
    "ShardSummary",
    "Snapshot",
    "Tally",
    "Template",
]
