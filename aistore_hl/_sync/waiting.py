# Written by codegen.py from aistore_hl/_async/waiting.py; do not edit.
"""Waiting for a job: looking at it until it is over, and saying what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._concurrency import monotonic, sleep
from .._core.errors import AisError, NotFound
from .._core.jobs import JobProgress
from .._core.waiting import PROGRESS_EVERY, Watch, with_status
from .._progress import Progress, shown

if TYPE_CHECKING:
    from .job import Job


def wait(job: Job, *, timeout: float | None, progress: bool | Progress) -> JobProgress:
    """How the job ended.

    Raises:
        JobAborted: it was stopped.
        JobFailed: it reported errors.
        JobTimeout: it still runs.
    """
    began = monotonic()
    watch = Watch(job.id, job.kind, began, None if timeout is None else began + timeout)
    with shown(progress) as tell:
        over = _until_over(job, watch, tell)
        if tell is not None:
            tell(over)
    return watch.verdict(over)


def _until_over(job: Job, watch: Watch, tell: Progress | None) -> JobProgress:
    told = watch.began - PROGRESS_EVERY
    while True:
        try:
            found = _look(job, watch)
            if found is not None:
                return found
            now = monotonic()
            if tell is not None and now - told >= PROGRESS_EVERY:
                told = now
                _tell(job, watch, tell)
        except NotFound:
            raise
        except AisError as exc:
            watch.hear_failure(exc, monotonic())
        sleep(watch.pause(monotonic()))


def _look(job: Job, watch: Watch) -> JobProgress | None:
    """How it ended; `None` while it runs."""
    if watch.asks_status:
        try:
            status = job.status(timeout=watch.patience(monotonic()))
        except NotFound:
            pass  # it may be of a kind that the proxies are not told of
        else:
            if not watch.hear_status(status, monotonic()):
                return None
            return with_status(_snapshots(job, watch), status)
    try:
        snapshots = job.snapshots(timeout=watch.patience(monotonic()))
    except NotFound as exc:
        if not watch.id:
            return watch.progress or JobProgress("", watch.kind)
        watch.hear_nothing(exc, monotonic())
        return None
    return watch.progress if watch.hear_snapshots(snapshots, monotonic()) else None


def _snapshots(job: Job, watch: Watch) -> JobProgress | None:
    """What the targets counted, if they still know."""
    try:
        found = job.snapshots(timeout=watch.patience(monotonic()))
    except NotFound:
        return watch.progress
    return JobProgress.of(found, id=watch.id, kind=watch.kind)


def _tell(job: Job, watch: Watch, tell: Progress) -> None:
    if watch.asks_status:
        watch.progress = _snapshots(job, watch)
    if watch.progress is not None:
        tell(watch.progress)
