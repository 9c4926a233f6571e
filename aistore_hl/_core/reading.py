"""How the content of an object is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from .errors import InvalidName
from .names import BucketRef, ObjectRef, check_object_name

if TYPE_CHECKING:
    from .etl import Transform


@frozen
class BlobDownload:
    """Fetch a remote object into the cluster by chunks, while it is read. What is not said, AIS decides."""

    chunk_size: int | None = None
    """Bytes of a chunk."""
    workers: int | None = None
    """Chunks that are fetched at once."""
    threshold: int | None = None
    """Bytes from which on an object is fetched so."""


@frozen
class ReadOptions:
    """What a GET is told beside name and range."""

    latest: bool = False
    """Ask the backend of a remote bucket for a newer version first."""
    validate: bool = False
    """Have the target compare what it has with its checksum before it sends."""
    blob: BlobDownload | None = None
    direct: bool = False
    """Ask the target itself, as the cluster map has it."""
    transform: Transform | None = None
    """What is done with the content on its way."""


PLAIN: Final = ReadOptions()
DIRECT: Final = ReadOptions(direct=True)


def has_placement(bucket: BucketRef) -> bool:
    """Whether a client may find the targets of a bucket's objects: not where it is named by an alias, perhaps, since
    placement goes by the cluster's id."""
    return "@" not in bucket.namespace


def has_owner(ref: ObjectRef) -> bool:
    """Whether a client may find an object's target by itself: not where AIS makes another name of it, or of the bucket,
    than it was given."""
    if not has_placement(ref.bucket):
        return False
    try:
        check_object_name(ref.name, write=True)
    except InvalidName:
        return False
    return True
