# Written by codegen.py from openapi/; do not edit.
"""Versions of the cluster's metadata, from the primary only"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from ...types import (
    Answer,
    Call,
    Headers,
    Operation,
    encode_query,
)
from ...values import from_json, to_int

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.node_state_info import NodeStateInfo
    from ...types import Response

OPERATION = Operation(
    id="get_primary_cluster_info",
    method="GET",
    path="/v1/health",
    tag="health",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


class GetPrimaryClusterInfoHeaders(NamedTuple):
    """Header fields of the answer. A field that did not come is `None`, one that may come several times is empty."""

    cluster_uptime_ns: int | None = None
    """`Ais-Cluster-Uptime`: Nanoseconds since the cluster started."""
    node_uptime_ns: int | None = None
    """`Ais-Node-Uptime`: Nanoseconds since the node started."""

    @classmethod
    def from_headers(cls, headers: Headers) -> Self:
        """Reads the fields that are declared; others are left alone.

        Raises:
            ValueError: a field has a value that is not of its type.
        """
        get = headers.get
        return cls(
            cluster_uptime_ns=to_int(get("ais-cluster-uptime")),
            node_uptime_ns=to_int(get("ais-node-uptime")),
        )


def _parse(answer: Answer) -> NodeStateInfo:
    from ...models.node_state_info import NodeStateInfo

    response_200 = NodeStateInfo.from_dict(from_json(answer.content))

    return response_200


def call() -> Call[NodeStateInfo]:
    """Versions of the cluster's metadata, from the primary only

    As with `cii`, but a proxy that is not the primary refuses; targets ignore the flag. Cannot be combined with
    `cii`, `apr` or `prr`.

    Source: ais/proxy.go
    """
    query = encode_query((("cii-apr", "true"),))
    return Call(
        OPERATION,
        f"/v1/health{query}",
        (),
        None,
        _parse,
    )


def sync_detailed(
    *,
    client: Client,
) -> Response[NodeStateInfo]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(call())


def sync(
    *,
    client: Client,
) -> NodeStateInfo:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(call())


async def asyncio_detailed(
    *,
    client: AsyncClient,
) -> Response[NodeStateInfo]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(call())


async def asyncio(
    *,
    client: AsyncClient,
) -> NodeStateInfo:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(call())
