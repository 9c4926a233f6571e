# Written by codegen.py from openapi/; do not edit.
"""Remote AIS clusters that the target knows"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    UNSET,
    Answer,
    Call,
    Operation,
    Unset,
    encode_query,
)
from ...values import from_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.remote_clusters import RemoteClusters
    from ...types import Response

OPERATION = Operation(
    id="get_daemon_remote",
    method="GET",
    path="/v1/daemon",
    tag="daemon",
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


def call(
    *,
    cii: bool | Unset = UNSET,
) -> Call[RemoteClusters]:
    """Remote AIS clusters that the target knows

    Proxies refuse.

    Args:
        cii: Ask the clusters first.

    Source: ais/tgtcp.go
    """
    query = encode_query(
        (
            ("what", "remote"),
            ("cii", cii),
        )
    )
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
    cii: bool | Unset = UNSET,
) -> Response[RemoteClusters]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            cii=cii,
        )
    )


def sync(
    *,
    client: Client,
    cii: bool | Unset = UNSET,
) -> RemoteClusters:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            cii=cii,
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncClient,
    cii: bool | Unset = UNSET,
) -> Response[RemoteClusters]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            cii=cii,
        )
    )


async def asyncio(
    *,
    client: AsyncClient,
    cii: bool | Unset = UNSET,
) -> RemoteClusters:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            cii=cii,
        )
    )
