"""What a PUT promises: what is stored is what was sent, or an error says that it is not."""

from __future__ import annotations

from collections.abc import Mapping

from aistore_api.api.buckets import head_bucket
from aistore_api.api.objects import put_object
from aistore_api.types import UNSET, Answer
from attrs import evolve

from .._core.checksum import Checksum
from .._core.errors import ChecksumMismatch, ProtocolError
from .._core.limits import Limits
from .._core.names import BucketRef, ObjectRef
from .._core.props import BucketProps, ObjectProps, check_custom, is_of_ais
from .session import AsyncSession
from .source import DIGEST, AsyncSource, AsyncStreamSource
from .upload import AsyncUpload


def custom_of(metadata: Mapping[str, str] | None) -> list[str] | None:
    """Custom metadata as it goes along with a PUT.

    Raises:
        InvalidMetadata: a key or value that would not come back, or over 2,048 bytes in all.
    """
    if metadata is None:
        return None
    check_custom(metadata)
    return [f"{key}={value}" for key, value in metadata.items()]


async def put(
    session: AsyncSession, ref: ObjectRef, source: AsyncSource, custom: list[str] | None, limits: Limits
) -> ObjectProps:
    """Store an object and compare it with what was sent.

    A checksum that is known beforehand goes along, and the server refuses what differs. Otherwise the answer's is
    compared, and a copy that went wrong is sent once more where that is possible. `custom` is all the custom metadata
    there is to be: the server then looks at no checksum.
    """
    verify = session.settings.integrity == "auto"
    announced = await source.digest_before() if verify and custom is None else None
    compare = verify and announced is None
    if compare and isinstance(source, AsyncStreamSource):
        source.expect(await checksum_type(session, ref.bucket, limits))
    call = put_object.call(
        ref.bucket.name,
        ref.name,
        body=b"",
        skip_vc=UNSET if custom is None else True,
        ais_checksum_type=UNSET if announced is None else DIGEST,
        ais_checksum_value=UNSET if announced is None else announced,
        ais_custom_md=UNSET if custom is None else custom,
        **ref.bucket.address(),
    )
    upload = AsyncUpload(session, call, source, limits, hashed=compare)
    stored = await _send(upload, source, announced)
    if compare and await _differs(source, stored):
        if source.replayable:
            stored = await _send(upload, source, announced)
        if not source.replayable or await _differs(source, stored):
            raise ChecksumMismatch(
                f"PUT {ref}: the stored object has {stored.checksum}, what was sent has another checksum; "
                "the object is visible: put it again or delete it"
            )
    return stored


async def _send(upload: AsyncUpload, source: AsyncSource, announced: str | None) -> ObjectProps:
    return await upload.send(lambda answer: stored_props(answer, size=source.sent, announced=announced))


def stored_props(answer: Answer, *, size: int, announced: str | None) -> ObjectProps:
    """What the answer to a PUT says of the object; `announced` is the checksum that went along.

    Raises:
        ProtocolError: it is not AIS that answered.
    """
    # What was stored already is answered without any of them, but never with content. Source: recorded on AIS 5.0.
    if answer.content and not is_of_ais(answer.headers):
        raise ProtocolError("a PUT was answered with content and no header of AIS: it is not AIS that took it")
    stored = ObjectProps.from_put(answer.headers, size=size)
    if stored.atime is None and announced is not None:
        # Nothing was written, since an object with this checksum was there. Source: recorded on AIS 5.0.
        stored = evolve(stored, checksum=Checksum(DIGEST, announced))
    return stored


async def _differs(source: AsyncSource, stored: ObjectProps) -> bool:
    """Whether the stored checksum is not that of what was sent; one that cannot be compared does not differ."""
    if stored.checksum is None:
        return False
    sent = await source.digest(stored.checksum.type)
    return sent is not None and sent != stored.checksum.value


async def checksum_type(session: AsyncSession, bucket: BucketRef, limits: Limits) -> str:
    """The type of checksum that a bucket keeps, asked for once: a stream must be hashed while it passes."""
    known = session.checksum_types.get(bucket)
    if known is None:
        call = head_bucket.call(bucket.name, **bucket.address())
        known = await session.part(call, lambda answer: BucketProps.from_headers(answer.headers).checksum_type, limits)
        session.checksum_types[bucket] = known
    return known
