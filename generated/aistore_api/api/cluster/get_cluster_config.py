# Written by codegen.py from openapi/; do not edit.
"""Configuration of the cluster"""

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
    from ...models.cluster_config import ClusterConfig
    from ...types import Response

OPERATION = Operation(
    id="get_cluster_config",
    method="GET",
    path="/v1/cluster",
    tag="cluster",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> ClusterConfig:
    from ...models.cluster_config import ClusterConfig

    response_200 = ClusterConfig.from_dict(from_json(answer.content))

    return response_200


def call() -> Call[ClusterConfig]:
    """Configuration of the cluster

    Source: ais/prxclu.go
    """
    query = encode_query((("what", "cluster_config"),))
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
) -> Response[ClusterConfig]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(call())


def sync(
    *,
    client: Client,
) -> ClusterConfig:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(call())


async def asyncio_detailed(
    *,
    client: AsyncClient,
) -> Response[ClusterConfig]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(call())


async def asyncio(
    *,
    client: AsyncClient,
) -> ClusterConfig:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(call())
