# Written by codegen.py from openapi/; do not edit.
"""Add to an object that is not yet visible"""

from __future__ import annotations

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
from ...values import expect_nothing

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="append_object",
    method="PUT",
    path="/v1/objects/{bucket}/{object}",
    tag="objects",
    redirects=True,
    uploads=True,
    downloads=False,
    idempotent=False,
    retry="once",
)


class AppendObjectHeaders(NamedTuple):
    """Header fields of the answer. A field that did not come is `None`, one that may come several times is empty."""

    handle: str | None = None
    """`Ais-Append-Handle`: For the next call: `node|work file|checksum type|state`."""

    @classmethod
    def from_headers(cls, headers: Headers) -> Self:
        """Reads the fields that are declared; others are left alone.

        Raises:
            ValueError: a field has a value that is not of its type.
        """
        get = headers.get
        return cls(
            handle=get("ais-append-handle"),
        )


def _parse(answer: Answer) -> AppendObjectHeaders:
    expect_nothing(answer.content)
    return AppendObjectHeaders.from_headers(answer.headers)


def call(
    bucket: str,
    object_: str,
    *,
    body: BodyContent,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    append_handle: str,
) -> Call[AppendObjectHeaders]:
    """Add to an object that is not yet visible

    Redirected to the node that the handle names. What is there is the beginning when the object exists.

    Args:
        bucket: Name of the bucket.
        object_: Name of the object; `/` separates its elements.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        append_handle: What the last answer had as `Ais-Append-Handle`; empty the first time.

    Source: ais/tgtobj.go
    """
    query = encode_query(
        (
            ("append_type", "append"),
            ("provider", provider),
            ("namespace", namespace),
            ("append_handle", append_handle),
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
    append_handle: str,
) -> Response[AppendObjectHeaders]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            object_,
            body=body,
            provider=provider,
            namespace=namespace,
            append_handle=append_handle,
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
    append_handle: str,
) -> AppendObjectHeaders:
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
            append_handle=append_handle,
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
    append_handle: str,
) -> Response[AppendObjectHeaders]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            object_,
            body=body,
            provider=provider,
            namespace=namespace,
            append_handle=append_handle,
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
    append_handle: str,
) -> AppendObjectHeaders:
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
            append_handle=append_handle,
        )
    )
