# Written by codegen.py from openapi/; do not edit.
"""Content of an object, or a part of it"""

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
from ...values import to_bool, to_int

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

    from ...client import AsyncClient, AsyncStreamedAnswer, Client, StreamedAnswer
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="get_object",
    method="GET",
    path="/v1/objects/{bucket}/{object}",
    tag="objects",
    redirects=True,
    uploads=False,
    downloads=True,
    idempotent=True,
    retry="read",
)


class GetObjectHeaders(NamedTuple):
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
    etag: str | None = None
    """`Etag`: The custom metadata's `ETag`, where it has one."""
    remote_offline: bool | None = None
    """`Ais-Remote-Offline`: The backend cannot be reached; this is the cluster's own copy."""
    content_range: str | None = None
    """`Content-Range`: `bytes a-b/size`; of a 416: `bytes */size`."""
    accept_ranges: str | None = None
    """`Accept-Ranges`: Ranges are possible."""

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
            etag=get("etag"),
            remote_offline=to_bool(get("ais-remote-offline")),
            content_range=get("content-range"),
            accept_ranges=get("accept-ranges"),
        )


def _parse(answer: Answer) -> bytes:
    return answer.content


def call(
    bucket: str,
    object_: str,
    *,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    validate_checksum: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
    range_: str | Unset = UNSET,
    ais_blob_download: bool | Unset = UNSET,
    ais_blob_chunk: str | Unset = UNSET,
    ais_blob_workers: int | Unset = UNSET,
    ais_blob_read_timeout: str | Unset = UNSET,
    ais_blob_threshold: str | Unset = UNSET,
) -> Call[bytes]:
    """Content of an object, or a part of it

    Unknown query parameters and conditional headers are ignored by the server.

    Args:
        bucket: Name of the bucket.
        object_: Name of the object; `/` separates its elements.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        latest_ver: Ask the remote backend whether there is a newer version, and use that.
        validate_checksum: Compare the stored content with its checksum before sending.
        sln: Do not log that it is missing.
        range_: One byte range: `bytes=a-b`, `bytes=a-` or `bytes=-n`.
        ais_blob_download: Read a remote object in parallel chunks.
        ais_blob_chunk: Size of a chunk: bytes, or with a unit (`4MiB`).
        ais_blob_workers: Chunks that are read at the same time.
        ais_blob_read_timeout: Limit for reading one chunk.
        ais_blob_threshold: Use chunks from this size on: bytes, or with a unit.

    Source: ais/tgtobj.go
    """
    query = (
        ""
        if provider is namespace is latest_ver is validate_checksum is sln is UNSET
        else encode_query(
            (
                ("provider", provider),
                ("namespace", namespace),
                ("latest-ver", latest_ver),
                ("validate-checksum", validate_checksum),
                ("sln", sln),
            )
        )
    )
    fields: list[tuple[str, str]] = []
    if not isinstance(range_, Unset):
        fields.append(("Range", range_))
    if not isinstance(ais_blob_download, Unset):
        fields.append(("Ais-Blob-Download", "true" if ais_blob_download else "false"))
    if not isinstance(ais_blob_chunk, Unset):
        fields.append(("Ais-Blob-Chunk", ais_blob_chunk))
    if not isinstance(ais_blob_workers, Unset):
        fields.append(("Ais-Blob-Workers", str(ais_blob_workers)))
    if not isinstance(ais_blob_read_timeout, Unset):
        fields.append(("Ais-Blob-Read-Timeout", ais_blob_read_timeout))
    if not isinstance(ais_blob_threshold, Unset):
        fields.append(("Ais-Blob-Threshold", ais_blob_threshold))
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
    latest_ver: bool | Unset = UNSET,
    validate_checksum: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
    range_: str | Unset = UNSET,
    ais_blob_download: bool | Unset = UNSET,
    ais_blob_chunk: str | Unset = UNSET,
    ais_blob_workers: int | Unset = UNSET,
    ais_blob_read_timeout: str | Unset = UNSET,
    ais_blob_threshold: str | Unset = UNSET,
) -> Response[bytes]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            latest_ver=latest_ver,
            validate_checksum=validate_checksum,
            sln=sln,
            range_=range_,
            ais_blob_download=ais_blob_download,
            ais_blob_chunk=ais_blob_chunk,
            ais_blob_workers=ais_blob_workers,
            ais_blob_read_timeout=ais_blob_read_timeout,
            ais_blob_threshold=ais_blob_threshold,
        )
    )


def sync(
    bucket: str,
    object_: str,
    *,
    client: Client,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    validate_checksum: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
    range_: str | Unset = UNSET,
    ais_blob_download: bool | Unset = UNSET,
    ais_blob_chunk: str | Unset = UNSET,
    ais_blob_workers: int | Unset = UNSET,
    ais_blob_read_timeout: str | Unset = UNSET,
    ais_blob_threshold: str | Unset = UNSET,
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
            latest_ver=latest_ver,
            validate_checksum=validate_checksum,
            sln=sln,
            range_=range_,
            ais_blob_download=ais_blob_download,
            ais_blob_chunk=ais_blob_chunk,
            ais_blob_workers=ais_blob_workers,
            ais_blob_read_timeout=ais_blob_read_timeout,
            ais_blob_threshold=ais_blob_threshold,
        )
    )


async def asyncio_detailed(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    validate_checksum: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
    range_: str | Unset = UNSET,
    ais_blob_download: bool | Unset = UNSET,
    ais_blob_chunk: str | Unset = UNSET,
    ais_blob_workers: int | Unset = UNSET,
    ais_blob_read_timeout: str | Unset = UNSET,
    ais_blob_threshold: str | Unset = UNSET,
) -> Response[bytes]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            latest_ver=latest_ver,
            validate_checksum=validate_checksum,
            sln=sln,
            range_=range_,
            ais_blob_download=ais_blob_download,
            ais_blob_chunk=ais_blob_chunk,
            ais_blob_workers=ais_blob_workers,
            ais_blob_read_timeout=ais_blob_read_timeout,
            ais_blob_threshold=ais_blob_threshold,
        )
    )


async def asyncio(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    validate_checksum: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
    range_: str | Unset = UNSET,
    ais_blob_download: bool | Unset = UNSET,
    ais_blob_chunk: str | Unset = UNSET,
    ais_blob_workers: int | Unset = UNSET,
    ais_blob_read_timeout: str | Unset = UNSET,
    ais_blob_threshold: str | Unset = UNSET,
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
            latest_ver=latest_ver,
            validate_checksum=validate_checksum,
            sln=sln,
            range_=range_,
            ais_blob_download=ais_blob_download,
            ais_blob_chunk=ais_blob_chunk,
            ais_blob_workers=ais_blob_workers,
            ais_blob_read_timeout=ais_blob_read_timeout,
            ais_blob_threshold=ais_blob_threshold,
        )
    )


def stream(
    bucket: str,
    object_: str,
    *,
    client: Client,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    validate_checksum: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
    range_: str | Unset = UNSET,
    ais_blob_download: bool | Unset = UNSET,
    ais_blob_chunk: str | Unset = UNSET,
    ais_blob_workers: int | Unset = UNSET,
    ais_blob_read_timeout: str | Unset = UNSET,
    ais_blob_threshold: str | Unset = UNSET,
) -> AbstractContextManager[StreamedAnswer]:
    """Sends `call(...)` and hands over the answer with its body unread."""
    return client.stream(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            latest_ver=latest_ver,
            validate_checksum=validate_checksum,
            sln=sln,
            range_=range_,
            ais_blob_download=ais_blob_download,
            ais_blob_chunk=ais_blob_chunk,
            ais_blob_workers=ais_blob_workers,
            ais_blob_read_timeout=ais_blob_read_timeout,
            ais_blob_threshold=ais_blob_threshold,
        )
    )


def astream(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    validate_checksum: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
    range_: str | Unset = UNSET,
    ais_blob_download: bool | Unset = UNSET,
    ais_blob_chunk: str | Unset = UNSET,
    ais_blob_workers: int | Unset = UNSET,
    ais_blob_read_timeout: str | Unset = UNSET,
    ais_blob_threshold: str | Unset = UNSET,
) -> AbstractAsyncContextManager[AsyncStreamedAnswer]:
    """Sends `call(...)` and hands over the answer with its body unread."""
    return client.stream(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            latest_ver=latest_ver,
            validate_checksum=validate_checksum,
            sln=sln,
            range_=range_,
            ais_blob_download=ais_blob_download,
            ais_blob_chunk=ais_blob_chunk,
            ais_blob_workers=ais_blob_workers,
            ais_blob_read_timeout=ais_blob_read_timeout,
            ais_blob_threshold=ais_blob_threshold,
        )
    )
