# Written by codegen.py from openapi/; do not edit.
"""Status of one job"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    from ...models.job_status import JobStatus
    from ...types import Response

OPERATION = Operation(
    id="get_job_status",
    method="GET",
    path="/v1/cluster",
    tag="jobs",
    redirects=True,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> JobStatus:
    from ...models.job_status import JobStatus

    response_200 = JobStatus.from_dict(from_json(answer.content))

    return response_200


def call(
    *,
    body: JobQuery,
) -> Call[JobStatus]:
    """Status of one job

    By id, or the latest by kind and perhaps bucket. Kinds that do not report to the proxies are unknown here and
    have snapshots only.

    Source: ais/ic.go
    """
    query = encode_query((("what", "status"),))
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
) -> Response[JobStatus]:
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
) -> JobStatus:
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
) -> Response[JobStatus]:
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
) -> JobStatus:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            body=body,
        )
    )
