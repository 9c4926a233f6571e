"""The fixtures of the tests beside, in their flavour; the other flavour is written from this file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from aistore_hl import AsyncBucket, AsyncClient, AsyncEtl, LocalCluster


@pytest.fixture
async def client(stage: LocalCluster) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(stage.endpoint) as client:
        yield client


@pytest.fixture
async def bucket(client: AsyncClient, bucket_name: Callable[[], str]) -> AsyncIterator[AsyncBucket]:
    """A bucket with two objects, removed after the test."""
    bucket = await client.bucket(bucket_name()).create()
    await bucket.object("in/one.txt").put(b"hello one")
    await bucket.object("in/two.txt").put(b"hello two")
    yield bucket
    await bucket.delete(missing_ok=True)


@pytest.fixture
async def other(client: AsyncClient, bucket_name: Callable[[], str]) -> AsyncIterator[AsyncBucket]:
    """A bucket that does not exist yet, removed after the test."""
    other = client.bucket(bucket_name())
    yield other
    await other.delete(missing_ok=True)


@pytest.fixture
def push(client: AsyncClient) -> AsyncEtl:
    """One that is given objects; it runs."""
    return client.etl("toy-push")


@pytest.fixture
def pull(client: AsyncClient) -> AsyncEtl:
    """One that fetches objects; it runs."""
    return client.etl("toy-pull")


@pytest.fixture
def turn(client: AsyncClient) -> AsyncEtl:
    """One that is given objects and turns them round; it runs."""
    return client.etl("toy-turn")


@pytest.fixture
async def fresh(client: AsyncClient) -> AsyncIterator[AsyncEtl]:
    """A name that nothing has; what a test starts by it is gone after the test."""
    fresh = client.etl("fresh-etl")
    yield fresh
    await fresh.delete(missing_ok=True)
