"""Reads that go to the target itself: by the map, and by way of the proxy where that fails."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest

from aistore_hl import AsyncBucket, AsyncClient, LocalCluster, errors
from aistore_hl.types import BlobDownload

pytestmark = pytest.mark.anyio

SIZE = 1_000_000


@pytest.fixture
def content() -> bytes:
    return os.urandom(SIZE)


@pytest.fixture
async def direct(cluster: LocalCluster, bucket: AsyncBucket) -> AsyncIterator[AsyncBucket]:
    """The bucket by a client that reads directly."""
    async with AsyncClient(cluster.endpoint, direct=True) as client:
        yield client.bucket(bucket.name)


def asked(cluster: LocalCluster) -> tuple[int, int]:
    """GETs of objects that reached the proxy, and a target."""
    proxy = [each for each in cluster.proxy.seen.arrivals("GET") if "/v1/objects/" in each.target]
    return len(proxy), len(cluster.targets.seen.arrivals("GET"))


async def test_a_direct_read_passes_the_proxy_by(
    cluster: LocalCluster, bucket: AsyncBucket, direct: AsyncBucket, content: bytes
) -> None:
    """After the map was read, once."""
    names = [f"o{number}" for number in range(10)]
    for name in names:
        await bucket.object(name).put(content[:1000])
    for name in names:
        assert content[:1000] == await (await direct.object(name).get()).read_all()

    assert (0, 10) == asked(cluster)


@pytest.mark.parametrize("status", [403, 404, 500])
async def test_what_a_target_refuses_the_proxy_is_asked(
    cluster: LocalCluster, bucket: AsyncBucket, direct: AsyncBucket, content: bytes, status: int
) -> None:
    """The object may have moved."""
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", status=status)

    assert content == await (await direct.object("o").get()).read_all()
    assert (1, 2) == asked(cluster)


async def test_a_target_that_does_not_answer_is_passed_by(
    cluster: LocalCluster, bucket: AsyncBucket, direct: AsyncBucket, content: bytes
) -> None:
    """What broke is asked of the proxy."""
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", cut=0, reset=True)

    assert content == await (await direct.object("o").get()).read_all()


async def test_a_direct_read_that_breaks_goes_on_by_the_proxy(
    cluster: LocalCluster, bucket: AsyncBucket, direct: AsyncBucket, content: bytes
) -> None:
    """From where it broke."""
    await bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", cut=500_000)

    assert content == await (await direct.object("o").get()).read_all()
    assert (1, 2) == asked(cluster)


async def test_with_a_token_nothing_is_direct(cluster: LocalCluster, bucket: AsyncBucket, content: bytes) -> None:
    """Targets of such a cluster refuse; they are not asked."""
    await bucket.object("o").put(content)
    async with AsyncClient(cluster.endpoint, direct=True, token="t") as client:
        assert content == await (await client.bucket(bucket.name).object("o").get()).read_all()

    assert (1, 1) == asked(cluster)


async def test_a_name_that_ais_makes_another_of_is_not_direct(
    cluster: LocalCluster, bucket: AsyncBucket, direct: AsyncBucket
) -> None:
    """Where it is only the proxy knows."""
    with pytest.raises(errors.NotFound):
        await direct.object("/a").get()

    assert 0 < asked(cluster)[0]


async def test_chunks_of_a_remote_object_are_asked_for(cluster: LocalCluster, bucket: AsyncBucket) -> None:
    """In the words of AIS; what is not said, it decides."""
    await bucket.object("o").put(b"content")
    with pytest.raises(errors.BadRequest, match="local"):
        await bucket.object("o").get(blob=BlobDownload(chunk_size=1 << 20, workers=2))
    arrived = cluster.targets.seen.arrivals("GET")[0]
    names = ("ais-blob-download", "ais-blob-chunk", "ais-blob-workers", "ais-blob-threshold")

    assert ["true", "1048576", "2", None] == [arrived.header(name) for name in names]
