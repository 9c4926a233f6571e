# Written by codegen.py from openapi/; do not edit.
"""Store an object, in place of the one that has the name"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, Self

from ...types import (
    UNSET,
    Answer,
    BodyContent,
    Call,
    Headers,
    Operation,
    Unset,
    encode_query,
    quote_path,
    quote_segment,
)
from ...values import expect_nothing, to_int

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.checksum_type import ChecksumType
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="put_object",
    method="PUT",
    path="/v1/objects/{bucket}/{object}",
    tag="objects",
    redirects=True,
    uploads=True,
    downloads=False,
    idempotent=True,
    retry="replace",
)


class PutObjectHeaders(NamedTuple):
    """Header fields of the answer. A field that did not come is `None`, one that may come several times is empty."""

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

    @classmethod
    def from_headers(cls, headers: Headers) -> Self:
        """Reads the fields that are declared; others are left alone.

        Raises:
            ValueError: a field has a value that is not of its type.
        """
        get = headers.get
        return cls(
            checksum_type=get("ais-checksum-type"),
            checksum_value=get("ais-checksum-value"),
            atime_ns=to_int(get("ais-atime")),
            version=get("ais-version"),
            custom=tuple(headers.get_all("ais-custom-md")),
            etag=get("etag"),
        )


def _parse(answer: Answer) -> PutObjectHeaders:
    expect_nothing(answer.content)
    return PutObjectHeaders.from_headers(answer.headers)


def call(
    bucket: str,
    object_: str,
    *,
    body: BodyContent,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    skip_vc: bool | Unset = UNSET,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
    ais_custom_md: Iterable[str] | Unset = UNSET,
) -> Call[PutObjectHeaders]:
    """Store an object, in place of the one that has the name

    Args:
        bucket: Name of the bucket.
        object_: Name of the object; `/` separates its elements.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        skip_vc: Do not look at the object that is there: no version from it, no comparison of checksums.
        ais_checksum_type: Algorithm of `Ais-Checksum-Value`.
        ais_checksum_value: Checksum of the body. It is verified; if the object already has it, the body is
            not even stored.
        ais_custom_md: `key=value`, one header for each pair; at most 2,048 bytes in all.

    Source: ais/tgtobj.go
    """
    query = (
        ""
        if provider is namespace is skip_vc is UNSET
        else encode_query(
            (
                ("provider", provider),
                ("namespace", namespace),
                ("skip_vc", skip_vc),
            )
        )
    )
    fields: list[tuple[str, str]] = []
    if not isinstance(ais_checksum_type, Unset):
        fields.append(("Ais-Checksum-Type", str(ais_checksum_type)))
    if not isinstance(ais_checksum_value, Unset):
        fields.append(("Ais-Checksum-Value", ais_checksum_value))
    if not isinstance(ais_custom_md, Unset):
        fields.extend(("Ais-Custom-Md", item) for item in ais_custom_md)
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
    skip_vc: bool | Unset = UNSET,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
    ais_custom_md: Iterable[str] | Unset = UNSET,
) -> Response[PutObjectHeaders]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            object_,
            body=body,
            provider=provider,
            namespace=namespace,
            skip_vc=skip_vc,
            ais_checksum_type=ais_checksum_type,
            ais_checksum_value=ais_checksum_value,
            ais_custom_md=ais_custom_md,
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
    skip_vc: bool | Unset = UNSET,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
    ais_custom_md: Iterable[str] | Unset = UNSET,
) -> PutObjectHeaders:
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
            skip_vc=skip_vc,
            ais_checksum_type=ais_checksum_type,
            ais_checksum_value=ais_checksum_value,
            ais_custom_md=ais_custom_md,
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
    skip_vc: bool | Unset = UNSET,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
    ais_custom_md: Iterable[str] | Unset = UNSET,
) -> Response[PutObjectHeaders]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            object_,
            body=body,
            provider=provider,
            namespace=namespace,
            skip_vc=skip_vc,
            ais_checksum_type=ais_checksum_type,
            ais_checksum_value=ais_checksum_value,
            ais_custom_md=ais_custom_md,
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
    skip_vc: bool | Unset = UNSET,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
    ais_custom_md: Iterable[str] | Unset = UNSET,
) -> PutObjectHeaders:
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
            skip_vc=skip_vc,
            ais_checksum_type=ais_checksum_type,
            ais_checksum_value=ais_checksum_value,
            ais_custom_md=ais_custom_md,
        )
    )
