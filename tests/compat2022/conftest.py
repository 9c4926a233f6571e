"""A client of 2022, a bucket of its, and a cluster with buckets of clouds: folders that are served as them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aistore_hl.compat2022 import Bucket, Client
from aistore_hl.local import LocalCluster


@pytest.fixture
def old(cluster: LocalCluster) -> Iterator[Client]:
    with Client(cluster.endpoint) as client:
        yield client


@pytest.fixture
def old_bucket(old: Client, bucket_name: Callable[[], str]) -> Iterator[Bucket]:
    """An empty bucket, removed after the test."""
    bucket = old.bucket(bucket_name())
    bucket.create()
    yield bucket
    bucket.today.delete(missing_ok=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of some bytes."""
    path = tmp_path / "file"
    path.write_bytes(b"what the file holds")
    return path


@pytest.fixture
def clouds(tmp_path: Path) -> Iterator[LocalCluster]:
    """A cluster with a bucket of each cloud, `my-aws-bucket` and so on, with one object."""
    backends = {}
    for provider in ("aws", "gcp", "azure"):
        backends[provider] = tmp_path / "clouds" / provider
        bucket = backends[provider] / f"my-{provider}-bucket"
        bucket.mkdir(parents=True)
        (bucket / "filename.ext").write_bytes(provider.encode())
    with LocalCluster(targets=3, backends=backends) as running:
        yield running
