# Written by codegen.py from openapi/; do not edit.
"""First page of the objects of a bucket"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    UNSET,
    Answer,
    Call,
    Operation,
    Unset,
    encode_query,
    quote_segment,
)
from ...values import from_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.easy_provider import EasyProvider
    from ...models.object_page import ObjectPage
    from ...types import Response

OPERATION = Operation(
    id="easy_list_objects",
    method="GET",
    path="/{easy}/{bucket}",
    tag="easy",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> ObjectPage:
    from ...models.object_page import ObjectPage

    response_200 = ObjectPage.from_dict(from_json(answer.content))

    return response_200


def call(
    easy: EasyProvider,
    bucket: str,
    *,
    namespace: str | Unset = UNSET,
) -> Call[ObjectPage]:
    """First page of the objects of a bucket

    Args:
        easy: The provider as easy URLs spell it: no other one has them.
        bucket: Name of the bucket.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.

    Source: recorded (AIS 5.0)
    """
    query = "" if namespace is UNSET else encode_query((("namespace", namespace),))
    return Call(
        OPERATION,
        f"/{quote_segment(easy)}/{quote_segment(bucket)}{query}",
        (),
        None,
        _parse,
    )


def sync_detailed(
    easy: EasyProvider,
    bucket: str,
    *,
    client: Client,
    namespace: str | Unset = UNSET,
) -> Response[ObjectPage]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            easy,
            bucket,
            namespace=namespace,
        )
    )


def sync(
    easy: EasyProvider,
    bucket: str,
    *,
    client: Client,
    namespace: str | Unset = UNSET,
) -> ObjectPage:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            easy,
            bucket,
            namespace=namespace,
        )
    )


async def asyncio_detailed(
    easy: EasyProvider,
    bucket: str,
    *,
    client: AsyncClient,
    namespace: str | Unset = UNSET,
) -> Response[ObjectPage]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            easy,
            bucket,
            namespace=namespace,
        )
    )


async def asyncio(
    easy: EasyProvider,
    bucket: str,
    *,
    client: AsyncClient,
    namespace: str | Unset = UNSET,
) -> ObjectPage:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            easy,
            bucket,
            namespace=namespace,
        )
    )
