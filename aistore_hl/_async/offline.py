"""Transforms of many objects into another bucket: the jobs, and what became of each name."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from aistore_api import models
from aistore_api.api.etls import get_etl, transform_bucket, transform_objects

from .._core.errors import EtlNotFound, NotFound
from .._core.etl import EtlDetails, FailedObject
from .._core.groups import Selection
from .._core.jobs import job_id
from .._core.limits import Limits
from .._core.listing import ListFlag, ListRequest, ObjectEntry
from .._core.names import BucketRef
from .._core.offline import BUCKET_KIND, GROUP_KIND, Errors, Offline, failures
from .group_copies import end_others
from .group_job import AsyncGroupJob, Outcome
from .job import AsyncJob
from .listing import AsyncListing
from .lookup import NOTHING, look_up
from .session import AsyncSession

_PROPS = ("name", "size", "version")


class AsyncOfflineTransform:
    """One transform of objects of one bucket."""

    def __init__(self, session: AsyncSession, source: BucketRef, what: Offline) -> None:
        self._session = session
        self._source = source
        self._what = what

    async def of_bucket(
        self, prefix: str, *, recursive: bool, only_cached: bool, skip_existing: bool, limits: Limits
    ) -> AsyncGroupJob:
        """The job that transforms a bucket, or what begins with a prefix."""
        request = ListRequest(prefix=prefix, recursive=recursive, flags=ListFlag.CACHED if only_cached else NOTHING)
        listing = AsyncListing(self._session, self._source, request, limits=limits)
        names = [entry.name async for entry in listing if not entry.is_dir]
        before = await self._before(names, limits, skip_existing=skip_existing)
        if skip_existing and before:
            return await self._of_rest(names, before, (), True, limits)
        document = {**self._what.document(), **({"prefix": prefix} if prefix else {})}
        if not recursive:
            document["non-recurs"] = True
        value = models.TransformBucketArgs.from_dict(document)
        body = models.TransformBucketAction(value=value)
        call = transform_bucket.call(self._source.name, body=body, bck_to=self._what.to.uname, **self._source.address())
        id = await self._session.part(call, lambda answer: job_id(call.parse(answer)), limits)
        jobs = (AsyncJob(self._session, id=id, kind=BUCKET_KIND),)
        return self._job(jobs, f"{self._source}/{prefix}*", names, before, (), missing_ok=True)

    async def of_group(
        self, selection: Selection, there: list[str], *, skip_existing: bool, missing_ok: bool, limits: Limits
    ) -> AsyncGroupJob:
        """The job that transforms a group, of which these names are there."""
        missing: tuple[str, ...] = ()
        if selection.is_counted:
            known = set(there)
            missing = tuple(name for name in selection if name not in known)
        before = await self._before(there, limits, skip_existing=skip_existing)
        if skip_existing and before:
            return await self._of_rest(there, before, missing, missing_ok, limits)
        return await self._of_names(selection, there, before, missing, missing_ok, limits)

    async def _of_rest(
        self,
        names: list[str],
        before: Mapping[str, ObjectEntry],
        missing: tuple[str, ...],
        missing_ok: bool,
        limits: Limits,
    ) -> AsyncGroupJob:
        """The job for those of the names whose results the destination does not have."""
        left = [name for name in names if self._what.name_of(name) not in before]
        selection = Selection.of(left, None, None) if left else None
        return await self._of_names(selection, left, {}, missing, missing_ok, limits)

    async def _of_names(
        self,
        selection: Selection | None,
        names: list[str],
        before: Mapping[str, ObjectEntry],
        missing: tuple[str, ...],
        missing_ok: bool,
        limits: Limits,
    ) -> AsyncGroupJob:
        """The job for a group; no job for none."""
        if selection is None:
            return self._job((), "nothing that is left", names, before, missing, missing_ok=missing_ok)
        document = {**selection.document(), **self._what.document(), "tobck": self._what.to.document()}
        body = models.TransformObjectsAction(value=models.TransformObjectsArgs.from_dict(document))
        call = transform_objects.call(self._source.name, body=body, **self._source.address())
        await end_others(self._session, self._source, self._what.to, self._what.kept, limits, kind=GROUP_KIND)
        ids = await self._session.part(
            call, lambda answer: [job_id(each) for each in call.parse(answer).split(",")], limits
        )
        self._session.group_copies.update(dict.fromkeys(ids, self._what.kept))
        jobs = tuple(AsyncJob(self._session, id=id, kind=GROUP_KIND, bucket=self._source) for id in ids)
        return self._job(jobs, f"{self._source} {selection}", names, before, missing, missing_ok=missing_ok)

    def _job(
        self,
        jobs: tuple[AsyncJob, ...],
        of: str,
        names: list[str],
        before: Mapping[str, ObjectEntry],
        missing: tuple[str, ...],
        *,
        missing_ok: bool,
    ) -> AsyncGroupJob:
        async def outcome(deadline: float | None) -> Outcome:
            limits = Limits(self._session.settings.timeouts, deadline)
            errors = await self._errors(jobs, limits)
            if self._what.dry_run:
                known = set(names)
                failed = {name: why for name, why in errors.by_name.items() if name in known}
                return Outcome(len(names) + len(missing), missing, failed, is_seen=False)
            results = {name: self._what.name_of(name) for name in names}
            after = await self._results(names, limits, sure=True)
            failed = failures(results, before, after, errors)
            gone = await self._gone([name for name in failed if results[name] not in after], limits)
            kept = {name: why for name, why in failed.items() if name not in gone}
            told = {name: why for name, why in kept.items() if name in errors.by_name}
            return Outcome(len(names) + len(missing), (*missing, *gone), kept, told=told)

        what = f"transform by {self._what.how} of {of}"
        return AsyncGroupJob(jobs, what, outcome, missing_ok=missing_ok)

    async def _before(self, names: list[str], limits: Limits, *, skip_existing: bool) -> Mapping[str, ObjectEntry]:
        """What the destination has already, where anybody wants to know."""
        return await self._results(names, limits) if skip_existing or not self._what.dry_run else {}

    async def _results(self, names: list[str], limits: Limits, *, sure: bool = False) -> Mapping[str, ObjectEntry]:
        """What is in the destination of what becomes of these names."""
        if not names:
            return {}
        try:
            return await look_up(
                self._session, self._what.to, map(self._what.name_of, names), limits, props=_PROPS, sure=sure
            )
        except NotFound:
            return {}

    async def _gone(self, names: list[str], limits: Limits) -> tuple[str, ...]:
        """Those that are no more in the source either."""
        if not names:
            return ()
        there = await look_up(self._session, self._source, names, limits)
        return tuple(name for name in names if name not in there)

    async def _errors(self, jobs: tuple[AsyncJob, ...], limits: Limits) -> Errors:
        """What the ETLs tell of the jobs."""
        found: list[FailedObject] = []
        for job in jobs:
            for name in (self._what.how.etl, *self._what.how.pipeline):
                call = get_etl.call(name, uuid=job.id)
                with suppress(EtlNotFound):  # it was stopped meanwhile, and with it what it knew
                    details = await self._session.part(call, call.parse, limits)
                    found.extend(EtlDetails.from_document(details.to_dict()).errors)
        return Errors.of(found, self._source)
