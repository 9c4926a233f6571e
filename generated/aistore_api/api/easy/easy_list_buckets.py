# Written by codegen.py from openapi/; do not edit.
"""Buckets of a provider"""

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
    from ...models.bck import Bck
    from ...models.easy_provider import EasyProvider
    from ...types import Response

OPERATION = Operation(
    id="easy_list_buckets",
    method="GET",
    path="/{easy}",
    tag="easy",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> list[Bck]:
    from ...models.bck import Bck

    response_200 = []
    _response_200 = from_json(answer.content)
    for response_200_item_data in _response_200:
        response_200_item = Bck.from_dict(response_200_item_data)

        response_200.append(response_200_item)

    return response_200


def call(
    easy: EasyProvider,
) -> Call[list[Bck]]:
    """Buckets of a provider

    Args:
        easy: The provider as easy URLs spell it: no other one has them.

    Source: recorded (AIS 5.0)
    """
    return Call(
        OPERATION,
        f"/{quote_segment(easy)}",
        (),
        None,
        _parse,
    )


def sync_detailed(
    easy: EasyProvider,
    *,
    client: Client,
) -> Response[list[Bck]]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            easy,
        )
    )


def sync(
    easy: EasyProvider,
    *,
    client: Client,
) -> list[Bck]:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            easy,
        )
    )


async def asyncio_detailed(
    easy: EasyProvider,
    *,
    client: AsyncClient,
) -> Response[list[Bck]]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            easy,
        )
    )


async def asyncio(
    easy: EasyProvider,
    *,
    client: AsyncClient,
) -> list[Bck]:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            easy,
        )
    )
