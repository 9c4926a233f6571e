# Written by codegen.py from openapi/; do not edit.
"""Start a stopped transformer again"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    Answer,
    Call,
    Operation,
    quote_segment,
)

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...types import Response

OPERATION = Operation(
    id="start_etl",
    method="POST",
    path="/v1/etl/{etl}/start",
    tag="etls",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=False,
    retry="start",
)


def _parse(answer: Answer) -> str:
    return answer.content.decode()


def call(
    etl: str,
) -> Call[str]:
    """Start a stopped transformer again

    Refused while it runs.

    Args:
        etl: Name of the ETL.

    Source: ais/prxetl.go
    """
    return Call(
        OPERATION,
        f"/v1/etl/{quote_segment(etl)}/start",
        (),
        None,
        _parse,
    )


def sync_detailed(
    etl: str,
    *,
    client: Client,
) -> Response[str]:
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
) -> str:
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
) -> Response[str]:
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
) -> str:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            etl,
        )
    )
