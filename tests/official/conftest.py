"""NVIDIA's own client of the cluster under test, the local one or that of AIS_TEST_ENDPOINT, and fresh buckets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from aistore.sdk import Bucket, Client, Object
from attrs import frozen


@frozen
class Where:
    """The part of a cluster that these tests need."""

    endpoint: str


@pytest.fixture(scope="session")
def official(cluster: Where) -> Client:
    """The client with its own defaults: its retries, its pool, its time-outs."""
    return Client(cluster.endpoint)


@pytest.fixture
def made(official: Client, bucket_name: Callable[[], str]) -> Iterator[Bucket]:
    """An empty bucket, removed after the test."""
    bucket = official.bucket(bucket_name()).create()
    yield bucket
    bucket.delete(missing_ok=True)


@pytest.fixture
def unmade(official: Client, bucket_name: Callable[[], str]) -> Iterator[Bucket]:
    """A bucket that is not there; removed after the test if that made it."""
    bucket = official.bucket(bucket_name())
    yield bucket
    bucket.delete(missing_ok=True)


@pytest.fixture
def stored(made: Bucket) -> Object:
    """An object of 100,000 bytes: more than two of the client's chunks."""
    written = made.object("folder/stored.bin")
    written.get_writer().put_content(CONTENT)
    return written


CONTENT = bytes(range(250)) * 400


@pytest.fixture
def content() -> bytes:
    """What `stored` holds."""
    return CONTENT
