"""An ETL that is deleted while somebody reads through it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from aistore_hl import Client, LocalCluster
from aistore_hl.errors import EtlNotFound, JobAborted


def test_one_that_is_deleted_while_it_works_is_missed(stage: LocalCluster, bucket_name: Callable[[], str]) -> None:
    """By who reads; a job says that it was aborted."""
    with Client(stage.endpoint) as client, ThreadPoolExecutor(1) as pool:
        bucket, other = client.bucket(bucket_name()).create(), client.bucket(bucket_name())
        bucket.object("hangs").put(b"hangs")
        with client.etl("rogue-3").init("rogue:1", object_timeout=40) as etl:
            job = bucket.transform(etl, other)
            stage.seen.clear()
            reading = pool.submit(lambda: bucket.object("hangs").get(etl=etl))
            until = time.monotonic() + 20
            while not [each for each in stage.seen.arrivals("GET") if each.side == "target"]:
                assert time.monotonic() < until
        with pytest.raises(
            EtlNotFound, match=r"/hangs at .*: (rogue-3-.* was stopped \(user abort\)|.*does not exist)"
        ):
            reading.result(20)
        with pytest.raises(JobAborted, match="user abort"):
            job.wait(timeout=20)
        bucket.delete()
        other.delete(missing_ok=True)
