# Written by codegen.py from tests/faults/_async/test_killed_many.py; do not edit.
"""Targets that are killed, or leave, while many objects are read and written: right bytes, or an error by name."""

from __future__ import annotations

import random
from time import monotonic

import pytest

from aistore_hl import Bucket, Client, LocalCluster, RetryPolicy, errors
from aistore_hl.types import ClusterMap

pytestmark = pytest.mark.anyio

QUICK = RetryPolicy(attempts=3, base=0.01, total=2)
OUT = (errors.ConnectFailed, errors.ConnectionBroken, errors.Unavailable)
"""What an object may fail with whose target was killed."""


def made(count: int, seed: int = 0) -> dict[str, bytes]:
    """Content of which no two are alike, by name."""
    dice = random.Random(seed)
    return {f"{seed}/{number:05}": dice.randbytes(dice.randrange(3_000)) for number in range(count)}


def check_killed(count: int, *, direct: bool) -> None:
    """A third of them read, a target is killed; afterwards it comes back, and so do those that failed."""
    contents, found = made(count), dict[str, bytes]()
    with LocalCluster(targets=3) as cluster:
        with Client(cluster.endpoint, retry=QUICK) as client:
            bucket = client.bucket("killed").create()
            bucket.put_many(contents)
            before = ClusterMap.from_document(cluster.smap)
            killed = cluster.targets[1].id
            with pytest.raises(errors.BatchError) as caught:
                for item in bucket.get_many(contents, direct=direct, window=32):
                    found[item.name] = item.content
                    if len(found) == count // 3:
                        cluster.kill_target(killed)
            failed = caught.value.failures

            assert contents.keys() == found.keys() | failed.keys()
            assert found == {name: content for name, content in contents.items() if name not in failed}
            assert {killed} == {before.owner(bucket.ref.uname + name).id for name in failed}
            assert [] == [exc for exc in failed.values() if not isinstance(exc, OUT)]

            cluster.start_target(killed)
            found |= {item.name: item.content for item in bucket.get_many(list(failed), direct=direct)}
            assert contents == found


@pytest.mark.parametrize("direct", [False, True], ids=["proxy", "direct"])
def test_a_killed_target_costs_what_it_holds(direct: bool) -> None:
    """300 objects: each right, or failed by its name, and all of them once it is back."""
    check_killed(300, direct=direct)


@pytest.mark.stress
@pytest.mark.timeout(300)
@pytest.mark.parametrize("direct", [False, True], ids=["proxy", "direct"])
def test_a_killed_target_costs_what_it_holds_of_5_000(direct: bool) -> None:
    """The same of 5,000."""
    check_killed(5_000, direct=direct)


def check_leaving(seconds: float, rounds: int) -> None:
    """Objects are written and read while targets go into maintenance and come back, by turns."""
    with LocalCluster(targets=4) as cluster:
        with Client(cluster.endpoint) as client:
            bucket = client.bucket("leaving").create()
            end, number, kept = monotonic() + seconds, 0, dict[str, bytes]()
            while number < rounds or monotonic() < end:
                leaving = cluster.targets[number % 4].id
                fresh = made(60, seed=number)
                moved = [False]

                def leave(done: int, total: int | None, leaving: str = leaving, moved: list[bool] = moved) -> None:
                    if not moved[0]:
                        moved[0] = True
                        cluster.maintain(leaving)

                bucket.put_many(fresh, progress=leave)
                kept |= fresh
                wrong = wrong_in(
                    bucket, dict(random.Random(number).sample(sorted(kept.items()), min(len(kept), 300)))
                )
                cluster.restore(leaving)
                assert wrong == {}
                number += 1
            assert wrong_in(bucket, kept) == {}


def wrong_in(bucket: Bucket, contents: dict[str, bytes]) -> dict[str, str]:
    """Those that did not come as they were put, and what came instead."""
    wrong = {}
    for item in bucket.get_many(contents, raise_errors=False):
        if item.error is not None:
            wrong[item.name] = str(item.error)
        elif item.content != contents[item.name]:
            wrong[item.name] = f"{len(item.content)} other bytes"
    return wrong


def test_maintenance_costs_nothing() -> None:
    """A few rounds: nothing fails, and no byte is wrong."""
    check_leaving(0, 4)


@pytest.mark.stress
@pytest.mark.timeout(200)
def test_a_minute_of_maintenance_costs_nothing() -> None:
    """Under load all the time."""
    check_leaving(60, 4)
