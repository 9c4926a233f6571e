"""How much is in a bucket: objects, bytes, disks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import frozen

from .errors import ProtocolError
from .names import BucketRef

if TYPE_CHECKING:
    from .props import BucketProps


@frozen
class BucketSummary:
    """How much is in a bucket, or below a prefix of it. What only the remote backend has counts where it was asked."""

    bucket: BucketRef
    objects: int
    """Objects that the cluster holds."""
    remote_objects: int
    """Objects that only the remote backend has."""
    size: int
    """Bytes of their content, without copies and slices."""
    remote_size: int
    size_on_disk: int
    """Bytes of disk that they take, copies, slices and metadata included."""
    disk_size: int
    """Bytes of all disks of the cluster."""
    used_percent: int
    smallest: int
    average: int
    largest: int
    is_present: bool
    """Whether the cluster knew the bucket."""

    @classmethod
    def from_document(cls, document: Any) -> Self:
        """The summary as AIS writes it.

        Raises:
            ProtocolError: it is not one.
        """
        try:
            counts, sizes, totals = document["ObjCount"], document["ObjSize"], document["TotalSize"]
            return cls(
                bucket=BucketRef.from_document(document),
                objects=int(counts["obj_count_present"]),
                remote_objects=int(counts["obj_count_remote"]),
                size=int(totals["size_all_present_objs"]),
                remote_size=int(totals["size_all_remote_objs"]),
                size_on_disk=int(totals["size_on_disk"]),
                disk_size=int(totals["total_disks_size"]),
                used_percent=int(document["used_pct"]),
                # Of no objects the smallest is the largest number there is (recorded on AIS 5.0).
                smallest=int(sizes["obj_min_size"]) if int(counts["obj_count_present"]) else 0,
                average=int(sizes["obj_avg_size"]),
                largest=int(sizes["obj_max_size"]),
                is_present=bool(document["is_present"]),
            )
        except (KeyError, TypeError, ValueError) as exc:
            raise ProtocolError("the summary of a bucket is malformed") from exc


@frozen
class ShardSummary:
    """How many archives of a bucket have an index, and what is in them."""

    archives: int
    """Plain tar files."""
    archives_size: int
    indexed: int
    """Those of them that have an index."""
    indexed_size: int
    members: int
    """Files in those with an index."""
    stale: int
    """Indexes of archives that have changed since."""
    invalid: int

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The summary as AIS writes it.

        Raises:
            ProtocolError: it is not one.
        """
        try:
            names = (
                "tar-objs",
                "tar-size",
                "shards",
                "shard-size",
                "archived-objs",
                "stale-indexes",
                "invalid-indexes",
            )
            return cls(*(int(document[name]) for name in names))
        except (KeyError, TypeError, ValueError) as exc:
            raise ProtocolError("the summary of a bucket's archives is malformed") from exc


@frozen
class BucketInfo:
    """Properties and summary of a bucket."""

    props: BucketProps
    summary: BucketSummary
