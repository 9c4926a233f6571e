# Written by codegen.py from openapi/; do not edit.
"""Delete an object"""

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
    from ...models.easy_provider import EasyProvider
    from ...types import Response

OPERATION = Operation(
    id="easy_delete_object",
    method="DELETE",
    path="/{easy}/{bucket}/{object}",
    tag="easy",
    redirects=True,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="delete",
    keeps_path=False,
)


def _parse(answer: Answer) -> None:
    expect_nothing(answer.content)
    return None


def call(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    namespace: str | Unset = UNSET,
) -> Call[None]:
    """Delete an object

    Args:
        easy: The provider as easy URLs spell it: no other one has them.
        bucket: Name of the bucket.
        object_: Name of the object; only the first `/` of it is kept on AIS 5.0.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.

    Source: recorded (AIS 5.0)
    """
    query = "" if namespace is UNSET else encode_query((("namespace", namespace),))
    return Call(
        OPERATION,
        f"/{quote_segment(easy)}/{quote_segment(bucket)}/{quote_path(object_)}{query}",
        (),
        None,
        _parse,
    )


def sync_detailed(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: Client,
    namespace: str | Unset = UNSET,
) -> Response[None]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            easy,
            bucket,
            object_,
            namespace=namespace,
        )
    )


def sync(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: Client,
    namespace: str | Unset = UNSET,
) -> None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            easy,
            bucket,
            object_,
            namespace=namespace,
        )
    )


async def asyncio_detailed(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    namespace: str | Unset = UNSET,
) -> Response[None]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            easy,
            bucket,
            object_,
            namespace=namespace,
        )
    )


async def asyncio(
    easy: EasyProvider,
    bucket: str,
    object_: str,
    *,
    client: AsyncClient,
    namespace: str | Unset = UNSET,
) -> None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            easy,
            bucket,
            object_,
            namespace=namespace,
        )
    )
