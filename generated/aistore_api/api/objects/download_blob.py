# Written by codegen.py from openapi/; do not edit.
"""Fetch a large remote object into the cluster, in chunks"""

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
    from ...models.download_blob_action import DownloadBlobAction
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="download_blob",
    method="POST",
    path="/v1/objects/{bucket}",
    tag="objects",
    redirects=True,
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
    body: DownloadBlobAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Call[str]:
    """Fetch a large remote object into the cluster, in chunks

    A job, whose id is the body; empty when the object is there. Sizes that are out of bounds are corrected
    silently.

    Args:
        bucket: Name of the bucket.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.

    Source: api/apc/blob.go
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
        f"/v1/objects/{quote_segment(bucket)}{query}",
        (("Content-Type", "application/json"),),
        to_json(document),
        _parse,
    )


def sync_detailed(
    bucket: str,
    *,
    client: Client,
    body: DownloadBlobAction,
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
    body: DownloadBlobAction,
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
    body: DownloadBlobAction,
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
    body: DownloadBlobAction,
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
