# Written by codegen.py from aistore_hl/_async/job.py; do not edit.
"""One job of the cluster: what it is doing, its start and its stop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from aistore_api import models
from aistore_api.api.jobs import get_job_snapshots, get_job_status, start_job, stop_job
from aistore_api.types import UNSET

from .._core.jobs import JobProgress, JobStatus, Snapshot, check_kind, job_id, latest
from .._core.names import BucketRef
from .._core.request import Timeouts
from .session import Session

if TYPE_CHECKING:
    from .._progress import Progress


class Job:
    """A job by its id, or the latest one of a kind. Holds names only.

    Raises:
        InvalidName: there is no such kind: AIS would answer for every job there is.
    """

    def __init__(self, session: Session, *, id: str = "", kind: str = "", bucket: BucketRef | None = None) -> None:
        if not id and not kind:
            raise ValueError("a job is named by its id or by its kind")
        self._session = session
        self._id = id
        self._kind = check_kind(kind) if kind else ""
        self._bucket = bucket

    @property
    def id(self) -> str:
        """The id that the cluster gave it; empty until it is started, if only a kind was named."""
        return self._id

    @property
    def kind(self) -> str:
        """The kind, such as `lru`; empty where only the id was named."""
        return self._kind

    def __repr__(self) -> str:
        shown = " ".join(f"{name}={value!r}" for name, value in (("id", self._id), ("kind", self._kind)) if value)
        return f"<{type(self).__name__} {shown}>"

    def status(self, *, timeout: float | Timeouts | None = None) -> JobStatus:
        """How it stands.

        Raises:
            NotFound: the cluster does not know it; kinds that only go idle are in `snapshots` alone.
        """
        query = models.JobQuery(id=self._id, kind=self._kind)
        call = get_job_status.call(body=query)
        return self._session.read(
            call, lambda answer: JobStatus.from_document(call.parse(answer).to_dict()), timeout=timeout
        )

    def snapshots(self, *, timeout: float | Timeouts | None = None) -> dict[str, list[Snapshot]]:
        """What each target says of it: counters, times, errors, by the target's id.

        Raises:
            NotFound: there is no job of that id.
        """
        query = models.JobQuery(id=self._id, kind=self._kind)
        if self._bucket is not None:
            # An id can come again within a minute, and AIS answers for the first that had it: it is asked by bucket.
            query = models.JobQuery(kind=self._kind, bck=models.BckFilter.from_dict(self._bucket.document()))
        call = get_job_snapshots.call(body=query)
        found = self._session.read(
            call, lambda answer: Snapshot.by_target(call.parse(answer).to_dict()), timeout=timeout
        )
        return found if self._bucket is None else latest(found, self._id)

    def progress(self, *, timeout: float | Timeouts | None = None) -> JobProgress:
        """How far it is: objects, bytes, begin and end, errors; all targets together.

        Raises:
            NotFound: there is no job of that id.
        """
        return JobProgress.of(self.snapshots(timeout=timeout), id=self._id, kind=self._kind)

    def wait(self, *, timeout: float | None = None, progress: bool | Progress = False) -> JobProgress:
        """Return when it is over, within about a hundredth of the time that it took. How it ended.

        A kind that serves request after request is over when every target says that it is idle: AIS 5.0 says so 6
        seconds after the last request. Its errors are those of all requests since it began. Without an id: until none
        of the kind runs.

        `timeout` is in seconds, without one it waits for ever. `progress` is called with a `JobProgress` about five
        times a second, `True` shows a bar on a terminal or in a notebook (extra `progress`). A lost answer, a target
        that is away and a job that nobody knows for a moment are waited through.

        Raises:
            JobAborted: it was stopped.
            JobFailed: it reported errors; they and what was done nevertheless are in its fields.
            JobTimeout: it still runs.
            NotFound: nobody has known it for a second.
        """
        from .waiting import wait

        return wait(self, timeout=timeout, progress=progress)

    def start(
        self,
        bucket: BucketRef | None = None,
        *,
        buckets: Iterable[BucketRef] = (),
        node: str = "",
        force: bool = False,
        timeout: float | Timeouts | None = None,
    ) -> Job:
        """Start a job of this kind, on one or some buckets where the kind works on buckets: lru, cleanup. The job.

        `node` is the id of the one target that is to run it, which `resilver` needs.

        Raises:
            ValueError: this job is named by its id only.
            JobAlreadyRunning: the same job runs already.
            Unsupported: this kind is not started by itself.
        """
        if not self._kind:
            raise ValueError(f"job {self._id!r} was started before: name a kind to start one")
        where = UNSET if bucket is None else models.BckFilter.from_dict(bucket.document())
        several = [models.Bck.from_dict(each.document()) for each in buckets]
        value = models.JobArgs(
            kind=self._kind,
            bck=where,
            buckets=several or UNSET,
            daemon_id=node or UNSET,
            force=force or UNSET,
        )
        call = start_job.call(body=models.StartJobAction(value=value))
        started = self._session.read(call, lambda answer: job_id(call.parse(answer)), timeout=timeout)
        return type(self)(self._session, id=started, kind=self._kind)

    def stop(self, *, timeout: float | Timeouts | None = None) -> None:
        """Stop it; without an id, every job of the kind. One that has ended, or never was, is no error."""
        value = models.JobArgs(id=self._id or UNSET, kind=self._kind or UNSET)
        self._session.send(stop_job.call(body=models.StopJobAction(value=value)), timeout=timeout)
