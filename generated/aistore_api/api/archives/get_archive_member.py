# Written by codegen.py from openapi/; do not edit.
"""Content of one member of an archive"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from ...types import (
    UNSET,
    Answer,
    Call,
    Headers,
    Operation,
    Unset,
    encode_query,
    quote_path,
    quote_segment,
)
from ...values import to_int

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

    from ...client import AsyncClient, AsyncStreamedAnswer, Client, StreamedAnswer
    from ...models.archive_format import ArchiveFormat
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="get_archive_member",
    method="GET",
    path="/v1/objects/{bucket}/{object}",
    tag="archives",
    redirects=True,
    uploads=False,
    downloads=True,
    idempotent=True,
    retry="read",
)


class GetArchiveMemberHeaders(NamedTuple):
    """Header fields of the answer. A field that did not come is `None`, one that may come several times is empty."""

    content_length: int | None = None
    """`Content-Length`: Bytes of the body."""
    checksum_type: str | None = None
    """`Ais-Checksum-Type`: Algorithm of the stored checksum."""
    checksum_value: str | None = None
    """`Ais-Checksum-Value`: Checksum of the whole object; of the range, where the bucket has
    `checksum.enable_read_range`."""
    atime_ns: int | None = None
    """`Ais-Atime`: Last access in nanoseconds since 1970."""
    version: str | None = None
    """`Ais-Version`: Version of the object; absent where the bucket does not keep versions."""
    custom: tuple[str, ...] = ()
    """`Ais-Custom-Md`: `key=value`, one header for each pair."""

    @classmethod
    def from_headers(cls, headers: Headers) -> Self:
        """Reads the fields that are declared; others are left alone.

        Raises:
            ValueError: a field has a value that is not of its type.
        """
        get = headers.get
        return cls(
            content_length=to_int(get("content-length")),
            checksum_type=get("ais-checksum-type"),
            checksum_value=get("ais-checksum-value"),
            atime_ns=to_int(get("ais-atime")),
            version=get("ais-version"),
            custom=tuple(headers.get_all("ais-custom-md")),
        )


def _parse(answer: Answer) -> bytes:
    return answer.content


def call(
    bucket: str,
    object_: str,
    *,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    archpath: str,
    archmime: ArchiveFormat | str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
) -> Call[bytes]:
    """Content of one member of an archive

    Of members of the same name the first one. Ranges are refused.

    Args:
        bucket: Name of the bucket.
        object_: Name of the object; `/` separates its elements.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        archpath: Name of a member of the archive that the object is.
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
            ("archpath", archpath),
            ("archmime", archmime),
            ("latest-ver", latest_ver),
            ("sln", sln),
        )
    )
    return Call(
        OPERATION,
        f"/v1/objects/{quote_segment(bucket)}/{quote_path(object_)}{query}",
        (),
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
    archpath: str,
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
            archpath=archpath,
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
    archpath: str,
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
            archpath=archpath,
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
    archpath: str,
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
            archpath=archpath,
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
    archpath: str,
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
            archpath=archpath,
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
    archpath: str,
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
            archpath=archpath,
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
    archpath: str,
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
            archpath=archpath,
            archmime=archmime,
            latest_ver=latest_ver,
            sln=sln,
        )
    )
