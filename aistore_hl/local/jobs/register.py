"""All jobs: those that run, as tasks of the cluster's thread, and those that are over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

from ..answers import Refusal, bad_request
from ..buckets import Address
from ..store import StoreFailure
from .job import Job, Part, Subject, Work
from .kinds import MOVING, TABLE, known_kind
from .listings import Listings
from .query import Arguments, Query, is_job_id

_KEPT: Final = 1_000
"""Jobs that are over and still told of."""

_ALONE: Final = frozenset(("copy-bck", "move-bck"))
"""Kinds of which there is one at a time from one bucket to another. Source: xact/xs/tcb.go (AIS 5.0)"""

_NOTHING: Final = Subject()

Then = Callable[[Job], Awaitable[None]]


class Jobs:
    """All jobs since the start. Changed by the cluster's thread only.

    `run` begins a job that ends when each target has done its part of the work; `serve` gives work to a job that goes
    idle and stays. Work is a coroutine function that is called with the target's `Part`, once for each: it does one
    bounded thing, such as one object, after each `await part.step()`, and counts it with `part.handle`. What is wrong
    with one object it notes with `part.fail`; a `Refusal` or a failure of the store that it lets through aborts the
    job. A handler that does the work itself, as that of get-batch, takes the job from `idling` and works within
    `part.busy()`.
    """

    def __init__(self, *, lingers: float = 0.0) -> None:
        self._held: dict[str, Job] = {}
        self._conductors: set[asyncio.Task[None]] = set()
        self._lingers = lingers
        self._changed = asyncio.Event()
        self._rebalances = 0
        self.listings = Listings(self)
        """Listings, which are jobs that somebody else does the work of."""

    @property
    def lingers(self) -> float:
        """Seconds that jobs of some kinds go on after their last object, and others are not idle yet."""
        return self._lingers

    @lingers.setter
    def lingers(self, seconds: float) -> None:
        self._lingers = seconds
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
        self.listings.hurry()

    def new_id(self, kind: str) -> str:
        """The id of a job that is to be begun."""
        if kind != "rebalance":
            return TABLE[kind].new_id()
        self._rebalances += 1
        return f"g{self._rebalances}"

    def begin(self, kind: str, targets: Iterable[str], subject: Subject, id: str = "") -> Job:
        """A new job, which does nothing yet; whoever begins it ends it.

        Raises:
            Refusal: 409 ErrLimitedCoexistence, objects are moving.
        """
        self.check_coexistence(kind, subject.source or subject.bucket)
        job = Job.of(TABLE[kind], id or self.new_id(kind), targets, subject)
        self._make_room()
        self._held[job.id] = job
        return job

    def run(
        self, kind: str, work: Work, targets: Iterable[str], subject: Subject = _NOTHING, *, then: Then | None = None
    ) -> Job:
        """Begin a job. `then` is done once all targets are, and the job ends after that.

        Raises:
            Refusal: 409 ErrLimitedCoexistence, objects are moving; 400 ErrXactUsePrev, the same copy runs already.
        """
        if kind in _ALONE:
            self._check_alone(kind, subject)
        job = self.begin(kind, targets, subject)
        for part in job.parts.values():
            part.task = asyncio.create_task(self._perform(part, work))
        conductor = asyncio.create_task(self._conduct(job, then))
        self._conductors.add(conductor)
        conductor.add_done_callback(self._conductors.discard)
        return job

    def idling(self, kind: str, targets: Iterable[str], subject: Subject) -> Job:
        """The job of that kind that serves this subject: the one that there is, else a new one.

        One of a single bucket becomes one between two with the first subject that is. Source: tried on AIS 5.0

        Raises:
            Refusal: 409 ErrLimitedCoexistence, objects are moving.
        """
        for job in self._held.values():
            is_same = subject.bucket == job.bucket and job.leads(subject.source, subject.destination)
            if job.kind.name == kind and is_same and not job.ended and not job.has_lost:
                if job.source is None and subject.source is not None:
                    job.source, job.destination, job.message = subject.source, subject.destination, subject.message
                for target in targets:
                    job.part(target)
                return job
        return self.begin(kind, targets, subject)

    def serve(self, kind: str, work: Work, targets: Iterable[str], subject: Subject) -> Job:
        """Give work to the job of that kind that serves this subject; what it has to do already comes first.

        Raises:
            Refusal: 409 ErrLimitedCoexistence, objects are moving.
        """
        chosen = list(targets)
        job = self.idling(kind, chosen, subject)
        for target in chosen:
            part = job.part(target)
            part.requests.append(work)
            if part.task is None:
                part.task = asyncio.create_task(self._serve(part))
                self._conductors.add(part.task)
                part.task.add_done_callback(self._conductors.discard)
        return job

    def stop(self, arguments: Arguments) -> None:
        """End the jobs that are meant; that there are none, or that they are over, is no error.

        Raises:
            Refusal: 400, nothing is meant, or an id that is none.
        """
        kind = known_kind(arguments.kind)
        if arguments.id and not is_job_id(arguments.id):
            raise bad_request(f'invalid xaction (job) UUID "{arguments.id}"')
        if not arguments.id and not kind:
            raise bad_request("cannot stop xaction - expecting a valid kind and/or UUID")
        for job in self.select(Query(arguments.id, kind, arguments.bck.address, is_running=True)):
            job.abort("user abort")

    def leave(self, target: str, *, keeps: Job | None = None) -> None:
        """A target is gone: its part of every job but one ends, with an error unless it was done; the others go on."""
        for job in self.running():
            part = job.parts.get(target)
            if part is not None and not part.ended and job is not keeps:
                if part.has_work:
                    part.fail(f"t[{target}] left the cluster")
                part.requests.clear()
                part.end()
                if part.task is not None:
                    part.task.cancel()
                self._end_lost(job)

    def forget(self, bucket: Address, version: int, *, keeps: Job | None = None) -> None:
        """A bucket is gone since that version of them, and with it what works on it, but for the job that removed it.

        Source: recorded on AIS 5.0 (06 snaps-name, statusall-none)
        """
        for job in self.running():
            if job is not keeps and job.concerns(bucket):
                job.hides_abort = True
                job.abort(f"[post-bmd] receive BMD v{version}: remove bucket")

    async def close(self) -> None:
        """End all of them; returns when nothing of them runs any more."""
        for job in self.running():
            job.abort("the cluster is closed")
        tasks = list(self._conductors)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def check_coexistence(self, kind: str, bucket: Address | None) -> None:
        """Whether such a job may be begun now.

        Raises:
            Refusal: 409 ErrLimitedCoexistence, objects are moving.
        """
        for job in self.running():
            if job.kind.name in MOVING and TABLE[kind].yields:
                on = f"({bucket})" if bucket else ""
                text = f'x-{job.kind.name}[{job.id}] is currently running, cannot run "{kind}"{on} concurrently'
                raise Refusal(409, text, "ErrLimitedCoexistence")

    def running(self) -> list[Job]:
        """Those that are not over."""
        return [job for job in self._held.values() if not job.ended]

    def drop(self, job: Job) -> None:
        """Tell of a job no more."""
        if self._held.get(job.id) is job:
            del self._held[job.id]

    def get(self, name: str) -> Job | None:
        """The job of that id."""
        return self._held.get(name)

    def select(self, query: Query) -> list[Job]:
        """The jobs that are asked about, oldest first."""
        return [job for job in self._held.values() if query.selects(job)]

    def statuses(self, query: Query) -> list[Job]:
        """The same, without those that what=status does not know."""
        return [job for job in self.select(query) if job.kind.is_told]

    def status(self, query: Query, node: str) -> Job:
        """The job of that id, or the latest of that kind.

        Raises:
            Refusal: 400, neither is given, or they do not fit; 404, there is none.
        """
        if not query.id and not query.kind:
            raise bad_request("invalid x-")
        by_id = self._held.get(query.id)
        if by_id is not None and query.kind not in ("", by_id.kind.name):
            raise bad_request(f"kind mismatch: x-{query.kind}[{query.id}], expected kind={by_id.kind.name}")
        found = self.statuses(query)
        if not found:
            raise Refusal(404, f"{node}: x-{query.kind}[{query.id}] does not exist", "ErrNotFound")
        return found[-1]

    def snapshots(self, query: Query, targets: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
        """What every target tells about the jobs that are asked about. Of a copy it knows the destination only.

        Raises:
            Refusal: 400, an id that is none; 404, an id that nobody knows.
        """
        if query.id and not is_job_id(query.id):
            raise bad_request(f'invalid xaction (job) UUID "{query.id}"')
        found = [job for job in self.select(query) if query.bucket in (None, job.bucket)]
        if query.id and not found:
            shown = "-only-running" if query.is_running else ""
            raise Refusal(404, f'"x-{query.kind}[{query.id}]{shown}" not found')
        if query.id and found[0].kind.is_of_one_target:
            targets = found[0].parts
        return {
            target: [job.parts[target].snapshot(self._lingers) for job in found if target in job.parts]
            for target in sorted(targets)
        }

    def _check_alone(self, kind: str, subject: Subject) -> None:
        for job in self.running():
            if job.kind.name == kind and (job.source, job.destination) == (subject.source, subject.destination):
                raise bad_request(f"{kind}[{job.id}] is already running - not starting", "ErrXactUsePrev")

    def _make_room(self) -> None:
        """Forget the oldest that are over, where there are many."""
        if len(self._held) < 2 * _KEPT:
            return
        over = [name for name, job in self._held.items() if job.ended]
        for name in over[: max(0, len(over) - _KEPT)]:
            del self._held[name]

    async def _conduct(self, job: Job, then: Then | None) -> None:
        try:
            tasks = [part.task for part in job.parts.values() if part.task]
            for outcome in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(outcome, Exception):  # a mistake of ours: the job fails, and the loop reports it
                    job.abort(f"{type(outcome).__name__}: {outcome}")
                    raise outcome
            if job.ended:
                return
            if then is not None:
                await then(job)
            if job.kind.lingers:
                await self._linger()
        except (Refusal, StoreFailure) as failure:
            job.abort(_words(failure))
        except asyncio.CancelledError:
            # Whoever cancels has said why already, but for the closing of a loop.
            job.abort("the cluster is closed")
            raise
        finally:
            job.end()

    async def _perform(self, part: Part, work: Work) -> None:
        try:
            await work(part)
        except (Refusal, StoreFailure) as failure:
            part.fail(_words(failure))
            part.job.abort(_words(failure))
        finally:
            part.task = None

    async def _serve(self, part: Part) -> None:
        """Do what there is to do. A failed request ends the job no more than AIS's does."""
        try:
            while part.requests:
                work = part.requests.popleft()
                part.worked = time.monotonic()
                try:
                    await work(part)
                except (Refusal, StoreFailure) as failure:
                    part.fail(_words(failure))
        finally:
            part.task = None
            part.worked = time.monotonic()
            self._end_lost(part.job)

    def _end_lost(self, job: Job) -> None:
        """End a job that a target has left, once the others have nothing to do: nobody gives it more work."""
        if job.kind.idles and job.has_lost and not any(part.task or part.requests for part in job.parts.values()):
            job.end()

    async def _linger(self) -> None:
        """Wait as AIS does for what might still come; whoever sets `lingers` ends or prolongs it."""
        began = time.monotonic()
        while (left := began + self._lingers - time.monotonic()) > 0:
            try:
                async with asyncio.timeout(left):
                    await self._changed.wait()
            except TimeoutError:
                return


def _words(failure: Refusal | StoreFailure) -> str:
    return failure.message if isinstance(failure, Refusal) else str(failure)
