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
from .job import AsyncJob
from .session import AsyncSession

_KIND = "blob-download"


async def need_remote(session: AsyncSession, bucket: BucketRef, why: str, limits: Limits) -> None:
    """Refuse a bucket that has nothing behind it.

    Raises:
        NotRemote: it is such a bucket.
    """
    if bucket.is_remote:
        return
    call = head_bucket.call(bucket.name, **bucket.address())
    props = await session.part(call, lambda answer: BucketProps.from_headers(answer.headers), limits)
    if props.backend is None:
        raise NotRemote(f"nothing is behind {bucket}: {why}")


async def evict(session: AsyncSession, ref: ObjectRef, limits: Limits) -> None:
    """Drop the cluster's copy."""
    await need_remote(session, ref.bucket, "AIS would delete the object", limits)
    call = evict_object.call(ref.bucket.name, ref.name, body=EvictObjectAction(), **ref.bucket.address())
    await session.part(call, call.parse, limits)


async def blob_download(
    session: AsyncSession,
    ref: ObjectRef,
    *,
    chunk_size: int | None,
    workers: int | None,
    latest: bool,
    limits: Limits,
) -> AsyncJob | None:
    """The job that fetches it; `None` where it is there."""
    await need_remote(session, ref.bucket, "there is nowhere to fetch it from", limits)
    value = DownloadBlobArgs(
        chunk_size=UNSET if chunk_size is None else chunk_size,
        num_workers=UNSET if workers is None else workers,
        latest_ver=True if latest else UNSET,
    )
    call = download_blob.call(
        ref.bucket.name, body=DownloadBlobAction(name=ref.name, value=value), **ref.bucket.address()
    )
    found = await session.part(call, lambda answer: job_id(call.parse(answer), none=True), limits)
    return AsyncJob(session, id=found, kind=_KIND, bucket=ref.bucket) if found else None
