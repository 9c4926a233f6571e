# Written by codegen.py from openapi/; do not edit.
"""Memory and CPU of the node, and capacity of a target"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    Answer,
    Call,
    Operation,
    encode_query,
)
from ...values import from_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.sys_info import SysInfo
    from ...types import Response

OPERATION = Operation(
    id="get_daemon_sysinfo",
    method="GET",
    path="/v1/daemon",
    tag="daemon",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> SysInfo:
    from ...models.sys_info import SysInfo

    response_200 = SysInfo.from_dict(from_json(answer.content))

    return response_200


def call() -> Call[SysInfo]:
    """Memory and CPU of the node, and capacity of a target

    Source: api/apc/sys.go
    """
    query = encode_query((("what", "sysinfo"),))
    return Call(
        OPERATION,
        f"/v1/daemon{query}",
        (),
        None,
        _parse,
    )


def sync_detailed(
    *,
    client: Client,
) -> Response[SysInfo]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(call())


def sync(
    *,
    client: Client,
) -> SysInfo:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(call())


async def asyncio_detailed(
    *,
    client: AsyncClient,
) -> Response[SysInfo]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(call())


async def asyncio(
    *,
    client: AsyncClient,
) -> SysInfo:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(call())
