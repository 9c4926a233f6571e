# Written by codegen.py from openapi/; do not edit.
"""Make another AIS cluster known by an alias"""

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
    id="attach_cluster",
    method="PUT",
    path="/v1/cluster/attach",
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
    ais_remote_ais_url: str,
) -> Call[None]:
    """Make another AIS cluster known by an alias

    Nothing is asked of it: an address that nobody answers is taken, too. The alias can be used some seconds
    later.

    Args:
        ais_remote_ais_alias: What it is to be called.
        ais_remote_ais_url: Address of a proxy of it.

    Source: recorded (AIS 5.0)
    """
    query = encode_query((("what", "remote"),))
    fields: list[tuple[str, str]] = []
    fields.append(("Ais-Remote-Ais-Alias", ais_remote_ais_alias))
    fields.append(("Ais-Remote-Ais-Url", ais_remote_ais_url))
    return Call(
        OPERATION,
        f"/v1/cluster/attach{query}",
        tuple(fields),
        None,
        _parse,
    )


def sync_detailed(
    *,
    client: Client,
    ais_remote_ais_alias: str,
    ais_remote_ais_url: str,
) -> Response[None]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            ais_remote_ais_alias=ais_remote_ais_alias,
            ais_remote_ais_url=ais_remote_ais_url,
        )
    )


def sync(
    *,
    client: Client,
    ais_remote_ais_alias: str,
    ais_remote_ais_url: str,
) -> None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            ais_remote_ais_alias=ais_remote_ais_alias,
            ais_remote_ais_url=ais_remote_ais_url,
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncClient,
    ais_remote_ais_alias: str,
    ais_remote_ais_url: str,
) -> Response[None]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            ais_remote_ais_alias=ais_remote_ais_alias,
            ais_remote_ais_url=ais_remote_ais_url,
        )
    )


async def asyncio(
    *,
    client: AsyncClient,
    ais_remote_ais_alias: str,
    ais_remote_ais_url: str,
) -> None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            ais_remote_ais_alias=ais_remote_ais_alias,
            ais_remote_ais_url=ais_remote_ais_url,
        )
    )
