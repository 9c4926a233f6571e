# Written by codegen.py from openapi/; do not edit.
"""End a transformer and forget it"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    Answer,
    Call,
    Operation,
    quote_segment,
)
from ...values import expect_nothing

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...types import Response

OPERATION = Operation(
    id="delete_etl",
    method="DELETE",
    path="/v1/etl/{etl}",
    tag="etls",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="delete",
)


def _parse(answer: Answer) -> None:
    expect_nothing(answer.content)
    return None


def call(
    etl: str,
) -> Call[None]:
    """End a transformer and forget it

    Jobs that use it are aborted. One that runs can be deleted.

    Args:
        etl: Name of the ETL.

    Source: ais/prxetl.go
    """
    return Call(
        OPERATION,
        f"/v1/etl/{quote_segment(etl)}",
        (),
        None,
        _parse,
    )


def sync_detailed(
    etl: str,
    *,
    client: Client,
) -> Response[None]:
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
) -> None:
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
) -> Response[None]:
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
) -> None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            etl,
        )
    )
