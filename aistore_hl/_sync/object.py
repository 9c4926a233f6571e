# Written by codegen.py from aistore_hl/_async/object.py; do not edit.
"""One object of a bucket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from aistore_api import models
from aistore_api.api.objects import (
    copy_object,
    delete_object,
    get_object,
    rename_object,
)
from aistore_api.types import UNSET

from .._core.body import parse_range
from .._core.errors import InvalidETL, NotFound
from .._core.names import ObjectRef, check_copy_name, check_object_name
from .._core.props import ObjectProps, Presence, check_custom
from .._core.reading import BlobDownload, ReadOptions
from .._core.request import Timeouts
from .absence import find
from .download import download
from .handle import need_object
from .metadata import patch
from .object_parts import ObjectParts
from .object_shard import ObjectShard
from .put import custom_of, put
from .reader import Reader
from .source import Body, Progress, open_source

if TYPE_CHECKING:
    from .._core.etl import Arguments, Stages, Transform
    from .._files.reading import FileReader, TextReader
    from .._files.writing import FileWriter, TextWriter
    from .append import Appender
    from .job import Job


class Object(ObjectShard, ObjectParts):
    """One object of a bucket. Holds names only; every method is one conversation with the cluster."""

    def get(
        self,
        *,
        byte_range: str | None = None,
        offset: int | None = None,
        length: int | None = None,
        latest: bool = False,
        validate: bool = False,
        blob: BlobDownload | None = None,
        direct: bool | None = None,
        etl: Stages | str | None = None,
        etl_args: Arguments | None = None,
        timeout: float | Timeouts | None = None,
    ) -> Reader:
        """The content, opened: asked for at once, read from what is returned, which has to be closed.

        A part is named by `byte_range` ("bytes=0-99", as in HTTP) or by `offset` and `length` (to the end without).
        `latest` asks the backend of a remote bucket for a newer version first, `validate` has the target compare what
        it has with its checksum before it sends, `blob` has it fetch a remote object in chunks.
        `direct` asks the target itself, as a cluster map of at most 10 s has it, and the proxy where that fails or
        there is a token. What is on the move may be read as it was before: it is for data that is not overwritten.
        `timeout` in seconds covers the reading too.

        With `etl`, by name or several as `a >> b`, comes what it makes of the object, given `etl_args`: a text, or what
        is sent as JSON. AIS says nothing of that content but its length, if that: nothing is verified or continued.

        Raises:
            ObjectNotFound: there is no such object.
            BucketNotFound: there is no such bucket.
            RangeNotSatisfiable: the part begins behind the end.
            EtlNotFound: there is no such ETL, or it does not run.
            EtlFailed: it did not transform the object.
            InvalidETL: a part of what an ETL makes, for which AIS would send all of it.
        """
        whole = byte_range is None and offset is None and length is None
        if etl is not None or etl_args is not None:
            options = ReadOptions(latest, transform=_transform(etl, etl_args))
            if not whole or validate or blob or direct:
                raise InvalidETL("an ETL makes all of it: no range, validate, blob or direct can be asked for")
            limits = self._session.limits(timeout, control=False)
            return Reader.open(self._session, self._ref, None, options=options, limits=limits)
        wanted = None if whole else parse_range(byte_range, offset=offset, length=length)
        limits = self._session.limits(timeout, control=False)
        options = self._session.reading(direct)
        if latest or validate or blob:
            options = ReadOptions(latest, validate, blob, options.direct)
        return Reader.open(self._session, self._ref, wanted, options=options, limits=limits)

    def get_url(self, *, etl: Stages | str | None = None, etl_args: Arguments | None = None) -> str:
        """The URL at which a GET has the content, or what ETLs make of it; a token is not in it.

        Raises:
            InvalidETL: arguments that cannot be sent, or without an ETL.
        """
        bucket = self._ref.bucket
        if etl is None and etl_args is None:
            call = get_object.call(bucket.name, self.name, **bucket.address())
        else:
            from .transform import transform_call

            call = transform_call(self._ref, _transform(etl, etl_args))
        return self._session.origin + call.target

    def head(
        self,
        *,
        props: Iterable[str] | None = None,
        latest: bool = False,
        presence: Presence | None = None,
        timeout: float | Timeouts | None = None,
    ) -> ObjectProps:
        """Size, version, checksum and custom metadata, as the target has them now.

        `props` asks for others, by AIS's names, and for those alone: `etag`, `last-modified`, `chunked`, `ec`,
        `copies`, `location`, `atime`, `checksum`, `custom`, `size`, `version`. `latest` asks the backend of a remote
        bucket whether it has the same. `presence` says which objects of a remote bucket are meant: any, unless told.

        Raises:
            ObjectNotFound: there is no such object.
            Unavailable: it is not found, and a target is out that may have it.
            BucketNotFound: there is no such bucket.
            Conflict: the backend has another one than the cluster (`latest`).
            Gone: the backend has none any more (`latest`).
            ValueError: an unknown one of `props`, or `latest` beside them, which AIS does not survive.
        """
        if latest and props is not None:
            raise ValueError("either latest or props: AIS drops the connection at both")
        limits = self._session.limits(timeout, control=True)
        return find(self._session, self._ref, limits, props=props, latest=latest, presence=presence)

    def exists(self, *, presence: Presence | None = None, timeout: float | Timeouts | None = None) -> bool:
        """Whether there is such an object; a bucket that does not exist has none.

        `presence`: of a remote bucket, one that the cluster itself holds, or only one that it does not.

        Raises:
            Unavailable: it is not found, and a target is out that may have it.
        """
        limits = self._session.limits(timeout, control=True)
        try:
            find(self._session, self._ref, limits, presence=presence)
        except NotFound:
            return False
        return True

    @overload
    def open(
        self, mode: Literal["rb"] = "rb", *, direct: bool | None = None, timeout: float | Timeouts | None = None
    ) -> FileReader: ...
    @overload
    def open(
        self,
        mode: Literal["r", "rt"],
        *,
        encoding: str = "utf-8",
        errors: str = "strict",
        newline: str | None = None,
        direct: bool | None = None,
        timeout: float | Timeouts | None = None,
    ) -> TextReader: ...
    @overload
    def open(
        self,
        mode: Literal["wb"],
        *,
        part_size: int | None = None,
        metadata: Mapping[str, str] | None = None,
        timeout: float | Timeouts | None = None,
    ) -> FileWriter: ...
    @overload
    def open(
        self,
        mode: Literal["w", "wt"],
        *,
        encoding: str = "utf-8",
        errors: str = "strict",
        newline: str | None = None,
        part_size: int | None = None,
        metadata: Mapping[str, str] | None = None,
        timeout: float | Timeouts | None = None,
    ) -> TextWriter: ...
    def open(
        self,
        mode: str = "rb",
        *,
        encoding: str = "utf-8",
        errors: str = "strict",
        newline: str | None = None,
        direct: bool | None = None,
        part_size: int | None = None,
        metadata: Mapping[str, str] | None = None,
        timeout: float | Timeouts | None = None,
    ) -> FileReader | TextReader | FileWriter | TextWriter:
        """The object as a file: "rb" to read bytes at any position, "r" to read text, "wb" and "w" to write it anew.

        To read: one answer is read while reading goes on, so the object stays locked in AIS until it is read to its
        end, a jump lets go of it, or the file is closed; after a jump come ranges that grow while reading goes on. All
        of it is of the object as it was when it was opened. Who reads all of it in order has read what was stored,
        verified. `direct` is that of `get`; what the object is when it is opened the proxy says.

        To write: it is sent in parts of `part_size` bytes (16 MiB unless told otherwise), and seen when the file is
        closed; a block that fails leaves what was there before. Less than one part is put in one request, nothing as an
        empty object. `metadata` is all the custom metadata there will be: of what was sent in parts it follows in a
        second request, and such an object has none without.

        `timeout` in seconds is for the opening; its waits hold for all that follows.

        Raises:
            ValueError: another mode.
            ObjectNotFound: there is no such object, to read.
            BucketNotFound: there is no such bucket; to write, when the first part is sent.
        """
        from .file import open_file  # not before it is needed: it loads codecs

        return open_file(
            self._session,
            self._ref,
            mode,
            encoding=encoding,
            errors=errors,
            newline=newline,
            direct=direct,
            part_size=part_size,
            metadata=metadata,
            timeout=timeout,
        )

    def put(
        self,
        body: Body,
        *,
        metadata: Mapping[str, str] | None = None,
        progress: Progress | None = None,
        timeout: float | Timeouts | None = None,
    ) -> ObjectProps:
        """Store an object, in place of one that has the name: readers see the old one or the new one, whole.

        `body` is a path (`str` or `Path`) of a file, bytes, an open binary file, or an iterable of bytes.
        Custom metadata of an object that is replaced stays, as AIS has it, unless `metadata` is given: then it is all
        there is, and the version begins at 1 again.

        Raises:
            InvalidName: a name that AIS, or a file system that the object may come to, would take for another one.
            BucketNotFound: there is no such bucket.
            AmbiguousWrite: it may be stored, now or later: look before writing again.
            BadChecksum: what arrived is not what was sent, also the second time. Nothing was stored.
            ChecksumMismatch: what is stored now is not what was sent; found by comparing, after the fact.
        """
        check_object_name(self.name, write=True)
        custom = custom_of(metadata)
        limits = self._session.limits(timeout, control=False)
        with open_source(body, progress) as source:
            return put(self._session, self._ref, source, custom, limits)

    def delete(self, *, missing_ok: bool = False, timeout: float | Timeouts | None = None) -> None:
        """Delete it.

        Raises:
            ObjectNotFound: there is none, unless `missing_ok`.
        """
        bucket = self._ref.bucket
        try:
            self._session.send(delete_object.call(bucket.name, self.name, **bucket.address()), timeout=timeout)
        except NotFound as exc:
            # An earlier try of this very call may have deleted it: its answer was lost.
            if not missing_ok and not exc.unsure:
                raise

    def copy_to(
        self,
        other: Object,
        *,
        latest: bool = False,
        sync: bool = False,
        etl: Stages | str | None = None,
        etl_args: Arguments | None = None,
        timeout: float | Timeouts | None = None,
    ) -> Object:
        """Copy it within the cluster, custom metadata included; an object that is there is replaced. The copy.

        `latest` asks the backend of a remote bucket for a newer version first; `sync` moreover deletes the other one
        where the backend has none any more. With `etl` what is stored is what it makes of the object, as in `get`.

        Raises:
            InvalidName: the new name has a `%` or a `?`, which AIS would lose: read and put it instead.
            ObjectNotFound: there is no such object.
            BucketNotFound: there is no such bucket, here or there.
            EtlNotFound: there is no such ETL, or it does not run.
            EtlFailed: it did not transform the object; nothing was stored.
        """
        need_object(other)
        check_object_name(other.name, write=True)
        check_copy_name(other.name)
        bucket = self._ref.bucket
        if etl is not None or etl_args is not None:
            from .transform import transform_to_call

            how = _transform(etl, etl_args)
            to_call = transform_to_call(self._ref, how, other.ref, latest=latest, sync=sync)
            self._session.send(to_call, timeout=timeout)
            return other
        call = copy_object.call(
            bucket.name,
            self.name,
            object_to=other.ref.uname,
            latest_ver=True if latest else UNSET,
            synchronize=True if sync else UNSET,
            **bucket.address(),
        )
        self._session.send(call, timeout=timeout)
        return other

    def evict(self, *, timeout: float | Timeouts | None = None) -> None:
        """Drop the cluster's copy of an object of a remote bucket, which stays where it came from.

        Raises:
            NotRemote: nothing is behind its bucket: AIS would delete it.
            ObjectNotFound: the cluster has no copy.
        """
        from .remote import evict

        evict(self._session, self._ref, self._session.limits(timeout, control=True))

    def blob_download(
        self,
        *,
        chunk_size: int | None = None,
        workers: int | None = None,
        latest: bool = False,
        timeout: float | Timeouts | None = None,
    ) -> Job | None:
        """Have the cluster fetch an object of a remote bucket, in chunks. The job; `None` where it is there already.

        Raises:
            NotRemote: nothing is behind its bucket.
            ObjectNotFound: there is no such object.
        """
        from .remote import blob_download

        limits = self._session.limits(timeout, control=True)
        return blob_download(
            self._session, self._ref, chunk_size=chunk_size, workers=workers, latest=latest, limits=limits
        )

    def rename(self, name: str, *, timeout: float | Timeouts | None = None) -> Object:
        """Rename it within its bucket; an object that has the name is replaced. The object by its new name.

        Raises:
            InvalidName: the new name has a `%` or a `?`, with which AIS would lose the object.
            ObjectNotFound: there is no such object.
            AmbiguousWrite: nobody answered: it has the one name or the other.
        """
        check_object_name(name, write=True)
        check_copy_name(name)
        bucket = self._ref.bucket
        body = models.RenameObjectAction(name=name)
        self._session.send(
            rename_object.call(bucket.name, self.name, body=body, **bucket.address()), timeout=timeout
        )
        return type(self)(self._session, ObjectRef(bucket, name))

    def replace_metadata(self, metadata: Mapping[str, str], *, timeout: float | Timeouts | None = None) -> None:
        """Make `metadata` all the custom metadata there is.

        Raises:
            InvalidMetadata: a key or value that would not come back, or over 2,048 bytes in all.
            ObjectNotFound: there is no such object.
        """
        check_custom(metadata)
        patch(self._session, self._ref, metadata, self._session.limits(timeout, control=True), replace=True)

    def merge_metadata(self, metadata: Mapping[str, str], *, timeout: float | Timeouts | None = None) -> None:
        """Add `metadata` to the custom metadata there is; a key that is there gets the new value.

        Asks for what is there first, since AIS drops all of it, without an error, where the sum is over 2,048 bytes.
        Two writers at the same time can still add up to that.

        Raises:
            InvalidMetadata: a key or value that would not come back, or over 2,048 bytes together with what is there.
            ObjectNotFound: there is no such object.
            Unavailable: it is not found, and a target is out that may have it.
        """
        limits = self._session.limits(timeout, control=True)
        check_custom(metadata, find(self._session, self._ref, limits).custom)
        patch(self._session, self._ref, metadata, limits, replace=False)

    def download(
        self,
        path: str | Path,
        *,
        workers: int = 1,
        part_size: int | None = None,
        direct: bool | None = None,
        progress: Progress | None = None,
        timeout: float | Timeouts | None = None,
    ) -> ObjectProps:
        """Write the content to a file, which appears only whole and verified; one that is there is replaced.

        Several `workers` read parts of it at once, of `part_size` bytes each: 8 to 32 MiB unless told otherwise.
        `direct` is that of `get`.

        Raises:
            ObjectNotFound: there is no such object.
            ObjectChanged: it was overwritten while workers read it. The file is as it was.
            IntegrityError: the content did not arrive whole, also the second time. The file is as it was.
            OSError: the folder cannot be written to.
        """
        limits = self._session.limits(timeout, control=False)
        if workers != 1:
            from .parallel import download_parallel

            return download_parallel(
                self._session,
                self._ref,
                Path(path),
                workers=workers,
                part_size=part_size,
                progress=progress,
                options=self._session.reading(direct),
                limits=limits,
            )
        reader = Reader.open(
            self._session, self._ref, None, options=self._session.reading(direct), limits=limits
        )
        return download(reader, Path(path), progress)

    def append(self, *, timeout: Timeouts | None = None) -> Appender:
        """The object for adding to its end, by one writer at a time; one that does not exist begins empty.

        Use it in a block: what was written is seen after `flush()` and when the block is left.
        """
        from .append import Appender

        check_object_name(self.name, write=True)
        return Appender(self._session, self._ref, self._session.limits(timeout, control=False))


def _transform(etl: Stages | str | None, arguments: Arguments | None) -> Transform:
    from .._core.etl import Transform  # most programs have no ETL

    if etl is None:
        raise InvalidETL("etl_args say what an ETL is to do: name it as etl")
    return Transform.of(etl, arguments)
