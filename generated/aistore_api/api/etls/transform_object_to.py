# Written by codegen.py from openapi/; do not edit.
"""Store what a transformer makes of an object"""

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
from ...values import expect_nothing

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="transform_object_to",
    method="PUT",
    path="/v1/objects/{bucket}/{object}",
    tag="etls",
    redirects=True,
    uploads=False,
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
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    object_to: str,
    etl_name: str,
    etl_pipeline: str | Unset = UNSET,
    etl_args: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    synchronize: bool | Unset = UNSET,
) -> Call[None]:
    """Store what a transformer makes of an object

    The destination's bucket must exist; an object of that name is replaced. Redirected to the node of the source.

    Args:
        bucket: Name of the bucket.
        object_: Name of the object; `/` separates its elements.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        object_to: The destination as one string: `provider/@uuid#namespace/bucket/object`.
        etl_name: Name of the ETL.
        etl_pipeline: ETLs after it, in their order, with commas between; not where the first one is pulled
            from.
        etl_args: What it is given for this object; any text.
        latest_ver: Ask the remote backend whether there is a newer version, and use that.
        synchronize: As `latest-ver`; moreover, delete the destination if the source is gone from the
            backend.

    Source: ais/target.go
    """
    query = encode_query(
        (
            ("provider", provider),
            ("namespace", namespace),
            ("object_to", object_to),
            ("etl_name", etl_name),
            ("etl_pipeline", etl_pipeline),
            ("etl_args", etl_args),
            ("latest-ver", latest_ver),
            ("synchronize", synchronize),
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
    object_to: str,
    etl_name: str,
    etl_pipeline: str | Unset = UNSET,
    etl_args: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    synchronize: bool | Unset = UNSET,
) -> Response[None]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            object_to=object_to,
            etl_name=etl_name,
            etl_pipeline=etl_pipeline,
            etl_args=etl_args,
            latest_ver=latest_ver,
            synchronize=synchronize,
        )
    )


def sync(
    bucket: str,
    object_: str,
    *,
    client: Client,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    object_to: str,
    etl_name: str,
    etl_pipeline: str | Unset = UNSET,
    etl_args: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    synchronize: bool | Unset = UNSET,
) -> None:
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
            object_to=object_to,
            etl_name=etl_name,
            etl_pipeline=etl_pipeline,
            etl_args=etl_args,
            latest_ver=latest_ver,
            synchronize=synchronize,
        )
    )


async def asyncio_detailed(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    object_to: str,
    etl_name: str,
    etl_pipeline: str | Unset = UNSET,
    etl_args: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    synchronize: bool | Unset = UNSET,
) -> Response[None]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            object_,
            provider=provider,
            namespace=namespace,
            object_to=object_to,
            etl_name=etl_name,
            etl_pipeline=etl_pipeline,
            etl_args=etl_args,
            latest_ver=latest_ver,
            synchronize=synchronize,
        )
    )


async def asyncio(
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    object_to: str,
    etl_name: str,
    etl_pipeline: str | Unset = UNSET,
    etl_args: str | Unset = UNSET,
    latest_ver: bool | Unset = UNSET,
    synchronize: bool | Unset = UNSET,
) -> None:
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
            object_to=object_to,
            etl_name=etl_name,
            etl_pipeline=etl_pipeline,
            etl_args=etl_args,
            latest_ver=latest_ver,
            synchronize=synchronize,
        )
    )
