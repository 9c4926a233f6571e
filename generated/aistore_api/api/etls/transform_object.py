# Written by codegen.py from openapi/; do not edit.
"""Content of an object after a transformer"""

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
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="transform_object",
    method="GET",
    path="/v1/objects/{bucket}/{object}",
    tag="etls",
    redirects=True,
    uploads=False,
    downloads=True,
    idempotent=True,
    retry="read",
)


class TransformObjectHeaders(NamedTuple):
    """Header fields of the answer. A field that did not come is `None`, one that may come several times is empty."""

    content_length: int | None = None
    """`Content-Length`: Bytes of the body."""

    @classmethod
    def from_headers(cls, headers: Headers) -> Self:
        """Reads the fields that are declared; others are left alone.

        Raises:
            ValueError: a field has a value that is not of its type.
        """
        get = headers.get
        return cls(
            content_length=to_int(get("content-length")),
        )


def _parse(answer: Answer) -> bytes:
    return answer.content


def call(
    bucket: str,
    object_: str,
    *,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    etl_name: str,
    etl_pipeline: str | Unset = UNSET,
    etl_args: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
) -> Call[bytes]:
    """Content of an object after a transformer

    Without checksum, version or other properties; a range or a member of an archive that is asked for is ignored.
    What the transformer answers of 400 or more comes back with its status and `ETL error:` in front. A target
    redirects to a transformer that is pulled from (`hpull`).

    Args:
        bucket: Name of the bucket.
        object_: Name of the object; `/` separates its elements.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        etl_name: Name of the ETL.
        etl_pipeline: ETLs after it, in their order, with commas between; not where the first one is pulled
            from.
        etl_args: What it is given for this object; any text.
        latest_ver: Ask the remote backend whether there is a newer version, and use that.

    Source: ais/tgtetl.go
    """
    query = encode_query(
        (
            ("provider", provider),
            ("namespace", namespace),
            ("etl_name", etl_name),
            ("etl_pipeline", etl_pipeline),
            ("etl_args", etl_args),
            ("latest-ver", latest_ver),
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
    etl_name: str,
    etl_pipeline: str | Unset = UNSET,
    etl_args: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
) -> Response[bytes]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            etl_name=etl_name,
            etl_pipeline=etl_pipeline,
            etl_args=etl_args,
            latest_ver=latest_ver,
        )
    )


def sync(
    bucket: str,
    object_: str,
    *,
    client: Client,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    etl_name: str,
    etl_pipeline: str | Unset = UNSET,
    etl_args: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
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
            etl_name=etl_name,
            etl_pipeline=etl_pipeline,
            etl_args=etl_args,
            latest_ver=latest_ver,
        )
    )


async def asyncio_detailed(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    etl_name: str,
    etl_pipeline: str | Unset = UNSET,
    etl_args: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
) -> Response[bytes]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            etl_name=etl_name,
            etl_pipeline=etl_pipeline,
            etl_args=etl_args,
            latest_ver=latest_ver,
        )
    )


async def asyncio(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    etl_name: str,
    etl_pipeline: str | Unset = UNSET,
    etl_args: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
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
            etl_name=etl_name,
            etl_pipeline=etl_pipeline,
            etl_args=etl_args,
            latest_ver=latest_ver,
        )
    )


def stream(
    bucket: str,
    object_: str,
    *,
    client: Client,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    etl_name: str,
    etl_pipeline: str | Unset = UNSET,
    etl_args: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
) -> AbstractContextManager[StreamedAnswer]:
    """Sends `call(...)` and hands over the answer with its body unread."""
    return client.stream(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            etl_name=etl_name,
            etl_pipeline=etl_pipeline,
            etl_args=etl_args,
            latest_ver=latest_ver,
        )
    )


def astream(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    etl_name: str,
    etl_pipeline: str | Unset = UNSET,
    etl_args: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
) -> AbstractAsyncContextManager[AsyncStreamedAnswer]:
    """Sends `call(...)` and hands over the answer with its body unread."""
    return client.stream(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            etl_name=etl_name,
            etl_pipeline=etl_pipeline,
            etl_args=etl_args,
            latest_ver=latest_ver,
        )
    )
