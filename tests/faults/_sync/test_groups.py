# Written by codegen.py from tests/faults/_async/test_groups.py; do not edit.
"""Operations on groups are one call each: their time is for all of it."""

from __future__ import annotations

import pytest

from aistore_hl import Bucket, Client, LocalCluster
from aistore_hl.errors import JobTimeout

pytestmark = pytest.mark.anyio


def test_the_time_of_a_group_is_that_of_looking_up_before_too(cluster: LocalCluster, bucket: Bucket) -> None:
    """The cluster is slow to list which are there: nothing is begun then."""
    cluster.faults.once("GET bucket list", delay=0.8)
    with pytest.raises(TimeoutError):
        bucket.objects(["a", "b"]).delete(timeout=0.3)

    assert [] == cluster.seen.arrivals("DELETE")


def test_the_time_of_a_wait_is_that_of_looking_up_after_too(cluster: LocalCluster, bucket: Bucket) -> None:
    """The job is over long before, and what is left is listed slowly."""
    bucket.object("a").put(b"content")
    job = bucket.objects(["a"]).delete(missing_ok=True)
    cluster.faults.once("GET bucket list", delay=1.5, times=None)
    with pytest.raises(TimeoutError) as raised:
        job.wait(timeout=0.7)

    assert not isinstance(raised.value, JobTimeout)
    assert not bucket.object("a").exists()


def test_a_copy_waits_for_others_no_longer_than_it_may() -> None:
    """Another one between the same buckets is still there: it would serve this one with its own arguments."""
    with LocalCluster(targets=1, quirks="ais") as cluster:
        with Client(cluster.endpoint) as client:
            bucket, other = client.bucket("from").create(), client.bucket("to").create()
            bucket.object("a").put(b"content")
            first = bucket.objects(["a"]).copy_to(other, prepend="x/")
            with pytest.raises(JobTimeout) as raised:
                bucket.objects(["a"]).copy_to(other, prepend="y/", timeout=0.3)

            assert first.id == raised.value.id
