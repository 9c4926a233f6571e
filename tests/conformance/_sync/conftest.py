# Written by codegen.py from tests/conformance/_async/conftest.py; do not edit.
"""The fixtures of the tests beside, in their flavour; the other flavour is written from this file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from aistore_hl import Bucket, Client


@pytest.fixture
def client(cluster: Any) -> Iterator[Client]:
    with Client(cluster.endpoint) as client:
        yield client


@pytest.fixture
def bucket(client: Client, bucket_name: Callable[[], str]) -> Iterator[Bucket]:
    """An empty bucket, removed after the test."""
    bucket = client.bucket(bucket_name()).create()
    yield bucket
    bucket.delete(missing_ok=True)


@pytest.fixture
def other(client: Client, bucket_name: Callable[[], str]) -> Iterator[Bucket]:
    """A second empty bucket, removed after the test."""
    bucket = client.bucket(bucket_name()).create()
    yield bucket
    bucket.delete(missing_ok=True)


@pytest.fixture
def namesake(client: Client, bucket: Bucket) -> Iterator[Bucket]:
    """A bucket of the same name in another namespace, removed after the test."""
    namesake = client.bucket(bucket.name, namespace="#ais-hl-test").create()
    yield namesake
    namesake.delete(missing_ok=True)


@pytest.fixture
def absent(client: Client, bucket_name: Callable[[], str]) -> Iterator[Bucket]:
    """A bucket that does not exist; removed after the test if that made it."""
    bucket = client.bucket(bucket_name())
    yield bucket
    bucket.delete(missing_ok=True)


@pytest.fixture
def nobody() -> Iterator[Client]:
    """A client of an address where nobody answers."""
    with Client("http://127.0.0.1:1") as client:
        yield client
