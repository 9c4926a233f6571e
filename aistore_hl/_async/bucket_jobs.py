"""What the cluster does with a whole bucket when it is told to: jobs, and counting."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, cast

from aistore_api import models
from aistore_api.api.buckets import (
    copy_bucket,
    create_inventory,
    destroy_inventory,
    erasure_code_bucket,
    index_shards,
    mirror_bucket,
    rechunk_bucket,
    rename_bucket,
    show_inventories,
)
from aistore_api.api.objects import promote_files
from aistore_api.types import UNSET, Call

from .._core.errors import NotRemote
from .._core.groups import check_renaming
from .._core.jobs import job_id
from .._core.names import BucketRef
from .._core.request import Timeouts
from .handle import AsyncHandle, bucket_of, warn_of_a_part

if TYPE_CHECKING:
    from .._core.inventory import Inventory
    from .._core.object_range import ObjectRange
    from .._core.props import Presence
    from .._core.summary import BucketInfo, BucketSummary, ShardSummary
    from .bucket import AsyncBucket
    from .group import AsyncObjectGroup
    from .job import AsyncJob


class AsyncBucketJobs(AsyncHandle[BucketRef]):
    """The methods of a bucket that start jobs: they return when it has begun, its `wait` tells how it ended."""

    def objects(
        self,
        names: Iterable[str] | ObjectRange | None = None,
        *,
        template: str | None = None,
        prefix: str | None = None,
    ) -> AsyncObjectGroup:
        """A group of its objects: by names or an `ObjectRange`, by a template, or by a prefix. Nothing is asked.

        A template has ranges, `shard-{000..999}.tar` or `shard-@999.tar`, and means the names that AIS makes of it.

        Raises:
            ValueError: the group is empty, for which AIS would take the whole bucket, or several are given.
            InvalidTemplate: AIS would refuse it, or take it for something else.
            InvalidName: a name that no object has.
            GroupTooLarge: more than a million names; nothing was expanded.
        """
        from .._core.groups import Selection
        from .group import AsyncObjectGroup

        return AsyncObjectGroup(self._session, cast("AsyncBucket", self), Selection.of(names, template, prefix))

    async def promote(
        self,
        path: str,
        *,
        name: str = "",
        recursive: bool = False,
        existing: Literal["replace", "skip"] = "replace",
        delete_source: bool = False,
        shared: bool = True,
        target: str = "",
        timeout: float | Timeouts | None = None,
    ) -> AsyncJob | None:
        """Make objects of a file or a folder that the targets can see, below `/var/lib/ais/promote` there.

        The job that a folder is; `None` of a file, which is an object by then. `name` is the object's, or what the
        names of a folder's objects begin with. `existing` says what becomes of objects that have the names already:
        they are replaced, or stay ("skip"). Without `shared` each target takes what it has itself; `target` names the
        only one that does anything. To remove one file, name it: else several targets try, and AIS answers 404 where
        one was faster (tried on AIS 5.0).

        Raises:
            ValueError: the path is not absolute; a word that `existing` has not; "skip" with `delete_source`, which
                would lose files, as AIS removes those of objects that it keeps too.
            BadRequest: it is somewhere else.
            NotFound: there is no such file, or no such bucket.
        """
        if existing not in ("replace", "skip"):
            raise ValueError(f"existing must be 'replace' or 'skip', not {existing!r}")
        if existing == "skip" and delete_source:
            raise ValueError("AIS removes the source of an object that it keeps, too: what is in it would be lost")
        if not path.startswith("/"):
            raise ValueError(f"a path on the targets is absolute, not {path!r}")
        value = models.PromoteArgs(
            src=path,
            obj=name or UNSET,
            tid=target or UNSET,
            rcr=recursive,
            ovw=existing == "replace",
            dls=delete_source,
            notshr=not shared,
        )
        call = promote_files.call(self.name, body=models.PromoteAction(value=value, name=path), **self._ref.address())
        id = await self._session.read(call, lambda answer: job_id(call.parse(answer), none=True), timeout=timeout)
        if not id:
            return None
        from .job import AsyncJob

        return AsyncJob(self._session, id=id, kind="promote", bucket=self._ref)

    async def rename(self, name: str, *, timeout: float | Timeouts | None = None) -> AsyncJob:
        """Give it another name, in the same namespace. The job; the bucket has its new name at once.

        This handle still names the old one.

        Raises:
            BadRequest: there is a bucket of that name, or the bucket is not of AIS itself.
            BucketNotFound: there is no such bucket.
        """
        to = BucketRef(name, self._ref.provider, self._ref.namespace)
        call = rename_bucket.call(self.name, body=models.RenameBucketAction(), bck_to=to.uname, **self._ref.address())
        return await self._begun(call, "move-bck", timeout)

    async def copy_to(
        self,
        other: AsyncHandle[BucketRef] | BucketRef,
        *,
        prefix: str = "",
        prepend: str = "",
        extensions: Mapping[str, str] | None = None,
        recursive: bool = True,
        dry_run: bool = False,
        latest: bool = False,
        sync: bool = False,
        only_cached: bool = False,
        force: bool = False,
        workers: int | None = None,
        continue_on_error: bool = True,
        timeout: float | Timeouts | None = None,
    ) -> AsyncJob:
        """Copy its objects into another bucket, which is made if need be. The job.

        `extensions` maps old ones to new ones, without dots. `dry_run` only counts. `latest` takes what the remote
        backend has where that is newer, `sync` also deletes what is gone there. `workers` are those of each
        target, -1 none; one for each of its mountpaths unless told. Without `continue_on_error` the first failure ends
        it.

        Of a remote bucket AIS copies only what the cluster holds, unless `latest` or `sync`: that is warned of before
        the copy begins, unless `only_cached` says that it is known.

        Raises:
            ValueError: `sync` with `prepend`, which AIS refuses; an extension with a dot.
            BadRequest: the buckets are the same.
            BucketNotFound: there is no such bucket.
            JobAlreadyRunning: the same copy is under way, or ended a few seconds ago.
        """
        check_renaming(prepend, extensions, sync=sync)
        if self._ref.is_remote and not (latest or sync or only_cached):
            warn_of_a_part(self._ref, "copied")
        to = bucket_of(other)
        value = models.CopyBucketArgs(
            prefix=prefix or UNSET,
            prepend=prepend or UNSET,
            ext=models.ExtensionMap.from_dict(extensions) if extensions else UNSET,
            non_recurs=True if not recursive else UNSET,
            dry_run=dry_run or UNSET,
            latest_ver=latest or UNSET,
            synchronize=sync or UNSET,
            force=force or UNSET,
            num_workers=UNSET if workers is None else workers,
            coer=continue_on_error or UNSET,
        )
        call = copy_bucket.call(
            self.name, body=models.CopyBucketAction(value=value), bck_to=to.uname, **self._ref.address()
        )
        return await self._begun(call, "copy-bck", timeout)

    async def set_copies(self, copies: int, *, timeout: float | Timeouts | None = None) -> AsyncJob:
        """Keep so many copies of each object, on different mountpaths of its target; 1 ends it. The job.

        Raises:
            BadRequest: there are fewer mountpaths, or erasure coding is on.
            BucketNotFound: there is no such bucket.
        """
        if copies < 1:
            raise ValueError(f"copies must be 1 (none besides the object) or more, not {copies}")
        body = models.MirrorBucketAction(value=copies)
        return await self._begun(
            mirror_bucket.call(self.name, body=body, **self._ref.address()), "make-n-copies", timeout
        )

    async def erasure_code(
        self, *, data: int, parity: int, recover: bool = False, timeout: float | Timeouts | None = None
    ) -> AsyncJob:
        """Store each object in `data` slices and `parity` more, on as many targets and one more. The job.

        Any `parity` of them may be lost. `recover` looks at what is there, and mends it.

        Raises:
            BadRequest: there are too few targets, or the bucket has other numbers already.
            BucketNotFound: there is no such bucket.
        """
        if data < 1 or parity < 1:
            raise ValueError(f"data and parity must be 1 or more, not {data} and {parity}")
        value = json.dumps({"data_slices": data, "parity_slices": parity, "enabled": True})
        body = models.ErasureCodeBucketAction(value=value, name="recover" if recover else UNSET)
        return await self._begun(
            erasure_code_bucket.call(self.name, body=body, **self._ref.address()), "ec-encode", timeout
        )

    async def rechunk(
        self,
        *,
        chunk_size: int,
        objsize_limit: int = 0,
        prefix: str = "",
        sync_remote: bool = False,
        timeout: float | Timeouts | None = None,
    ) -> AsyncJob:
        """Store its objects anew in chunks of so many bytes, from `objsize_limit` bytes on if given. The job.

        Raises:
            BucketNotFound: there is no such bucket.
        """
        if chunk_size < 1 or objsize_limit < 0:
            raise ValueError(f"chunk_size must be 1 or more, objsize_limit 0, not {chunk_size} and {objsize_limit}")
        value = models.RechunkArgs(
            objsize_limit=objsize_limit,
            chunk_size=chunk_size,
            prefix=prefix or UNSET,
            sync_remote=sync_remote or UNSET,
        )
        body = models.RechunkBucketAction(value=value)
        return await self._begun(rechunk_bucket.call(self.name, body=body, **self._ref.address()), "rechunk", timeout)

    async def index_shards(
        self,
        prefix: str = "",
        *,
        workers: int | None = None,
        skip_verify: bool = False,
        timeout: float | Timeouts | None = None,
    ) -> AsyncJob:
        """Index its tar archives, so that a member is found without reading what is before it. The job.

        `skip_verify` trusts the indexes that are there.

        Raises:
            BucketNotFound: there is no such bucket.
        """
        value = models.IndexShardsArgs(
            prefix=prefix or UNSET,
            num_workers=UNSET if workers is None else workers,
            skip_verify=skip_verify or UNSET,
        )
        body = models.IndexShardsAction(value=value)
        return await self._begun(index_shards.call(self.name, body=body, **self._ref.address()), "index-shard", timeout)

    async def create_inventory(
        self,
        name: str = "",
        *,
        prefix: str = "",
        props: Iterable[str] = (),
        names_per_chunk: int = 0,
        force: bool = False,
        timeout: float | Timeouts | None = None,
    ) -> AsyncJob:
        """Let the cluster keep a listing of this remote bucket, which `ListFlag.INVENTORY` then lists from. The job.

        There is one for each bucket; `force` makes another one.

        Raises:
            NotRemote: the bucket is one of AIS itself: the request would end every target (seen on AIS 5.0).
            BadRequest: it has one.
        """
        if not self._ref.is_remote:
            raise NotRemote(f"no inventory of {self._ref}: AIS 5.0 takes the request, and every target ends itself")
        value = models.CreateInventoryArgs(
            name=name or UNSET,
            prefix=prefix or UNSET,
            props=",".join(props) or UNSET,
            names_per_chunk=names_per_chunk or UNSET,
            force=force or UNSET,
        )
        body = models.CreateInventoryAction(value=value)
        call = create_inventory.call(self.name, body=body, **self._ref.address())
        return await self._begun(call, "create-inventory", timeout)

    async def list_inventories(self, *, timeout: float | Timeouts | None = None) -> list[Inventory]:
        """The inventories of this bucket, by name.

        Raises:
            BucketNotFound: there is no such bucket.
        """
        from .._core.inventory import Inventory

        call = show_inventories.call(self.name, body=models.ShowInventoryAction(), **self._ref.address())
        found = await self._session.read(
            call,
            lambda answer: [Inventory.from_document(each) for each in call.parse(answer).to_dict().values()],
            timeout=timeout,
        )
        return sorted(found, key=lambda each: each.name)

    async def delete_inventory(self, name: str = "", *, timeout: float | Timeouts | None = None) -> None:
        """Remove an inventory of this bucket, or all; that there is none is no error.

        Raises:
            BucketNotFound: there is no such bucket.
        """
        body = models.DestroyInventoryAction(name=name or UNSET)
        await self._session.send(destroy_inventory.call(self.name, body=body, **self._ref.address()), timeout=timeout)

    async def shard_summary(self, prefix: str = "", *, timeout: float | None = None) -> ShardSummary:
        """How many archives have an index, and what is in them. `timeout` is in seconds, without one it takes its time.

        Raises:
            BucketNotFound: there is no such bucket.
            JobTimeout: the targets still count.
        """
        from .summary import shard_summary

        return await shard_summary(self._session, self._ref, prefix=prefix, timeout=timeout)

    async def summary(
        self, prefix: str = "", *, cached: bool = True, present: bool = False, timeout: float | None = None
    ) -> BucketSummary:
        """How many objects and bytes it has, or those have whose names begin with `prefix`.

        Without `cached` the remote backend is counted too. `present`: only if the cluster knows the bucket. `timeout`
        is in seconds, without one it takes its time.

        Raises:
            BucketNotFound: there is no such bucket.
            JobTimeout: the targets still count.
        """
        from .summary import bucket_summary

        return await bucket_summary(
            self._session, self._ref, prefix=prefix, cached=cached, present=present, timeout=timeout
        )

    async def info(
        self,
        prefix: str = "",
        *,
        remote: bool = False,
        presence: Presence | None = None,
        timeout: float | None = None,
    ) -> BucketInfo:
        """Properties and summary together; with `remote` what only the backend has is counted too.

        Raises:
            BucketNotFound: there is no such bucket.
            JobTimeout: the targets still count.
        """
        from .summary import bucket_info

        return await bucket_info(
            self._session, self._ref, prefix=prefix, remote=remote, presence=presence, timeout=timeout
        )

    async def _begun(self, call: Call[Any], kind: str, timeout: float | Timeouts | None) -> AsyncJob:
        """The job that a call started."""
        from .job import AsyncJob

        id = await self._session.read(call, lambda answer: job_id(call.parse(answer)), timeout=timeout)
        return AsyncJob(self._session, id=id, kind=kind)

    async def _perhaps_begun(self, call: Call[Any], timeout: float | Timeouts | None) -> AsyncJob | None:
        """The job that a call started, if it needed one."""
        from .job import AsyncJob

        id = await self._session.read(call, lambda answer: job_id(call.parse(answer), none=True), timeout=timeout)
        return AsyncJob(self._session, id=id) if id else None
