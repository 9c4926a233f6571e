# Written by codegen.py from tests/etl/_async/conftest.py; do not edit.
"""The fixtures of the tests beside, in their flavour; the other flavour is written from this file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from aistore_hl import Bucket, Client, Etl, LocalCluster


@pytest.fixture
def client(stage: LocalCluster) -> Iterator[Client]:
    with Client(stage.endpoint) as client:
        yield client


@pytest.fixture
def bucket(client: Client, bucket_name: Callable[[], str]) -> Iterator[Bucket]:
    """A bucket with two objects, removed after the test."""
    bucket = client.bucket(bucket_name()).create()
    bucket.object("in/one.txt").put(b"hello one")
    bucket.object("in/two.txt").put(b"hello two")
    yield bucket
    bucket.delete(missing_ok=True)


@pytest.fixture
def other(client: Client, bucket_name: Callable[[], str]) -> Iterator[Bucket]:
    """A bucket that does not exist yet, removed after the test."""
    other = client.bucket(bucket_name())
    yield other
    other.delete(missing_ok=True)


@pytest.fixture
def push(client: Client) -> Etl:
    """One that is given objects; it runs."""
    return client.etl("toy-push")


@pytest.fixture
def pull(client: Client) -> Etl:
    """One that fetches objects; it runs."""
    return client.etl("toy-pull")


@pytest.fixture
def turn(client: Client) -> Etl:
    """One that is given objects and turns them round; it runs."""
    return client.etl("toy-turn")


@pytest.fixture
def fresh(client: Client) -> Iterator[Etl]:
    """A name that nothing has; what a test starts by it is gone after the test."""
    fresh = client.etl("fresh-etl")
    yield fresh
    fresh.delete(missing_ok=True)
