# Written by codegen.py from openapi/; do not edit.
"""Members of an archive that match, as a tar"""

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

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

    from ...client import AsyncClient, AsyncStreamedAnswer, Client, StreamedAnswer
    from ...models.archive_format import ArchiveFormat
    from ...models.archive_mode import ArchiveMode
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="get_archive_members",
    method="GET",
    path="/v1/objects/{bucket}/{object}",
    tag="archives",
    redirects=True,
    uploads=False,
    downloads=True,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> bytes:
    return answer.content


def call(
    bucket: str,
    object_: str,
    *,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    archregx: str,
    archmode: ArchiveMode | str,
    archmime: ArchiveFormat | str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
) -> Call[bytes]:
    """Members of an archive that match, as a tar

    Whatever the format of the archive, the answer is a tar. Not of a zip: AIS 5.0 breaks the connection and never
    lets the object go. Without `archmode` the whole archive would be answered.

    Args:
        bucket: Name of the bucket.
        object_: Name of the object; `/` separates its elements.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        archregx: What their names must match; all of them when empty.
        archmode: How: the name without its extension is a `wdskey`.
        archmime: Format of the archive, where neither its name nor its content tells: `.tar`, `.tgz`,
            `.tar.gz`, `.zip`, `.tar.lz4`, or the media type.
        latest_ver: Ask the remote backend whether there is a newer version, and use that.
        sln: Do not log that it is missing.

    Source: ais/tgtobj.go
    """
    query = encode_query(
        (
            ("provider", provider),
            ("namespace", namespace),
            ("archregx", archregx),
            ("archmode", archmode),
            ("archmime", archmime),
            ("latest-ver", latest_ver),
            ("sln", sln),
        )
    )
    return Call(
        OPERATION,
        f"/v1/objects/{quote_segment(bucket)}/{quote_path(object_)}{query}",
        (("Accept", "application/x-tar"),),
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
    archregx: str,
    archmode: ArchiveMode | str,
    archmime: ArchiveFormat | str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
) -> Response[bytes]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            archregx=archregx,
            archmode=archmode,
            archmime=archmime,
            latest_ver=latest_ver,
            sln=sln,
        )
    )


def sync(
    bucket: str,
    object_: str,
    *,
    client: Client,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    archregx: str,
    archmode: ArchiveMode | str,
    archmime: ArchiveFormat | str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
) -> bytes:
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
            archregx=archregx,
            archmode=archmode,
            archmime=archmime,
            latest_ver=latest_ver,
            sln=sln,
        )
    )


async def asyncio_detailed(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    archregx: str,
    archmode: ArchiveMode | str,
    archmime: ArchiveFormat | str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
) -> Response[bytes]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            archregx=archregx,
            archmode=archmode,
            archmime=archmime,
            latest_ver=latest_ver,
            sln=sln,
        )
    )


async def asyncio(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    archregx: str,
    archmode: ArchiveMode | str,
    archmime: ArchiveFormat | str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
) -> bytes:
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
            archregx=archregx,
            archmode=archmode,
            archmime=archmime,
            latest_ver=latest_ver,
            sln=sln,
        )
    )


def stream(
    bucket: str,
    object_: str,
    *,
    client: Client,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    archregx: str,
    archmode: ArchiveMode | str,
    archmime: ArchiveFormat | str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
) -> AbstractContextManager[StreamedAnswer]:
    """Sends `call(...)` and hands over the answer with its body unread."""
    return client.stream(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            archregx=archregx,
            archmode=archmode,
            archmime=archmime,
            latest_ver=latest_ver,
            sln=sln,
        )
    )


def astream(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    archregx: str,
    archmode: ArchiveMode | str,
    archmime: ArchiveFormat | str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
) -> AbstractAsyncContextManager[AsyncStreamedAnswer]:
    """Sends `call(...)` and hands over the answer with its body unread."""
    return client.stream(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            archregx=archregx,
            archmode=archmode,
            archmime=archmime,
            latest_ver=latest_ver,
            sln=sln,
        )
    )
