# Written by codegen.py from openapi/; do not edit.
"""Statistics of the node"""

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
    from ...models.node_stats import NodeStats
    from ...types import Response

OPERATION = Operation(
    id="get_daemon_node_stats",
    method="GET",
    path="/v1/daemon",
    tag="daemon",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> NodeStats:
    from ...models.node_stats import NodeStats

    response_200 = NodeStats.from_dict(from_json(answer.content))

    return response_200


def call() -> Call[NodeStats]:
    """Statistics of the node

    Source: ais/htrun.go
    """
    query = encode_query((("what", "node_stats"),))
    return Call(
        OPERATION,
        f"/v1/daemon{query}",
        (),
        None,
        _parse,
    )


def sync_detailed(
    *,
    client: Client,
) -> Response[NodeStats]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(call())


def sync(
    *,
    client: Client,
) -> NodeStats:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(call())


async def asyncio_detailed(
    *,
    client: AsyncClient,
) -> Response[NodeStats]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(call())


async def asyncio(
    *,
    client: AsyncClient,
) -> NodeStats:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(call())
