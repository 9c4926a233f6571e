# Written by codegen.py from aistore_hl/_async/group_job.py; do not edit.
"""What was begun for a group of objects, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from .._concurrency import Function, monotonic
from .._core.errors import GroupFailed, JobAborted, JobFailed
from .._core.groups import GroupResult
from .._core.jobs import JobProgress

if TYPE_CHECKING:
    from .._progress import Progress
    from .job import Job


@frozen
class Outcome:
    """What a look at the buckets says after the job."""

    asked: int
    """Names that were meant; 0 where nobody knows."""
    missing: tuple[str, ...]
    failed: Mapping[str, str]
    is_seen: bool = True
    """Whether the names show what was done: those of a dry run do not."""
    told: Mapping[str, str] = field(factory=dict)
    """What the cluster has told of names, of those that failed."""


class GroupJob:
    """The job that does something to a group of objects; AIS may start several."""

    def __init__(
        self, jobs: tuple[Job, ...], what: str, outcome: Function[float | None, Outcome], *, missing_ok: bool
    ) -> None:
        self.jobs = jobs
        """The jobs themselves, usually one; none where nothing was to be done."""
        self._what = what
        self._outcome = outcome
        self._missing_ok = missing_ok

    def __repr__(self) -> str:
        return f"<{' '.join((type(self).__name__, self._what, *(job.id for job in self.jobs)))}>"

    @property
    def id(self) -> str:
        """The id of the job; of several, with commas between."""
        return ",".join(job.id for job in self.jobs)

    @property
    def kind(self) -> str:
        """The kind of job; empty where there is none."""
        return self.jobs[0].kind if self.jobs else ""

    def stop(self) -> None:
        """Stop it; what is done stays done."""
        for job in self.jobs:
            job.stop()

    def wait(self, *, timeout: float | None = None, progress: bool | Progress = False) -> GroupResult:
        """Return when all of it is done and was looked up. `progress` is that of a job's `wait`, and `timeout` seconds
        for all.

        The names are the judge, not the job: its errors may be those of an earlier request that it served.

        Raises:
            GroupFailed: names were missing, or are not done; it says which.
            JobAborted: it was stopped before all was done.
            JobFailed: it reported errors, and of which names is unknown.
            JobTimeout: it still runs.
            DeadlineExceeded: it is over, and there was no time to look up what became of the names.
        """
        deadline = None if timeout is None else monotonic() + timeout
        failure: JobFailed | None = None
        done: JobProgress | None = None
        for job in self.jobs:
            left = None if deadline is None else max(deadline - monotonic(), 0.0)
            try:
                done = job.wait(timeout=left, progress=progress)
            except JobFailed as exc:
                failure, done = exc, exc.progress
        found = self._outcome(deadline)
        # One that is over may be stopped before it is waited for: then what follows needs another one.
        is_aborted = isinstance(failure, JobAborted) and (bool(found.failed) or not found.is_seen)
        if failure is not None and (is_aborted or (not found.asked and not found.failed)):
            if found.told:  # the job says why it ended, but not at which objects
                name, why = next(iter(found.told.items()))
                more = f" and {len(found.told) - 1:,} more" if len(found.told) > 1 else ""
                failure.message += f"; {name!r}: {why}{more}"
            raise failure
        counted = done.local.objects if done is not None else 0
        good = found.asked - len(found.missing) - len(found.failed) if found.asked else counted
        result = GroupResult(good, found.missing, found.failed, done)
        try:
            return result.check(self._what, missing_ok=self._missing_ok)
        except GroupFailed as exc:
            if failure is not None and len(found.told) < len(found.failed):  # what it says may be why
                exc.message += f"; {failure.message}"
            raise exc from failure
