# Written by codegen.py from openapi/; do not edit.
"""Mountpaths of all targets"""

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
    from ...models.cluster_mountpaths import ClusterMountpaths
    from ...types import Response

OPERATION = Operation(
    id="get_cluster_mountpaths",
    method="GET",
    path="/v1/cluster",
    tag="cluster",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> ClusterMountpaths:
    from ...models.cluster_mountpaths import ClusterMountpaths

    response_200 = ClusterMountpaths.from_dict(from_json(answer.content))

    return response_200


def call() -> Call[ClusterMountpaths]:
    """Mountpaths of all targets

    Source: ais/prxclu.go
    """
    query = encode_query((("what", "mountpaths"),))
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
) -> Response[ClusterMountpaths]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(call())


def sync(
    *,
    client: Client,
) -> ClusterMountpaths:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(call())


async def asyncio_detailed(
    *,
    client: AsyncClient,
) -> Response[ClusterMountpaths]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(call())


async def asyncio(
    *,
    client: AsyncClient,
) -> ClusterMountpaths:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(call())
