# Written by codegen.py from openapi/; do not edit.
"""Begin to send an object in parts"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    UNSET,
    Answer,
    Call,
    Operation,
    Unset,
    encode_query,
    quote_path,
    quote_segment,
)
from ...values import to_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.create_upload_action import CreateUploadAction
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="create_upload",
    method="POST",
    path="/v1/objects/{bucket}/{object}",
    tag="uploads",
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
    object_: str,
    *,
    body: CreateUploadAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Call[str]:
    """Begin to send an object in parts

    The object is not seen before the upload is complete.

    Args:
        bucket: Name of the bucket.
        object_: Name of the object; `/` separates its elements.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.

    Source: api/apc/mpt.go
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
        f"/v1/objects/{quote_segment(bucket)}/{quote_path(object_)}{query}",
        (("Content-Type", "application/json"),),
        to_json(document),
        _parse,
    )


def sync_detailed(
    bucket: str,
    object_: str,
    *,
    client: Client,
    body: CreateUploadAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Response[str]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            object_,
            body=body,
            provider=provider,
            namespace=namespace,
        )
    )


def sync(
    bucket: str,
    object_: str,
    *,
    client: Client,
    body: CreateUploadAction,
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
            object_,
            body=body,
            provider=provider,
            namespace=namespace,
        )
    )


async def asyncio_detailed(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    body: CreateUploadAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
) -> Response[str]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            object_,
            body=body,
            provider=provider,
            namespace=namespace,
        )
    )


async def asyncio(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    body: CreateUploadAction,
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
            object_,
            body=body,
            provider=provider,
            namespace=namespace,
        )
    )
