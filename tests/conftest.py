"""Which cluster the tests talk to, and clients and fresh buckets on it.

The local cluster by default, which stores on disk if AIS_TEST_STORE says so; a real one if AIS_TEST_ENDPOINT names it.
AIS_ENDPOINT is never read: tests make and destroy buckets. They touch only buckets whose names begin with `PREFIX`.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zlib import crc32

import pytest
from attrs import frozen
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:  # imported where they are used: the tests of pure modules load no server
    from aistore_hl import AsyncBucket, AsyncClient, Bucket, Client
    from aistore_hl.local import LocalCluster

PREFIX = "ais-hl-test-"

# On a machine that has other work, examples are made as slowly as everything else.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

SHARED_OUT = re.compile(r"tests/(?:conformance|etl|faults|robust|wire)/|test_names\.py")
"""Tests of which both flavours take long: in the short run each of them runs in one, the other is left to stress.
Where the tests were told which cluster or store to use, that is what they are run for: then all of them run."""

SAMPLED = re.compile(
    r"tests/(?:generated|plugin|robust)/|test_(?:contract|demo|executable|process|roster|serve|start|table)\.py"
)
"""Tests of which the short run holds every second one, since together they take long: which, their names say."""

_FLAVOURS = (re.compile(r"_async/|\btasks\b"), re.compile(r"_sync/|\bthreads\b"))


@frozen
class RealCluster:
    """A cluster that was running before the tests."""

    endpoint: str


def pytest_configure() -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in [name for name in os.environ if name.startswith("AIS_") and not name.startswith("AIS_TEST_")]:
        del os.environ[name]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave a part of what takes long to the stress run: one flavour of what is shared out, half of what is sampled."""
    if {"AIS_TEST_ENDPOINT", "AIS_TEST_STORE"} & os.environ.keys():
        return
    for item in items:
        if SAMPLED.search(item.nodeid) and crc32(item.nodeid.encode("utf-8", "surrogateescape")) & 2:
            item.add_marker(pytest.mark.stress)
        if not SHARED_OUT.search(item.nodeid):
            continue
        for flavour, word in enumerate(_FLAVOURS):
            name, count = word.subn("", item.nodeid)
            if count and crc32(name.encode("utf-8", "surrogateescape")) % 2 != flavour:
                item.add_marker(pytest.mark.stress)


def pytest_report_header() -> str:
    return f"AIS: {os.environ.get('AIS_TEST_ENDPOINT') or f'local cluster, 3 targets, store: {_store()}'}"


def _store() -> str:
    """Where the shared local cluster keeps its objects."""
    store = os.environ.get("AIS_TEST_STORE", "memory")
    if store not in ("memory", "disk"):
        raise pytest.UsageError(f"AIS_TEST_STORE is memory or disk, not {store!r}")
    return store


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def promotable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder whose files the targets make objects of. A real AIS has a fixed one: it must run on this machine."""
    if not os.environ.get("AIS_TEST_ENDPOINT"):
        return tmp_path_factory.mktemp("promotable")
    folder = Path("/var/lib/ais/promote")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def files(promotable: Path) -> Iterator[Path]:
    """A folder in it, with two files and one in a folder; removed after the test."""
    with TemporaryDirectory(prefix=PREFIX, dir=promotable) as name:
        for path in ("one", "two", "sub/three"):
            (Path(name) / path).parent.mkdir(exist_ok=True)
            (Path(name) / path).write_bytes(f"content of {path}".encode())
        yield Path(name)


@pytest.fixture(scope="session")
def cluster(promotable: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster | RealCluster]:
    """The cluster that conformance is tested on; shared by all tests, so nobody breaks it."""
    endpoint = os.environ.get("AIS_TEST_ENDPOINT")
    if endpoint:
        yield RealCluster(endpoint)
        return
    from aistore_hl.local import LocalCluster

    folder = tmp_path_factory.mktemp("cluster") if _store() == "disk" else None
    with LocalCluster(targets=3, dir=folder, promotable=promotable) as running:
        yield running


@pytest.fixture
def local() -> Iterator[LocalCluster]:
    """A local cluster of the test's own, whatever AIS_TEST_ENDPOINT says: for faults, and for looking inside."""
    from aistore_hl.local import LocalCluster

    with LocalCluster(targets=3) as running:
        yield running


@pytest.fixture
def bucket_name() -> Callable[[], str]:
    """Names of buckets that do not exist yet."""
    return lambda: PREFIX + secrets.token_hex(6)


@pytest.fixture
def client(cluster: LocalCluster | RealCluster) -> Iterator[Client]:
    from aistore_hl import Client

    with Client(cluster.endpoint) as client:
        yield client


@pytest.fixture
async def aclient(cluster: LocalCluster | RealCluster) -> AsyncIterator[AsyncClient]:
    from aistore_hl import AsyncClient

    async with AsyncClient(cluster.endpoint) as client:
        yield client


@pytest.fixture
def bucket(client: Client, bucket_name: Callable[[], str]) -> Iterator[Bucket]:
    """An empty bucket, removed after the test."""
    bucket = client.bucket(bucket_name()).create()
    yield bucket
    bucket.delete(missing_ok=True)


@pytest.fixture
async def abucket(aclient: AsyncClient, bucket_name: Callable[[], str]) -> AsyncIterator[AsyncBucket]:
    """An empty bucket, removed after the test."""
    bucket = await aclient.bucket(bucket_name()).create()
    yield bucket
    await bucket.delete(missing_ok=True)
