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
