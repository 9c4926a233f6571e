# Written by codegen.py from openapi/; do not edit.
"""Remote AIS clusters that are attached"""

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
    from ...models.remote_clusters import RemoteClusters
    from ...types import Response

OPERATION = Operation(
    id="get_remote_clusters",
    method="GET",
    path="/v1/cluster",
    tag="cluster",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> RemoteClusters:
    from ...models.remote_clusters import RemoteClusters

    response_200 = RemoteClusters.from_dict(from_json(answer.content))

    return response_200


def call() -> Call[RemoteClusters]:
    """Remote AIS clusters that are attached

    A target asks each of them before it answers.

    Source: ais/prxclu.go
    """
    query = encode_query((("what", "remote"),))
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
) -> Response[RemoteClusters]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(call())


def sync(
    *,
    client: Client,
) -> RemoteClusters:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(call())


async def asyncio_detailed(
    *,
    client: AsyncClient,
) -> Response[RemoteClusters]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(call())


async def asyncio(
    *,
    client: AsyncClient,
) -> RemoteClusters:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(call())
