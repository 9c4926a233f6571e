# Written by codegen.py from openapi/; do not edit.
"""Make what was appended the object"""

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
from ...values import expect_nothing

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.checksum_type import ChecksumType
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="flush_object",
    method="PUT",
    path="/v1/objects/{bucket}/{object}",
    tag="objects",
    redirects=True,
    uploads=False,
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
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    append_handle: str,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
) -> Call[None]:
    """Make what was appended the object

    Args:
        bucket: Name of the bucket.
        object_: Name of the object; `/` separates its elements.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        append_handle: What the last answer had as `Ais-Append-Handle`.
        ais_checksum_type: Algorithm of `Ais-Checksum-Value`.
        ais_checksum_value: Checksum of the body. It is verified; if the object already has it, the body is
            not even stored.

    Source: ais/tgtobj.go
    """
    query = encode_query(
        (
            ("append_type", "flush"),
            ("provider", provider),
            ("namespace", namespace),
            ("append_handle", append_handle),
        )
    )
    fields: list[tuple[str, str]] = []
    if not isinstance(ais_checksum_type, Unset):
        fields.append(("Ais-Checksum-Type", str(ais_checksum_type)))
    if not isinstance(ais_checksum_value, Unset):
        fields.append(("Ais-Checksum-Value", ais_checksum_value))
    return Call(
        OPERATION,
        f"/v1/objects/{quote_segment(bucket)}/{quote_path(object_)}{query}",
        tuple(fields),
        None,
        _parse,
    )


def sync_detailed(
    bucket: str,
    object_: str,
    *,
    client: Client,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    append_handle: str,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
) -> Response[None]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            append_handle=append_handle,
            ais_checksum_type=ais_checksum_type,
            ais_checksum_value=ais_checksum_value,
        )
    )


def sync(
    bucket: str,
    object_: str,
    *,
    client: Client,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    append_handle: str,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
) -> None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            append_handle=append_handle,
            ais_checksum_type=ais_checksum_type,
            ais_checksum_value=ais_checksum_value,
        )
    )


async def asyncio_detailed(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    append_handle: str,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
) -> Response[None]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            append_handle=append_handle,
            ais_checksum_type=ais_checksum_type,
            ais_checksum_value=ais_checksum_value,
        )
    )


async def asyncio(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    append_handle: str,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
) -> None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            append_handle=append_handle,
            ais_checksum_type=ais_checksum_type,
            ais_checksum_value=ais_checksum_value,
        )
    )
