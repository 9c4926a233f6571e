# Written by codegen.py from openapi/; do not edit.
"""One page of the names in a bucket, as JSON"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    from ...models.list_objects_action import ListObjectsAction
    from ...models.object_page import ObjectPage
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="list_objects",
    method="GET",
    path="/v1/buckets/{bucket}",
    tag="buckets",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> ObjectPage:
    from ...models.object_page import ObjectPage

    response_200 = ObjectPage.from_dict(from_json(answer.content))

    return response_200


def call(
    bucket: str,
    *,
    body: ListObjectsAction | Unset = UNSET,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    ais_bucket_inventory: bool | Unset = UNSET,
    ais_inv_name: str | Unset = UNSET,
) -> Call[ObjectPage]:
    """One page of the names in a bucket, as JSON

    Names come in the order of their bytes. Without a body it is the same as with an empty `value`.

    Args:
        bucket: Name of the bucket.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        ais_bucket_inventory: List from the bucket's inventory.
        ais_inv_name: Which inventory; the only one when absent.

    Source: api/apc/lsmsg.go
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
    fields: list[tuple[str, str]] = []
    if not isinstance(ais_bucket_inventory, Unset):
        fields.append(("Ais-Bucket-Inventory", "true" if ais_bucket_inventory else "false"))
    if not isinstance(ais_inv_name, Unset):
        fields.append(("Ais-Inv-Name", ais_inv_name))
    document: dict[str, Any] | Unset = UNSET
    if not isinstance(body, Unset):
        document = body.to_dict()
    return Call(
        OPERATION,
        f"/v1/buckets/{quote_segment(bucket)}{query}",
        tuple(fields)
        if isinstance(document, Unset)
        else (
            *fields,
            ("Content-Type", "application/json"),
        ),
        None if isinstance(document, Unset) else to_json(document),
        _parse,
    )


def sync_detailed(
    bucket: str,
    *,
    client: Client,
    body: ListObjectsAction | Unset = UNSET,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    ais_bucket_inventory: bool | Unset = UNSET,
    ais_inv_name: str | Unset = UNSET,
) -> Response[ObjectPage]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            body=body,
            provider=provider,
            namespace=namespace,
            ais_bucket_inventory=ais_bucket_inventory,
            ais_inv_name=ais_inv_name,
        )
    )


def sync(
    bucket: str,
    *,
    client: Client,
    body: ListObjectsAction | Unset = UNSET,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    ais_bucket_inventory: bool | Unset = UNSET,
    ais_inv_name: str | Unset = UNSET,
) -> ObjectPage:
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
            ais_bucket_inventory=ais_bucket_inventory,
            ais_inv_name=ais_inv_name,
        )
    )


async def asyncio_detailed(
    bucket: str,
    *,
    client: AsyncClient,
    body: ListObjectsAction | Unset = UNSET,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    ais_bucket_inventory: bool | Unset = UNSET,
    ais_inv_name: str | Unset = UNSET,
) -> Response[ObjectPage]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            body=body,
            provider=provider,
            namespace=namespace,
            ais_bucket_inventory=ais_bucket_inventory,
            ais_inv_name=ais_inv_name,
        )
    )


async def asyncio(
    bucket: str,
    *,
    client: AsyncClient,
    body: ListObjectsAction | Unset = UNSET,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    ais_bucket_inventory: bool | Unset = UNSET,
    ais_inv_name: str | Unset = UNSET,
) -> ObjectPage:
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
            ais_bucket_inventory=ais_bucket_inventory,
            ais_inv_name=ais_inv_name,
        )
    )
