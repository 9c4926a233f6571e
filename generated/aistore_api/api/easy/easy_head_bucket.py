# Written by codegen.py from openapi/; do not edit.
"""Properties of a bucket"""

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
    quote_segment,
)
from ...values import expect_nothing, from_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.bucket_props import BucketProps
    from ...models.easy_provider import EasyProvider
    from ...types import Response

OPERATION = Operation(
    id="easy_head_bucket",
    method="HEAD",
    path="/{easy}/{bucket}",
    tag="easy",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


class EasyHeadBucketHeaders(NamedTuple):
    """Header fields of the answer. A field that did not come is `None`, one that may come several times is empty."""

    props: BucketProps | None = None
    """`Ais-Bucket-Props`: The bucket's properties."""

    @classmethod
    def from_headers(cls, headers: Headers) -> Self:
        """Reads the fields that are declared; others are left alone.

        Raises:
            ValueError: a field has a value that is not of its type.
        """
        from ...models.bucket_props import BucketProps

        get = headers.get
        return cls(
            props=None if (text := get("ais-bucket-props")) is None else BucketProps.from_dict(from_json(text)),
        )


def _parse(answer: Answer) -> EasyHeadBucketHeaders:
    expect_nothing(answer.content)
    return EasyHeadBucketHeaders.from_headers(answer.headers)


def call(
    easy: EasyProvider,
    bucket: str,
    *,
    namespace: str | Unset = UNSET,
) -> Call[EasyHeadBucketHeaders]:
    """Properties of a bucket

    Args:
        easy: The provider as easy URLs spell it: no other one has them.
        bucket: Name of the bucket.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.

    Source: recorded (AIS 5.0)
    """
    query = "" if namespace is UNSET else encode_query((("namespace", namespace),))
    return Call(
        OPERATION,
        f"/{quote_segment(easy)}/{quote_segment(bucket)}{query}",
        (),
        None,
        _parse,
    )


def sync_detailed(
    easy: EasyProvider,
    bucket: str,
    *,
    client: Client,
    namespace: str | Unset = UNSET,
) -> Response[EasyHeadBucketHeaders]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            easy,
            bucket,
            namespace=namespace,
        )
    )


def sync(
    easy: EasyProvider,
    bucket: str,
    *,
    client: Client,
    namespace: str | Unset = UNSET,
) -> EasyHeadBucketHeaders:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            easy,
            bucket,
            namespace=namespace,
        )
    )


async def asyncio_detailed(
    easy: EasyProvider,
    bucket: str,
    *,
    client: AsyncClient,
    namespace: str | Unset = UNSET,
) -> Response[EasyHeadBucketHeaders]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            easy,
            bucket,
            namespace=namespace,
        )
    )


async def asyncio(
    easy: EasyProvider,
    bucket: str,
    *,
    client: AsyncClient,
    namespace: str | Unset = UNSET,
) -> EasyHeadBucketHeaders:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            easy,
            bucket,
            namespace=namespace,
        )
    )
