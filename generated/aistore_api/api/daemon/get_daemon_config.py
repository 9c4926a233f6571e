# Written by codegen.py from openapi/; do not edit.
"""Configuration of the node"""

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
    from ...models.node_config import NodeConfig
    from ...types import Response

OPERATION = Operation(
    id="get_daemon_config",
    method="GET",
    path="/v1/daemon",
    tag="daemon",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> NodeConfig:
    from ...models.node_config import NodeConfig

    response_200 = NodeConfig.from_dict(from_json(answer.content))

    return response_200


def call() -> Call[NodeConfig]:
    """Configuration of the node

    Source: ais/htrun.go
    """
    query = encode_query((("what", "config"),))
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
) -> Response[NodeConfig]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(call())


def sync(
    *,
    client: Client,
) -> NodeConfig:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(call())


async def asyncio_detailed(
    *,
    client: AsyncClient,
) -> Response[NodeConfig]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(call())


async def asyncio(
    *,
    client: AsyncClient,
) -> NodeConfig:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(call())
