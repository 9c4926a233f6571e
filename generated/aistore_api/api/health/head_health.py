# Written by codegen.py from openapi/; do not edit.
"""Is the node up, by HEAD"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from ...types import (
    UNSET,
    Answer,
    Call,
    Headers,
    Operation,
    Unset,
    encode_query,
)
from ...values import expect_nothing, to_int

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...types import Response

OPERATION = Operation(
    id="head_health",
    method="HEAD",
    path="/v1/health",
    tag="health",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


class HeadHealthHeaders(NamedTuple):
    """Header fields of the answer. A field that did not come is `None`, one that may come several times is empty."""

    cluster_uptime_ns: int | None = None
    """`Ais-Cluster-Uptime`: Nanoseconds since the cluster started."""
    node_uptime_ns: int | None = None
    """`Ais-Node-Uptime`: Nanoseconds since the node started."""

    @classmethod
    def from_headers(cls, headers: Headers) -> Self:
        """Reads the fields that are declared; others are left alone.

        Raises:
            ValueError: a field has a value that is not of its type.
        """
        get = headers.get
        return cls(
            cluster_uptime_ns=to_int(get("ais-cluster-uptime")),
            node_uptime_ns=to_int(get("ais-node-uptime")),
        )


def _parse(answer: Answer) -> HeadHealthHeaders:
    expect_nothing(answer.content)
    return HeadHealthHeaders.from_headers(answer.headers)


def call(
    *,
    readiness: bool | Unset = UNSET,
    prr: bool | Unset = UNSET,
    apr: bool | Unset = UNSET,
) -> Call[HeadHealthHeaders]:
    """Is the node up, by HEAD

    Answers without a body. Without a flag: the process is alive. Targets send no uptimes here, but with `cii`
    they do.

    Args:
        readiness: Started, joined and not in maintenance.
        prr: The primary is ready to rebalance; asked of any proxy.
        apr: The node must be the primary; for nodes among themselves and without effect on the public
            network.

    Source: ais/proxy.go
    """
    query = (
        ""
        if readiness is prr is apr is UNSET
        else encode_query(
            (
                ("readiness", readiness),
                ("prr", prr),
                ("apr", apr),
            )
        )
    )
    return Call(
        OPERATION,
        f"/v1/health{query}",
        (),
        None,
        _parse,
    )


def sync_detailed(
    *,
    client: Client,
    readiness: bool | Unset = UNSET,
    prr: bool | Unset = UNSET,
    apr: bool | Unset = UNSET,
) -> Response[HeadHealthHeaders]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            readiness=readiness,
            prr=prr,
            apr=apr,
        )
    )


def sync(
    *,
    client: Client,
    readiness: bool | Unset = UNSET,
    prr: bool | Unset = UNSET,
    apr: bool | Unset = UNSET,
) -> HeadHealthHeaders:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            readiness=readiness,
            prr=prr,
            apr=apr,
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncClient,
    readiness: bool | Unset = UNSET,
    prr: bool | Unset = UNSET,
    apr: bool | Unset = UNSET,
) -> Response[HeadHealthHeaders]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            readiness=readiness,
            prr=prr,
            apr=apr,
        )
    )


async def asyncio(
    *,
    client: AsyncClient,
    readiness: bool | Unset = UNSET,
    prr: bool | Unset = UNSET,
    apr: bool | Unset = UNSET,
) -> HeadHealthHeaders:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            readiness=readiness,
            prr=prr,
            apr=apr,
        )
    )
