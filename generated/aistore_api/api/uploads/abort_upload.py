# Written by codegen.py from openapi/; do not edit.
"""Give an upload up, and drop its parts"""

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
from ...values import expect_nothing, to_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.abort_upload_action import AbortUploadAction
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="abort_upload",
    method="DELETE",
    path="/v1/objects/{bucket}/{object}",
    tag="uploads",
    redirects=True,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="delete",
)


def _parse(answer: Answer) -> None:
    expect_nothing(answer.content)
    return None


def call(
    bucket: str,
    object_: str,
    *,
    body: AbortUploadAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    upload_id: str,
) -> Call[None]:
    """Give an upload up, and drop its parts

    Args:
        bucket: Name of the bucket.
        object_: Name of the object; `/` separates its elements.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        upload_id: What `create_upload` answered.

    Source: api/apc/mpt.go
    """
    query = encode_query(
        (
            ("provider", provider),
            ("namespace", namespace),
            ("uploadId", upload_id),
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
    body: AbortUploadAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    upload_id: str,
) -> Response[None]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            object_,
            body=body,
            provider=provider,
            namespace=namespace,
            upload_id=upload_id,
        )
    )


def sync(
    bucket: str,
    object_: str,
    *,
    client: Client,
    body: AbortUploadAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    upload_id: str,
) -> None:
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
            upload_id=upload_id,
        )
    )


async def asyncio_detailed(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    body: AbortUploadAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    upload_id: str,
) -> Response[None]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            object_,
            body=body,
            provider=provider,
            namespace=namespace,
            upload_id=upload_id,
        )
    )


async def asyncio(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    body: AbortUploadAction,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    upload_id: str,
) -> None:
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
            upload_id=upload_id,
        )
    )
