# Written by codegen.py from openapi/; do not edit.
"""Begin to count and measure the objects of several buckets"""

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
from ...values import to_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.provider_name import ProviderName
    from ...models.start_summary_action import StartSummaryAction
    from ...types import Response

OPERATION = Operation(
    id="start_buckets_summary",
    method="GET",
    path="/v1/buckets",
    tag="buckets",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=False,
    retry="start",
)


def _parse(answer: Answer) -> str:
    return answer.content.decode()


def call(
    *,
    body: StartSummaryAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Call[str]:
    """Begin to count and measure the objects of several buckets

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
    body: StartSummaryAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Response[str]:
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
    body: StartSummaryAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> str:
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
    body: StartSummaryAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Response[str]:
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
    body: StartSummaryAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> str:
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
