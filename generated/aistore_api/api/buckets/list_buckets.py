# Written by codegen.py from openapi/; do not edit.
"""Buckets of one provider, or of all"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import (
    UNSET,
    Answer,
    Call,
    Operation,
    Unset,
    encode_query,
)
from ...values import from_json, to_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.bck import Bck
    from ...models.list_buckets_action import ListBucketsAction
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="list_buckets",
    method="GET",
    path="/v1/buckets",
    tag="buckets",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


def _parse(answer: Answer) -> list[Bck] | None:
    from ...models.bck import Bck

    def _parse_response_200(data: object) -> list[Bck] | None:
        if data is None:
            return data
        if not isinstance(data, list):
            raise TypeError()
        response_200_type_0 = []
        _response_200_type_0 = data
        for response_200_type_0_item_data in _response_200_type_0:
            response_200_type_0_item = Bck.from_dict(response_200_type_0_item_data)

            response_200_type_0.append(response_200_type_0_item)

        return response_200_type_0

    response_200 = _parse_response_200(from_json(answer.content))

    return response_200


def call(
    *,
    body: ListBucketsAction | Unset = UNSET,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    presence: int | Unset = UNSET,
    sys: bool | Unset = UNSET,
) -> Call[list[Bck] | None]:
    """Buckets of one provider, or of all

    Without a body it is the same. `null` is answered where a remote cluster is asked for and there is none.

    Args:
        provider: Where the bucket lives; `ais` when absent.
        namespace: As `#name`, `@uuid`, `@alias` or `@uuid#name`; `@@#` is any remote cluster. All
            namespaces when absent.
        presence: What counts as existing: 0 exists anywhere, 1 the same without properties, 2 present here,
            3 the same without properties, 4 present anywhere in the cluster, 5 only outside of it.
        sys: The system's own buckets too.

    Source: ais/proxy.go
    """
    query = (
        ""
        if provider is namespace is presence is sys is UNSET
        else encode_query(
            (
                ("provider", provider),
                ("namespace", namespace),
                ("presence", presence),
                ("sys", sys),
            )
        )
    )
    document: dict[str, Any] | Unset = UNSET
    if not isinstance(body, Unset):
        document = body.to_dict()
    return Call(
        OPERATION,
        f"/v1/buckets{query}",
        () if isinstance(document, Unset) else (("Content-Type", "application/json"),),
        None if isinstance(document, Unset) else to_json(document),
        _parse,
    )


def sync_detailed(
    *,
    client: Client,
    body: ListBucketsAction | Unset = UNSET,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    presence: int | Unset = UNSET,
    sys: bool | Unset = UNSET,
) -> Response[list[Bck] | None]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            body=body,
            provider=provider,
            namespace=namespace,
            presence=presence,
            sys=sys,
        )
    )


def sync(
    *,
    client: Client,
    body: ListBucketsAction | Unset = UNSET,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    presence: int | Unset = UNSET,
    sys: bool | Unset = UNSET,
) -> list[Bck] | None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            body=body,
            provider=provider,
            namespace=namespace,
            presence=presence,
            sys=sys,
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncClient,
    body: ListBucketsAction | Unset = UNSET,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    presence: int | Unset = UNSET,
    sys: bool | Unset = UNSET,
) -> Response[list[Bck] | None]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            body=body,
            provider=provider,
            namespace=namespace,
            presence=presence,
            sys=sys,
        )
    )


async def asyncio(
    *,
    client: AsyncClient,
    body: ListBucketsAction | Unset = UNSET,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    presence: int | Unset = UNSET,
    sys: bool | Unset = UNSET,
) -> list[Bck] | None:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            body=body,
            provider=provider,
            namespace=namespace,
            presence=presence,
            sys=sys,
        )
    )
