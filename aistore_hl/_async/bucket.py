"""One bucket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self

from aistore_api import models
from aistore_api.api.buckets import (
    create_bucket,
    destroy_bucket,
    evict_bucket,
    head_bucket,
    reset_bucket_props,
    set_bucket_props,
)
from aistore_api.types import UNSET

from .._core.errors import BucketAlreadyExists, BucketNotEmpty, BucketNotFound, NotFound
from .._core.limits import Limits
from .._core.names import ObjectRef
from .._core.props import BucketProps
from .._core.request import Timeouts
from .._core.setup import Change, spelled
from .bucket_etl import AsyncBucketEtl
from .bucket_files import AsyncBucketFiles
from .bucket_jobs import AsyncBucketJobs
from .bucket_many import AsyncBucketMany
from .object import AsyncObject

if TYPE_CHECKING:
    from .._core.archive import ArchiveFormat
    from .._core.batch import BatchItem
    from .._core.etl import Arguments, Stages
    from .._core.listing import ListFlag, Page
    from .batch import AsyncBatch
    from .job import AsyncJob
    from .listing import AsyncListing


class AsyncBucket(AsyncBucketJobs, AsyncBucketEtl, AsyncBucketMany, AsyncBucketFiles):
    """One bucket. Holds names only; every method is one conversation with the cluster."""

    @property
    def provider(self) -> str:
        """`ais`, or the cloud that the bucket is in."""
        return self._ref.provider

    @property
    def namespace(self) -> str:
        """Empty for the global one, else `#name`, `@cluster` or `@cluster#name`."""
        return self._ref.namespace

    def _repr_html_(self) -> str:
        from .._core.html import facts

        return facts(
            str(self._ref),
            [("cluster", self._session.origin), ("provider", self.provider), ("namespace", self.namespace)],
        )

    def object(self, name: str) -> AsyncObject:
        """An object of this bucket; whether it exists is not looked at.

        Raises:
            InvalidName: no object can have such a name.
        """
        return AsyncObject(self._session, ObjectRef(self._ref, name))

    async def head(self, *, timeout: float | Timeouts | None = None) -> BucketProps:
        """The bucket's properties, as the cluster has them now.

        Raises:
            BucketNotFound: there is no such bucket.
        """
        call = head_bucket.call(self.name, **self._ref.address())
        return await self._session.read(call, lambda answer: BucketProps.from_headers(answer.headers), timeout=timeout)

    async def exists(self, *, timeout: float | Timeouts | None = None) -> bool:
        """Whether there is such a bucket."""
        try:
            await self.head(timeout=timeout)
        except NotFound:
            return False
        return True

    def list_objects(
        self,
        prefix: str = "",
        *,
        props: Iterable[str] = ("name", "size"),
        recursive: bool = True,
        start_after: str = "",
        page_size: int = 0,
        cached: bool = False,
        archive: bool = False,
        ghosts: bool = False,
        verify: bool = False,
        flags: ListFlag | None = None,
    ) -> AsyncListing:
        """The objects, to be iterated: sorted bytewise by name, fetched page by page as they are used.

        Entries have what `props` names, of `ListProp`: `ALL_PROPS` are all. Without `recursive` the objects directly
        below the prefix come, and directories, with `is_dir`; AIS also shows directories that nothing is in any more,
        which are looked up and left out unless `ghosts`. `cached`: of a remote bucket only what the cluster holds.
        `archive`: members follow their archive, as `archive.tar/member`. `page_size` 0 lets the cluster choose: 10,000
        for `ais://`. `flags` are all that AIS has.

        Over more than a page AIS 5.0 loses names where that of a directory begins others with a character below `/`:
        of `t/` beside `t-1` or `t.txt`. `verify` counts: at the end the cluster's own count is asked for and compared.

        Raises:
            ValueError: a property that AIS does not have, a negative page size, flags that AIS does not answer, or
                `verify` of a part.
        """
        # Here, so that who only reads objects does not load the decoders of listings.
        from .._core.listing import ListRequest, flagged
        from .listing import AsyncListing

        request = ListRequest(
            prefix=prefix,
            props=props,
            recursive=recursive,
            start_after=start_after,
            page_size=page_size,
            flags=flagged(flags, cached=cached, archive=archive),
        )
        if verify and (not recursive or start_after or request.flags or self._ref.is_remote):
            raise ValueError("verify counts all below a prefix of a bucket of AIS: no flags, no start, no directories")
        return AsyncListing(self._session, self._ref, request, ghosts=ghosts, verify=verify)

    async def list_page(
        self,
        prefix: str = "",
        *,
        props: Iterable[str] = ("name", "size"),
        recursive: bool = True,
        start_after: str = "",
        page_size: int = 0,
        cached: bool = False,
        archive: bool = False,
        flags: ListFlag | None = None,
        token: str = "",
        timeout: float | Timeouts | None = None,
    ) -> Page:
        """One page as AIS makes it, and the `token` of the next; the last page's is empty.

        A prefix that is a directory's name is taken for the directory, and directories that nothing is in come too.

        Raises:
            BucketNotFound: there is no such bucket.
        """
        from .._core.listing import ListRequest, flagged
        from .listing import fetch_page

        request = ListRequest(
            prefix=prefix,
            props=props,
            recursive=recursive,
            start_after=start_after,
            page_size=page_size,
            flags=flagged(flags, cached=cached, archive=archive),
            token=token,
        )
        return await fetch_page(self._session, self._ref, request, self._session.limits(timeout, control=True))

    async def list_urls(
        self, prefix: str = "", *, etl: Stages | str | None = None, etl_args: Arguments | None = None
    ) -> AsyncIterator[str]:
        """The URLs at which GETs have the objects, or what ETLs make of them; as `get_url` of each.

        Raises:
            BucketNotFound: there is no such bucket.
            InvalidETL: arguments that cannot be sent, or without an ETL.
        """
        async for entry in self.list_objects(prefix, props=("name",)):
            yield self.object(entry.name).get_url(etl=etl, etl_args=etl_args)

    async def get_batch(
        self,
        items: Iterable[str | AsyncObject | BatchItem],
        *,
        format: ArchiveFormat = ".tar",
        streaming: bool = True,
        colocation: int = 0,
        timeout: float | Timeouts | None = None,
    ) -> AsyncBatch:
        """Many objects in one answer: as `Client.get_batch`, and names are those of objects in this bucket.

        Raises:
            BucketNotFound: there is no such bucket.
            BadRequest: AIS refuses it, as it does when more than 8 are missing.
            ValueError: it is empty, or a format that AIS has not.
        """
        from .batch import AsyncBatch, items_of

        limits = self._session.limits(timeout, control=False)
        return await AsyncBatch.open(
            self._session,
            items_of(items, self._ref),
            format=format,
            streaming=streaming,
            colocation=colocation,
            limits=limits,
        )

    async def create(
        self,
        *,
        props: Mapping[str, Any] | None = None,
        exist_ok: bool = False,
        timeout: float | Timeouts | None = None,
    ) -> Self:
        """Create it, with properties other than the cluster's defaults if `props` are given, nested as AIS has them.

        With `exist_ok` a bucket that is there stays as it is, properties included.

        Raises:
            BucketAlreadyExists: there is such a bucket, unless `exist_ok`.
            BadRequest: a property that AIS does not have, or a value that it does not take.
        """
        body = models.CreateBucketAction(value=UNSET if props is None else _update(props))
        try:
            await self._session.send(create_bucket.call(self.name, body=body, **self._ref.address()), timeout=timeout)
        except BucketAlreadyExists as exc:
            # An earlier try of this very call may have created it: its answer was lost.
            if not exist_ok and not exc.unsure:
                raise
        return self

    async def delete(
        self,
        *,
        missing_ok: bool = False,
        require_empty: bool = False,
        timeout: float | Timeouts | None = None,
    ) -> None:
        """Destroy it and everything in it. A cloud bucket cannot be destroyed: `evict` it.

        With `require_empty` it is looked at before; AIS has no such check, so that what is put in between is lost.

        Raises:
            BucketNotFound: there is none, unless `missing_ok`.
            BucketNotEmpty: it holds an object, and `require_empty`.
        """
        limits = self._session.limits(timeout, control=True)
        if require_empty:
            await self._refuse_objects(limits, missing_ok=missing_ok)
        call = destroy_bucket.call(self.name, body=models.DestroyBucketAction(), **self._ref.address())
        try:
            await self._session.part(call, call.parse, limits)
        except NotFound as exc:
            if not missing_ok and not exc.unsure:
                raise

    async def _refuse_objects(self, limits: Limits, *, missing_ok: bool) -> None:
        from .._core.listing import ListRequest
        from .listing import fetch_page

        try:
            page = await fetch_page(self._session, self._ref, ListRequest(props=["name"], page_size=1), limits)
        except BucketNotFound:
            if not missing_ok:
                raise
            return
        if page.entries:
            raise BucketNotEmpty(f"{self._ref} holds {page.entries[0].name!r}, perhaps more: nothing was destroyed")

    async def evict(self, *, keep_metadata: bool = False, timeout: float | Timeouts | None = None) -> None:
        """Forget what the cluster holds of a remote bucket; the bucket itself is not touched.

        `keep_metadata` keeps its properties known to the cluster.

        Raises:
            BadRequest: the bucket is not a remote one.
        """
        call = evict_bucket.call(
            self.name,
            body=models.EvictBucketAction(),
            keep_bck_md=True if keep_metadata else UNSET,
            **self._ref.address(),
        )
        await self._session.send(call, timeout=timeout)

    async def set_props(self, props: Mapping[str, Any], *, timeout: float | Timeouts | None = None) -> AsyncJob | None:
        """Change the properties that `props` names, nested as AIS has them: `{"checksum": {"type": "md5"}}`.

        `access` and `features` may be numbers, such as `Access.READ_ONLY`. `diff_props` tells before what would change.

        The job that this starts, as mirroring does; `None` where it needs none.

        Raises:
            BadRequest: a property that AIS does not have, or a value that it does not take.
            BucketNotFound: there is no such bucket.
        """
        body = models.SetBucketPropsAction(value=_update(props))
        call = set_bucket_props.call(self.name, body=body, **self._ref.address())
        return await self._perhaps_begun(call, timeout)

    async def diff_props(
        self, props: Mapping[str, Any], *, timeout: float | Timeouts | None = None
    ) -> dict[str, Change]:
        """What `set_props` with the same would change, by dotted names: `{"mirror.copies": Change(old=2, new=3)}`.

        Raises:
            ValueError: a property that AIS does not have.
            BucketNotFound: there is no such bucket.
        """
        from .._core.setup import changes

        _update(props)
        return changes((await self.head(timeout=timeout)).raw, props)

    async def reset_props(self, *, timeout: float | Timeouts | None = None) -> AsyncJob | None:
        """Give it the cluster's default properties. The job that this starts; `None` where it needs none.

        Raises:
            BucketNotFound: there is no such bucket.
        """
        call = reset_bucket_props.call(self.name, body=models.ResetBucketPropsAction(), **self._ref.address())
        return await self._perhaps_begun(call, timeout)


def _update(props: Mapping[str, Any]) -> models.BucketPropsUpdate:
    """Properties as AIS takes them.

    Raises:
        ValueError: one that AIS does not have: the generated reader would leave it out without a word.
    """
    props = spelled(props)
    update = models.BucketPropsUpdate.from_dict(props)
    unknown = sorted(_left_out(props, update.to_dict()))
    if unknown:
        raise ValueError(f"no such bucket property: {', '.join(unknown)}")
    return update


def _left_out(given: Mapping[str, Any], kept: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for name, value in given.items():
        if name not in kept:
            yield above + name
        elif isinstance(value, Mapping) and isinstance(kept[name], Mapping):
            yield from _left_out(value, kept[name], f"{above}{name}.")
