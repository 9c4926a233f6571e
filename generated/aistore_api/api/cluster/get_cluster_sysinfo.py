# Written by codegen.py from openapi/; do not edit.
"""Memory, CPU and capacity of all nodes"""

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
    from ...models.cluster_sys_info import ClusterSysInfo
    from ...types import Response

OPERATION = Operation(
    id="get_cluster_sysinfo",
    method="GET",
    path="/v1/cluster",
    tag="cluster",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> ClusterSysInfo:
    from ...models.cluster_sys_info import ClusterSysInfo

    response_200 = ClusterSysInfo.from_dict(from_json(answer.content))

    return response_200


def call() -> Call[ClusterSysInfo]:
    """Memory, CPU and capacity of all nodes

    Source: ais/prxclu.go
    """
    query = encode_query((("what", "sysinfo"),))
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
) -> Response[ClusterSysInfo]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(call())


def sync(
    *,
    client: Client,
) -> ClusterSysInfo:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(call())


async def asyncio_detailed(
    *,
    client: AsyncClient,
) -> Response[ClusterSysInfo]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(call())


async def asyncio(
    *,
    client: AsyncClient,
) -> ClusterSysInfo:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(call())
