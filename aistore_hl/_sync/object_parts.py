# Written by codegen.py from aistore_hl/_async/object_parts.py; do not edit.
"""The methods of an object that read or store it in parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .._core.names import ObjectRef, check_object_name
from .._core.props import ObjectProps, check_custom
from .._core.request import Timeouts
from .handle import Handle
from .source import Body, Progress

if TYPE_CHECKING:
    from .multipart import Multipart


class ObjectParts(Handle[ObjectRef]):
    """Several parts of it at once."""

    def get_parallel(
        self,
        into: bytearray | memoryview | None = None,
        *,
        workers: int = 4,
        part_size: int | None = None,
        direct: bool | None = None,
        progress: Progress | None = None,
        timeout: float | Timeouts | None = None,
    ) -> memoryview:
        """The whole content in memory, read in parts by several workers at once, verified.

        Parts have `part_size` bytes, 8 to 32 MiB unless told otherwise, and are all of the object as it was at first.
        They come into a buffer of their own, or `into` one that is given; the part of it that they fill is returned.
        `direct` is that of `get`; what the object is at first the proxy says.

        Raises:
            ObjectNotFound: there is no such object.
            ObjectChanged: it was overwritten meanwhile. What is in the buffer does not count, as after any error.
            IntegrityError: the content did not arrive whole, also the second time.
            ValueError: the buffer is too small, or nobody may write to it.
        """
        from .parallel import get_parallel

        return get_parallel(
            self._session,
            self._ref,
            into,
            workers=workers,
            part_size=part_size,
            progress=progress,
            options=self._session.reading(direct),
            limits=self._session.limits(timeout, control=False),
        )

    def multipart(self, upload_id: str | None = None) -> Multipart:
        """An upload in parts, by hand: begun when its block is entered, or one that was begun before."""
        from .multipart import Multipart

        check_object_name(self.name, write=True)
        return Multipart(self._session, self._ref, upload_id)

    def put_multipart(
        self,
        body: Body,
        *,
        part_size: int | None = None,
        workers: int = 4,
        metadata: Mapping[str, str] | None = None,
        upload_id: str | None = None,
        progress: Progress | None = None,
        timeout: float | Timeouts | None = None,
    ) -> ObjectProps:
        """Store an object that is sent in parts by several workers, and compare it with what was sent.

        What fits into one part is put as `put` does it. Parts have 32 MiB unless told otherwise; those of a stream 16
        MiB at first, and as many of them are in memory as there are workers. Other custom metadata is gone, and
        `metadata` is set in a second request, as AIS takes none with an upload.

        An upload that was begun before goes on with its `upload_id`, the same body and `part_size`: what has arrived is
        not sent again, and it stays when this fails. One whose parts cannot be listed starts anew.

        Raises:
            ValueError: it would be more than 9,999 parts.
            BucketNotFound: there is no such bucket.
            ChecksumMismatch: what is stored now is not what was sent.
            UploadLost: of a stream a part may have arrived, and nobody can tell: nothing was stored.
            AmbiguousWrite: it may be stored, now or later: look before writing again.
        """
        from .assembly import Assembly

        check_object_name(self.name, write=True)
        if metadata is not None:
            check_custom(metadata)
        limits = self._session.limits(timeout, control=False)
        assembly = Assembly(
            self._session,
            self._ref,
            part_size=part_size,
            workers=workers,
            progress=progress,
            metadata=metadata,
            upload_id=upload_id,
            limits=limits,
        )
        return assembly.put(body)
