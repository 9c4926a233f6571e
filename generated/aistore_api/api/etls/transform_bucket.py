# Written by codegen.py from openapi/; do not edit.
"""Transform the objects of a bucket into another one"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    UNSET,
    Answer,
    Call,
    Operation,
    Unset,
    encode_query,
    quote_segment,
)
from ...values import to_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.provider_name import ProviderName
    from ...models.transform_bucket_action import TransformBucketAction
    from ...types import Response

OPERATION = Operation(
    id="transform_bucket",
    method="POST",
    path="/v1/buckets/{bucket}",
    tag="etls",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=False,
    retry="start",
)


def _parse(answer: Answer) -> str:
    return answer.content.decode()


def call(
    bucket: str,
    *,
    body: TransformBucketAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    bck_to: str,
) -> Call[str]:
    """Transform the objects of a bucket into another one

    The destination is created if need be, but not by a dry run, which transforms nonetheless and stores nothing.

    Args:
        bucket: Name of the bucket.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        bck_to: Destination bucket as one string: `provider/@uuid#namespace/bucket/`.

    Source: api/apc/tcbtco.go
    """
    query = encode_query(
        (
            ("provider", provider),
            ("namespace", namespace),
            ("bck_to", bck_to),
        )
    )
    document = body.to_dict()
    return Call(
        OPERATION,
        f"/v1/buckets/{quote_segment(bucket)}{query}",
        (("Content-Type", "application/json"),),
        to_json(document),
        _parse,
    )


def sync_detailed(
    bucket: str,
    *,
    client: Client,
    body: TransformBucketAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    bck_to: str,
) -> Response[str]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            body=body,
            provider=provider,
            namespace=namespace,
            bck_to=bck_to,
        )
    )


def sync(
    bucket: str,
    *,
    client: Client,
    body: TransformBucketAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    bck_to: str,
) -> str:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            bucket,
            body=body,
            provider=provider,
            namespace=namespace,
            bck_to=bck_to,
        )
    )


async def asyncio_detailed(
    bucket: str,
    *,
    client: AsyncClient,
    body: TransformBucketAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    bck_to: str,
) -> Response[str]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            body=body,
            provider=provider,
            namespace=namespace,
            bck_to=bck_to,
        )
    )


async def asyncio(
    bucket: str,
    *,
    client: AsyncClient,
    body: TransformBucketAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    bck_to: str,
) -> str:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            bucket,
            body=body,
            provider=provider,
            namespace=namespace,
            bck_to=bck_to,
        )
    )
