# Written by codegen.py from openapi/; do not edit.
"""Which parts of an upload have come"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    Answer,
    Call,
    Operation,
    encode_query,
    quote_path,
    quote_segment,
)

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...types import Response

OPERATION = Operation(
    id="list_parts",
    method="GET",
    path="/s3/{bucket}/{object}",
    tag="uploads",
    redirects=True,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> bytes:
    return answer.content


def call(
    bucket: str,
    object_: str,
    *,
    upload_id: str,
) -> Call[bytes]:
    """Which parts of an upload have come

    The native interface has nothing like it. The bucket is found by its name alone, over all providers and
    namespaces: where there are two, it is refused.

    Args:
        bucket: Name of the bucket.
        object_: Name of the object; `/` separates its elements.
        upload_id: What `create_upload` answered.

    Source: recorded (AIS 5.0)
    """
    query = encode_query((("uploadId", upload_id),))
    return Call(
        OPERATION,
        f"/s3/{quote_segment(bucket)}/{quote_path(object_)}{query}",
        (("Accept", "application/xml"),),
        None,
        _parse,
    )


def sync_detailed(
    bucket: str,
    object_: str,
    *,
    client: Client,
    upload_id: str,
) -> Response[bytes]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            object_,
            upload_id=upload_id,
        )
    )


def sync(
    bucket: str,
    object_: str,
    *,
    client: Client,
    upload_id: str,
) -> bytes:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            bucket,
            object_,
            upload_id=upload_id,
        )
    )


async def asyncio_detailed(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    upload_id: str,
) -> Response[bytes]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            object_,
            upload_id=upload_id,
        )
    )


async def asyncio(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    upload_id: str,
) -> bytes:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            bucket,
            object_,
            upload_id=upload_id,
        )
    )
