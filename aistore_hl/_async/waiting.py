"""Waiting for a job: looking at it until it is over, and saying what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._concurrency import async_sleep, monotonic
from .._core.errors import AisError, NotFound
from .._core.jobs import JobProgress
from .._core.waiting import PROGRESS_EVERY, Watch, with_status
from .._progress import Progress, shown

if TYPE_CHECKING:
    from .job import AsyncJob


async def wait(job: AsyncJob, *, timeout: float | None, progress: bool | Progress) -> JobProgress:
    """How the job ended.

    Raises:
        JobAborted: it was stopped.
        JobFailed: it reported errors.
        JobTimeout: it still runs.
    """
    began = monotonic()
    watch = Watch(job.id, job.kind, began, None if timeout is None else began + timeout)
    with shown(progress) as tell:
        over = await _until_over(job, watch, tell)
        if tell is not None:
            tell(over)
    return watch.verdict(over)


async def _until_over(job: AsyncJob, watch: Watch, tell: Progress | None) -> JobProgress:
    told = watch.began - PROGRESS_EVERY
    while True:
        try:
            found = await _look(job, watch)
            if found is not None:
                return found
            now = monotonic()
            if tell is not None and now - told >= PROGRESS_EVERY:
                told = now
                await _tell(job, watch, tell)
        except NotFound:
            raise
        except AisError as exc:
            watch.hear_failure(exc, monotonic())
        await async_sleep(watch.pause(monotonic()))


async def _look(job: AsyncJob, watch: Watch) -> JobProgress | None:
    """How it ended; `None` while it runs."""
    if watch.asks_status:
        try:
            status = await job.status(timeout=watch.patience(monotonic()))
        except NotFound:
            pass  # it may be of a kind that the proxies are not told of
        else:
            if not watch.hear_status(status, monotonic()):
                return None
            return with_status(await _snapshots(job, watch), status)
    try:
        snapshots = await job.snapshots(timeout=watch.patience(monotonic()))
    except NotFound as exc:
        if not watch.id:
            return watch.progress or JobProgress("", watch.kind)
        watch.hear_nothing(exc, monotonic())
        return None
    return watch.progress if watch.hear_snapshots(snapshots, monotonic()) else None


async def _snapshots(job: AsyncJob, watch: Watch) -> JobProgress | None:
    """What the targets counted, if they still know."""
    try:
        found = await job.snapshots(timeout=watch.patience(monotonic()))
    except NotFound:
        return watch.progress
    return JobProgress.of(found, id=watch.id, kind=watch.kind)


async def _tell(job: AsyncJob, watch: Watch, tell: Progress) -> None:
    if watch.asks_status:
        watch.progress = await _snapshots(job, watch)
    if watch.progress is not None:
        tell(watch.progress)
