# Written by codegen.py from openapi/; do not edit.
"""Add a member to an archive"""

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
    from ...models.archive_format import ArchiveFormat
    from ...models.checksum_type import ChecksumType
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="append_to_archive",
    method="PUT",
    path="/v1/objects/{bucket}/{object}",
    tag="archives",
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
    archpath: str,
    archmime: ArchiveFormat | str | Unset = UNSET,
    ais_pine: int,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
) -> Call[None]:
    """Add a member to an archive

    A member of that name stays, and is the one that is read. Checksums of the request are not looked at. A plain
    tar is changed in place: it has no checksum afterwards, and one that is padded to 10 KiB, as most programs
    write it, is damaged by AIS 5.0. Others are rewritten.

    Args:
        bucket: Name of the bucket.
        object_: Name of the object; `/` separates its elements.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        archpath: Name of a member of the archive that the object is.
        archmime: Format of the archive, where neither its name nor its content tells: `.tar`, `.tgz`,
            `.tar.gz`, `.zip`, `.tar.lz4`, or the media type.
        ais_pine: 1: the archive must exist; 2: it is created if need be.
        ais_checksum_type: Not looked at.
        ais_checksum_value: Not looked at.

    Source: ais/tgtobj.go
    """
    query = encode_query(
        (
            ("provider", provider),
            ("namespace", namespace),
            ("archpath", archpath),
            ("archmime", archmime),
        )
    )
    fields: list[tuple[str, str]] = []
    fields.append(("Ais-Pine", str(ais_pine)))
    if not isinstance(ais_checksum_type, Unset):
        fields.append(("Ais-Checksum-Type", str(ais_checksum_type)))
    if not isinstance(ais_checksum_value, Unset):
        fields.append(("Ais-Checksum-Value", ais_checksum_value))
    return Call(
        OPERATION,
        f"/v1/objects/{quote_segment(bucket)}/{quote_path(object_)}{query}",
        tuple(fields),
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
    archpath: str,
    archmime: ArchiveFormat | str | Unset = UNSET,
    ais_pine: int,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
) -> Response[None]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            object_,
            body=body,
            provider=provider,
            namespace=namespace,
            archpath=archpath,
            archmime=archmime,
            ais_pine=ais_pine,
            ais_checksum_type=ais_checksum_type,
            ais_checksum_value=ais_checksum_value,
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
    archpath: str,
    archmime: ArchiveFormat | str | Unset = UNSET,
    ais_pine: int,
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
            body=body,
            provider=provider,
            namespace=namespace,
            archpath=archpath,
            archmime=archmime,
            ais_pine=ais_pine,
            ais_checksum_type=ais_checksum_type,
            ais_checksum_value=ais_checksum_value,
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
    archpath: str,
    archmime: ArchiveFormat | str | Unset = UNSET,
    ais_pine: int,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
) -> Response[None]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            object_,
            body=body,
            provider=provider,
            namespace=namespace,
            archpath=archpath,
            archmime=archmime,
            ais_pine=ais_pine,
            ais_checksum_type=ais_checksum_type,
            ais_checksum_value=ais_checksum_value,
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
    archpath: str,
    archmime: ArchiveFormat | str | Unset = UNSET,
    ais_pine: int,
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
            body=body,
            provider=provider,
            namespace=namespace,
            archpath=archpath,
            archmime=archmime,
            ais_pine=ais_pine,
            ais_checksum_type=ais_checksum_type,
            ais_checksum_value=ais_checksum_value,
        )
    )
