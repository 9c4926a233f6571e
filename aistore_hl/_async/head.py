"""What the cluster says of one object."""

from __future__ import annotations

from collections.abc import Iterable

from aistore_api.api.objects import head_object, head_object_props
from aistore_api.types import UNSET, Answer

from .._core.errors import ObjectInChunks, ProtocolError
from .._core.limits import Limits
from .._core.names import ObjectRef
from .._core.props import ObjectProps, Presence, check_head_props, is_of_ais
from .session import AsyncSession


async def head(
    session: AsyncSession,
    ref: ObjectRef,
    limits: Limits,
    *,
    props: Iterable[str] | None = None,
    latest: bool = False,
    presence: Presence | None = None,
) -> ObjectProps:
    """The properties of an object: those of the plain HEAD, or chosen ones.

    Raises:
        ObjectNotFound: there is no such object.
        ProtocolError: something else than AIS answers.
    """

    def read(answer: Answer) -> ObjectProps:
        # Without properties there is nothing that only AIS would say.
        silent = presence in (Presence.ANYWHERE_NO_PROPS, Presence.PRESENT_NO_PROPS)
        if not silent and not is_of_ais(answer.headers):
            raise ProtocolError("no header of AIS: something else answers there")
        return ObjectProps.from_head(answer.headers, ref)

    bucket = ref.bucket
    if props is not None:
        # Never with `latest`: in a bucket without a backend AIS 5.0 drops the connection (recorded).
        names = check_head_props(props)
        call = head_object_props.call(
            bucket.name, ref.name, props=names, presence=UNSET if presence is None else presence, **bucket.address()
        )
        return await session.part(call, read, limits)
    plain = head_object.call(
        bucket.name,
        ref.name,
        latest_ver=True if latest else UNSET,
        presence=UNSET if presence is None else presence,
        **bucket.address(),
    )
    return await session.part(plain, read, limits)


async def head_whole(session: AsyncSession, ref: ObjectRef, limits: Limits) -> ObjectProps:
    """Those that tell whether it is still the same, of an object that can be changed in place.

    Raises:
        ObjectNotFound: there is no such object.
        ObjectInChunks: AIS 5.0 would keep the first chunk of it only, or could not read it any more (seen on AIS 5.0).
    """
    found = await head(session, ref, limits, props=("checksum", "chunked", "size", "version"))
    if found.chunks is not None and found.chunks > 1:
        raise ObjectInChunks(f"{ref} is stored in {found.chunks} chunks, of which AIS would lose some")
    return found
