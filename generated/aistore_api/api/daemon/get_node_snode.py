# Written by codegen.py from openapi/; do not edit.
"""A node, by way of a proxy"""

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
    from ...models.snode import Snode
    from ...types import Response

OPERATION = Operation(
    id="get_node_snode",
    method="GET",
    path="/v1/reverse/daemon",
    tag="daemon",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> Snode:
    from ...models.snode import Snode

    response_200 = Snode.from_dict(from_json(answer.content))

    return response_200


def call(
    *,
    ais_node_id: str,
) -> Call[Snode]:
    """A node, by way of a proxy

    Args:
        ais_node_id: Id of the node that is meant; the proxy passes the request on.

    Source: ais/prxrev.go
    """
    query = encode_query((("what", "snode"),))
    fields: list[tuple[str, str]] = []
    fields.append(("Ais-Node-Id", ais_node_id))
    return Call(
        OPERATION,
        f"/v1/reverse/daemon{query}",
        tuple(fields),
        None,
        _parse,
    )


def sync_detailed(
    *,
    client: Client,
    ais_node_id: str,
) -> Response[Snode]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            ais_node_id=ais_node_id,
        )
    )


def sync(
    *,
    client: Client,
    ais_node_id: str,
) -> Snode:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            ais_node_id=ais_node_id,
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncClient,
    ais_node_id: str,
) -> Response[Snode]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            ais_node_id=ais_node_id,
        )
    )


async def asyncio(
    *,
    client: AsyncClient,
    ais_node_id: str,
) -> Snode:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            ais_node_id=ais_node_id,
        )
    )
