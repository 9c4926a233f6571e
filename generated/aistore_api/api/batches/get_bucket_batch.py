# Written by codegen.py from openapi/; do not edit.
"""As `get_batch`, of objects that are in one bucket unless they say otherwise"""

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
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

    from ...client import AsyncClient, AsyncStreamedAnswer, Client, StreamedAnswer
    from ...models.batch_request import BatchRequest
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="get_bucket_batch",
    method="GET",
    path="/v1/ml/moss/{bucket}",
    tag="batches",
    redirects=True,
    uploads=False,
    downloads=True,
    idempotent=True,
    retry="read",
    keeps_path=False,
)


def _parse(answer: Answer) -> bytes:
    return answer.content


def call(
    bucket: str,
    *,
    body: BatchRequest,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    coloc: int | Unset = UNSET,
) -> Call[bytes]:
    """As `get_batch`, of objects that are in one bucket unless they say otherwise

    In the order of the request. A missing object fails the request or becomes a member
    `__404__/<bucket>/<object>`, by chance where `coer` does not say; of a range that is out of bounds the whole
    object may come. Names and lengths are to be compared with the request.

    Args:
        bucket: Name of the bucket.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        coloc: Which target collects: 0 any, 1 one that has many of the objects, 2 one that has many of the
            archives' objects.

    Source: ais/ml.go
    """
    query = (
        ""
        if provider is namespace is coloc is UNSET
        else encode_query(
            (
                ("provider", provider),
                ("namespace", namespace),
                ("coloc", coloc),
            )
        )
    )
    document = body.to_dict()
    return Call(
        OPERATION,
        f"/v1/ml/moss/{quote_segment(bucket)}{query}",
        (
            ("Accept", "multipart/mixed"),
            ("Content-Type", "application/json"),
        ),
        to_json(document),
        _parse,
    )


def sync_detailed(
    bucket: str,
    *,
    client: Client,
    body: BatchRequest,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    coloc: int | Unset = UNSET,
) -> Response[bytes]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            body=body,
            provider=provider,
            namespace=namespace,
            coloc=coloc,
        )
    )


def sync(
    bucket: str,
    *,
    client: Client,
    body: BatchRequest,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    coloc: int | Unset = UNSET,
) -> bytes:
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
            coloc=coloc,
        )
    )


async def asyncio_detailed(
    bucket: str,
    *,
    client: AsyncClient,
    body: BatchRequest,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    coloc: int | Unset = UNSET,
) -> Response[bytes]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            body=body,
            provider=provider,
            namespace=namespace,
            coloc=coloc,
        )
    )


async def asyncio(
    bucket: str,
    *,
    client: AsyncClient,
    body: BatchRequest,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    coloc: int | Unset = UNSET,
) -> bytes:
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
            coloc=coloc,
        )
    )


def stream(
    bucket: str,
    *,
    client: Client,
    body: BatchRequest,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    coloc: int | Unset = UNSET,
) -> AbstractContextManager[StreamedAnswer]:
    """Sends `call(...)` and hands over the answer with its body unread."""
    return client.stream(
        call(
            bucket,
            body=body,
            provider=provider,
            namespace=namespace,
            coloc=coloc,
        )
    )


def astream(
    bucket: str,
    *,
    client: AsyncClient,
    body: BatchRequest,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    coloc: int | Unset = UNSET,
) -> AbstractAsyncContextManager[AsyncStreamedAnswer]:
    """Sends `call(...)` and hands over the answer with its body unread."""
    return client.stream(
        call(
            bucket,
            body=body,
            provider=provider,
            namespace=namespace,
            coloc=coloc,
        )
    )
