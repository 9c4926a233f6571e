# Written by codegen.py from openapi/; do not edit.
"""Start a job"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    Answer,
    Call,
    Operation,
)
from ...values import to_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.start_job_action import StartJobAction
    from ...types import Response

OPERATION = Operation(
    id="start_job",
    method="PUT",
    path="/v1/cluster",
    tag="jobs",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=False,
    retry="start",
)


def _parse(answer: Answer) -> str:
    return answer.content.decode()


def call(
    *,
    body: StartJobAction,
) -> Call[str]:
    """Start a job

    Startable are lru, cleanup, rebalance, resilver, warm-up-metadata, rechunk and others that need no arguments
    of their own; the rest has operations of its own. `blob-download` answers without an id.

    Source: ais/prxclu.go
    """
    document = body.to_dict()
    return Call(
        OPERATION,
        f"/v1/cluster",
        (("Content-Type", "application/json"),),
        to_json(document),
        _parse,
    )


def sync_detailed(
    *,
    client: Client,
    body: StartJobAction,
) -> Response[str]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            body=body,
        )
    )


def sync(
    *,
    client: Client,
    body: StartJobAction,
) -> str:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            body=body,
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncClient,
    body: StartJobAction,
) -> Response[str]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            body=body,
        )
    )


async def asyncio(
    *,
    client: AsyncClient,
    body: StartJobAction,
) -> str:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            body=body,
        )
    )
