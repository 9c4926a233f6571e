"""Objects of a remote bucket: what the cluster holds of them, and what it has to fetch."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import xxhash
from attrs import frozen

from aistore_hl import AsyncBucket, AsyncClient, LocalCluster, RetryPolicy, Timeouts, errors
from aistore_hl.types import BlobDownload, Presence
from tests.faults.endpoints import Answer, Endpoint, Request, serving

pytestmark = pytest.mark.anyio

SHORT = Timeouts(first_byte=0.3)
CONTENT = bytes(range(256)) * 8192


@frozen
class Cloud:
    """A bucket of a provider, and the folder that is behind it."""

    bucket: AsyncBucket
    folder: Path


@pytest.fixture
async def cloud(tmp_path: Path) -> AsyncIterator[Cloud]:
    folder = tmp_path / "cloud" / "data"
    folder.mkdir(parents=True)
    (folder / "o").write_bytes(CONTENT)
    with LocalCluster(targets=3, backends={"aws": tmp_path / "cloud"}) as cluster:
        async with AsyncClient(cluster.endpoint) as client:
            yield Cloud(client.bucket("data", "aws"), folder)


async def where(cloud: Cloud) -> list[bool]:
    """Whether it is anywhere, and here."""
    target = cloud.bucket.object("o")
    asked = (None, Presence.PRESENT_NO_PROPS)
    return [await target.exists(presence=presence) for presence in asked]


async def test_an_object_is_here_after_it_was_read_until_it_is_evicted(cloud: Cloud) -> None:
    """And can be read again."""
    target = cloud.bucket.object("o")

    assert [True, False] == await where(cloud)
    assert await target.exists(presence=Presence.OUTSIDE)
    assert CONTENT == await (await target.get()).read_all()
    assert [True, True] == await where(cloud)
    await target.evict()
    assert [True, False] == await where(cloud)
    assert CONTENT == await (await target.get()).read_all()
    with pytest.raises(errors.NotFound):
        await cloud.bucket.object("nosuch").evict()


async def held(cloud: Cloud) -> list[str]:
    """What the cluster has of the bucket."""
    return [entry.name for entry in await cloud.bucket.list_objects(cached=True).to_list()]


async def test_a_group_is_prefetched_and_evicted(cloud: Cloud) -> None:
    """What is behind the bucket stays; what is not there is an error by name."""
    for name in ("p", "q"):
        (cloud.folder / name).write_bytes(CONTENT)
    await (await cloud.bucket.objects(["o", "q"]).prefetch(workers=2)).wait(timeout=20)
    fetched = await held(cloud)
    with pytest.raises(errors.GroupFailed, match="nosuch"):
        await (await cloud.bucket.objects(["p", "nosuch"]).prefetch()).wait(timeout=20)
    more = await held(cloud)
    await (await cloud.bucket.objects(["o", "p"]).evict()).wait(timeout=20)

    assert (["o", "q"], ["o", "p", "q"], ["q"]) == (fetched, more, await held(cloud))
    assert CONTENT == (cloud.folder / "o").read_bytes()


@pytest.mark.parametrize("keep", [True, False])
async def test_a_bucket_is_evicted(cloud: Cloud, keep: bool) -> None:
    """What the cluster has of it is gone, and comes again when it is read."""
    await (await cloud.bucket.object("o").get()).read_all()
    before = await held(cloud)
    await cloud.bucket.evict(keep_metadata=keep)

    assert (["o"], []) == (before, await held(cloud))
    assert CONTENT == await (await cloud.bucket.object("o").get()).read_all()


async def test_an_object_is_fetched_by_a_job(cloud: Cloud) -> None:
    """Once; then there is nothing to do."""
    job = await cloud.bucket.object("o").blob_download(chunk_size=1 << 20, workers=2)
    assert job is not None
    await job.wait(timeout=20)

    assert [True, True] == await where(cloud)
    assert await cloud.bucket.object("o").blob_download() is None


async def test_an_object_is_fetched_in_chunks_while_it_is_read(cloud: Cloud) -> None:
    """It is the same."""
    reader = await cloud.bucket.object("o").get(blob=BlobDownload(chunk_size=1 << 20, workers=2))

    assert CONTENT == await reader.read_all()


async def test_the_latest_is_what_is_behind(cloud: Cloud) -> None:
    """Otherwise what the cluster holds will do."""
    target = cloud.bucket.object("o")
    await (await target.get()).read_all()
    (cloud.folder / "o").write_bytes(b"newer")

    assert CONTENT == await (await target.get()).read_all()
    with pytest.raises(errors.Conflict):
        await target.head(latest=True)
    assert b"newer" == await (await target.get(latest=True)).read_all()


@pytest.mark.parametrize("begin", [0, 1_000_000])
async def test_a_file_that_was_never_read_is_opened(cloud: Cloud, begin: int) -> None:
    """Its checksum is not known before it was fetched."""
    async with await cloud.bucket.object("o").open() as file:
        await file.seek(begin)

        assert CONTENT[begin:] == await file.read()


async def test_workers_read_what_was_never_read(cloud: Cloud) -> None:
    """The same."""
    assert CONTENT == await cloud.bucket.object("o").get_parallel(part_size=1 << 20)


@pytest.fixture
def silence() -> Iterator[threading.Event]:
    """What a handler that says nothing waits for; the end of the test, at the latest."""
    event = threading.Event()
    yield event
    event.set()


def fetching(
    looks: int, silence: threading.Event, *, ends: bool = True
) -> Callable[[Endpoint, Request], Answer | None]:
    """A server that is silent to the first GET, or to all, and locks the object for so many looks at it."""
    left, first = iter(range(looks)), [True]

    def answer(endpoint: Endpoint, request: Request) -> Answer | None:
        if request.method == "POST":
            status = 200 if next(left, None) is None else 423
            return status, {"Content-Type": "application/json"}, b""
        if first:
            first.clear()
            silence.wait(10)
            return None
        told = {"Ais-Checksum-Type": "xxhash2", "Ais-Checksum-Value": xxhash.xxh64(CONTENT).hexdigest()}
        return 200, {"Ais-Atime": "1", "Ais-Version": "1", **told}, CONTENT

    return answer


async def test_a_target_that_fetches_is_waited_for(silence: threading.Event) -> None:
    """It is silent, and its lock says why; then it is asked again."""
    with serving(fetching(3, silence)) as endpoint:
        async with AsyncClient(endpoint.origin, timeout=SHORT, retry=RetryPolicy(attempts=1)) as client:
            found = await (await client.bucket("data", "aws").object("o").get()).read_all()
        silence.set()

    assert CONTENT == found
    assert ["GET", "POST", "POST", "POST", "POST", "GET"] == [each.method for each in endpoint.requests]


async def test_a_target_that_fetches_nothing_is_not_waited_for(silence: threading.Event) -> None:
    """Its silence is an error as any other."""
    with serving(fetching(0, silence)) as endpoint:
        async with AsyncClient(endpoint.origin, timeout=SHORT, retry=RetryPolicy(attempts=1)) as client:
            with pytest.raises(errors.ReadTimeout):
                await client.bucket("data", "aws").object("o").get()
        silence.set()

    assert ["GET", "POST"] == [each.method for each in endpoint.requests]


async def test_waiting_for_a_target_ends_with_the_deadline(silence: threading.Event) -> None:
    """However long it fetches."""
    with serving(fetching(1000, silence)) as endpoint:
        async with AsyncClient(endpoint.origin, retry=RetryPolicy(attempts=1)) as client:
            with pytest.raises(TimeoutError):
                await client.bucket("data", "aws").object("o").get(timeout=1)
        silence.set()

    assert "GET" == endpoint.requests[0].method
