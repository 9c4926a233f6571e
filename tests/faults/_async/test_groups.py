"""Operations on groups are one call each: their time is for all of it."""

from __future__ import annotations

import pytest

from aistore_hl import AsyncBucket, AsyncClient, LocalCluster
from aistore_hl.errors import JobTimeout

pytestmark = pytest.mark.anyio


async def test_the_time_of_a_group_is_that_of_looking_up_before_too(cluster: LocalCluster, bucket: AsyncBucket) -> None:
    """The cluster is slow to list which are there: nothing is begun then."""
    cluster.faults.once("GET bucket list", delay=0.8)
    with pytest.raises(TimeoutError):
        await bucket.objects(["a", "b"]).delete(timeout=0.3)

    assert [] == cluster.seen.arrivals("DELETE")


async def test_the_time_of_a_wait_is_that_of_looking_up_after_too(cluster: LocalCluster, bucket: AsyncBucket) -> None:
    """The job is over long before, and what is left is listed slowly."""
    await bucket.object("a").put(b"content")
    job = await bucket.objects(["a"]).delete(missing_ok=True)
    cluster.faults.once("GET bucket list", delay=1.5, times=None)
    with pytest.raises(TimeoutError) as raised:
        await job.wait(timeout=0.7)

    assert not isinstance(raised.value, JobTimeout)
    assert not await bucket.object("a").exists()


async def test_a_copy_waits_for_others_no_longer_than_it_may() -> None:
    """Another one between the same buckets is still there: it would serve this one with its own arguments."""
    with LocalCluster(targets=1, quirks="ais") as cluster:
        async with AsyncClient(cluster.endpoint) as client:
            bucket, other = await client.bucket("from").create(), await client.bucket("to").create()
            await bucket.object("a").put(b"content")
            first = await bucket.objects(["a"]).copy_to(other, prepend="x/")
            with pytest.raises(JobTimeout) as raised:
                await bucket.objects(["a"]).copy_to(other, prepend="y/", timeout=0.3)

            assert first.id == raised.value.id
