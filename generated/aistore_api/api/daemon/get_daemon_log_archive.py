# Written by codegen.py from openapi/; do not edit.
"""All logs in one archive"""

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
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

    from ...client import AsyncClient, AsyncStreamedAnswer, Client, StreamedAnswer
    from ...models.log_severity import LogSeverity
    from ...types import Response

OPERATION = Operation(
    id="get_daemon_log_archive",
    method="GET",
    path="/v1/daemon",
    tag="daemon",
    redirects=False,
    uploads=False,
    downloads=True,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> bytes:
    return answer.content


def call(
    *,
    severity: LogSeverity | str | Unset = UNSET,
) -> Call[bytes]:
    """All logs in one archive

    Args:
        severity: `info` when absent.

    Source: ais/htrun.go
    """
    query = encode_query(
        (
            ("what", "log"),
            ("all", "true"),
            ("severity", severity),
        )
    )
    return Call(
        OPERATION,
        f"/v1/daemon{query}",
        (("Accept", "application/x-gzip"),),
        None,
        _parse,
    )


def sync_detailed(
    *,
    client: Client,
    severity: LogSeverity | str | Unset = UNSET,
) -> Response[bytes]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            severity=severity,
        )
    )


def sync(
    *,
    client: Client,
    severity: LogSeverity | str | Unset = UNSET,
) -> bytes:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            severity=severity,
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncClient,
    severity: LogSeverity | str | Unset = UNSET,
) -> Response[bytes]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            severity=severity,
        )
    )


async def asyncio(
    *,
    client: AsyncClient,
    severity: LogSeverity | str | Unset = UNSET,
) -> bytes:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            severity=severity,
        )
    )


def stream(
    *,
    client: Client,
    severity: LogSeverity | str | Unset = UNSET,
) -> AbstractContextManager[StreamedAnswer]:
    """Sends `call(...)` and hands over the answer with its body unread."""
    return client.stream(
        call(
            severity=severity,
        )
    )


def astream(
    *,
    client: AsyncClient,
    severity: LogSeverity | str | Unset = UNSET,
) -> AbstractAsyncContextManager[AsyncStreamedAnswer]:
    """Sends `call(...)` and hands over the answer with its body unread."""
    return client.stream(
        call(
            severity=severity,
        )
    )
