# Written by codegen.py from openapi/; do not edit.
"""As `head_bucket_summary`, for the objects whose names begin with a prefix"""

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
    quote_path,
    quote_segment,
)
from ...values import expect_nothing, from_json

if TYPE_CHECKING:
    from ...client import AsyncClient, Client
    from ...models.bucket_props import BucketProps
    from ...models.bucket_summary import BucketSummary
    from ...models.provider_name import ProviderName
    from ...types import Response

OPERATION = Operation(
    id="head_prefix_summary",
    method="HEAD",
    path="/v1/buckets/{bucket}/{prefix}",
    tag="buckets",
    redirects=False,
    uploads=False,
    downloads=False,
    idempotent=True,
    retry="read",
)


class HeadPrefixSummaryHeaders(NamedTuple):
    """Header fields of the answer. A field that did not come is `None`, one that may come several times is empty."""

    props: BucketProps | None = None
    """`Ais-Bucket-Props`: The bucket's properties."""
    summary: BucketSummary | None = None
    """`Ais-Bucket-Summ`: What was counted and measured."""
    job_id: str | None = None
    """`Ais-Xaction-Id`: Id of the job that the answer comes from."""

    @classmethod
    def from_headers(cls, headers: Headers) -> Self:
        """Reads the fields that are declared; others are left alone.

        Raises:
            ValueError: a field has a value that is not of its type.
        """
        from ...models.bucket_props import BucketProps
        from ...models.bucket_summary import BucketSummary

        get = headers.get
        return cls(
            props=None if (text := get("ais-bucket-props")) is None else BucketProps.from_dict(from_json(text)),
            summary=None if (text := get("ais-bucket-summ")) is None else BucketSummary.from_dict(from_json(text)),
            job_id=get("ais-xaction-id"),
        )


def _parse(answer: Answer) -> HeadPrefixSummaryHeaders:
    expect_nothing(answer.content)
    return HeadPrefixSummaryHeaders.from_headers(answer.headers)


def call(
    bucket: str,
    prefix: str,
    *,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    presence: int | Unset = UNSET,
    dont_add_remote_bck_md: bool | Unset = UNSET,
    bsumm_remote: bool,
    uuid: str | Unset = UNSET,
) -> Call[HeadPrefixSummaryHeaders]:
    """As `head_bucket_summary`, for the objects whose names begin with a prefix

    Args:
        bucket: Name of the bucket.
        prefix: Only objects whose names begin with it.
        provider: Where the bucket lives; `ais` when absent.
        namespace: `#name` in this cluster, `@uuid` or `@alias` a remote cluster, `@uuid#name` both. The
            global namespace when absent.
        presence: What counts as existing: 0 exists anywhere, 1 the same without properties, 2 present here,
            3 the same without properties, 4 present anywhere in the cluster, 5 only outside of it.
        dont_add_remote_bck_md: Do not add a remote bucket to the cluster.
        bsumm_remote: Also count what is only in the remote backend.
        uuid: The job that the first answer named.

    Source: ais/proxy.go
    """
    query = encode_query(
        (
            ("provider", provider),
            ("namespace", namespace),
            ("presence", presence),
            ("dont_add_remote_bck_md", dont_add_remote_bck_md),
            ("bsumm_remote", bsumm_remote),
            ("uuid", uuid),
        )
    )
    return Call(
        OPERATION,
        f"/v1/buckets/{quote_segment(bucket)}/{quote_path(prefix)}{query}",
        (),
        None,
        _parse,
    )


def sync_detailed(
    bucket: str,
    prefix: str,
    *,
    client: Client,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    presence: int | Unset = UNSET,
    dont_add_remote_bck_md: bool | Unset = UNSET,
    bsumm_remote: bool,
    uuid: str | Unset = UNSET,
) -> Response[HeadPrefixSummaryHeaders]:
    """Sends `call(...)`: status, header fields and what `sync` returns."""
    return client.send_detailed(
        call(
            bucket,
            prefix,
            provider=provider,
            namespace=namespace,
            presence=presence,
            dont_add_remote_bck_md=dont_add_remote_bck_md,
            bsumm_remote=bsumm_remote,
            uuid=uuid,
        )
    )


def sync(
    bucket: str,
    prefix: str,
    *,
    client: Client,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    presence: int | Unset = UNSET,
    dont_add_remote_bck_md: bool | Unset = UNSET,
    bsumm_remote: bool,
    uuid: str | Unset = UNSET,
) -> HeadPrefixSummaryHeaders:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return client.send(
        call(
            bucket,
            prefix,
            provider=provider,
            namespace=namespace,
            presence=presence,
            dont_add_remote_bck_md=dont_add_remote_bck_md,
            bsumm_remote=bsumm_remote,
            uuid=uuid,
        )
    )


async def asyncio_detailed(
    bucket: str,
    prefix: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    presence: int | Unset = UNSET,
    dont_add_remote_bck_md: bool | Unset = UNSET,
    bsumm_remote: bool,
    uuid: str | Unset = UNSET,
) -> Response[HeadPrefixSummaryHeaders]:
    """Sends `call(...)`: status, header fields and what `asyncio` returns."""
    return await client.send_detailed(
        call(
            bucket,
            prefix,
            provider=provider,
            namespace=namespace,
            presence=presence,
            dont_add_remote_bck_md=dont_add_remote_bck_md,
            bsumm_remote=bsumm_remote,
            uuid=uuid,
        )
    )


async def asyncio(
    bucket: str,
    prefix: str,
    *,
    client: AsyncClient,
    provider: ProviderName | str | Unset = UNSET,
    namespace: str | Unset = UNSET,
    presence: int | Unset = UNSET,
    dont_add_remote_bck_md: bool | Unset = UNSET,
    bsumm_remote: bool,
    uuid: str | Unset = UNSET,
) -> HeadPrefixSummaryHeaders:
    """Sends `call(...)` and reads the answer.

    Raises:
        ApiError: the answer is an error.
    """
    return await client.send(
        call(
            bucket,
            prefix,
            provider=provider,
            namespace=namespace,
            presence=presence,
            dont_add_remote_bck_md=dont_add_remote_bck_md,
            bsumm_remote=bsumm_remote,
            uuid=uuid,
        )
    )
