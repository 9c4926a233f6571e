"""A bucket as it was spoken to in 2022."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aistore_api.api.buckets import head_bucket

import aistore_hl
from aistore_hl.types import Headers

from .advice import advise
from .etl import name_of
from .object import Object
from .pages import BucketEntry, BucketList, props_of


class Bucket:
    """A bucket by its name, provider and namespace."""

    def __init__(self, client: aistore_hl.Client, bucket: aistore_hl.Bucket) -> None:
        self._client = client
        self._bucket = bucket

    @property
    def today(self) -> aistore_hl.Bucket:
        """The same bucket in today's spelling."""
        return self._bucket

    @property
    def name(self) -> str:
        return self._bucket.name

    @property
    def provider(self) -> str:
        return self._bucket.provider

    @property
    def namespace(self) -> str:
        return self._bucket.namespace

    def object(self, obj_name: str) -> Object:
        """An object of this bucket; whether it exists is not looked at.

        Raises:
            InvalidName: no object can have such a name.
        """
        return Object(self._client, self._bucket.object(obj_name))

    def head(self) -> Headers:
        """The header fields that say what the bucket is.

        Raises:
            BucketNotFound: there is no such bucket.
        """
        advise("the mapping of header fields that Bucket.head() returns", "aistore_hl.Bucket.head().<property>")
        ref = self._bucket.ref
        return self._client.raw.answer(head_bucket.call(ref.name, **ref.address())).headers

    def list_objects(
        self, prefix: str = "", props: str = "", page_size: int = 0, uuid: str = "", continuation_token: str = ""
    ) -> BucketList:
        """One page of the objects; `props` are names with commas between, without: name and size. `uuid` is not needed.

        Raises:
            BucketNotFound: there is no such bucket.
        """
        advise("list_objects(), which returns one page,", "list_page(...).entries")
        page = self._bucket.list_page(prefix, props=props_of(props), page_size=page_size, token=continuation_token)
        return BucketList.of(page)

    def list_objects_iter(self, prefix: str = "", props: str = "", page_size: int = 0) -> Iterator[BucketEntry]:
        """All objects, one after the other.

        Raises:
            BucketNotFound: there is no such bucket.
        """
        advise("list_objects_iter()", "list_objects(), and iterate over it")
        listing = self._bucket.list_objects(prefix, props=props_of(props), page_size=page_size)
        return map(BucketEntry.of, listing)

    def list_all_objects(self, prefix: str = "", props: str = "", page_size: int = 0) -> list[BucketEntry]:
        """All objects, in memory.

        Raises:
            BucketNotFound: there is no such bucket.
        """
        advise("list_all_objects()", "list_objects().to_list()")
        listing = self._bucket.list_objects(prefix, props=props_of(props), page_size=page_size)
        return list(map(BucketEntry.of, listing))

    def create(self) -> None:
        """Create it.

        Raises:
            BucketAlreadyExists: there is such a bucket.
        """
        self._bucket.create()

    def delete(self) -> None:
        """Destroy it and everything in it.

        Raises:
            BucketNotFound: there is none.
        """
        self._bucket.delete()

    def evict(self, keep_md: bool = False) -> None:
        """Forget what the cluster holds of a remote bucket.

        Raises:
            BadRequest: the bucket is not a remote one.
        """
        if keep_md:
            advise("evict(keep_md=True)", "evict(keep_metadata=True)")
        self._bucket.evict(keep_metadata=keep_md)

    def rename(self, to_bck: str) -> str:
        """Give it another name. The id of the job; this handle has the new name from now on.

        Raises:
            BadRequest: there is a bucket of that name, or the bucket is not of AIS itself.
        """
        advise("rename(to_bck=...), which returns an id,", "rename(name), which returns a Job")
        job = self._bucket.rename(to_bck)
        self._bucket = self._client.bucket(to_bck, self.provider, namespace=self.namespace)
        return job.id

    def copy(
        self, to_bck_name: str, prefix: str = "", dry_run: bool = False, force: bool = False, to_provider: str = "ais"
    ) -> str:
        """Copy its objects into another bucket. The id of the job. `prefix` is prepended to the names of the copies.

        Raises:
            BucketNotFound: there is no such bucket.
        """
        advise("copy(to_bck_name=...), which returns an id,", "copy_to(bucket, prepend=...), which returns a Job")
        to = self._client.bucket(to_bck_name, to_provider)
        return self._bucket.copy_to(to, prepend=prefix, dry_run=dry_run, force=force, only_cached=True).id

    def transform(
        self,
        etl_id: str,
        to_bck: Bucket | aistore_hl.Bucket | str,
        prefix: str = "",
        force: bool = False,
        dry_run: bool = False,
        ext: Mapping[str, str] | None = None,
    ) -> str:
        """Store what an ETL makes of its objects in another bucket. The id of the job.

        `prefix` is prepended to the names of the results. The first object that fails ends the job.

        Raises:
            EtlNotFound: there is no such ETL, or it does not run.
            BucketNotFound: there is no such bucket.
        """
        advise("transform(etl_id=..., to_bck=...), which returns an id,", "transform(etl, bucket, prepend=...)")
        to = to_bck.today if isinstance(to_bck, Bucket) else to_bck
        return self._bucket.transform(
            name_of(etl_id),
            self._client.bucket(to) if isinstance(to, str) else to,
            prepend=prefix,
            extensions=ext,
            force=force,
            dry_run=dry_run,
            only_cached=True,
            continue_on_error=False,
        ).id
