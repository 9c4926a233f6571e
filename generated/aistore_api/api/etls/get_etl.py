# Written by codegen.py from openapi/; do not edit.
"""How a transformer was started, and what failed"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    UNSET,
    Answer,
    Call,
    Operation,
    Unset,
    encode_query,
    quote_segment,
)
from ...values import from_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.etl_details import ETLDetails
    from ...types import Response

OPERATION = Operation(
    id="get_etl",
    method="GET",
    path="/v1/etl/{etl}",
    tag="etls",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> ETLDetails:
    from ...models.etl_details import ETLDetails

    response_200 = ETLDetails.from_dict(from_json(answer.content))

    return response_200


def call(
    etl: str,
    *,
    uuid: str | Unset = UNSET,
) -> Call[ETLDetails]:
    """How a transformer was started, and what failed

    Of one that was stopped nothing is known. The latest errors only; AIS keeps 128 of them on each target.

    Args:
        etl: Name of the ETL.
        uuid: Errors of this job; those of inline transforms when absent.

    Source: ais/prxetl.go
    """
    query = "" if uuid is UNSET else encode_query((("uuid", uuid),))
    return Call(
        OPERATION,
        f"/v1/etl/{quote_segment(etl)}{query}",
        (),
        None,
        _parse,
    )


def sync_detailed(
    etl: str,
    *,
    client: Client,
    uuid: str | Unset = UNSET,
) -> Response[ETLDetails]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            etl,
            uuid=uuid,
        )
    )


def sync(
    etl: str,
    *,
    client: Client,
    uuid: str | Unset = UNSET,
) -> ETLDetails:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            etl,
            uuid=uuid,
        )
    )


async def asyncio_detailed(
    etl: str,
    *,
    client: AsyncClient,
    uuid: str | Unset = UNSET,
) -> Response[ETLDetails]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            etl,
            uuid=uuid,
        )
    )


async def asyncio(
    etl: str,
    *,
    client: AsyncClient,
    uuid: str | Unset = UNSET,
) -> ETLDetails:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            etl,
            uuid=uuid,
        )
    )
