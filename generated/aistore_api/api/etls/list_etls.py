# Written by codegen.py from openapi/; do not edit.
"""Transformers and their stages"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    Answer,
    Call,
    Operation,
)
from ...values import from_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.etl_info import ETLInfo
    from ...types import Response

OPERATION = Operation(
    id="list_etls",
    method="GET",
    path="/v1/etl",
    tag="etls",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> list[ETLInfo] | None:
    from ...models.etl_info import ETLInfo

    def _parse_response_200(data: object) -> list[ETLInfo] | None:
        if data is None:
            return data
        if not isinstance(data, list):
            raise TypeError()
        response_200_type_0 = []
        _response_200_type_0 = data
        for response_200_type_0_item_data in _response_200_type_0:
            response_200_type_0_item = ETLInfo.from_dict(response_200_type_0_item_data)

            response_200_type_0.append(response_200_type_0_item)

        return response_200_type_0

    response_200 = _parse_response_200(from_json(answer.content))

    return response_200


def call() -> Call[list[ETLInfo] | None]:
    """Transformers and their stages

    Source: ais/prxetl.go
    """
    return Call(
        OPERATION,
        f"/v1/etl",
        (),
        None,
        _parse,
    )


def sync_detailed(
    *,
    client: Client,
) -> Response[list[ETLInfo] | None]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(call())


def sync(
    *,
    client: Client,
) -> list[ETLInfo] | None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(call())


async def asyncio_detailed(
    *,
    client: AsyncClient,
) -> Response[list[ETLInfo] | None]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(call())


async def asyncio(
    *,
    client: AsyncClient,
) -> list[ETLInfo] | None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(call())
