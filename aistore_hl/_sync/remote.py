# Written by codegen.py from aistore_hl/_async/remote.py; do not edit.
"""What the cluster does with its copies of remote objects."""

from __future__ import annotations

from aistore_api.api.buckets import head_bucket
from aistore_api.api.objects import download_blob, evict_object
from aistore_api.models import DownloadBlobAction, DownloadBlobArgs, EvictObjectAction
from aistore_api.types import UNSET

from .._core.errors import NotRemote
from .._core.jobs import job_id
from .._core.limits import Limits
from .._core.names import BucketRef, ObjectRef
from .._core.props import BucketProps
from .job import Job
from .session import Session

_KIND = "blob-download"


def need_remote(session: Session, bucket: BucketRef, why: str, limits: Limits) -> None:
    """Refuse a bucket that has nothing behind it.

    Raises:
        NotRemote: it is such a bucket.
    """
    if bucket.is_remote:
        return
    call = head_bucket.call(bucket.name, **bucket.address())
    props = session.part(call, lambda answer: BucketProps.from_headers(answer.headers), limits)
    if props.backend is None:
        raise NotRemote(f"nothing is behind {bucket}: {why}")


def evict(session: Session, ref: ObjectRef, limits: Limits) -> None:
    """Drop the cluster's copy."""
    need_remote(session, ref.bucket, "AIS would delete the object", limits)
    call = evict_object.call(ref.bucket.name, ref.name, body=EvictObjectAction(), **ref.bucket.address())
    session.part(call, call.parse, limits)


def blob_download(
    session: Session,
    ref: ObjectRef,
    *,
    chunk_size: int | None,
    workers: int | None,
    latest: bool,
    limits: Limits,
) -> Job | None:
    """The job that fetches it; `None` where it is there."""
    need_remote(session, ref.bucket, "there is nowhere to fetch it from", limits)
    value = DownloadBlobArgs(
        chunk_size=UNSET if chunk_size is None else chunk_size,
        num_workers=UNSET if workers is None else workers,
        latest_ver=True if latest else UNSET,
    )
    call = download_blob.call(
        ref.bucket.name, body=DownloadBlobAction(name=ref.name, value=value), **ref.bucket.address()
    )
    found = session.part(call, lambda answer: job_id(call.parse(answer), none=True), limits)
    return Job(session, id=found, kind=_KIND, bucket=ref.bucket) if found else None
