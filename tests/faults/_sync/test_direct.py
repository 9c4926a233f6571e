# Written by codegen.py from tests/faults/_async/test_direct.py; do not edit.
"""Reads that go to the target itself: by the map, and by way of the proxy where that fails."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from aistore_hl import Bucket, Client, LocalCluster, errors
from aistore_hl.types import BlobDownload

pytestmark = pytest.mark.anyio

SIZE = 1_000_000


@pytest.fixture
def content() -> bytes:
    return os.urandom(SIZE)


@pytest.fixture
def direct(cluster: LocalCluster, bucket: Bucket) -> Iterator[Bucket]:
    """The bucket by a client that reads directly."""
    with Client(cluster.endpoint, direct=True) as client:
        yield client.bucket(bucket.name)


def asked(cluster: LocalCluster) -> tuple[int, int]:
    """GETs of objects that reached the proxy, and a target."""
    proxy = [each for each in cluster.proxy.seen.arrivals("GET") if "/v1/objects/" in each.target]
    return len(proxy), len(cluster.targets.seen.arrivals("GET"))


def test_a_direct_read_passes_the_proxy_by(
    cluster: LocalCluster, bucket: Bucket, direct: Bucket, content: bytes
) -> None:
    """After the map was read, once."""
    names = [f"o{number}" for number in range(10)]
    for name in names:
        bucket.object(name).put(content[:1000])
    for name in names:
        assert content[:1000] == direct.object(name).get().read_all()

    assert (0, 10) == asked(cluster)


@pytest.mark.parametrize("status", [403, 404, 500])
def test_what_a_target_refuses_the_proxy_is_asked(
    cluster: LocalCluster, bucket: Bucket, direct: Bucket, content: bytes, status: int
) -> None:
    """The object may have moved."""
    bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", status=status)

    assert content == direct.object("o").get().read_all()
    assert (1, 2) == asked(cluster)


def test_a_target_that_does_not_answer_is_passed_by(
    cluster: LocalCluster, bucket: Bucket, direct: Bucket, content: bytes
) -> None:
    """What broke is asked of the proxy."""
    bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", cut=0, reset=True)

    assert content == direct.object("o").get().read_all()


def test_a_direct_read_that_breaks_goes_on_by_the_proxy(
    cluster: LocalCluster, bucket: Bucket, direct: Bucket, content: bytes
) -> None:
    """From where it broke."""
    bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", cut=500_000)

    assert content == direct.object("o").get().read_all()
    assert (1, 2) == asked(cluster)


def test_with_a_token_nothing_is_direct(cluster: LocalCluster, bucket: Bucket, content: bytes) -> None:
    """Targets of such a cluster refuse; they are not asked."""
    bucket.object("o").put(content)
    with Client(cluster.endpoint, direct=True, token="t") as client:
        assert content == client.bucket(bucket.name).object("o").get().read_all()

    assert (1, 1) == asked(cluster)


def test_a_name_that_ais_makes_another_of_is_not_direct(
    cluster: LocalCluster, bucket: Bucket, direct: Bucket
) -> None:
    """Where it is only the proxy knows."""
    with pytest.raises(errors.NotFound):
        direct.object("/a").get()

    assert 0 < asked(cluster)[0]


def test_chunks_of_a_remote_object_are_asked_for(cluster: LocalCluster, bucket: Bucket) -> None:
    """In the words of AIS; what is not said, it decides."""
    bucket.object("o").put(b"content")
    with pytest.raises(errors.BadRequest, match="local"):
        bucket.object("o").get(blob=BlobDownload(chunk_size=1 << 20, workers=2))
    arrived = cluster.targets.seen.arrivals("GET")[0]
    names = ("ais-blob-download", "ais-blob-chunk", "ais-blob-workers", "ais-blob-threshold")

    assert ["true", "1048576", "2", None] == [arrived.header(name) for name in names]
