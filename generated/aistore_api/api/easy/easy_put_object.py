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
    from ...models.easy_provider import EasyProvider
    from ...types import Response

OPERATION = Operation(
    id="easy_put_object",
    method="PUT",
    path="/{easy}/{bucket}/{object}",
    tag="easy",
    redirects=True,
    uploads=True,
    downloads=False,
    idempotent=True,
    retry="replace",
    keeps_path=False,
)


class EasyPutObjectHeaders(NamedTuple):
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
        )


def _parse(answer: Answer) -> EasyPutObjectHeaders:
    expect_nothing(answer.content)
    return EasyPutObjectHeaders.from_headers(answer.headers)


def call(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    body: BodyContent,
    namespace: str | Unset = UNSET,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
    ais_custom_md: Iterable[str] | Unset = UNSET,
) -> Call[EasyPutObjectHeaders]:
    """Store an object, in place of the one that has the name

    Args:
        easy: The provider as easy URLs spell it: no other one has them.
        bucket: Name of the bucket.
        object_: Name of the object; only the first `/` of it is kept on AIS 5.0.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        ais_checksum_type: Algorithm of `Ais-Checksum-Value`.
        ais_checksum_value: Checksum of the body. It is verified; if the object already has it, the body is
            not even stored.
        ais_custom_md: `key=value`, one header for each pair; at most 2,048 bytes in all.

    Source: recorded (AIS 5.0)
    """
    query = "" if namespace is UNSET else encode_query((("namespace", namespace),))
    fields: list[tuple[str, str]] = []
    if not isinstance(ais_checksum_type, Unset):
        fields.append(("Ais-Checksum-Type", str(ais_checksum_type)))
    if not isinstance(ais_checksum_value, Unset):
        fields.append(("Ais-Checksum-Value", ais_checksum_value))
    if not isinstance(ais_custom_md, Unset):
        fields.extend(("Ais-Custom-Md", item) for item in ais_custom_md)
    return Call(
        OPERATION,
        f"/{quote_segment(easy)}/{quote_segment(bucket)}/{quote_path(object_)}{query}",
        tuple(fields),
        body,
        _parse,
    )


def sync_detailed(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: Client,
    body: BodyContent,
    namespace: str | Unset = UNSET,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
    ais_custom_md: Iterable[str] | Unset = UNSET,
) -> Response[EasyPutObjectHeaders]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            easy,
            bucket,
            object_,
            body=body,
            namespace=namespace,
            ais_checksum_type=ais_checksum_type,
            ais_checksum_value=ais_checksum_value,
            ais_custom_md=ais_custom_md,
        )
    )


def sync(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: Client,
    body: BodyContent,
    namespace: str | Unset = UNSET,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
    ais_custom_md: Iterable[str] | Unset = UNSET,
) -> EasyPutObjectHeaders:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            easy,
            bucket,
            object_,
            body=body,
            namespace=namespace,
            ais_checksum_type=ais_checksum_type,
            ais_checksum_value=ais_checksum_value,
            ais_custom_md=ais_custom_md,
        )
    )


async def asyncio_detailed(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    body: BodyContent,
    namespace: str | Unset = UNSET,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
    ais_custom_md: Iterable[str] | Unset = UNSET,
) -> Response[EasyPutObjectHeaders]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            easy,
            bucket,
            object_,
            body=body,
            namespace=namespace,
            ais_checksum_type=ais_checksum_type,
            ais_checksum_value=ais_checksum_value,
            ais_custom_md=ais_custom_md,
        )
    )


async def asyncio(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    body: BodyContent,
    namespace: str | Unset = UNSET,
    ais_checksum_type: ChecksumType | str | Unset = UNSET,
    ais_checksum_value: str | Unset = UNSET,
    ais_custom_md: Iterable[str] | Unset = UNSET,
) -> EasyPutObjectHeaders:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            easy,
            bucket,
            object_,
            body=body,
            namespace=namespace,
            ais_checksum_type=ais_checksum_type,
            ais_checksum_value=ais_checksum_value,
            ais_custom_md=ais_custom_md,
        )
    )
