# Written by codegen.py from openapi/; do not edit.
"""The result of `start_buckets_summary`"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    UNSET,
    Answer,
    Call,
    Operation,
    Unset,
    encode_query,
)
from ...values import from_json, to_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.bucket_summary import BucketSummary
    from ...models.get_summary_action import GetSummaryAction
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="get_buckets_summary",
    method="GET",
    path="/v1/buckets",
    tag="buckets",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> list[BucketSummary]:
    from ...models.bucket_summary import BucketSummary

    response_200 = []
    _response_200 = from_json(answer.content)
    for response_200_item_data in _response_200:
        response_200_item = BucketSummary.from_dict(response_200_item_data)

        response_200.append(response_200_item)

    return response_200


def call(
    *,
    body: GetSummaryAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Call[list[BucketSummary]]:
    """The result of `start_buckets_summary`

    Args:
        provider: Where the bucket lives; `ais` when absent.
        namespace: As `#name`, `@uuid`, `@alias` or `@uuid#name`; `@@#` is any remote cluster. All
            namespaces when absent.

    Source: ais/prxbsumm.go
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
        f"/v1/buckets{query}",
        (("Content-Type", "application/json"),),
        to_json(document),
        _parse,
    )


def sync_detailed(
    *,
    client: Client,
    body: GetSummaryAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Response[list[BucketSummary]]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            body=body,
            provider=provider,
            namespace=namespace,
        )
    )


def sync(
    *,
    client: Client,
    body: GetSummaryAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> list[BucketSummary]:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            body=body,
            provider=provider,
            namespace=namespace,
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncClient,
    body: GetSummaryAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Response[list[BucketSummary]]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            body=body,
            provider=provider,
            namespace=namespace,
        )
    )


async def asyncio(
    *,
    client: AsyncClient,
    body: GetSummaryAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> list[BucketSummary]:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            body=body,
            provider=provider,
            namespace=namespace,
        )
    )
