"""NVIDIA's own client of the cluster under test, the local one or that of AIS_TEST_ENDPOINT, and fresh buckets; and
clusters that know transformers of both makes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aistore.sdk import Bucket, Client, Object
from attrs import frozen

import aistore_hl
from aistore_hl import LocalCluster
from tests.official.etl_pairs import SCRIPT, SERVERS, Ours, Scene, Theirs


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


@contextmanager
def _scene(folder: Path | None) -> Iterator[Scene]:
    images = {f"servers/{server}": [sys.executable, str(SCRIPT), *server.split("-")] for server in SERVERS}
    # NVIDIA's package is here, where its image would have it: no environment has to be made for that.
    images["aistorage/runtime_python:*"] = ["{python}", "-m", "aistore_hl.local.etl.original"]
    with (
        LocalCluster(targets=2, dir=folder, etl_images=images) as cluster,
        aistore_hl.Client(cluster.endpoint) as client,
    ):
        yield Scene(cluster, Theirs(Client(cluster.endpoint)), Ours(client))


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """A cluster of two targets that keeps objects in memory: transformers are sent them."""
    with _scene(None) as scene:
        yield scene


@pytest.fixture(scope="module")
def scene_on_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One that keeps them in files: transformers are told their paths."""
    with _scene(tmp_path_factory.mktemp("cluster")) as scene:
        yield scene
