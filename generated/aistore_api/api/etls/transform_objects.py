# Written by codegen.py from openapi/; do not edit.
"""Transform a group of objects into another bucket"""

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
    from ...models.transform_objects_action import TransformObjectsAction
    from ...types import Response

OPERATION = Operation(
    id="transform_objects",
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
    body: TransformObjectsAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Call[str]:
    """Transform a group of objects into another bucket

    The destination is created if need be. The job serves later requests of the same two buckets, too: it is idle
    at last and never ends, and only `get_job_snapshots` knows it.

    Args:
        bucket: Name of the bucket.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.

    Source: api/apc/tcbtco.go
    """
    query = (
        ""
        if provider is namespace is UNSET
        else encode_query(
            (
                ("provider", provider),
                ("namespace", namespace),
            )
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
    body: TransformObjectsAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Response[str]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            body=body,
            provider=provider,
            namespace=namespace,
        )
    )


def sync(
    bucket: str,
    *,
    client: Client,
    body: TransformObjectsAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
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
        )
    )


async def asyncio_detailed(
    bucket: str,
    *,
    client: AsyncClient,
    body: TransformObjectsAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Response[str]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            body=body,
            provider=provider,
            namespace=namespace,
        )
    )


async def asyncio(
    bucket: str,
    *,
    client: AsyncClient,
    body: TransformObjectsAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
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
        )
    )
