# Written by codegen.py from openapi/; do not edit.
"""Stop jobs"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    Answer,
    Call,
    Operation,
)
from ...values import expect_nothing, to_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.stop_job_action import StopJobAction
    from ...types import Response

OPERATION = Operation(
    id="stop_job",
    method="PUT",
    path="/v1/cluster",
    tag="jobs",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="replace",
)


def _parse(answer: Answer) -> None:
    expect_nothing(answer.content)
    return None


def call(
    *,
    body: StopJobAction,
) -> Call[None]:
    """Stop jobs

    By id or by kind. Stopping what has ended, or never was, is a success.

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
    body: StopJobAction,
) -> Response[None]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            body=body,
        )
    )


def sync(
    *,
    client: Client,
    body: StopJobAction,
) -> None:
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
    body: StopJobAction,
) -> Response[None]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            body=body,
        )
    )


async def asyncio(
    *,
    client: AsyncClient,
    body: StopJobAction,
) -> None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            body=body,
        )
    )
