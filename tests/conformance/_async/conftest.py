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


@pytest.fixture
async def other(client: AsyncClient, bucket_name: Callable[[], str]) -> AsyncIterator[AsyncBucket]:
    """A second empty bucket, removed after the test."""
    bucket = await client.bucket(bucket_name()).create()
    yield bucket
    await bucket.delete(missing_ok=True)


@pytest.fixture
async def namesake(client: AsyncClient, bucket: AsyncBucket) -> AsyncIterator[AsyncBucket]:
    """A bucket of the same name in another namespace, removed after the test."""
    namesake = await client.bucket(bucket.name, namespace="#ais-hl-test").create()
    yield namesake
    await namesake.delete(missing_ok=True)


@pytest.fixture
async def absent(client: AsyncClient, bucket_name: Callable[[], str]) -> AsyncIterator[AsyncBucket]:
    """A bucket that does not exist; removed after the test if that made it."""
    bucket = client.bucket(bucket_name())
    yield bucket
    await bucket.delete(missing_ok=True)


@pytest.fixture
async def nobody() -> AsyncIterator[AsyncClient]:
    """A client of an address where nobody answers."""
    async with AsyncClient("http://127.0.0.1:1") as client:
        yield client
