"""Objects and jobs of a local cluster, asked for without our client."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, follow

_PATIENCE = 20.0


def until(is_so: Callable[[], object]) -> None:
    """Return once it is so."""
    deadline = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < deadline


def store(cluster: LocalCluster, bucket: str, content: dict[str, bytes]) -> None:
    """Put objects, by name."""
    for name, each in content.items():
        assert 200 == follow(cluster.endpoint, "PUT", f"/v1/objects/{bucket}/{quote(name)}", each).status


def read(cluster: LocalCluster, bucket: str) -> dict[str, bytes]:
    """All that is in a bucket, by name."""
    found = {}
    for name in names(cluster, bucket):
        answer = follow(cluster.endpoint, "GET", f"/v1/objects/{bucket}/{quote(name)}")
        assert 200 == answer.status, answer.content
        found[name] = answer.content
    return found


def names(cluster: LocalCluster, bucket: str) -> list[str]:
    """The names that a bucket has."""
    answer = act(cluster, "GET", bucket, "list", {"props": "name"})
    return [entry["name"] for entry in answer.document["entries"] or ()]


def act(cluster: LocalCluster, method: str, bucket: str, action: str, value: Any = None, query: str = "") -> Answer:
    """One action on a bucket."""
    body = {"action": action} if value is None else {"action": action, "value": value}
    return ask(cluster.endpoint, method, f"/v1/buckets/{bucket}{query}", body)


def to(bucket: str) -> str:
    """The query that names where a bucket is copied."""
    return f"?bck_to=ais/@%23/{bucket}/"


def snapshots(cluster: LocalCluster, job: str) -> list[dict[str, Any]]:
    """What the targets tell about a job."""
    answer = ask(cluster.endpoint, "GET", "/v1/cluster?what=qryxstats", {"id": job})
    assert 200 == answer.status, answer.content
    return [each for listed in answer.document.values() for each in listed]


def over(cluster: LocalCluster, answer: Answer) -> list[dict[str, Any]]:
    """The snapshots of the job that an answer names, once it has nothing more to do."""
    assert 200 == answer.status, answer.content
    job = answer.content.decode()
    deadline = time.monotonic() + _PATIENCE
    while True:
        found = snapshots(cluster, job)
        if all(each["is_idle"] for each in found):
            return found
        assert time.monotonic() < deadline, f"job {job} does not end"


def total(found: Iterable[dict[str, Any]], counter: str) -> int:
    """One counter of all targets together."""
    return sum(int(each["stats"][counter]) for each in found)
