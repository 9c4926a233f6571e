"""How much is in a bucket, and in its archives: asked for again until it is known."""

from __future__ import annotations

import io
import json
import tarfile
import time
from typing import Any

import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask
from tests.local.jobs.waiting import act, over, store

CONTENT = {"a/1": b"x" * 1000, "a/2": b"x" * 2000, "b": b"x" * 500}


def asked(cluster: LocalCluster, bucket: str, action: str, value: dict[str, Any], query: str = "") -> Any:
    """The document that comes in the end."""
    first = act(cluster, "GET", bucket, action, value, query)
    assert 202 == first.status, first.content
    deadline = time.monotonic() + 20
    again = {**value, "uuid": first.content.decode()}
    while (answer := act(cluster, "GET", bucket, action, again, query)).status != 200:
        assert answer.status in (202, 206)
        assert time.monotonic() < deadline
    return answer.document


@pytest.mark.parametrize(
    ("prefix", "count", "size", "smallest", "average", "largest"),
    [("", 3, 3500, 500, 1167, 2000), ("a/", 2, 3000, 1000, 1500, 2000), ("none", 0, 0, 0, 0, 0)],
)
def test_a_summary_counts_what_is_there(
    shared: LocalCluster, bucket: str, prefix: str, count: int, size: int, smallest: int, average: int, largest: int
) -> None:
    """In all, or what begins with a prefix."""
    store(shared, bucket, CONTENT)
    (found,) = asked(shared, bucket, "summary-bck", {"prefix": prefix, "cached": True})

    assert (bucket, "ais", False) == (found["name"], found["provider"], found["is_present"])
    assert {"obj_count_present": str(count), "obj_count_remote": "0"} == found["ObjCount"]
    assert {"obj_min_size": smallest, "obj_avg_size": average, "obj_max_size": largest} == found["ObjSize"]
    assert str(size) == found["TotalSize"]["size_all_present_objs"]


def test_a_summary_of_all_buckets_names_each(shared: LocalCluster, bucket: str) -> None:
    """Also one that is empty, and one that is alone in its namespace."""
    store(shared, bucket, CONTENT)
    namespace = f"?namespace=@%23{bucket}"
    assert 200 == act(shared, "POST", "alone", "create-bck", None, namespace).status

    found = {each["name"]: each for each in asked(shared, "", "summary-bck", {})}
    (alone,) = asked(shared, "", "summary-bck", {}, namespace)

    assert ("3", "0") == (
        found[bucket]["ObjCount"]["obj_count_present"],
        found["alone"]["ObjCount"]["obj_count_present"],
    )
    assert ("alone", bucket) == (alone["name"], alone["namespace"]["name"])


def head(cluster: LocalCluster, path: str) -> Answer:
    """The answer that comes in the end."""
    first = ask(cluster.endpoint, "HEAD", f"/v1/buckets/{path}?bsumm_remote=false")
    assert (202, None) == (first.status, first.header("Ais-Bucket-Summ"))
    again = f"/v1/buckets/{path}?bsumm_remote=false&uuid={first.header('Ais-Xaction-Id')}"
    deadline = time.monotonic() + 20
    while (answer := ask(cluster.endpoint, "HEAD", again)).status != 200:
        assert time.monotonic() < deadline
    return answer


@pytest.mark.parametrize(("prefix", "count"), [("", "3"), ("/a/", "2")])
def test_head_tells_a_summary_too(shared: LocalCluster, bucket: str, prefix: str, count: str) -> None:
    """In a header field, beside the properties."""
    store(shared, bucket, CONTENT)
    answer = head(shared, f"{bucket}{prefix}")
    summary = json.loads(answer.header("Ais-Bucket-Summ") or "")

    assert (bucket, count, True) == (summary["name"], summary["ObjCount"]["obj_count_present"], summary["is_present"])
    assert answer.header("Ais-Bucket-Props")


@pytest.mark.parametrize("action", ["summary-bck", "summary-shard"])
def test_a_summary_that_nobody_began_is_refused(shared: LocalCluster, bucket: str, action: str) -> None:
    """404, and 400 where it cannot be one."""
    assert 404 == act(shared, "GET", bucket, action, {"uuid": "AbCdEfGhI"}).status
    assert 400 == act(shared, "GET", bucket, action, {"uuid": "x"}).status
    assert 400 == act(shared, "GET", bucket, action, {"nosuch": 1}).status
    assert 404 == act(shared, "GET", f"{bucket}-none", action, {}).status


def archive(members: int) -> bytes:
    """A tar with so many files in it, one of them with a long name."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as tar:
        for number in range(members):
            name = tarfile.TarInfo(f"{'long/' * 40 if number == 1 else ''}{number}")
            name.size = 600
            tar.addfile(name, io.BytesIO(b"x" * 600))
    return written.getvalue()


def test_indexed_archives_are_counted_with_their_members(shared: LocalCluster, bucket: str) -> None:
    """Without an index an archive is only counted; one that was replaced is stale until it is looked into again."""
    store(
        shared,
        bucket,
        {"a/1.tar": archive(3), "a/2.tar": archive(2), "b.tar": archive(1), "c.txt": b"1", "d.tar": b"no"},
    )
    before = asked(shared, bucket, "summary-shard", {})
    found = over(shared, act(shared, "POST", bucket, "index-shard", {"prefix": "a/"}))
    assert not any(each["err"] for each in found)
    indexed = asked(shared, bucket, "summary-shard", {})
    store(shared, bucket, {"a/1.tar": archive(4)})
    stale = asked(shared, bucket, "summary-shard", {"prefix": "a/"})
    found = over(shared, act(shared, "POST", bucket, "index-shard", {}))
    after = asked(shared, bucket, "summary-shard", {})

    keys = ("tar-objs", "shards", "archived-objs", "stale-indexes")
    assert ("4", "0", "0", "0") == tuple(before[key] for key in keys)
    assert ("4", "2", "5", "0") == tuple(indexed[key] for key in keys)
    assert ("2", "1", "2", "1") == tuple(stale[key] for key in keys)
    assert ("4", "4", "7", "0") == tuple(after[key] for key in keys)
    assert ".sys-shardidx" in ask(shared.endpoint, "GET", "/v1/buckets?sys=true", {"action": "list"}).content.decode()
