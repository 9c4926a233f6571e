# Written by codegen.py from openapi/; do not edit.
"""Forget another AIS cluster"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    Answer,
    Call,
    Operation,
    encode_query,
)
from ...values import expect_nothing

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...types import Response

OPERATION = Operation(
    id="detach_cluster",
    method="PUT",
    path="/v1/cluster/detach",
    tag="cluster",
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
    ais_remote_ais_alias: str,
) -> Call[None]:
    """Forget another AIS cluster

    Args:
        ais_remote_ais_alias: What it is called.

    Source: recorded (AIS 5.0)
    """
    query = encode_query((("what", "remote"),))
    fields: list[tuple[str, str]] = []
    fields.append(("Ais-Remote-Ais-Alias", ais_remote_ais_alias))
    return Call(
        OPERATION,
        f"/v1/cluster/detach{query}",
        tuple(fields),
        None,
        _parse,
    )


def sync_detailed(
    *,
    client: Client,
    ais_remote_ais_alias: str,
) -> Response[None]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            ais_remote_ais_alias=ais_remote_ais_alias,
        )
    )


def sync(
    *,
    client: Client,
    ais_remote_ais_alias: str,
) -> None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            ais_remote_ais_alias=ais_remote_ais_alias,
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncClient,
    ais_remote_ais_alias: str,
) -> Response[None]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            ais_remote_ais_alias=ais_remote_ais_alias,
        )
    )


async def asyncio(
    *,
    client: AsyncClient,
    ais_remote_ais_alias: str,
) -> None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            ais_remote_ais_alias=ais_remote_ais_alias,
        )
    )
