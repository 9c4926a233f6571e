"""One job of the cluster: what it is doing, its start and its stop."""

from __future__ import annotations

from aistore_api import models
from aistore_api.api.jobs import get_job_snapshots, get_job_status, start_job, stop_job
from aistore_api.types import UNSET

from .._core.jobs import JobStatus, Snapshot, check_kind, job_id
from .._core.names import BucketRef
from .._core.request import Timeouts
from .session import AsyncSession


class AsyncJob:
    """A job by its id, or the latest one of a kind. Holds names only.

    Raises:
        InvalidName: there is no such kind: AIS would answer for every job there is.
    """

    def __init__(self, session: AsyncSession, *, id: str = "", kind: str = "") -> None:
        if not id and not kind:
            raise ValueError("a job is named by its id or by its kind")
        self._session = session
        self._id = id
        self._kind = check_kind(kind) if kind else ""

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

    async def status(self, *, timeout: float | Timeouts | None = None) -> JobStatus:
        """How it stands.

        Raises:
            NotFound: the cluster does not know it; kinds that only go idle are in `snapshots` alone.
        """
        query = models.JobQuery(id=self._id, kind=self._kind)
        call = get_job_status.call(body=query)
        return await self._session.read(
            call, lambda answer: JobStatus.from_document(call.parse(answer).to_dict()), timeout=timeout
        )

    async def snapshots(self, *, timeout: float | Timeouts | None = None) -> dict[str, list[Snapshot]]:
        """What each target says of it: counters, times, errors, by the target's id.

        Raises:
            NotFound: there is no job of that id.
        """
        query = models.JobQuery(id=self._id, kind=self._kind)
        call = get_job_snapshots.call(body=query)
        return await self._session.read(
            call, lambda answer: Snapshot.by_target(call.parse(answer).to_dict()), timeout=timeout
        )

    async def start(self, bucket: BucketRef | None = None, *, timeout: float | Timeouts | None = None) -> AsyncJob:
        """Start a job of this kind, on one bucket where the kind works on buckets: lru, cleanup, rebalance. The job.

        Raises:
            ValueError: this job is named by its id only.
            JobAlreadyRunning: the same job runs already.
            Unsupported: this kind is not started by itself.
        """
        if not self._kind:
            raise ValueError(f"job {self._id!r} was started before: name a kind to start one")
        where = UNSET if bucket is None else models.BckFilter.from_dict(bucket.document())
        value = models.JobArgs(kind=self._kind, bck=where)
        call = start_job.call(body=models.StartJobAction(value=value))
        started = await self._session.read(call, lambda answer: job_id(call.parse(answer)), timeout=timeout)
        return type(self)(self._session, id=started, kind=self._kind)

    async def stop(self, *, timeout: float | Timeouts | None = None) -> None:
        """Stop it; without an id, every job of the kind. One that has ended, or never was, is no error."""
        value = models.JobArgs(id=self._id or UNSET, kind=self._kind or UNSET)
        await self._session.send(stop_job.call(body=models.StopJobAction(value=value)), timeout=timeout)
