# Written by codegen.py from openapi/; do not edit.
"""Inventories of a bucket"""

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
from ...values import from_json, to_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.inventories import Inventories
    from ...models.provider_name import ProviderName
    from ...models.show_inventory_action import ShowInventoryAction
    from ...types import Response

OPERATION = Operation(
    id="show_inventories",
    method="GET",
    path="/v1/buckets/{bucket}",
    tag="buckets",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> Inventories:
    from ...models.inventories import Inventories

    response_200 = Inventories.from_dict(from_json(answer.content))

    return response_200


def call(
    bucket: str,
    *,
    body: ShowInventoryAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Call[Inventories]:
    """Inventories of a bucket

    Args:
        bucket: Name of the bucket.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.

    Source: api/apc/nbi.go
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
    body: ShowInventoryAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Response[Inventories]:
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
    body: ShowInventoryAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Inventories:
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
    body: ShowInventoryAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Response[Inventories]:
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
    body: ShowInventoryAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Inventories:
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
