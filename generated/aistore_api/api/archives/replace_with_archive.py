# Written by codegen.py from openapi/; do not edit.
"""Store an archive of one member, in place of the object that has the name"""

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
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="replace_with_archive",
    method="PUT",
    path="/v1/objects/{bucket}/{object}",
    tag="archives",
    redirects=True,
    uploads=True,
    downloads=False,
    idempotent=True,
    retry="replace",
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
) -> Call[None]:
    """Store an archive of one member, in place of the object that has the name

    Checksums of the request are not looked at.

    Args:
        bucket: Name of the bucket.
        object_: Name of the object; `/` separates its elements.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        archpath: Name of a member of the archive that the object is.
        archmime: Format of the archive, where neither its name nor its content tells: `.tar`, `.tgz`,
            `.tar.gz`, `.zip`, `.tar.lz4`, or the media type.

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
    archpath: str,
    archmime: ArchiveFormat | str | Unset = UNSET,
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
        )
    )
