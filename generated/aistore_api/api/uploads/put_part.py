# Written by codegen.py from openapi/; do not edit.
"""Send one part"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    UNSET,
    Answer,
    BodyContent,
    Call,
    Operation,
    Unset,
    encode_query,
    quote_path,
    quote_segment,
)
from ...values import expect_nothing

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="put_part",
    method="PUT",
    path="/v1/objects/{bucket}/{object}",
    tag="uploads",
    redirects=True,
    uploads=True,
    downloads=False,
    idempotent=False,
    retry="once",
)


def _parse(answer: Answer) -> None:
    expect_nothing(answer.content)
    return None


def call(
    bucket: str,
    object_: str,
    *,
    body: BodyContent,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    upload_id: str,
    part_number: int,
) -> Call[None]:
    """Send one part

    Never twice: of a part that came twice AIS 5.0 loses the content, and completes all the same. Whether it came,
    `list_parts` says. When parts come in another order than 1, 2, 3 the checksum of the object is a crc32c.

    Args:
        bucket: Name of the bucket.
        object_: Name of the object; `/` separates its elements.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        upload_id: What `create_upload` answered.
        part_number: Its place in the object.

    Source: api/apc/mpt.go
    """
    query = encode_query(
        (
            ("provider", provider),
            ("namespace", namespace),
            ("uploadId", upload_id),
            ("partNumber", part_number),
        )
    )
    return Call(
        OPERATION,
        f"/v1/objects/{quote_segment(bucket)}/{quote_path(object_)}{query}",
        (),
        body,
        _parse,
    )


def sync_detailed(
    bucket: str,
    object_: str,
    *,
    client: Client,
    body: BodyContent,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    upload_id: str,
    part_number: int,
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
            part_number=part_number,
        )
    )


def sync(
    bucket: str,
    object_: str,
    *,
    client: Client,
    body: BodyContent,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    upload_id: str,
    part_number: int,
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
            part_number=part_number,
        )
    )


async def asyncio_detailed(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    body: BodyContent,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    upload_id: str,
    part_number: int,
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
            part_number=part_number,
        )
    )


async def asyncio(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    body: BodyContent,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    upload_id: str,
    part_number: int,
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
            part_number=part_number,
        )
    )
