# Written by codegen.py from tests/faults/_async/conftest.py; do not edit.
"""A cluster that misbehaves on order, and clients of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aistore_hl import Bucket, Client, LocalCluster, RetryPolicy, Timeouts

QUICK = Timeouts(connect=1, pool=2, write=5, first_byte=1, read=1)
"""Waits that a test can afford, on a machine that is busy with others."""


@pytest.fixture(scope="module")
def shared() -> Iterator[LocalCluster]:
    with LocalCluster(targets=3) as running:
        yield running


@pytest.fixture
def cluster(shared: LocalCluster) -> Iterator[LocalCluster]:
    """A cluster without faults and without a past."""
    shared.faults.clear()
    shared.seen.clear()
    yield shared
    shared.faults.clear()


@pytest.fixture
def client(cluster: LocalCluster) -> Iterator[Client]:
    with Client(cluster.endpoint, timeout=QUICK, retry=RetryPolicy(base=0.01, total=20)) as client:
        yield client


@pytest.fixture
def patient(cluster: LocalCluster) -> Iterator[Client]:
    """A client with the default waits: what a test sets up or looks at does not fail because the machine is busy."""
    with Client(cluster.endpoint) as client:
        yield client


@pytest.fixture
def bucket(client: Client) -> Iterator[Bucket]:
    """An empty bucket of a client that has been answered before."""
    bucket = client.bucket("faults").create()
    yield bucket
    bucket.delete(missing_ok=True)
