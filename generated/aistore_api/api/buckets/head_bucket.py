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
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="head_bucket",
    method="HEAD",
    path="/v1/buckets/{bucket}",
    tag="buckets",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


class HeadBucketHeaders(NamedTuple):
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


def _parse(answer: Answer) -> HeadBucketHeaders:
    expect_nothing(answer.content)
    return HeadBucketHeaders.from_headers(answer.headers)


def call(
    bucket: str,
    *,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    presence: int | Unset = UNSET,
    dont_add_remote_bck_md: bool | Unset = UNSET,
) -> Call[HeadBucketHeaders]:
    """Properties of a bucket

    A remote bucket that is met for the first time is added to the cluster.

    Args:
        bucket: Name of the bucket.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        presence: What counts as existing: 0 exists anywhere, 1 the same without properties, 2 present here,
            3 the same without properties, 4 present anywhere in the cluster, 5 only outside of it.
        dont_add_remote_bck_md: Do not add a remote bucket to the cluster.

    Source: ais/proxy.go
    """
    query = (
        ""
        if provider is namespace is presence is dont_add_remote_bck_md is UNSET
        else encode_query(
            (
                ("provider", provider),
                ("namespace", namespace),
                ("presence", presence),
                ("dont_add_remote_bck_md", dont_add_remote_bck_md),
            )
        )
    )
    return Call(
        OPERATION,
        f"/v1/buckets/{quote_segment(bucket)}{query}",
        (),
        None,
        _parse,
    )


def sync_detailed(
    bucket: str,
    *,
    client: Client,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    presence: int | Unset = UNSET,
    dont_add_remote_bck_md: bool | Unset = UNSET,
) -> Response[HeadBucketHeaders]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            provider=provider,
            namespace=namespace,
            presence=presence,
            dont_add_remote_bck_md=dont_add_remote_bck_md,
        )
    )


def sync(
    bucket: str,
    *,
    client: Client,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    presence: int | Unset = UNSET,
    dont_add_remote_bck_md: bool | Unset = UNSET,
) -> HeadBucketHeaders:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            bucket,
            provider=provider,
            namespace=namespace,
            presence=presence,
            dont_add_remote_bck_md=dont_add_remote_bck_md,
        )
    )


async def asyncio_detailed(
    bucket: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    presence: int | Unset = UNSET,
    dont_add_remote_bck_md: bool | Unset = UNSET,
) -> Response[HeadBucketHeaders]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            provider=provider,
            namespace=namespace,
            presence=presence,
            dont_add_remote_bck_md=dont_add_remote_bck_md,
        )
    )


async def asyncio(
    bucket: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    presence: int | Unset = UNSET,
    dont_add_remote_bck_md: bool | Unset = UNSET,
) -> HeadBucketHeaders:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            bucket,
            provider=provider,
            namespace=namespace,
            presence=presence,
            dont_add_remote_bck_md=dont_add_remote_bck_md,
        )
    )
