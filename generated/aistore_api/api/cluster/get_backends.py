# Written by codegen.py from openapi/; do not edit.
"""Remote backends that are configured"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    Answer,
    Call,
    Operation,
    encode_query,
)
from ...values import from_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.provider import Provider
    from ...types import Response

OPERATION = Operation(
    id="get_backends",
    method="GET",
    path="/v1/cluster",
    tag="cluster",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> list[Provider]:
    from ...models.provider import Provider

    response_200 = []
    _response_200 = from_json(answer.content)
    for response_200_item_data in _response_200:
        response_200_item = Provider(response_200_item_data)

        response_200.append(response_200_item)

    return response_200


def call() -> Call[list[Provider]]:
    """Remote backends that are configured

    Source: ais/prxclu.go
    """
    query = encode_query((("what", "backends"),))
    return Call(
        OPERATION,
        f"/v1/cluster{query}",
        (),
        None,
        _parse,
    )


def sync_detailed(
    *,
    client: Client,
) -> Response[list[Provider]]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(call())


def sync(
    *,
    client: Client,
) -> list[Provider]:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(call())


async def asyncio_detailed(
    *,
    client: AsyncClient,
) -> Response[list[Provider]]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(call())


async def asyncio(
    *,
    client: AsyncClient,
) -> list[Provider]:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(call())
