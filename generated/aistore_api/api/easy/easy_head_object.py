# Written by codegen.py from openapi/; do not edit.
"""Properties of an object"""

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
from ...values import expect_nothing, to_bool, to_int

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.easy_provider import EasyProvider
    from ...types import Response

OPERATION = Operation(
    id="easy_head_object",
    method="HEAD",
    path="/{easy}/{bucket}/{object}",
    tag="easy",
    redirects=True,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
    keeps_path=False,
)


class EasyHeadObjectHeaders(NamedTuple):
    """Header fields of the answer. A field that did not come is `None`, one that may come several times is empty."""

    size: int | None = None
    """`Content-Length`: Bytes of the object."""
    name: str | None = None
    """`Ais-Name`: Name of the object."""
    bucket_name: str | None = None
    """`Ais-Bucket-Name`: Name of the bucket."""
    bucket_provider: str | None = None
    """`Ais-Bucket-Provider`: Provider of the bucket."""
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
    location: str | None = None
    """`Ais-Location`: `t[id]:mp[path, disks]`: target and mountpath."""
    mirror_copies: int | None = None
    """`Ais-Mirror-Copies`: Copies on that target."""
    mirror_paths: str | None = None
    """`Ais-Mirror-Paths`: Where the copies are: `[path path]`."""
    present: bool | None = None
    """`Ais-Present`: Whether the cluster has it."""

    @classmethod
    def from_headers(cls, headers: Headers) -> Self:
        """Reads the fields that are declared; others are left alone.

        Raises:
            ValueError: a field has a value that is not of its type.
        """
        get = headers.get
        return cls(
            size=to_int(get("content-length")),
            name=get("ais-name"),
            bucket_name=get("ais-bucket-name"),
            bucket_provider=get("ais-bucket-provider"),
            checksum_type=get("ais-checksum-type"),
            checksum_value=get("ais-checksum-value"),
            atime_ns=to_int(get("ais-atime")),
            version=get("ais-version"),
            custom=tuple(headers.get_all("ais-custom-md")),
            location=get("ais-location"),
            mirror_copies=to_int(get("ais-mirror-copies")),
            mirror_paths=get("ais-mirror-paths"),
            present=to_bool(get("ais-present")),
        )


def _parse(answer: Answer) -> EasyHeadObjectHeaders:
    expect_nothing(answer.content)
    return EasyHeadObjectHeaders.from_headers(answer.headers)


def call(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    namespace: str | Unset = UNSET,
) -> Call[EasyHeadObjectHeaders]:
    """Properties of an object

    Args:
        easy: The provider as easy URLs spell it: no other one has them.
        bucket: Name of the bucket.
        object_: Name of the object; only the first `/` of it is kept on AIS 5.0.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.

    Source: recorded (AIS 5.0)
    """
    query = "" if namespace is UNSET else encode_query((("namespace", namespace),))
    return Call(
        OPERATION,
        f"/{quote_segment(easy)}/{quote_segment(bucket)}/{quote_path(object_)}{query}",
        (),
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
) -> Response[EasyHeadObjectHeaders]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            easy,
            bucket,
            object_,
            namespace=namespace,
        )
    )


def sync(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: Client,
    namespace: str | Unset = UNSET,
) -> EasyHeadObjectHeaders:
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
        )
    )


async def asyncio_detailed(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    namespace: str | Unset = UNSET,
) -> Response[EasyHeadObjectHeaders]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            easy,
            bucket,
            object_,
            namespace=namespace,
        )
    )


async def asyncio(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    namespace: str | Unset = UNSET,
) -> EasyHeadObjectHeaders:
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
        )
    )
