"""Listings, which AIS has as jobs: from the first page until some time after the last that was asked for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from attrs import define

from ..buckets import Address
from .job import Job, Subject
from .kinds import TABLE

if TYPE_CHECKING:
    from .register import Jobs

_KIND: Final = "list"

_IDLE: Final = 20.0
"""Seconds after a page in which the next one is asked for, or the listing ends. Source: cmn/config.go (AIS 5.0)"""

_LINGER: Final = 20 / 13
"""On AIS a listing goes on for so much longer after its last page than a copy after its last object.
Source: recorded on AIS 5.0 (06 snaps-all)"""

_KEPT: Final = 100
"""Listings that are told of, whether they are over or not: there may be thousands in a second."""


@define(eq=False)
class _Open:
    """A listing that somebody may ask for more of."""

    job: Job
    is_done: bool = False
    """Whether the last page has been sent."""
    worked: float = 0.0
    timer: asyncio.TimerHandle | None = None


class Listings:
    """The listings that are told of. The cluster's thread alone uses it."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._told: dict[str, _Open] = {}

    def of(self, id: str, bucket: Address, targets: Iterable[str]) -> Job:
        """The listing that a page belongs to; begun with its first, and anew where it was over.

        An id that is that of another job makes a listing that nobody is told of.
        """
        known = self._told.get(id)
        if known is not None and not known.job.ended and known.job.bucket == bucket:
            for target in targets:
                known.job.part(target)
            return known.job
        if known is not None:
            self._drop(id)
        subject = Subject(bucket, message=str(bucket))
        if self._jobs.get(id) is not None:
            return Job.of(TABLE[_KIND], id, targets, subject)
        job = self._jobs.begin(_KIND, targets, subject, id)
        while len(self._told) >= _KEPT:
            self._drop(next(iter(self._told)))
        self._told[id] = _Open(job)
        return job

    def rest(self, job: Job, *, is_done: bool) -> None:
        """A page has been told of, and perhaps the last one."""
        found = self._told.get(job.id)
        if found is None or found.job is not job or job.ended:
            return
        found.is_done, found.worked = is_done, time.monotonic()
        for part in job.parts.values():
            part.worked = found.worked
        if is_done and not self._jobs.lingers:
            self._end(found)
        elif found.timer is None:
            self._wait(found)

    def hurry(self) -> None:
        """End those that are at their last page, where nobody waits any more."""
        if not self._jobs.lingers:
            for each in list(self._told.values()):
                if each.is_done:
                    self._end(each)

    def _wait(self, found: _Open) -> None:
        """One timer for each: a page only notes when it was, and whoever looks too early looks again."""
        found.timer = None
        patience = self._jobs.lingers * _LINGER if found.is_done else _IDLE
        left = found.worked + patience - time.monotonic()
        if left <= 0 or found.job.ended:
            self._end(found)
        else:
            found.timer = asyncio.get_running_loop().call_later(left, self._wait, found)

    def _end(self, found: _Open) -> None:
        if found.timer is not None:
            found.timer.cancel()
            found.timer = None
        found.job.end()

    def _drop(self, id: str) -> None:
        """Tell of it no more: also of one that was left in the middle."""
        found = self._told.pop(id)
        self._end(found)
        self._jobs.drop(found.job)
