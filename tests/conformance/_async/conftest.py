"""The fixtures of the tests beside, in their flavour; the other flavour is written from this file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from aistore_hl import AsyncBucket, AsyncClient


@pytest.fixture
async def client(cluster: Any) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(cluster.endpoint) as client:
        yield client


@pytest.fixture
async def bucket(client: AsyncClient, bucket_name: Callable[[], str]) -> AsyncIterator[AsyncBucket]:
    """An empty bucket, removed after the test."""
    bucket = await client.bucket(bucket_name()).create()
    yield bucket
    await bucket.delete(missing_ok=True)
