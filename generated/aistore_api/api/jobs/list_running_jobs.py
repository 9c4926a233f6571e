# Written by codegen.py from openapi/; do not edit.
"""Jobs that run now"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ...types import (
    Answer,
    Call,
    Operation,
    encode_query,
)
from ...values import from_json, to_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.job_query import JobQuery
    from ...types import Response

OPERATION = Operation(
    id="list_running_jobs",
    method="GET",
    path="/v1/cluster",
    tag="jobs",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> list[str]:
    response_200 = cast(list[str], from_json(answer.content))

    return response_200


def call(
    *,
    body: JobQuery,
) -> Call[list[str]]:
    """Jobs that run now

    Source: ais/prxclu.go
    """
    query = encode_query((("what", "running_all"),))
    document = body.to_dict()
    return Call(
        OPERATION,
        f"/v1/cluster{query}",
        (("Content-Type", "application/json"),),
        to_json(document),
        _parse,
    )


def sync_detailed(
    *,
    client: Client,
    body: JobQuery,
) -> Response[list[str]]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            body=body,
        )
    )


def sync(
    *,
    client: Client,
    body: JobQuery,
) -> list[str]:
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
    body: JobQuery,
) -> Response[list[str]]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            body=body,
        )
    )


async def asyncio(
    *,
    client: AsyncClient,
    body: JobQuery,
) -> list[str]:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            body=body,
        )
    )
