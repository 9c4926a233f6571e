"""Copies and transforms of groups between two buckets: AIS has one job for all, as the first one says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from aistore_api import models
from aistore_api.api.jobs import get_job_snapshots

from .._concurrency import monotonic
from .._core.errors import JobFailed, NotFound
from .._core.jobs import Snapshot
from .._core.limits import CONTROL_DEADLINE, Limits
from .._core.names import BucketRef
from .job import AsyncJob
from .session import AsyncSession

KIND = "copy-listrange"


async def end_others(
    session: AsyncSession, source: BucketRef, to: BucketRef, arguments: str, limits: Limits, *, kind: str = KIND
) -> None:
    """Make sure that a copy will be made with these arguments.

    A job that has copied a group between the same two buckets serves the next request for a minute, with the prefix,
    the extensions and the dry run of its first one, whatever the next one says (seen on AIS 5.0); one that transforms
    has the ETL of its first one, too. Unless it is known to have the same, it is waited for and ended.

    Raises:
        JobTimeout: one still runs when the time is over, which is a minute unless the caller has said.
    """
    if limits.deadline is None:
        limits = Limits(limits.timeouts, monotonic() + CONTROL_DEADLINE)
    for id in await _alive(session, source, to, limits, kind):
        if session.group_copies.get(id) == arguments:
            continue
        job = AsyncJob(session, id=id, kind=kind, bucket=source)
        with suppress(JobFailed, NotFound):  # whoever asked for those copies is told
            await job.wait(timeout=limits.left(monotonic()))
        await job.stop(timeout=limits.left(monotonic()))
        session.group_copies.pop(id, None)


async def _alive(session: AsyncSession, source: BucketRef, to: BucketRef, limits: Limits, kind: str) -> list[str]:
    """Ids of jobs that would serve the next request."""
    where = models.BckFilter.from_dict(source.document())
    call = get_job_snapshots.call(body=models.JobQuery(kind=kind, bck=where))
    try:
        found = await session.part(call, lambda answer: Snapshot.by_target(call.parse(answer).to_dict()), limits)
    except NotFound:
        return []
    return sorted({each.id for each in _all(found) if not each.is_finished and each.destination == to})


def _all(snapshots: Mapping[str, Sequence[Snapshot]]) -> list[Snapshot]:
    return [each for found in snapshots.values() for each in found]
