# Written by codegen.py from openapi/; do not edit.
"""All buckets and their properties"""

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
    from ...models.bmd import BMD
    from ...types import Response

OPERATION = Operation(
    id="get_bmd",
    method="GET",
    path="/v1/cluster",
    tag="cluster",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> BMD:
    from ...models.bmd import BMD

    response_200 = BMD.from_dict(from_json(answer.content))

    return response_200


def call() -> Call[BMD]:
    """All buckets and their properties

    Source: ais/htrun.go
    """
    query = encode_query((("what", "bmd"),))
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
) -> Response[BMD]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(call())


def sync(
    *,
    client: Client,
) -> BMD:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(call())


async def asyncio_detailed(
    *,
    client: AsyncClient,
) -> Response[BMD]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(call())


async def asyncio(
    *,
    client: AsyncClient,
) -> BMD:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(call())
