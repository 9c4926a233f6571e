# Written by codegen.py from openapi/; do not edit.
"""Start a transformer beside every target"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    Answer,
    Call,
    Operation,
)
from ...values import to_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.etl_init_message import ETLInitMessage
    from ...types import Response

OPERATION = Operation(
    id="init_etl",
    method="PUT",
    path="/v1/etl",
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
    *,
    body: ETLInitMessage,
) -> Call[str]:
    """Start a transformer beside every target

    From an image (`runtime`), or from a pod specification (`spec`), which AIS 5.1 takes no more. Answers once it
    is ready everywhere. Where there is no Kubernetes the name stays reserved after the refusal.

    Source: ais/prxetl.go
    """
    document = body.to_dict()
    return Call(
        OPERATION,
        f"/v1/etl",
        (("Content-Type", "application/json"),),
        to_json(document),
        _parse,
    )


def sync_detailed(
    *,
    client: Client,
    body: ETLInitMessage,
) -> Response[str]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            body=body,
        )
    )


def sync(
    *,
    client: Client,
    body: ETLInitMessage,
) -> str:
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
    body: ETLInitMessage,
) -> Response[str]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            body=body,
        )
    )


async def asyncio(
    *,
    client: AsyncClient,
    body: ETLInitMessage,
) -> str:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            body=body,
        )
    )
