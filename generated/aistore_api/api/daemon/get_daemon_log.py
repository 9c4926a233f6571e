# Written by codegen.py from openapi/; do not edit.
"""The current log"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import (
    UNSET,
    Answer,
    Call,
    Operation,
    Unset,
    encode_query,
)

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.log_severity import LogSeverity
    from ...types import Response

OPERATION = Operation(
    id="get_daemon_log",
    method="GET",
    path="/v1/daemon",
    tag="daemon",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> str:
    return answer.content.decode()


def call(
    *,
    severity: LogSeverity | str | Unset = UNSET,
    offset: int | Unset = UNSET,
) -> Call[str]:
    """The current log

    Args:
        severity: `info` when absent.
        offset: Bytes to skip.

    Source: ais/htrun.go
    """
    query = encode_query(
        (
            ("what", "log"),
            ("severity", severity),
            ("offset", offset),
        )
    )
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
    severity: LogSeverity | str | Unset = UNSET,
    offset: int | Unset = UNSET,
) -> Response[str]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            severity=severity,
            offset=offset,
        )
    )


def sync(
    *,
    client: Client,
    severity: LogSeverity | str | Unset = UNSET,
    offset: int | Unset = UNSET,
) -> str:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            severity=severity,
            offset=offset,
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncClient,
    severity: LogSeverity | str | Unset = UNSET,
    offset: int | Unset = UNSET,
) -> Response[str]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            severity=severity,
            offset=offset,
        )
    )


async def asyncio(
    *,
    client: AsyncClient,
    severity: LogSeverity | str | Unset = UNSET,
    offset: int | Unset = UNSET,
) -> str:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            severity=severity,
            offset=offset,
        )
    )
