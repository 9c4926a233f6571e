"""An object as it was spoken to in 2022."""

from __future__ import annotations

from pathlib import Path

from aistore_api.api.objects import head_object

import aistore_hl
from aistore_hl.types import Headers, ObjectProps

from .advice import advise
from .content import DEFAULT_CHUNK_SIZE, ObjectStream
from .etl import name_of


class Object:
    """An object of a bucket by its name."""

    def __init__(self, client: aistore_hl.Client, found: aistore_hl.Object) -> None:
        self._client = client
        self._object = found

    @property
    def today(self) -> aistore_hl.Object:
        """The same object in today's spelling."""
        return self._object

    @property
    def name(self) -> str:
        return self._object.name

    def head(self) -> Headers:
        """The header fields that say what the object is.

        Raises:
            ObjectNotFound: there is no such object.
        """
        advise("the mapping of header fields that Object.head() returns", "aistore_hl.Object.head().<property>")
        ref = self._object.ref
        call = head_object.call(ref.bucket.name, ref.name, **ref.bucket.address())
        return self._client.raw.answer(call).headers

    def get(self, archpath: str = "", chunk_size: int = DEFAULT_CHUNK_SIZE, etl_id: str = "") -> ObjectStream:
        """The content, opened; that of a member of an archive where `archpath` names one, or what an ETL makes of it.

        Raises:
            ObjectNotFound: there is no such object.
            MemberNotFound: the archive has no such member.
            EtlNotFound: there is no such ETL, or it does not run.
            EtlFailed: it did not transform the object.
            ValueError: `chunk_size` is below 1; nothing is asked then.
        """
        if chunk_size < 1:
            raise ValueError(f"chunk_size must be 1 or more, not {chunk_size}")
        if etl_id and archpath:
            raise ValueError("archpath and etl_id: AIS has no members of what an ETL makes")
        if etl_id:
            advise("get(etl_id=...)", "get(etl=name)")
            return ObjectStream(self._object.get(etl=name_of(etl_id)), chunk_size)
        if not archpath:
            return ObjectStream(self._object.get(), chunk_size)
        advise("get(archpath=...)", "get_member(...)")
        return ObjectStream(self._object.get_member(archpath), chunk_size)

    def put(self, path: str | Path) -> Headers:
        """Store the content of a file. Header fields of what is stored: its checksum and version.

        Raises:
            InvalidName: a name that AIS would take for another one.
            BucketNotFound: there is no such bucket.
        """
        return _fields(self._object.put(Path(path)))

    def delete(self) -> None:
        """Delete it.

        Raises:
            ObjectNotFound: there is none.
        """
        self._object.delete()


def _fields(props: ObjectProps) -> Headers:
    fields = [("Ais-Version", props.version)] if props.version else []
    if props.checksum is not None:
        fields += [("Ais-Checksum-Type", props.checksum.type), ("Ais-Checksum-Value", props.checksum.value)]
    return Headers(fields)
