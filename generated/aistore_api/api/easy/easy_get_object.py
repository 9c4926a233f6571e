# Written by codegen.py from openapi/; do not edit.
"""Content of an object, or a part of it"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from ...types import (
    UNSET,
    Answer,
    Call,
    Headers,
    Operation,
    Unset,
    encode_query,
    quote_path,
    quote_segment,
)
from ...values import to_int

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

    from ...client import AsyncClient, AsyncStreamedAnswer, Client, StreamedAnswer
    from ...models.easy_provider import EasyProvider
    from ...types import Response

OPERATION = Operation(
    id="easy_get_object",
    method="GET",
    path="/{easy}/{bucket}/{object}",
    tag="easy",
    redirects=True,
    uploads=False,
    downloads=True,
    idempotent=True,
    retry="read",
    keeps_path=False,
)


class EasyGetObjectHeaders(NamedTuple):
    """Header fields of the answer. A field that did not come is `None`, one that may come several times is empty."""

    content_length: int | None = None
    """`Content-Length`: Bytes of the body."""
    checksum_type: str | None = None
    """`Ais-Checksum-Type`: Algorithm of the stored checksum."""
    checksum_value: str | None = None
    """`Ais-Checksum-Value`: Checksum of the whole object; of the range, where the bucket has
    `checksum.enable_read_range`."""
    atime_ns: int | None = None
    """`Ais-Atime`: Last access in nanoseconds since 1970."""
    version: str | None = None
    """`Ais-Version`: Version of the object; absent where the bucket does not keep versions."""
    custom: tuple[str, ...] = ()
    """`Ais-Custom-Md`: `key=value`, one header for each pair."""
    content_range: str | None = None
    """`Content-Range`: `bytes a-b/size`; of a 416: `bytes */size`."""
    accept_ranges: str | None = None
    """`Accept-Ranges`: Ranges are possible."""

    @classmethod
    def from_headers(cls, headers: Headers) -> Self:
        """Reads the fields that are declared; others are left alone.

        Raises:
            ValueError: a field has a value that is not of its type.
        """
        get = headers.get
        return cls(
            content_length=to_int(get("content-length")),
            checksum_type=get("ais-checksum-type"),
            checksum_value=get("ais-checksum-value"),
            atime_ns=to_int(get("ais-atime")),
            version=get("ais-version"),
            custom=tuple(headers.get_all("ais-custom-md")),
            content_range=get("content-range"),
            accept_ranges=get("accept-ranges"),
        )


def _parse(answer: Answer) -> bytes:
    return answer.content


def call(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    namespace: str | Unset = UNSET,
    range_: str | Unset = UNSET,
) -> Call[bytes]:
    """Content of an object, or a part of it

    Args:
        easy: The provider as easy URLs spell it: no other one has them.
        bucket: Name of the bucket.
        object_: Name of the object; only the first `/` of it is kept on AIS 5.0.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        range_: One byte range: `bytes=a-b`, `bytes=a-` or `bytes=-n`.

    Source: recorded (AIS 5.0)
    """
    query = "" if namespace is UNSET else encode_query((("namespace", namespace),))
    fields: list[tuple[str, str]] = []
    if not isinstance(range_, Unset):
        fields.append(("Range", range_))
    return Call(
        OPERATION,
        f"/{quote_segment(easy)}/{quote_segment(bucket)}/{quote_path(object_)}{query}",
        tuple(fields),
        None,
        _parse,
    )


def sync_detailed(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: Client,
    namespace: str | Unset = UNSET,
    range_: str | Unset = UNSET,
) -> Response[bytes]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            easy,
            bucket,
            object_,
            namespace=namespace,
            range_=range_,
        )
    )


def sync(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: Client,
    namespace: str | Unset = UNSET,
    range_: str | Unset = UNSET,
) -> bytes:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            easy,
            bucket,
            object_,
            namespace=namespace,
            range_=range_,
        )
    )


async def asyncio_detailed(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    namespace: str | Unset = UNSET,
    range_: str | Unset = UNSET,
) -> Response[bytes]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            easy,
            bucket,
            object_,
            namespace=namespace,
            range_=range_,
        )
    )


async def asyncio(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    namespace: str | Unset = UNSET,
    range_: str | Unset = UNSET,
) -> bytes:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            easy,
            bucket,
            object_,
            namespace=namespace,
            range_=range_,
        )
    )


def stream(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: Client,
    namespace: str | Unset = UNSET,
    range_: str | Unset = UNSET,
) -> AbstractContextManager[StreamedAnswer]:
    """Sends `call(...)` and hands over the answer with its body unread."""
    return client.stream(
        call(
            easy,
            bucket,
            object_,
            namespace=namespace,
            range_=range_,
        )
    )


def astream(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    namespace: str | Unset = UNSET,
    range_: str | Unset = UNSET,
) -> AbstractAsyncContextManager[AsyncStreamedAnswer]:
    """Sends `call(...)` and hands over the answer with its body unread."""
    return client.stream(
        call(
            easy,
            bucket,
            object_,
            namespace=namespace,
            range_=range_,
        )
    )
