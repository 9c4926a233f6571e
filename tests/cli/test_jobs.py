"""`aisx jobs` and `aisx health`: what the cluster is doing, and how it is."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from aistore_hl import Bucket, Client, LocalCluster
from tests.faults.endpoints import Answer, Endpoint, Request, serving, smap

from .conftest import Aisx

COUNTERS = ("loc-objs", "loc-bytes", "out-objs", "out-bytes", "in-objs", "in-bytes")


def test_job_is_started_followed_and_listed(aisx: Aisx) -> None:
    """Its id is all that is printed: `aisx jobs follow $(aisx jobs start lru)`."""
    (job,) = aisx("jobs", "start", "cleanup").lines

    followed = aisx("jobs", "follow", job)
    assert (0, b"") == (followed.code, followed.out)
    assert followed.told.startswith(f"{job}: 0 objects, 0 B; done on ")
    assert [job, "cleanup-store", "done"] in [row[:3] for row in aisx("jobs", "list", "--kind", "cleanup").rows]
    assert job in [each["job"] for each in aisx("jobs", "list", "--json").documents]
    assert job not in [row[0] for row in aisx("jobs", "list", "--running").rows]


def test_job_is_shown_for_each_target(aisx: Aisx, client: Client) -> None:
    """State, times and counters."""
    (document,) = aisx("jobs", "start", "--json", "lru").documents
    job = document["job"]
    aisx("jobs", "follow", job)

    rows = aisx("jobs", "show", job).rows
    documents = aisx("jobs", "show", "--json", job).documents

    assert set(client.cluster().get_info().targets) == {row[0] for row in rows}
    assert {("lru", "done", "0")} == {(row[1], row[2], row[5]) for row in rows}
    assert {"done"} == {each["state"] for each in documents}
    assert documents == aisx("jobs", "follow", "--json", job).documents


def test_job_of_a_bucket(aisx: Aisx, bucket: Bucket) -> None:
    """The kinds that work on buckets take one."""
    (job,) = aisx("jobs", "start", "lru", bucket.ref).lines

    assert 0 == aisx("jobs", "stop", "-y", job).code


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["show", "no-such-job"], 5, "no-such-job"),
        (["follow", "no-such-job"], 5, "no-such-job"),
        (["start", "nonsense"], 2, "no such kind of job"),
        (["list", "--kind", "nonsense"], 2, "no such kind of job"),
        (["stop"], 2, "which one?"),
        (["stop", "x", "--kind", "lru"], 2, "which one?"),
        (["stop", "--kind", "lru"], 2, "Stop every job of kind lru? Nobody is there to answer"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_wrong_with_a_job_is_told(aisx: Aisx, arguments: list[str], code: int, said: str) -> None:
    """In a line."""
    done = aisx("jobs", *arguments)

    assert (code, b"", 1) == (done.code, done.out, done.told.count("\n"))
    assert said in done.told


def _job(*, over: bool) -> Callable[[Endpoint, Request], Answer]:
    """A cluster with one job, which runs, or was stopped."""
    none = {"name": "", "provider": "", "namespace": {"uuid": "", "name": ""}}
    times = {"start-time": "2026-11-26T12:00:00Z", "end-time": "2026-11-26T12:00:01Z" if over else ""}
    buckets = {"bck": none, "src-bck": none, "dst-bck": none}
    stats = dict.fromkeys(COUNTERS, "0")
    state = {"aborted": over, "abort-err": "no space" if over else "", "err": "", "is_idle": over, "ext": None}
    snapshot = {"id": "j", "kind": "copy-bck", "glob.id": "0", **times, **buckets, **state, "stats": stats}
    status = {"uuid": "j", "kind": "copy-bck", "end_time": 1_795_694_401 * 10**9 if over else 0, "aborted": over}

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        found = {**status, "err": ""} if "what=status" in request.query else {"t": [snapshot]}
        return 200, {"Content-Type": "application/json"}, json.dumps(found).encode()

    return answer


def test_job_that_failed_is_told(aisx: Aisx) -> None:
    """Following it fails too, after what the targets say where that is asked for."""
    with serving(_job(over=True)) as endpoint:
        done = aisx("jobs", "follow", "j", "--endpoint", endpoint.origin)
        documents = aisx("jobs", "follow", "j", "--json", "--endpoint", endpoint.origin)

    assert (1, b"") == (done.code, done.out)
    assert "aisx: copy-bck[j] was aborted after 0 objects: t: no space\n" == done.told
    assert (1, [("t", "aborted")]) == (
        documents.code,
        [(each["target"], each["state"]) for each in documents.documents],
    )


def test_job_that_still_runs_is_told(aisx: Aisx) -> None:
    """Nobody need wait for longer than was said."""
    with serving(_job(over=False)) as endpoint:
        done = aisx("jobs", "follow", "j", "--timeout", "0.05", "--endpoint", endpoint.origin)

    assert (1, b"") == (done.code, done.out)
    assert done.told.startswith("aisx: copy-bck[j] still runs after 0.")


def test_health_shows_every_node(aisx: Aisx, client: Client) -> None:
    """Proxies first; each with its address, version and time."""
    rows = aisx("health").rows
    (document,) = aisx("health", "--json").documents

    nodes = client.cluster().get_info().nodes
    assert nodes.keys() == {row[0] for row in rows}
    assert "proxy, primary" == rows[0][1]
    assert {("up", "5.0")} == {(row[3], row[4]) for row in rows}
    assert document["is_ready"]
    assert client.endpoint == document["endpoint"]
    assert all(each["uptime"] >= 0 for each in document["nodes"])


def test_health_tells_of_a_target_that_leaves(aisx: Aisx, local: LocalCluster) -> None:
    """It is there, and takes no objects."""
    local.maintain(local.targets[0].id)

    done = aisx("health", "--endpoint", local.endpoint)

    assert 0 == done.code
    assert ["leaving"] == [row[3] for row in done.rows if row[0] == local.targets[0].id]


def test_health_tells_who_does_not_answer(aisx: Aisx) -> None:
    """A node of the map that cannot be reached from here."""

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        if request.path == "/v1/health":
            return 200, {"Ais-Cluster-Uptime": "1", "Ais-Node-Uptime": "1"}, b""
        if request.path == "/v1/cluster":
            return smap(endpoint, "http://127.0.0.1:1")
        return 403, {}, b""

    with serving(answer) as endpoint:
        done = aisx("health", "--endpoint", endpoint.origin)

    assert 3 == done.code
    assert [["p", "up", "-"], ["t0", "no answer", "-"]] == [[row[0], row[3], row[4]] for row in done.rows]
    assert "aisx: no answer from t0\n" == done.told


def test_health_without_a_cluster(aisx: Aisx) -> None:
    """The same line and code as for every command."""
    done = aisx("health", "--endpoint", "http://127.0.0.1:1")

    assert (3, b"") == (done.code, done.out)
    assert "aisx serve" in done.told
