# Written by codegen.py from openapi/; do not edit.
"""Chosen properties of an object"""

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
from ...values import expect_nothing, to_bool, to_int

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="head_object_props",
    method="HEAD",
    path="/v1/objects/{bucket}/{object}",
    tag="objects",
    redirects=True,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


class HeadObjectPropsHeaders(NamedTuple):
    """Header fields of the answer. A field that did not come is `None`, one that may come several times is empty."""

    size: int | None = None
    """`Content-Length`: Bytes of the object."""
    present: bool | None = None
    """`Ais-Present`: Whether the cluster has it."""
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
    last_modified: str | None = None
    """`Last-Modified`: Time of the last write, RFC 9110."""
    etag: str | None = None
    """`Etag`: `"v1-<checksum>-<time>"`, an MD5, or what custom metadata says."""
    location: str | None = None
    """`Ais-Location`: `t[id]:mp[path, disks]`: target and mountpath."""
    mirror_copies: int | None = None
    """`Ais-Mirror-Copies`: Copies on that target."""
    mirror_paths: str | None = None
    """`Ais-Mirror-Paths`: Where the copies are, separated by commas."""
    ec_generation: int | None = None
    """`Ais-Ec-Generation`: Version of the erasure-coded form."""
    ec_data: int | None = None
    """`Ais-Ec-Data`: Data slices."""
    ec_parity: int | None = None
    """`Ais-Ec-Parity`: Parity slices."""
    ec_replicated: bool | None = None
    """`Ais-Ec-Replicated`: Whole copies instead of slices, as for small objects."""
    chunks_count: int | None = None
    """`Ais-Chunks-Count`: Chunks that the object is stored in, where it is."""
    chunks_max_chunk_size: int | None = None
    """`Ais-Chunks-Max-Chunk-Size`: Bytes of the largest one."""

    @classmethod
    def from_headers(cls, headers: Headers) -> Self:
        """Reads the fields that are declared; others are left alone.

        Raises:
            ValueError: a field has a value that is not of its type.
        """
        get = headers.get
        return cls(
            size=to_int(get("content-length")),
            present=to_bool(get("ais-present")),
            checksum_type=get("ais-checksum-type"),
            checksum_value=get("ais-checksum-value"),
            atime_ns=to_int(get("ais-atime")),
            version=get("ais-version"),
            custom=tuple(headers.get_all("ais-custom-md")),
            last_modified=get("last-modified"),
            etag=get("etag"),
            location=get("ais-location"),
            mirror_copies=to_int(get("ais-mirror-copies")),
            mirror_paths=get("ais-mirror-paths"),
            ec_generation=to_int(get("ais-ec-generation")),
            ec_data=to_int(get("ais-ec-data")),
            ec_parity=to_int(get("ais-ec-parity")),
            ec_replicated=to_bool(get("ais-ec-replicated")),
            chunks_count=to_int(get("ais-chunks-count")),
            chunks_max_chunk_size=to_int(get("ais-chunks-max-chunk-size")),
        )


def _parse(answer: Answer) -> HeadObjectPropsHeaders:
    expect_nothing(answer.content)
    return HeadObjectPropsHeaders.from_headers(answer.headers)


def call(
    bucket: str,
    object_: str,
    *,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    props: str,
    presence: int | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
) -> Call[HeadObjectPropsHeaders]:
    """Chosen properties of an object

    `Content-Length` and `Ais-Present` are always answered, the others when `props` names them. With `presence` 1
    or 3 nothing but the status is answered.

    Args:
        bucket: Name of the bucket.
        object_: Name of the object; one that ends in `/` is a directory, which is never found.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        props: Comma-separated: name, size, checksum, atime, version, custom, last-modified, etag, location,
            copies, ec, chunked.
        presence: What counts as existing: 0 exists anywhere, 1 the same without properties, 2 present here,
            3 the same without properties, 4 present anywhere in the cluster, 5 only outside of it.
        latest_ver: Ask the remote backend whether there is a newer version, and use that.
        sln: Do not log that it is missing.

    Source: cmn/objattrs.go
    """
    query = encode_query(
        (
            ("provider", provider),
            ("namespace", namespace),
            ("props", props),
            ("presence", presence),
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
    props: str,
    presence: int | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
) -> Response[HeadObjectPropsHeaders]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            props=props,
            presence=presence,
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
    props: str,
    presence: int | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
) -> HeadObjectPropsHeaders:
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
            props=props,
            presence=presence,
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
    props: str,
    presence: int | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
) -> Response[HeadObjectPropsHeaders]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            props=props,
            presence=presence,
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
    props: str,
    presence: int | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    sln: bool | Unset = UNSET,
) -> HeadObjectPropsHeaders:
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
            props=props,
            presence=presence,
            latest_ver=latest_ver,
            sln=sln,
        )
    )
