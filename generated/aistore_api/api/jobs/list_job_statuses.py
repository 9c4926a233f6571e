# Written by codegen.py from openapi/; do not edit.
"""Status of all matching jobs"""

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
from ...values import from_json, to_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.job_query import JobQuery
    from ...models.job_status import JobStatus
    from ...types import Response

OPERATION = Operation(
    id="list_job_statuses",
    method="GET",
    path="/v1/cluster",
    tag="jobs",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> list[JobStatus] | None:
    from ...models.job_status import JobStatus

    def _parse_response_200(data: object) -> list[JobStatus] | None:
        if data is None:
            return data
        if not isinstance(data, list):
            raise TypeError()
        response_200_type_0 = []
        _response_200_type_0 = data
        for response_200_type_0_item_data in _response_200_type_0:
            response_200_type_0_item = JobStatus.from_dict(response_200_type_0_item_data)

            response_200_type_0.append(response_200_type_0_item)

        return response_200_type_0

    response_200 = _parse_response_200(from_json(answer.content))

    return response_200


def call(
    *,
    body: JobQuery,
    frc: bool | Unset = UNSET,
) -> Call[list[JobStatus] | None]:
    """Status of all matching jobs

    Args:
        frc: Ask the targets first whose reports are late.

    Source: ais/ic.go
    """
    query = encode_query(
        (
            ("what", "status_all"),
            ("frc", frc),
        )
    )
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
    frc: bool | Unset = UNSET,
) -> Response[list[JobStatus] | None]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            body=body,
            frc=frc,
        )
    )


def sync(
    *,
    client: Client,
    body: JobQuery,
    frc: bool | Unset = UNSET,
) -> list[JobStatus] | None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            body=body,
            frc=frc,
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncClient,
    body: JobQuery,
    frc: bool | Unset = UNSET,
) -> Response[list[JobStatus] | None]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            body=body,
            frc=frc,
        )
    )


async def asyncio(
    *,
    client: AsyncClient,
    body: JobQuery,
    frc: bool | Unset = UNSET,
) -> list[JobStatus] | None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            body=body,
            frc=frc,
        )
    )
