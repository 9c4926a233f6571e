"""A group of objects of one bucket: what is done to all of them by one request."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from aistore_api import models
from aistore_api.api.groups import archive_objects, copy_objects, delete_objects, evict_objects, prefetch_objects
from aistore_api.types import Call

from .._concurrency import AsyncFunction
from .._core.groups import Selection, check_renaming, copied_name
from .._core.jobs import REPORTING, job_id
from .._core.limits import Limits
from .._core.listing import ListFlag, ListRequest, ObjectEntry
from .._core.names import BucketRef, ObjectRef, check_object_name
from .._core.request import Timeouts
from .group_copies import KIND, end_others
from .group_job import AsyncGroupJob, Outcome
from .handle import AsyncHandle, bucket_of
from .job import AsyncJob
from .listing import AsyncListing
from .lookup import NOTHING, below, look_up
from .object import AsyncObject
from .remote import need_remote
from .session import AsyncSession

if TYPE_CHECKING:
    from .._core.etl import Stages
    from .bucket import AsyncBucket

_HELD = ListFlag.CACHED

_KEPT = ("prepend", "ext", "dry_run", "force", "coer", "latest-ver", "synchronize")
"""Arguments of a copy that its job keeps for the requests after it."""


class AsyncObjectGroup:
    """Objects of one bucket, by their names, by a template or by a prefix. Holds names only; never empty.

    Every method returns when the cluster has begun; the job's `wait` says what became of each name. What AIS does not
    tell is looked up by listings: one request for each 10,000 names that lie together. `timeout` in seconds is for all
    that a method does, looking up included. `workers` are those of each target, -1 none; one for each of its mountpaths
    unless told. Without `continue_on_error` the first failure ends the job.
    """

    def __init__(self, session: AsyncSession, bucket: AsyncBucket, selection: Selection) -> None:
        self._session = session
        self._handle = bucket
        self._bucket = bucket.ref
        self._selection = selection

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._bucket} {self._selection}>"

    def __len__(self) -> int:
        """How many names it has. A group by prefix does not know: `TypeError`."""
        return len(self._selection)

    def __bool__(self) -> bool:
        return True

    @property
    def bucket(self) -> AsyncBucket:
        """The bucket that they are in."""
        return self._handle

    @property
    def names(self) -> Iterator[str]:
        """The names, in the order given. A group by prefix does not know them: `TypeError`."""
        return iter(self._selection)

    async def __aiter__(self) -> AsyncIterator[AsyncObject]:
        if self._selection.is_counted:
            for name in self._selection:
                yield AsyncObject(self._session, ObjectRef(self._bucket, name))
            return
        async for entry in AsyncListing(self._session, self._bucket, ListRequest(prefix=self._selection.prefix)):
            yield AsyncObject(self._session, ObjectRef(self._bucket, entry.name))

    async def delete(
        self, *, missing_ok: bool = False, workers: int | None = None, timeout: float | Timeouts | None = None
    ) -> AsyncGroupJob:
        """Delete them. The job.

        Unless `missing_ok` it is looked up before which are there, and `wait` raises an error that names the others.
        After it `wait` looks up which are left.

        Raises:
            BucketNotFound: there is no such bucket.
        """
        limits = self._session.limits(timeout, control=False)
        before = await self._before(limits, missing_ok=missing_ok)
        value = models.ObjectSelection.from_dict(self._document(workers))
        body = models.DeleteObjectsAction(value=value)
        call = delete_objects.call(self._bucket.name, body=body, **self._bucket.address())

        async def outcome(deadline: float | None) -> Outcome:
            left = await self._present(self._until(deadline))
            return Outcome(self._count(before), before, dict.fromkeys(left, "it is still there"))

        return await self._begun(call, "delete-listrange", outcome, missing_ok=missing_ok, limits=limits)

    async def evict(
        self, *, missing_ok: bool = True, workers: int | None = None, timeout: float | Timeouts | None = None
    ) -> AsyncGroupJob:
        """Drop what the cluster holds of them; the remote bucket keeps them. The job.

        Without `missing_ok`, what the cluster does not hold is an error of `wait`.

        Raises:
            NotRemote: the bucket has nothing behind it: the objects would be gone.
        """
        limits = self._session.limits(timeout, control=False)
        await need_remote(self._session, self._bucket, "AIS would delete the objects", limits)
        before = await self._before(limits, missing_ok=missing_ok, flags=_HELD)
        value = models.ObjectSelection.from_dict(self._document(workers))
        call = evict_objects.call(
            self._bucket.name, body=models.EvictObjectsAction(value=value), **self._bucket.address()
        )

        async def outcome(deadline: float | None) -> Outcome:
            held = await self._present(self._until(deadline), flags=_HELD)
            return Outcome(self._count(before), before, dict.fromkeys(held, "the cluster still holds it"))

        return await self._begun(call, "evict-listrange", outcome, missing_ok=missing_ok, limits=limits)

    async def prefetch(
        self,
        *,
        missing_ok: bool = False,
        latest: bool = False,
        blob_threshold: int = 0,
        workers: int | None = None,
        continue_on_error: bool = True,
        timeout: float | Timeouts | None = None,
    ) -> AsyncGroupJob:
        """Fetch them into the cluster. The job; its `wait` names what the remote bucket does not have.

        `latest` fetches again what has changed there. From `blob_threshold` bytes on, an object is fetched in chunks.

        Raises:
            NotRemote: the bucket has nothing behind it.
        """
        limits = self._session.limits(timeout, control=False)
        await need_remote(self._session, self._bucket, "there is nowhere to fetch them from", limits)
        document = self._document(
            workers, coer=continue_on_error, **{"latest-ver": latest, "blob-threshold": blob_threshold}
        )
        body = models.PrefetchObjectsAction(value=models.PrefetchObjectsArgs.from_dict(document))
        call = prefetch_objects.call(self._bucket.name, body=body, **self._bucket.address())

        async def outcome(deadline: float | None) -> Outcome:
            there = await self._present(self._until(deadline))
            held = await self._present(self._until(deadline), flags=_HELD)
            names = list(self._selection) if self._selection.is_counted else list(there)
            missing = tuple(name for name in names if name not in there)
            failed = {name: "the cluster does not hold it" for name in there if name not in held}
            return Outcome(len(names), missing, failed)

        return await self._begun(call, "prefetch-listrange", outcome, missing_ok=missing_ok, limits=limits)

    async def copy_to(
        self,
        other: AsyncHandle[BucketRef] | BucketRef,
        *,
        prepend: str = "",
        extensions: Mapping[str, str] | None = None,
        missing_ok: bool = False,
        dry_run: bool = False,
        latest: bool = False,
        sync: bool = False,
        force: bool = False,
        workers: int | None = None,
        continue_on_error: bool = True,
        timeout: float | Timeouts | None = None,
    ) -> AsyncGroupJob:
        """Copy them into another bucket, which is made if need be, or under other names into the same. The job.

        Its `wait` takes 6 seconds longer than the copy: AIS keeps such a job for the next request, and says that it is
        idle only then. It names what was not there, and what is not in the other bucket in the same size. A copy
        between the same two buckets with other arguments, also somebody else's, is waited for and ended before, for a
        minute at most unless `timeout` says otherwise.

        Raises:
            ValueError: `sync` with `prepend`, which AIS refuses; an extension with a dot.
            JobTimeout: another copy between the two still runs; nothing was begun.
            BucketNotFound: there is no such bucket.
        """
        check_renaming(prepend, extensions, sync=sync)
        to = bucket_of(other)
        document = self._document(
            workers,
            tobck=to.document(),
            prepend=prepend,
            ext=dict(extensions or {}),
            dry_run=dry_run,
            force=force,
            coer=continue_on_error,
            synchronize=sync,
            **{"latest-ver": latest},
        )
        body = models.CopyObjectsAction(value=models.CopyObjectsArgs.from_dict(document))
        call = copy_objects.call(self._bucket.name, body=body, **self._bucket.address())
        arguments = repr([(key, document.get(key)) for key in _KEPT])
        limits = self._session.limits(timeout, control=False)
        await end_others(self._session, self._bucket, to, arguments, limits)

        async def outcome(deadline: float | None) -> Outcome:
            limits = self._until(deadline)
            there = await self._present(limits)
            copies = {name: copied_name(name, prepend, extensions) for name in there}
            arrived = {} if dry_run else await look_up(self._session, to, copies.values(), limits)
            failed = {} if dry_run else _not_arrived(there, copies, arrived)
            return Outcome(self._count(()) or len(there), self._missing(there), failed, is_seen=not dry_run)

        job = await self._begun(call, KIND, outcome, missing_ok=missing_ok, limits=limits)
        self._session.group_copies.update(dict.fromkeys((each.id for each in job.jobs), arguments))
        return job

    async def transform(
        self,
        etl: Stages | str,
        to: AsyncHandle[BucketRef] | BucketRef,
        *,
        prepend: str = "",
        extensions: Mapping[str, str] | None = None,
        skip_existing: bool = False,
        missing_ok: bool = False,
        dry_run: bool = False,
        latest: bool = False,
        sync: bool = False,
        force: bool = False,
        workers: int | None = None,
        request_timeout: float | None = None,
        continue_on_error: bool = True,
        timeout: float | Timeouts | None = None,
    ) -> AsyncGroupJob:
        """Store what an ETL, or several as `a >> b`, makes of them in another bucket, made if need be. The job.

        Its `wait` names what failed and why, and what was not there, as that of a bucket's `transform`, whose arguments
        these are. It takes 6 seconds longer than the work, as that of `copy_to`. A job between the same two buckets
        with other arguments is waited for and ended before, since AIS would do as that one did, by its ETL too.

        Raises:
            EtlNotFound: there is no such ETL, or it does not run.
            BucketNotFound: there is no such bucket.
            JobTimeout: another one between the two still runs; nothing was begun.
            ValueError: `sync` with `prepend`, which AIS refuses; an extension with a dot.
        """
        from .._core.etl import Transform
        from .._core.offline import Offline
        from .offline import AsyncOfflineTransform

        what = Offline(
            Transform.of(etl),
            bucket_of(to),
            prepend,
            extensions,
            dry_run,
            latest,
            sync,
            force,
            workers,
            request_timeout,
            continue_on_error,
        )
        limits = self._session.limits(timeout, control=False)
        there = list(await self._present(limits))
        return await AsyncOfflineTransform(self._session, self._bucket, what).of_group(
            self._selection, there, skip_existing=skip_existing, missing_ok=missing_ok, limits=limits
        )

    async def inspect(
        self,
        etl: Stages | str,
        *,
        missing_ok: bool = False,
        latest: bool = False,
        workers: int | None = None,
        request_timeout: float | None = None,
        timeout: float | Timeouts | None = None,
    ) -> AsyncGroupJob:
        """Try an ETL on them, and store nothing. The job; its `wait` names what failed and why.

        Raises:
            EtlNotFound: there is no such ETL, or it does not run.
            BucketNotFound: there is no such bucket.
        """
        return await self.transform(
            etl,
            self._bucket,
            missing_ok=missing_ok,
            dry_run=True,
            latest=latest,
            workers=workers,
            request_timeout=request_timeout,
            timeout=timeout,
        )

    async def archive(
        self,
        name: str,
        *,
        to: AsyncHandle[BucketRef] | BucketRef | None = None,
        format: str = "",
        append: bool = False,
        bucket_in_names: bool = False,
        base_names: bool = False,
        missing_ok: bool = False,
        continue_on_error: bool = True,
        workers: int | None = None,
        timeout: float | Timeouts | None = None,
    ) -> AsyncGroupJob:
        """Make an archive of them, in this bucket or in `to`, which must exist. The job.

        The extension of `name` says the format: .tar, .tgz, .tar.gz, .zip, .tar.lz4. With `append` it is added to where
        it exists. Its `wait` takes 6 seconds longer than the work, as that of `copy_to`, and names what is not in it.

        Raises:
            InvalidName: no object can have that name.
            BadRequest: the extension is not one of a format.
            BucketNotFound: there is no such bucket.
        """
        check_object_name(name, write=True)
        where = self._bucket if to is None else bucket_of(to)
        document = self._document(
            workers,
            archname=name,
            tobck=where.document(),
            mime=format,
            isbn=bucket_in_names,
            bnonly=base_names,
            aate=append,
            coer=continue_on_error,
        )
        body = models.ArchiveObjectsAction(value=models.ArchiveObjectsArgs.from_dict(document))
        call = archive_objects.call(self._bucket.name, body=body, **self._bucket.address())

        async def outcome(deadline: float | None) -> Outcome:
            limits = self._until(deadline)
            there = await self._present(limits)
            members = await below(self._session, where, name, limits, flags=ListFlag.ARCHIVE_MEMBERS)
            expected = {each: f"{name}/{self._member(each, bucket_in_names, base_names)}" for each in there}
            failed = {each: "it is not in the archive" for each, member in expected.items() if member not in members}
            return Outcome(self._count(()) or len(there), self._missing(there), failed)

        limits = self._session.limits(timeout, control=False)
        return await self._begun(call, "archive", outcome, missing_ok=missing_ok, limits=limits)

    def _member(self, name: str, bucket_in_names: bool, base_names: bool) -> str:
        if base_names:
            name = name.rpartition("/")[2]
        return f"{self._bucket.name}/{name}" if bucket_in_names else name

    def _document(self, workers: int | None, **more: Any) -> dict[str, Any]:
        """The group and what else is said, without what is not."""
        given = {name: value for name, value in more.items() if value}
        if workers is not None:
            given["num-workers"] = workers
        return {**self._selection.document(), **given}

    def _count(self, missing: tuple[str, ...]) -> int:
        """How many names are known to be meant."""
        return len(self._selection) if self._selection.is_counted else len(missing)

    def _missing(self, there: Mapping[str, ObjectEntry]) -> tuple[str, ...]:
        return tuple(name for name in self._selection if name not in there) if self._selection.is_counted else ()

    def _until(self, deadline: float | None) -> Limits:
        """The limits of what is looked up after a job."""
        return Limits(self._session.settings.timeouts, deadline)

    async def _present(self, limits: Limits, *, flags: ListFlag = NOTHING) -> dict[str, ObjectEntry]:
        """Those of the group that are there."""
        if self._selection.is_counted:
            return await look_up(self._session, self._bucket, self._selection, limits, flags=flags)
        return await below(self._session, self._bucket, self._selection.prefix, limits, flags=flags)

    async def _before(self, limits: Limits, *, missing_ok: bool, flags: ListFlag = NOTHING) -> tuple[str, ...]:
        """Names that are not there, if that matters."""
        if missing_ok or not self._selection.is_counted:
            return ()
        return self._missing(await self._present(limits, flags=flags))

    async def _begun(
        self,
        call: Call[Any],
        kind: str,
        outcome: AsyncFunction[float | None, Outcome],
        *,
        missing_ok: bool,
        limits: Limits,
    ) -> AsyncGroupJob:
        """The job or jobs that a call started; AIS may name several, with commas between."""
        ids = await self._session.part(
            call, lambda answer: [job_id(each) for each in call.parse(answer).split(",")], limits
        )
        # Only ids of kinds that report are unique.
        where = None if kind in REPORTING else self._bucket
        jobs = tuple(AsyncJob(self._session, id=id, kind=kind, bucket=where) for id in ids)
        return AsyncGroupJob(jobs, f"{kind} of {self._bucket} {self._selection}", outcome, missing_ok=missing_ok)


def _not_arrived(
    there: Mapping[str, ObjectEntry], copies: Mapping[str, str], arrived: Mapping[str, ObjectEntry]
) -> dict[str, str]:
    """What is not in the other bucket, or not in the same size."""
    failed = {}
    for name, copy in copies.items():
        found = arrived.get(copy)
        if found is None:
            failed[name] = f"it did not arrive as {copy!r}"
        elif found.size != there[name].size:
            failed[name] = f"{copy!r} has {found.size:,} bytes instead of {there[name].size:,}"
    return failed
