# Written by codegen.py from openapi/; do not edit.
"""What a transformer has printed, on every target"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    Answer,
    Call,
    Operation,
    quote_segment,
)
from ...values import from_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.etl_logs import ETLLogs
    from ...types import Response

OPERATION = Operation(
    id="get_etl_logs",
    method="GET",
    path="/v1/etl/{etl}/logs",
    tag="etls",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> list[ETLLogs] | None:
    from ...models.etl_logs import ETLLogs

    def _parse_response_200(data: object) -> list[ETLLogs] | None:
        if data is None:
            return data
        if not isinstance(data, list):
            raise TypeError()
        response_200_type_0 = []
        _response_200_type_0 = data
        for response_200_type_0_item_data in _response_200_type_0:
            response_200_type_0_item = ETLLogs.from_dict(response_200_type_0_item_data)

            response_200_type_0.append(response_200_type_0_item)

        return response_200_type_0

    response_200 = _parse_response_200(from_json(answer.content))

    return response_200


def call(
    etl: str,
) -> Call[list[ETLLogs] | None]:
    """What a transformer has printed, on every target

    Args:
        etl: Name of the ETL.

    Source: ais/prxetl.go
    """
    return Call(
        OPERATION,
        f"/v1/etl/{quote_segment(etl)}/logs",
        (),
        None,
        _parse,
    )


def sync_detailed(
    etl: str,
    *,
    client: Client,
) -> Response[list[ETLLogs] | None]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            etl,
        )
    )


def sync(
    etl: str,
    *,
    client: Client,
) -> list[ETLLogs] | None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            etl,
        )
    )


async def asyncio_detailed(
    etl: str,
    *,
    client: AsyncClient,
) -> Response[list[ETLLogs] | None]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            etl,
        )
    )


async def asyncio(
    etl: str,
    *,
    client: AsyncClient,
) -> list[ETLLogs] | None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            etl,
        )
    )
